"""Documents as text for programs: JSON with everything, CSV with every figure."""

import csv
from collections.abc import Iterator
from io import StringIO

from recycling.reporting.documents import Cell, Chart, Document, Table
from recycling.reporting.files import to_json, to_plain
from recycling.schema.safe import safe_cell

CSV_HEADER = (
    "table",
    "row",
    "column",
    "value",
    "unit",
    "exact",
    "exact_unit",
    "figure_id",
)
"""Columns of a document as CSV: one line a cell, the first of a row names it."""


def document_json(document: Document) -> str:
    """Write a document with all cells, charts and notes as JSON.

    A cell has its text, and a figure besides the number shown, its unit, the
    exact figure with the unit of the books, and its figure id.
    """
    tree = {
        "report": document.key,
        "title": document.title,
        "language": document.lang,
        "warning": document.warning,
        "paragraphs": document.paragraphs,
        "tables": [_table(table) for table in document.tables],
        "charts": [_chart(chart) for chart in document.charts],
        "notes": document.notes,
    }
    return to_json(tree)


def _table(table: Table) -> dict[str, object]:
    return {
        "key": table.key,
        "title": table.title,
        "headers": table.headers,
        "rows": [[_cell(cell) for cell in row] for row in table.rows],
        "note": table.note,
    }


def _cell(cell: Cell) -> dict[str, object]:
    if not cell.is_figure:
        return {"text": cell.text}
    return {
        "text": cell.text,
        "number": cell.number,
        "unit": cell.unit,
        "exact": cell.exact,
        "exact_unit": cell.exact_unit,
        "figure_id": cell.figure_id,
    }


def _chart(chart: Chart) -> object:
    return to_plain(chart)


def document_csv(document: Document) -> str:
    """Write every figure of a document as a line of CSV.

    Spreadsheets open it as it is, with byte order mark and no formulas. What must
    be read first stands in a line of its own.
    """
    file = StringIO()
    file.write("\ufeff")
    writer = csv.writer(file, lineterminator="\n")
    writer.writerow(CSV_HEADER)
    if document.warning:
        writer.writerow(["warning", "", "", safe_cell(document.warning), *[""] * 4])
    for table in document.tables:
        writer.writerows(_lines(table))
    for note in document.notes:
        cells = ("notes", note.key, note.label, note.text)
        writer.writerow([*map(safe_cell, cells), *[""] * 4])
    return file.getvalue()


def _lines(table: Table) -> Iterator[list[object]]:
    for row in table.rows:
        named = row[0].text
        for header, cell in zip(table.headers[1:], row[1:], strict=True):
            start = [table.key, named, header]
            yield [safe_cell(item) for item in start] + _figure(cell)


def _figure(cell: Cell) -> list[object]:
    if not cell.is_figure:
        return [safe_cell(cell.text), "", "", "", ""]
    if cell.number is None:
        return ["", cell.unit, "", cell.exact_unit, ""]
    shown = f"{cell.number:.{cell.decimals}f}"
    return [shown, cell.unit, cell.exact, cell.exact_unit, cell.figure_id]
