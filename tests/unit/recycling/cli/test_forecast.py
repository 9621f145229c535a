"""The forecast on the command line."""

import json
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from recycling.domain.materials import Stream
from recycling.domain.site_records import PastVolume
from tests.workspaces import open_context, write_objects

type Recycling = Callable[..., Any]


@pytest.fixture
def workspace(street_copy: Path) -> Path:
    rows = [
        PastVolume(
            date(2026, month, 1), "A", "paper", Stream.HOUSEHOLD, 1_000_000,
            source="by hand",
        )
        for month in range(1, 7)
    ]  # fmt: skip
    write_objects(open_context(street_copy), "past_volumes", rows)
    return street_copy


def test_json_has_landings_and_errors(recycling: Recycling, workspace: Path) -> None:
    ended = recycling("forecast", "--json", "--paths", "100", "-w", workspace)
    assert ended.code == 0, ended.err
    tree = json.loads(ended.out)
    assert tree["day"] == "2026-06-30"
    city = next(
        one for one in tree["landings"] if one["year"] == 2027 and not one["district"]
        and not one["material"]
    )  # fmt: skip
    assert city["p10"] <= city["p50"] <= city["p90"]
    assert city["target"] == 2_000_000
    assert city["probability"] == 1
    assert len(tree["race"]["scores"]) == 4


def test_units_are_chosen(recycling: Recycling, workspace: Path) -> None:
    def table(unit: str) -> str:
        ended = recycling(
            "forecast", "--paths", "100", "--mass-unit", unit, "--lang", "en",
            "-w", workspace,
        )  # fmt: skip
        assert ended.code == 0, ended.err
        return " ".join(ended.out.split())

    assert "target 2,000" in table("t")
    assert "target 0.200" in table("10kt")


def test_nothing_to_forecast_is_one_line(
    recycling: Recycling, street_copy: Path
) -> None:
    ended = recycling("forecast", "-w", street_copy)
    assert ended.code == 2
    assert "neither a ticket nor a volume" in ended.err
