"""Workbooks (.xlsx), read by calamine."""

import re
import zipfile
import zlib
from collections.abc import Iterator
from itertools import islice
from pathlib import Path
from typing import Final

from python_calamine import CalamineError, CalamineWorkbook

from recycling.intake.grid import (
    Block,
    FileRefusedError,
    Grid,
    OpenFile,
    block_of,
    first_row,
)
from recycling.intake.options import IntakeOptions
from recycling.intake.texts import cell_text
from recycling.schema.faults import Rule

# Calamine reserves 24 bytes for every cell up to the last one, empty or not: a
# stray entry in the last corner of a sheet would take 400 GB and end the process.
_MAX_CELLS: Final = 32_000_000
_SHEETS: Final = "xl/worksheets/"
_ROW: Final = re.compile(rb'row\b[^>]*? r="(\d{1,7})"')
_COLUMN: Final = re.compile(rb' r="([A-Z]{2,3})\d')
_BAD_ZIP: Final = (
    zipfile.BadZipFile,
    zlib.error,
    EOFError,
    NotImplementedError,
    RuntimeError,
    ValueError,
)
_BLOCK: Final = 2**20
_OVERLAP: Final = 256


def open_workbook(path: Path, options: IntakeOptions) -> OpenFile:
    """Check a workbook and hand out its sheets.

    Raises
    ------
    FileRefusedError
        When it is no workbook, or too large once unpacked.
    """
    _check_size(path, options.max_file_bytes)
    try:
        workbook = CalamineWorkbook.from_path(path)
    except (CalamineError, OSError, ValueError) as error:
        raise FileRefusedError(Rule.BAD_WORKBOOK, detail=_first_line(error)) from None

    def grid(sheet: str) -> Grid:
        try:
            rows = _rows(workbook, sheet)
            header, row = first_row(rows)
        except (CalamineError, ValueError) as error:
            detail = _first_line(error)
            raise FileRefusedError(
                Rule.BAD_WORKBOOK, detail=detail, sheet=sheet
            ) from None
        return Grid(sheet, header, row, _split(rows, row + 1, options.chunk_rows))

    return OpenFile(tuple(workbook.sheet_names), grid)


def _check_size(path: Path, max_bytes: int) -> None:
    """Refuse what would not fit into memory, before anything unpacks it."""
    try:
        with zipfile.ZipFile(path) as archive:
            members = archive.infolist()
            unpacked = sum(member.file_size for member in members)
            if unpacked > max_bytes:
                raise FileRefusedError(
                    Rule.FILE_TOO_LARGE, str(unpacked), str(max_bytes)
                )
            for member in members:
                if member.filename.startswith(_SHEETS):
                    _check_extent(archive, member)
    except _BAD_ZIP as error:
        raise FileRefusedError(Rule.BAD_WORKBOOK, detail=_first_line(error)) from None


def _check_extent(archive: zipfile.ZipFile, member: zipfile.ZipInfo) -> None:
    """Refuse a sheet that spans more cells than can be held."""
    rows, columns = 0, {b"Z"}
    tail = b""
    with archive.open(member) as stream:
        while block := stream.read(_BLOCK):
            text = tail + block
            rows = max(rows, max(map(int, _ROW.findall(text)), default=0))
            columns.update(_COLUMN.findall(text))
            tail = text[-_OVERLAP:]
    width = max(map(_column_number, columns))
    if rows * width > _MAX_CELLS:
        extent = f"{rows} x {width}"
        raise FileRefusedError(Rule.SHEET_TOO_LARGE, extent, str(_MAX_CELLS))


def _column_number(letters: bytes) -> int:
    """Count columns from their letters, ``A`` is 1."""
    number = 0
    for letter in letters:
        number = number * 26 + letter - ord("A") + 1
    return number


def _rows(workbook: CalamineWorkbook, sheet: str) -> Iterator[list[str]]:
    """Yield the rows of a sheet as texts, from its first row on."""
    for row in workbook.get_sheet_by_name(sheet).iter_rows():
        yield [cell if type(cell) is str else cell_text(cell) for cell in row]


def _split(rows: Iterator[list[str]], first: int, size: int) -> Iterator[Block]:
    """Cut rows into blocks."""
    while block := list(islice(rows, size)):
        yield block_of(block, first)
        first += len(block)


def _first_line(error: BaseException) -> str:
    """Head of a library's message."""
    return str(error).strip().partition("\n")[0][:120]
