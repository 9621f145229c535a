"""Rows of texts under a header: what every file format is reduced to."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from operator import itemgetter

from recycling.schema.faults import Rule


@dataclass(frozen=True, slots=True)
class Block:
    """Some rows of a sheet.

    Attributes
    ----------
    rows
        Cells of each row as texts.
    numbers
        Number of each row as the user counts.
    """

    rows: Sequence[Sequence[str]]
    numbers: Sequence[int]


@dataclass(frozen=True, slots=True)
class Grid:
    """One sheet, layer or text file.

    Attributes
    ----------
    sheet
        Name of the sheet or layer, empty where the format has none.
    header
        Headers as they stand in the file; empty when there is no row at all.
    header_row
        Row they stand in.
    blocks
        Rows below, in order; may raise `FileRefusedError`.
    stored_crs
        Coordinate system the file itself claims, ``None`` for none.
    notes
        What the reading library had to change or doubted, in its own words.
    """

    sheet: str
    header: tuple[str, ...]
    header_row: int
    blocks: Iterator[Block]
    stored_crs: str | None = None
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class OpenFile:
    """A file whose sheets can be read one by one.

    Attributes
    ----------
    sheets
        Names of its sheets or layers; one empty name where there are none.
    grid
        Reads a sheet; may raise `FileRefusedError`.
    """

    sheets: tuple[str, ...]
    grid: Callable[[str], Grid]


class FileRefusedError(Exception):
    """A file that cannot be read any further, and where.

    Parameters
    ----------
    rule
        Rule it breaks.
    value, detail
        As in `recycling.domain.errors.Fault`.
    sheet, row
        Place; 0 for the whole file.
    """

    def __init__(
        self,
        rule: Rule,
        value: str = "",
        detail: str = "",
        sheet: str = "",
        row: int = 0,
    ) -> None:
        self.rule = rule
        self.value = value
        self.detail = detail
        self.sheet = sheet
        self.row = row
        super().__init__(rule, value, detail)


def block_of(rows: Sequence[Sequence[str]], first: int) -> Block:
    """Count consecutive rows, and leave blank ones out."""
    numbers: Sequence[int] = range(first, first + len(rows))
    # Only a row that begins empty can be blank; most blocks hold none.
    if all(rows) and all(map(itemgetter(0), rows)):
        return Block(rows, numbers)
    kept = [(row, n) for row, n in zip(rows, numbers, strict=True) if any(row)]
    return Block([row for row, _ in kept], [n for _, n in kept])


def first_row(rows: Iterator[Sequence[str]]) -> tuple[tuple[str, ...], int]:
    """Take the header off: the first row that is not blank, and its number."""
    for number, row in enumerate(rows, 1):
        if any(cell.strip() for cell in row):
            return _without_tail(row), number
    return (), 0


def _without_tail(header: Sequence[str]) -> tuple[str, ...]:
    """Drop the unnamed columns that spreadsheets add at the end."""
    names = list(header)
    while names and not names[-1].strip():
        names.pop()
    return tuple(names)
