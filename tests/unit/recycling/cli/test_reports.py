"""Reports on the command line: every format, both languages, mistakes in words."""

import csv
import json
import shutil
from collections.abc import Callable
from datetime import datetime
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from pypdf import PdfReader
from python_calamine import CalamineWorkbook

from recycling.cli.console import out
from recycling.domain.materials import Stream
from recycling.domain.tickets import Ticket
from recycling.reporting.pdf import CHINESE_FAMILIES, font_families
from tests.workspaces import open_context, write_objects

type Recycling = Callable[..., Any]
REPORTS = ("target", "district", "site")
OTHERS = ("carbon", "settlement")
TITLE = {"en": "Recovered tonnage", "zh": "回收量"}


@pytest.fixture(scope="module")
def weighed(street_workspace: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Weigh 3,500 kg of paper in two months at two centres of the street."""
    workspace = tmp_path_factory.mktemp("weighed") / "workspace"
    shutil.copytree(street_workspace, workspace)
    tickets = [
        Ticket("C1", "1", datetime(2026, 1, 5, 9), "paper", 1_000),
        Ticket("C1", "2", datetime(2026, 2, 5, 9), "paper", 2_000, Stream.COMMERCIAL),
        Ticket("C2", "1", datetime(2026, 2, 6, 9), "paper", 500, is_simulated=True),
    ]
    write_objects(open_context(workspace), "tickets", tickets)
    return workspace


@pytest.mark.parametrize("lang", ["en", "zh"])
@pytest.mark.parametrize("report", REPORTS)
def test_figures_are_one_in_every_format(
    recycling: Recycling,
    weighed: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    report: str,
    lang: str,
) -> None:
    monkeypatch.setattr(out, "width", 200)
    common = ("report", report, "-w", weighed, "--lang", lang, "--mass-unit", "kg")

    def printed(form: str) -> str:
        ended = recycling(*common, "--format", form)
        assert ended.code == 0, ended.err
        return str(ended.out)

    tree = json.loads(printed("json"))
    assert TITLE[lang] in tree["title"]
    cells = [
        cell for table in tree["tables"] for row in table["rows"] for cell in row[1:]
    ]
    figures = [cell["number"] for cell in cells if cell.get("number") is not None]
    assert {3_500, 3_000, 500} & set(figures)
    lines = csv.DictReader(StringIO(printed("csv").removeprefix("\ufeff")))
    tables = {table["key"] for table in tree["tables"]}
    shown = [
        float(line["value"])
        for line in lines
        if line["table"] in tables and line["exact"]
    ]
    assert shown == figures
    table = printed("table")
    assert tree["title"] in table
    assert all(f"{figure:,.0f}" in table for figure in figures if figure >= 500)

    book = tmp_path / "report.xlsx"
    assert recycling(*common, "--out", book).code == 0
    sheets = CalamineWorkbook.from_path(book)
    found = [
        value
        for name in sheets.sheet_names[1 : len(tree["tables"]) + 1]
        for row in sheets.get_sheet_by_name(name).to_python()
        for value in row
        if isinstance(value, float)
    ]
    assert found == figures


@pytest.mark.skipif(
    not font_families() & set(CHINESE_FAMILIES), reason="no Chinese font is installed"
)
@pytest.mark.parametrize("report", REPORTS)
def test_a_pdf_goes_to_the_reports_of_the_workspace(
    recycling: Recycling, weighed: Path, report: str
) -> None:
    ended = recycling(
        "report", report, "-w", weighed, "--format", "pdf", "--lang", "zh",
        "--mass-unit", "kg",
    )  # fmt: skip
    assert ended.code == 0, ended.err
    path = weighed / "reports" / f"{report}.pdf"
    assert path.name in ended.out.replace("\n", "")
    words = "".join(page.extract_text() for page in PdfReader(path).pages)
    assert "回收量" in words
    assert "3,000" in words
    assert "recovered_kg/" in words


@pytest.mark.parametrize("lang", ["en", "zh"])
@pytest.mark.parametrize("report", OTHERS)
def test_carbon_and_settlement_say_where_they_come_from(
    recycling: Recycling, weighed: Path, report: str, lang: str
) -> None:
    ended = recycling(
        "report", report, "-w", weighed, "--lang", lang, "-f", "json",
        "--month", "2026-02",
    )  # fmt: skip
    assert ended.code == 0, ended.err
    tree = json.loads(ended.out)
    assert tree["report"] == report
    notes = {note["key"]: note["text"] for note in tree["notes"]}
    assert "2026-02-01" in notes["freshness"]
    assert "first_intake" in notes["counting"]
    assert tree["warning"]
    keys = [note["key"] for note in tree["notes"]]
    assert len(keys) == len(set(keys))
    assert notes["sources"]


def test_one_district_and_one_site(recycling: Recycling, weighed: Path) -> None:
    def tables(*arguments: str) -> dict[str, Any]:
        ended = recycling(
            "report", *arguments, "-w", weighed, "--mass-unit", "kg", "-f", "json"
        )
        assert ended.code == 0, ended.err
        return {table["key"]: table for table in json.loads(ended.out)["tables"]}

    months = tables("site", "--site", "C1")["months"]["rows"]
    assert [row[1]["exact"] for row in months[:2]] == [1_000, 2_000]
    assert months[1][1]["figure_id"] == ("recovered_kg/2026-02-01..2026-02-06/C1/-/-")
    district = tables("district", "--district", "A")
    assert district["materials"]["rows"][0][1]["exact"] in {3_000, 3_500}
    january = tables("site", "--site", "C1", "--date", "2026-01-31")["months"]["rows"]
    assert len(january) == 1


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (
            ("target", "--format", "table", "--out", "x.pdf"),
            "table is for the terminal",
        ),
        (("target", "--out", "x.doc"), "must end in one of json, csv, xlsx, pdf"),
        (("district", "--district", "nowhere"), "a recorded district, got 'nowhere'"),
        (("site", "--site", "nowhere"), "a recorded site, got 'nowhere'"),
        (("site", "--date", "today"), "must be a day"),
    ],
)
def test_mistakes(
    recycling: Recycling, weighed: Path, arguments: tuple[str, ...], words: str
) -> None:
    assert words in recycling("report", *arguments, "-w", weighed).mistake


def test_options_before_the_report_s_name_are_not_lost(
    recycling: Recycling, weighed: Path
) -> None:
    ended = recycling("report", "-w", weighed, "target")
    assert "options stand behind the name" in ended.mistake


def test_nothing_weighed_is_no_report(recycling: Recycling, street_copy: Path) -> None:
    for report in (*REPORTS, *OTHERS):
        ended = recycling("report", report, "-w", street_copy)
        assert "no ticket is recorded yet" in ended.mistake
