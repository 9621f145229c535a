from pathlib import Path

import pytest

from recycling.domain.errors import InputError
from recycling.sample.inputs import Inputs, Knobs, read_inputs, short_name


@pytest.mark.parametrize(
    ("name", "short"),
    [
        ("渝中区", "渝中"),
        ("城口县", "城口"),
        ("石柱土家族自治县", "石柱"),
        ("秀山土家族苗族自治县", "秀山"),
        ("彭水苗族土家族自治县", "彭水"),
        ("重庆", "重庆"),
    ],
)
def test_short_name(name: str, short: str) -> None:
    assert short_name(name) == short


def test_knobs_read_each_form() -> None:
    knobs = Knobs({"a": "06:00-21:30", "b": "steel:2|paper:1", "c": "2026-11-01"})
    assert knobs.hours("a") == (21_600, 77_400)
    assert knobs.counts("b") == {"steel": 2, "paper": 1}
    assert knobs.day("c").isoformat() == "2026-11-01"


def test_missing_knob_says_which() -> None:
    with pytest.raises(InputError, match=r"sample\.csv, code: 'points\.count'"):
        Knobs({}).count("points.count")


def test_missing_file_says_which(tmp_path: Path) -> None:
    with pytest.raises(InputError, match=r"sample\.csv: not found"):
        read_inputs(tmp_path, "small", 1)


def test_known_facilities_only_in_their_districts(
    small_inputs: Inputs, full_inputs: Inputs
) -> None:
    assert small_inputs.known == ()
    assert len(full_inputs.known) == 7
    assert len(small_inputs.places) == 3
