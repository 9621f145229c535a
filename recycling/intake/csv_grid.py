"""Comma-separated files, plain or gzipped."""

import codecs
import csv
import gc
import io
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
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
_UTF_8_SIG: Final = "utf-8-sig"


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
    with _open_text(path, encoding) as text:
        delimiter = _delimiter(text)
    with _open_text(path, encoding) as text:
        yield from csv.reader(text, delimiter=delimiter, strict=True)


@contextmanager
def _open_text(path: Path, encoding: str) -> Iterator[io.TextIOWrapper]:
    """Open a file as text, behind its byte order mark.

    Python's decoder that skips the mark is far slower than the one that does not.
    """
    with open_bytes(path) as stream:
        if encoding == _UTF_8_SIG:
            if stream.read(len(codecs.BOM_UTF8)) != codecs.BOM_UTF8:
                stream.seek(0)
            encoding = "utf-8"
        with io.TextIOWrapper(stream, encoding=encoding, newline="") as text:
            yield text


@contextmanager
def _without_collector() -> Iterator[None]:
    """Make many rows, which form no cycles, without a search for cycles every 700."""
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()


def _delimiter(text: Iterable[str]) -> str:
    """Tell the separator by the first line that holds one."""
    for line in islice(text, 100):
        counts = {sign: line.count(sign) for sign in _DELIMITERS}
        if any(counts.values()):
            return max(_DELIMITERS, key=lambda sign: counts[sign])
    return ","


def _split(rows: Iterator[list[str]], first: int, size: int) -> Iterator[Block]:
    """Cut records into blocks; a broken record ends the file."""
    while True:
        block: list[list[str]] = []
        broken: csv.Error | None = None
        try:
            with _without_collector():
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
