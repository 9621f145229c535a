"""Scenarios kept as TOML files."""

from pathlib import Path

import pytest

from recycling.domain.errors import InputError
from recycling.services.scenario_files import read_ask
from recycling.services.siting_request import SitingAsk

WHOLE = """
years = [2025, 2027, 2030]
target = "plan:95"
green = 10
budget_10k_cny = 3000
trunks = false
keep = ["C1"]
target_materials = { steel = [700, 715.5, 780], paper = 160 }
haul_factors = { central = 1.2 }
"""


def written(tmp_path: Path, text: str) -> Path:
    path = tmp_path / "slow-growth.toml"
    path.write_text(text, encoding="utf-8")
    return path


def test_a_file_is_a_scenario_of_its_name(tmp_path: Path) -> None:
    assert read_ask(written(tmp_path, WHOLE)) == SitingAsk(
        scenario="slow-growth",
        years=(2025, 2027, 2030),
        target="plan:95",
        green=(10,),
        budget_10k_cny=3000.0,
        trunks=False,
        keep=("C1",),
        target_materials={"steel": (700.0, 715.5, 780.0), "paper": (160.0,)},
        haul_factors={"central": 1.2},
    )


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("years = 2025..2030", "cannot be read as TOML"),
        ("speed = 3", "unknown speed. Known are scenario, years"),
        ('years = ["soon"]', "years: cannot be"),
        ("trunks = 1", "trunks: cannot be 1"),
        ("demand_pct = true", "demand_pct: cannot be True"),
        ("target_materials = 5", "target_materials: cannot be 5"),
    ],
)
def test_what_cannot_be_used_is_named(tmp_path: Path, text: str, message: str) -> None:
    with pytest.raises(InputError, match=message):
        read_ask(written(tmp_path, text))


def test_a_missing_file_is_named(tmp_path: Path) -> None:
    with pytest.raises(InputError, match=r"lost\.toml: cannot be read"):
        read_ask(tmp_path / "lost.toml")
