"""Comma-separated files, plain or gzipped."""

import csv
import io
from collections.abc import Iterator
from itertools import islice
from pathlib import Path
from typing import Final

from recycling.intake.grid import (
    Block,
    FileRefusedError,
    Grid,
    OpenFile,
    block_of,
    first_row,
)
from recycling.intake.options import IntakeOptions
from recycling.intake.text import find_encoding, open_bytes
from recycling.schema.faults import Rule

# The outline of a large district runs to hundreds of thousands of characters.
csv.field_size_limit(2**24)

_DELIMITERS: Final = (",", ";", "\t")


def open_csv(path: Path, options: IntakeOptions) -> OpenFile:
    """Check a text file and hand out its one grid.

    Raises
    ------
    FileRefusedError
        See `recycling.intake.text.find_encoding`.
    """
    encoding = find_encoding(path, options)

    def grid(_: str) -> Grid:
        rows = _rows(path, encoding)
        try:
            header, row = first_row(rows)
        except csv.Error as error:
            raise FileRefusedError(Rule.BAD_QUOTE, detail=str(error), row=1) from None
        return Grid("", header, row, _split(rows, row + 1, options.chunk_rows))

    return OpenFile(("",), grid)


def _rows(path: Path, encoding: str) -> Iterator[list[str]]:
    """Yield the records of a file."""
    with (
        open_bytes(path) as stream,
        io.TextIOWrapper(stream, encoding=encoding, newline="") as text,
    ):
        delimiter = _delimiter(text)
        yield from csv.reader(text, delimiter=delimiter, strict=True)


def _delimiter(text: io.TextIOWrapper) -> str:
    """Tell the separator by the first line that holds one."""
    delimiter = ","
    for line in islice(text, 100):
        counts = {sign: line.count(sign) for sign in _DELIMITERS}
        if any(counts.values()):
            delimiter = max(_DELIMITERS, key=lambda sign: counts[sign])
            break
    text.seek(0)
    return delimiter


def _split(rows: Iterator[list[str]], first: int, size: int) -> Iterator[Block]:
    """Cut records into blocks; a broken record ends the file."""
    while True:
        block: list[list[str]] = []
        broken: csv.Error | None = None
        try:
            block.extend(islice(rows, size))
        except csv.Error as error:
            broken = error
        if block:
            yield block_of(block, first)
        first += len(block)
        if broken is not None:
            raise FileRefusedError(Rule.BAD_QUOTE, detail=str(broken), row=first)
        if not block:
            return
