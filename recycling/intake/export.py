"""Rows of a table written as a file that reads back the same."""

import csv
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import Final

import xlsxwriter

from recycling.domain.errors import InputError
from recycling.domain.records import Batch
from recycling.schema.columns import TABLES, Lang
from recycling.schema.messages import table_label
from recycling.schema.said import said
from recycling.schema.writing import Cell, write_cell

_ENDINGS: Final = (".csv", ".xlsx")


def write_rows(
    table_name: str, batches: Iterable[Batch], path: Path, lang: Lang
) -> int:
    """Write rows of a table.

    Parameters
    ----------
    table_name
        Table the rows belong to.
    batches
        Rows; positions are WGS-84.
    path
        File to write or replace, ending in .csv or .xlsx.
    lang
        Language of headers and labels.

    Returns
    -------
    int
        Number of rows written.

    Raises
    ------
    InputError
        When the file ends otherwise.
    """
    columns = TABLES[table_name].columns
    headers = [column.header(lang) for column in columns]
    names = [header.name for header in headers]

    def cells() -> Iterator[Sequence[Cell]]:
        for batch in batches:
            written = [
                [
                    write_cell(column, value, lang, header.factor)
                    for value in batch.columns[column.attribute]
                ]
                for column, header in zip(columns, headers, strict=True)
            ]
            yield from zip(*written, strict=True)

    if check_ending(path) == ".csv":
        return write_csv(path, names, cells())
    return _write_workbook(path, table_label(table_name, lang), names, cells())


def check_ending(path: Path) -> str:
    """Return the ending of a file to write.

    Raises
    ------
    InputError
        When it is neither .csv nor .xlsx.
    """
    ending = path.suffix.lower()
    if ending not in _ENDINGS:
        names = " or ".join(_ENDINGS)
        msg = said("file.ending", name=path.name, names=names, ending=ending)
        raise InputError(msg)
    return ending


def write_csv(path: Path, header: Sequence[str], rows: Iterable[Sequence[Cell]]) -> int:
    """Write texts and numbers as CSV that spreadsheets open as UTF-8."""
    count = 0
    with path.open("w", encoding="utf-8-sig", newline="") as stream:
        writer = csv.writer(stream)
        writer.writerow(header)
        for row in rows:
            writer.writerow(row)
            count += 1
    return count


def _write_workbook(
    path: Path, sheet_name: str, header: Sequence[str], rows: Iterable[Sequence[Cell]]
) -> int:
    """Write one sheet, row by row so that memory stays small."""
    options = {"constant_memory": True}
    count = 0
    with xlsxwriter.Workbook(str(path), options) as workbook:
        sheet = workbook.add_worksheet(sheet_name)
        bold = workbook.add_format({"bold": True})
        for place, name in enumerate(header):
            sheet.write_string(0, place, name, bold)
        for count, row in enumerate(rows, 1):
            for place, cell in enumerate(row):
                if isinstance(cell, str):
                    sheet.write_string(count, place, cell)
                else:
                    sheet.write_number(count, place, cell)
    return count
