"""Empty files to fill in, with headers in the user's language."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any, Final

import xlsxwriter

from recycling.intake.export import check_ending, write_csv
from recycling.schema.columns import TABLES, Column, Lang, Table
from recycling.schema.enums import accepted
from recycling.schema.messages import table_label, text
from recycling.schema.reference import column_row, reference_header

_LISTS: Final = "lists"
_LAST_ROW: Final = 1_048_575
_WIDTHS: Final = (28, 28, 44, 10, 10, 12, 60)


def write_template(table_name: str, path: Path, lang: Lang) -> None:
    """Write an empty file of a table.

    A workbook also gets a sheet that explains every column, and lists to choose
    from where a column takes codes.

    Parameters
    ----------
    table_name
        Table the file is for.
    path
        File to write or replace, ending in .csv or .xlsx.
    lang
        Language of headers, labels and explanations.

    Raises
    ------
    InputError
        When the file ends otherwise.
    """
    table = TABLES[table_name]
    if check_ending(path) == ".csv":
        write_csv(path, [column.header(lang).name for column in table.columns], ())
        return
    with xlsxwriter.Workbook(str(path)) as workbook:
        sheet = workbook.add_worksheet(table_label(table_name, lang))
        _explain(workbook, table, lang)
        lists = _Lists(workbook, lang)
        bold = workbook.add_format({"bold": True})
        required = workbook.add_format({"bold": True, "bg_color": "#FFE699"})
        as_text = workbook.add_format({"num_format": "@"})
        for place, column in enumerate(table.columns):
            name = column.header(lang).name
            # Keys typed into a cell formatted as text keep all their digits.
            is_key = column.kind in {"id", "ref"}
            sheet.set_column(place, place, max(12, 2 * len(name)), is_key and as_text)
            sheet.write_string(0, place, name, required if column.required else bold)
            lists.attach(sheet, place, column)
        sheet.freeze_panes(1, 0)


def _explain(workbook: Any, table: Table, lang: Lang) -> None:
    """Add the sheet that says what each column is."""
    sheet = workbook.add_worksheet(text("intake.template.sheet", lang))
    bold = workbook.add_format({"bold": True})
    wrapped = workbook.add_format({"text_wrap": True, "valign": "top"})
    for place, width in enumerate(_WIDTHS):
        sheet.set_column(place, place, width)
    for place, name in enumerate(reference_header(lang)):
        sheet.write_string(0, place, name, bold)
    for row, column in enumerate(table.columns, 1):
        for place, cell in enumerate(column_row(column, lang)):
            sheet.write_string(row, place, cell, wrapped)


class _Lists:
    """Hidden sheet with the accepted labels, one column per enumeration."""

    def __init__(self, workbook: Any, lang: Lang) -> None:
        self._sheet = workbook.add_worksheet(_LISTS)
        self._sheet.hide()
        self._lang = lang
        self._used = 0

    def attach(self, sheet: Any, place: int, column: Column) -> None:
        """Let a column of the template be filled from a list."""
        labels = self._labels(column)
        if not labels:
            return
        self._sheet.write_column(0, self._used, labels)
        letter = chr(ord("A") + self._used)
        source = f"={_LISTS}!${letter}$1:${letter}${len(labels)}"
        sheet.data_validation(
            1, place, _LAST_ROW, place, {"validate": "list", "source": source}
        )
        self._used += 1

    def _labels(self, column: Column) -> Sequence[str]:
        """List what a column accepts, nothing where it is not a choice."""
        if column.kind == "enum":
            return accepted(column.target, self._lang)
        if column.kind == "bool":
            return ["yes", "no"] if self._lang == "en" else ["是", "否"]
        return ()
