"""A first look into a file: what it seems to hold, before anything is read."""

from dataclasses import dataclass
from itertools import islice
from pathlib import Path

from recycling.intake.files import open_file, stem_of
from recycling.intake.grid import FileRefusedError, Grid
from recycling.intake.guess import choose_sheets
from recycling.intake.header import read_header
from recycling.intake.options import IntakeOptions
from recycling.intake.texts import shown
from recycling.schema.columns import Table

SAMPLE_ROWS = 3
"""Rows shown of each sheet."""


@dataclass(frozen=True, slots=True)
class HeaderLook:
    """A header of a file.

    Attributes
    ----------
    name
        As it stands in the file.
    attribute
        Column of the table it means, empty for none.
    examples
        What stands below it in the first rows.
    """

    name: str
    attribute: str
    examples: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class SheetLook:
    """A sheet, layer or text file.

    Attributes
    ----------
    sheet, table
        Its name, empty where the format has none, and the table it seems to hold.
    headers
        Its columns.
    missing
        Required columns that nothing gives.
    has_position
        Rows have a place, so a coordinate system must be declared.
    """

    sheet: str
    table: str
    headers: tuple[HeaderLook, ...]
    missing: tuple[str, ...]
    has_position: bool


def look_into(
    path: Path, table_name: str | None, options: IntakeOptions
) -> tuple[SheetLook, ...]:
    """Look at the headers of a file and its first rows.

    Parameters
    ----------
    path, table_name, options
        As for `recycling.intake.reader.read_table`.

    Returns
    -------
    tuple
        Its sheets in the order they are read; none where the file cannot be read
        or no table fits: reading it says why.
    """
    try:
        source = open_file(path, options)
        sheets = choose_sheets(source, stem_of(path), table_name, options.sheet)
        return tuple(_look(table, grid, options) for table, grid in sheets)
    except FileRefusedError:
        return ()


def _look(table: Table, grid: Grid, options: IntakeOptions) -> SheetLook:
    layout = read_header(table, grid.header, None, options)
    meant = {bound.index: attribute for attribute, bound in layout.bound.items()}
    block = next(grid.blocks, None)
    rows = list(islice(block.rows, SAMPLE_ROWS)) if block is not None else []
    given = {*layout.bound, *layout.filled}
    return SheetLook(
        grid.sheet,
        table.name,
        tuple(
            HeaderLook(
                name,
                meant.get(place, ""),
                tuple(shown(row[place]) for row in rows if place < len(row)),
            )
            for place, name in enumerate(grid.header)
        ),
        tuple(
            c.attribute
            for c in table.columns
            if c.required and c.attribute not in given
        ),
        table.has_position,
    )
