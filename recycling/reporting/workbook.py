"""Documents as Excel workbooks: a sheet per table, numbers as numbers, charts."""

from collections.abc import Sequence
from io import BytesIO
from typing import Any, Final

import xlsxwriter

from recycling.reporting.documents import (
    Cell,
    Chart,
    ChartKind,
    Document,
    Role,
    Table,
    row_id,
)

MOST_SHEET_NAME: Final = 31
"""Longest name of a sheet that Excel accepts."""

_FORBIDDEN: Final = str.maketrans(dict.fromkeys("[]:*?/\\", " "))
_WIDTH: Final = 18
_CHART_ROWS: Final = 18
_KINDS: Final = {
    ChartKind.BARS: {"type": "bar"},
    ChartKind.LINES: {"type": "line"},
    ChartKind.WATERFALL: {"type": "column"},
}


def document_workbook(
    document: Document, charts_title: str, figures_title: str
) -> bytes:
    """Write a document as a workbook.

    Parameters
    ----------
    document
        What to write.
    charts_title
        Name of the sheet with charts and the figures they draw.
    figures_title
        Name of the sheet with the id of every figure.
    """
    file = BytesIO()
    options = {"strings_to_formulas": False, "strings_to_urls": False}
    with xlsxwriter.Workbook(file, {"in_memory": True, **options}) as workbook:
        bold = workbook.add_format({"bold": True})
        names = _sheet_names([document.title, *(t.title for t in document.tables)])
        _write_front(workbook.add_worksheet(names[0]), document, bold)
        formats = _Formats(workbook)
        for table, name in zip(document.tables, names[1:], strict=True):
            sheet = workbook.add_worksheet(name)
            _write_table(sheet, table, bold, formats)
        if document.charts:
            names.append(_sheet_names([*names, charts_title])[-1])
            sheet = workbook.add_worksheet(names[-1])
            _write_charts(workbook, sheet, document.charts, bold)
        if any(table.is_traceable for table in document.tables):
            sheet = workbook.add_worksheet(_sheet_names([*names, figures_title])[-1])
            _write_figures(sheet, document.tables, bold)
    return file.getvalue()


def _sheet_names(titles: Sequence[str]) -> list[str]:
    """Names Excel accepts, each different: it ignores case and cuts nothing."""
    names: list[str] = []
    for title in titles:
        name = title.translate(_FORBIDDEN)[:MOST_SHEET_NAME].strip("' ")
        number = 2
        while name.lower() in {known.lower() for known in names}:
            ending = f" {number}"
            name = name[: MOST_SHEET_NAME - len(ending)] + ending
            number += 1
        names.append(name)
    return names


class _Formats:
    """Number formats, made when first asked for."""

    def __init__(self, workbook: Any) -> None:
        self._workbook = workbook
        self._made: dict[str, Any] = {}

    def of(self, cell: Cell) -> Any:
        """Format that shows a figure as the other formats do."""
        decimals = f".{'0' * cell.decimals}" if cell.decimals else ""
        code = f"#,##0{decimals}" + ('"%"' if cell.unit == "%" else "")
        if code not in self._made:
            self._made[code] = self._workbook.add_format({"num_format": code})
        return self._made[code]


def _write_front(sheet: Any, document: Document, bold: Any) -> None:
    sheet.set_column(0, 0, _WIDTH)
    sheet.set_column(1, 1, 5 * _WIDTH)
    sheet.write_string(0, 0, document.title, bold)
    line = 1
    for paragraph in (document.warning, *document.paragraphs):
        if paragraph:
            sheet.write_string(line, 0, paragraph)
            line += 1
    for note in document.notes:
        line += 1
        sheet.write_string(line, 0, note.label, bold)
        sheet.write_string(line, 1, note.text)


def _write_table(sheet: Any, table: Table, bold: Any, formats: _Formats) -> None:
    headers = (*table.headers, "figure_id") if table.is_traceable else table.headers
    sheet.set_column(0, len(headers) - 1, _WIDTH)
    sheet.freeze_panes(1, 0)
    for place, header in enumerate(headers):
        sheet.write_string(0, place, header, bold)
    for line, row in enumerate(table.rows, 1):
        for place, cell in enumerate(row):
            if cell.number is not None:
                sheet.write_number(line, place, cell.number, formats.of(cell))
            else:
                sheet.write_string(line, place, cell.text)
        if table.is_traceable:
            sheet.write_string(line, len(row), row_id(row))
    if table.note:
        sheet.write_string(len(table.rows) + 2, 0, table.note)


def _write_figures(sheet: Any, tables: Sequence[Table], bold: Any) -> None:
    """List every figure with its exact value and its id."""
    headers = ("table", "row", "column", "exact", "exact_unit", "figure_id")
    sheet.set_column(0, len(headers) - 1, _WIDTH)
    sheet.freeze_panes(1, 0)
    for place, header in enumerate(headers):
        sheet.write_string(0, place, header, bold)
    found = (
        (table.title, row[0].text, header, cell)
        for table in tables
        for row in table.rows
        for header, cell in zip(table.headers, row, strict=True)
        if cell.figure_id
    )
    for line, (*words, cell) in enumerate(found, 1):
        for place, word in enumerate(words):
            sheet.write_string(line, place, word)
        sheet.write_number(line, 3, cell.exact)
        sheet.write_string(line, 4, cell.exact_unit)
        sheet.write_string(line, 5, cell.figure_id)


def _write_charts(
    workbook: Any, sheet: Any, charts: Sequence[Chart], bold: Any
) -> None:
    """Write each chart beside the figures it draws."""
    sheet.set_column(0, 0, _WIDTH)
    top = 0
    for chart in charts:
        sheet.write_string(top, 0, f"{chart.title} ({chart.unit})", bold)
        for place, series in enumerate(chart.series, 1):
            sheet.write_string(top + 1, place, series.name, bold)
        for line, label in enumerate(chart.labels):
            sheet.write_string(top + 2 + line, 0, label)
            for place, series in enumerate(chart.series, 1):
                value = series.values[line]
                if value is not None:
                    sheet.write_number(top + 2 + line, place, value)
        drawn = _drawn(workbook, sheet.get_name(), chart, top)
        sheet.insert_chart(top + 1, len(chart.series) + 2, drawn)
        top += max(_CHART_ROWS, len(chart.labels) + 4)


def _drawn(workbook: Any, sheet: str, chart: Chart, top: int) -> Any:
    drawn = workbook.add_chart(_KINDS[chart.kind])
    first, last = top + 2, top + 1 + max(1, len(chart.labels))
    for place, series in enumerate(chart.series, 1):
        line = {"dash_type": "dash"} if series.role in {Role.PLAN, Role.TARGET} else {}
        drawn.add_series(
            {
                "name": [sheet, top + 1, place],
                "categories": [sheet, first, 0, last, 0],
                "values": [sheet, first, place, last, place],
                **({"line": line} if chart.kind is ChartKind.LINES else {}),
            }
        )
    drawn.set_title({"name": chart.title})
    if chart.kind is ChartKind.BARS:
        drawn.set_y_axis({"reverse": True})
    drawn.set_size({"width": 640, "height": 20 * (_CHART_ROWS - 2)})
    return drawn
