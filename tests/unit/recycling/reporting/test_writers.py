"""A document shows the same digits in every format."""

import csv
import json
from io import BytesIO, StringIO

import pytest
from python_calamine import CalamineWorkbook

from recycling.reporting.documents import Table, row_id
from recycling.reporting.pen import MassUnit
from recycling.reporting.workbook import document_workbook
from recycling.reporting.writers import document_csv, document_json
from recycling.schema.columns import LANGUAGES, Lang
from tests.unit.recycling.reporting.papers import IDS, NAMES, paper

SHOWN = {MassUnit.TEN_KT: "0.123", MassUnit.T: "1234.6", MassUnit.KG: "1234567"}


@pytest.mark.parametrize("mass", MassUnit)
@pytest.mark.parametrize("lang", LANGUAGES)
def test_csv_has_a_line_per_figure_with_its_exact_amount_and_id(
    lang: Lang, mass: MassUnit
) -> None:
    text = document_csv(paper(lang, mass))
    assert text.startswith("\ufeff")
    lines = list(csv.DictReader(StringIO(text.removeprefix("\ufeff"))))
    figures = [line for line in lines if line["table"] == "districts"]
    assert len(figures) == 6
    first = figures[0]
    assert (first["row"], first["column"]) == (NAMES[lang][0], "Is")
    assert first["value"] == SHOWN[mass]
    assert (first["exact"], first["exact_unit"]) == ("1234567", "kg")
    assert first["figure_id"] == IDS[0]
    # What a spreadsheet would run is guarded, what is unknown stays empty.
    assert figures[3]["row"] == f"'{NAMES[lang][1]}"
    assert (figures[4]["value"], figures[4]["exact"]) == ("", "")
    assert lines[0]["table"] == "warning"
    assert (lines[-1]["row"], lines[-1]["value"]) == ("freshness", "2026-11-02")


@pytest.mark.parametrize("mass", MassUnit)
def test_json_has_text_number_and_exact_amount(mass: MassUnit) -> None:
    tree = json.loads(document_json(paper("zh", mass)))
    assert (tree["report"], tree["language"]) == ("district", "zh")
    (table,) = tree["tables"]
    cell = table["rows"][0][1]
    assert cell["text"].replace(",", "") == SHOWN[mass]
    assert cell["number"] == float(SHOWN[mass])
    assert (cell["exact"], cell["figure_id"]) == (1_234_567, IDS[0])
    assert table["rows"][0][0] == {"text": NAMES["zh"][0]}
    assert table["rows"][1][2]["number"] is None
    assert [chart["key"] for chart in tree["charts"]] == ["bars", "fan", "fall"]
    assert tree["notes"][0]["key"] == "freshness"


@pytest.mark.parametrize("mass", MassUnit)
def test_a_workbook_has_numbers_ids_and_notes(mass: MassUnit) -> None:
    written = document_workbook(paper("zh", mass), "图表", "编号")
    workbook = CalamineWorkbook.from_filelike(BytesIO(written))
    assert workbook.sheet_names == ["Recovered", "Districts", "图表", "编号"]
    rows = workbook.get_sheet_by_name("Districts").to_python()
    assert rows[0] == ["Name", "Is", "Due", "Share", "figure_id"]
    assert rows[1][1] == float(SHOWN[mass])
    assert rows[1][3:] == [61.7, IDS[0]]
    ids = workbook.get_sheet_by_name("编号").to_python()
    assert ids[1] == ["Districts", NAMES["zh"][0], "Is", 1_234_567, "kg", IDS[0]]
    # A text that looks like a formula stays a text.
    assert rows[2][:3] == [NAMES["zh"][1], 0.0, "-"]
    front = workbook.get_sheet_by_name("Recovered").to_python()
    assert ["Made up"] in [row[:1] for row in front]
    assert ["Data to", "2026-11-02"] in front


def test_sheets_with_one_name_are_told_apart() -> None:
    document = paper("en")
    (table,) = document.tables
    title = "Recovered by district [and material] in every month"
    twins = tuple(Table(f"t{n}", title, table.headers, table.rows) for n in range(3))
    document = type(document)(
        "d", "Recovered", "en", "", (), twins, document.notes
    )  # fmt: skip
    workbook = CalamineWorkbook.from_filelike(
        BytesIO(document_workbook(document, "Charts", "Ids"))
    )
    names = workbook.sheet_names
    assert len({name.lower() for name in names}) == len(names) == 5
    assert all(len(name) <= 31 for name in names)


def test_a_row_is_known_by_its_first_figure() -> None:
    (table,) = paper("en").tables
    assert [row_id(row) for row in table.rows] == [IDS[0], IDS[1]]
    assert row_id((*table.rows[0], table.rows[0][1])) == IDS[0]
