import csv
from datetime import datetime

import pytest
from python_calamine import CalamineWorkbook

from recycling.domain.errors import InputError
from recycling.domain.records import Batch
from recycling.intake.export import write_rows
from recycling.intake.template import write_template
from recycling.schema.cells import default_value
from recycling.schema.columns import LANGUAGES, TABLES
from recycling.schema.enums import accepted
from recycling.schema.messages import table_label

ATTACK = "=cmd|' /C calc'!A0"


@pytest.mark.parametrize("ending", ["csv", "xlsx"])
@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("table", TABLES)
def test_an_empty_template_is_read_without_a_fault(read, tmp_path, table, lang, ending):
    path = tmp_path / f"{table_label(table, lang)}.{ending}"
    write_template(table, path, lang)
    found = read(path)
    assert found.reader.tables == (table,)
    assert found.messages == []
    assert found.reader.report.rows == 0


def test_a_template_explains_its_columns_and_lists_codes(tmp_path):
    path = tmp_path / "sites.xlsx"
    write_template("sites", path, "zh")
    book = CalamineWorkbook.from_path(path)
    assert book.sheet_names == ["站点", "填写说明", "lists"]
    explained = book.get_sheet_by_name("填写说明").to_python()
    assert len(explained) == len(TABLES["sites"].columns) + 1
    lists = book.get_sheet_by_name("lists").to_python()
    assert [row[0] for row in lists] == accepted("SiteKind", "zh")


def test_a_csv_template_opens_as_utf8_in_a_spreadsheet(tmp_path):
    path = tmp_path / "sites.csv"
    write_template("sites", path, "zh")
    assert path.read_bytes().startswith(b"\xef\xbb\xbf")


def test_only_two_endings_are_written(tmp_path):
    with pytest.raises(InputError, match=r"must end in \.csv or \.xlsx, got '\.txt'"):
        write_template("sites", tmp_path / "sites.txt", "en")


def tickets(**columns):
    rows = len(columns["ticket_no"])
    values = {
        column.attribute: [default_value(column)] * rows
        for column in TABLES["tickets"].columns
    }
    return Batch("tickets", values | columns)


@pytest.mark.parametrize("ending", ["csv", "xlsx"])
@pytest.mark.parametrize("lang", LANGUAGES)
def test_what_is_exported_is_imported_the_same(read, tmp_path, lang, ending):
    batch = tickets(
        site_id=["SC-001", "SC-001"],
        ticket_no=["0012", "-T2"],
        weighed_at=[datetime(2026, 1, 5, 8, 30), datetime(2026, 1, 5, 8, 31, 2)],
        material=["paper", "pet"],
        net_kg=[1234, 7],
        gross_kg=[2234, None],
        tare_kg=[1000, None],
        stream=["industrial", "household"],
        flow=["intake", "transfer"],
        vehicle_id=[ATTACK, "'quoted"],
        is_simulated=[True, False],
    )
    path = tmp_path / f"tickets.{ending}"
    assert (
        write_rows(
            "tickets",
            [batch, batch.__class__("tickets", {name: [] for name in batch.columns})],
            path,
            lang,
        )
        == 2
    )
    found = read(path)
    assert found.messages == []
    assert found.columns == batch.columns


def test_no_cell_of_an_export_is_a_formula(tmp_path):
    batch = tickets(
        site_id=["SC-001"],
        ticket_no=[ATTACK],
        weighed_at=[datetime(2026, 1, 5)],
        material=["paper"],
        net_kg=[5],
        vehicle_id=["@SUM(A1)"],
    )
    path = tmp_path / "tickets.csv"
    write_rows("tickets", [batch], path, "en")
    rows = list(csv.reader(path.read_text(encoding="utf-8-sig").splitlines()))
    assert rows[1][1] == f"'{ATTACK}"
    assert not [cell for cell in rows[1] if cell[:1] in tuple("=+-@")]
