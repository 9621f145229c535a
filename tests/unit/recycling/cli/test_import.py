"""``recycling import``: notices, and files that were made for others."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

type Recycling = Callable[..., Any]
FOREIGN = "stop,name,district,lon,lat,note\nX1,One,A,106.50,29.50,x\n"


@pytest.fixture
def foreign(tmp_path: Path) -> Path:
    path = tmp_path / "stops.csv"
    path.write_text(FOREIGN, encoding="utf-8")
    return path


def options(path: Path, workspace: Path) -> tuple[object, ...]:
    words = ("--map", "stop=site_id", "--set", "kind=depot", "--ignore-extra")
    place = ("--crs", "wgs84", "--table", "sites", "-w", workspace)
    return ("import", path, *words, *place)


def test_a_foreign_file_is_imported_with_a_note(
    recycling: Recycling, street_copy: Path, foreign: Path
) -> None:
    ended = recycling(*options(foreign, street_copy))
    assert ended.code == 0, ended.err
    assert "1 rows from stops.csv: 1 added" in ended.out
    (note,) = [line for line in ended.err.splitlines() if not line.endswith(" ...")]
    assert note.startswith("note: stops.csv: 1 columns that mean nothing")


def test_notes_for_programs(
    recycling: Recycling, street_copy: Path, foreign: Path
) -> None:
    ended = recycling(*options(foreign, street_copy), "--json")
    tree = json.loads(ended.out)
    (notice,) = tree["notices"]
    assert (notice["rule"], notice["count"]) == ("columns_ignored", 1)
    assert notice["facts"] == {"names": "note"}
    assert "note:" not in ended.err


@pytest.mark.parametrize("as_json", [False, True])
def test_a_refusal_shows_notes_as_well(
    recycling: Recycling, street_copy: Path, foreign: Path, as_json: bool
) -> None:
    foreign.write_text(FOREIGN.replace("29.50", "north"), encoding="utf-8")
    ended = recycling(*options(foreign, street_copy), *(["--json"] * as_json))
    assert ended.code == 2
    assert ("note: stops.csv" in ended.err) != as_json
    if as_json:
        tree = json.loads(ended.out)
        assert [fault["rule"] for fault in tree["faults"]] == ["not_a_number"]
        assert [notice["rule"] for notice in tree["notices"]] == ["columns_ignored"]


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (("--map", "adcode"), "--map: must be NAME=VALUE as in adcode=zone_id, got"),
        (("--set", "=depot"), "--set: must be NAME=VALUE as in kind=district, got"),
        (("--map", "a=x", "--map", "a=y"), "--map: names 'a' twice. Keep one"),
    ],
)
def test_what_is_said_of_columns_must_be_pairs(
    recycling: Recycling, street_copy: Path, words: tuple[str, ...], message: str
) -> None:
    ended = recycling("import", "x.csv", *words, "-w", street_copy)
    assert message in ended.mistake
