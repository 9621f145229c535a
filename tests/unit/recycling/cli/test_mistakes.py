"""A user's mistake is one line and exit code 2, whatever it is."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from recycling.cli import main, words
from recycling.config import DATA_DIR
from recycling.services.context import Context
from tests.workspaces import open_context

type Recycling = Callable[..., Any]

BAD_SITES = Path(__file__).resolve().parents[3] / "data" / "intake"


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (("plan", "siting", "--date", "2026-13-01"), "--date: must be a day as"),
        (("plan", "siting", "--year", "99999"), "year: must be within 50 years"),
        (("report", "--date", "yesterday"), "got 'yesterday'. Write it like"),
        (("tickets", "simulate", "--date", "2026-11-02"), "no routes are planned"),
        (("report",), "no ticket is recorded yet"),
        (("sample", "atlantis"), "must be one of chongqing, got 'atlantis'"),
        (("import", "nowhere.csv"), "nowhere.csv"),
        (("import", "x.csv", "--area", "1,2,3"), "--area: must be min_lon,min_lat"),
        (("import", "x.csv", "--area", "3,2,1,4"), "south-west of the second"),
    ],
)
def test_on_a_workspace(
    recycling: Recycling, street_copy: Path, arguments: tuple[str, ...], message: str
) -> None:
    assert message in recycling(*arguments, "-w", street_copy).mistake


@pytest.mark.parametrize("command", [("plan", "siting"), ("plan", "routes")])
def test_an_empty_workspace_says_what_to_load(
    recycling: Recycling, tmp_path: Path, command: tuple[str, ...]
) -> None:
    ended = recycling(*command, "-w", tmp_path / "new")
    assert "database, sites: no rows yet." in ended.mistake


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (("template", "nothing"), "must be one of districts, materials,"),
        (("template", "sites", "--lang", "fr"), "--lang: must be zh or en, got 'fr'."),
        (("template", "sites", "-o", "sites.pdf"), "must end in .csv or .xlsx"),
    ],
)
def test_of_a_template(
    recycling: Recycling, arguments: tuple[str, ...], message: str
) -> None:
    assert message in recycling(*arguments).mistake


def test_of_a_setting(
    recycling: Recycling, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("RECYCLING_SITING__CELLS_KM", "3")
    ended = recycling("init", "-w", tmp_path)
    assert "unknown setting 'cells_km'. Did you mean cell_km?" in ended.mistake


def test_a_long_line_stays_one_line(
    recycling: Recycling, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COLUMNS", "40")
    (tmp_path / "recycling.toml").write_text("qwx = 1", encoding="utf-8")
    line = recycling("init", "-w", tmp_path).mistake
    assert len(line) > 80
    assert line.endswith("language, seed, data_dir.")


def test_a_workspace_that_is_a_file(recycling: Recycling, tmp_path: Path) -> None:
    file = tmp_path / "file"
    file.write_text("")
    ended = recycling("init", "-w", file)
    assert "cannot be used (File exists). Choose another folder" in ended.mistake


def test_a_database_that_is_none(recycling: Recycling, tmp_path: Path) -> None:
    (tmp_path / "recovery.db").write_text("no database at all, but long enough")
    ended = recycling("init", "-w", tmp_path)
    assert "the file is not a SQLite database" in ended.mistake


@pytest.mark.parametrize(
    "arguments",
    [
        ("template", "sites", "-o"),
        ("report", "--date", "2026-11-02", "-o"),
    ],
)
def test_a_folder_that_cannot_be_made(
    recycling: Recycling,
    street_copy: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    arguments: tuple[str, ...],
) -> None:
    monkeypatch.setenv("RECYCLING_WORKSPACE", str(street_copy))
    file = tmp_path / "file"
    file.write_text("")
    ended = recycling(*arguments, file / "sites.csv")
    assert "Not a directory. Check the path and its permissions." in ended.mistake


def counts(context: Context) -> dict[str, int]:
    with context.unit_of_work() as work:
        return work.inputs.counts()


def test_a_bad_file_shows_its_faults_and_changes_nothing(
    recycling: Recycling, street_copy: Path, tmp_path: Path
) -> None:
    before = counts(open_context(street_copy))
    faults = tmp_path / "faults.csv"
    bad = BAD_SITES / "sites.not_a_number.csv"
    good = DATA_DIR / "reference" / "materials.csv"
    ended = recycling(
        "import", bad, good, "--crs", "wgs84", "-w", street_copy, "--faults", faults
    )
    assert ended.code == 2
    assert "sites.not_a_number.csv" in ended.err
    assert "Traceback" not in ended.err
    rows = faults.read_text(encoding="utf-8-sig").splitlines()
    assert len(rows) >= 2
    assert "not_a_number" in rows[1]
    assert counts(open_context(street_copy)) == before


def test_faults_as_json_go_to_standard_output(
    recycling: Recycling, street_copy: Path
) -> None:
    bad = BAD_SITES / "sites.not_a_number.csv"
    ended = recycling("import", bad, "--crs", "wgs84", "-w", street_copy, "--json")
    assert ended.code == 2
    tree = json.loads(ended.out)
    assert tree["counts"] == []
    assert "not_a_number" in {fault["rule"] for fault in tree["faults"]}


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (
            ("order", "show", "O99"),
            "recycling：订单 O99：没有登记。请用“recycling order list”",
        ),
        (("plan", "publish", "x"), "方案 x：没有该方案。"),
        (("plan", "siting", "--date", "soon"), "--date：须为 YYYY-MM-DD 格式的日期"),
    ],
)
def test_a_mistake_is_told_in_the_language_of_the_terminal(
    recycling: Recycling,
    street_copy: Path,
    monkeypatch: pytest.MonkeyPatch,
    arguments: tuple[str, ...],
    message: str,
) -> None:
    # Commands load when they are called, and keep the language they found then.
    assert message not in recycling(*arguments, "-w", street_copy).err
    monkeypatch.setattr(main, "LANG", "zh")
    monkeypatch.setattr(words, "LANG", "zh")
    assert message in recycling(*arguments, "-w", street_copy).err
