"""What the user says about the columns of a file that was not made for us."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from difflib import get_close_matches
from typing import Any, Final

from recycling.intake.faulty import HeaderFault
from recycling.schema.cells import CellError, parse_cell
from recycling.schema.columns import Column, Table, fold
from recycling.schema.faults import Rule

_POSITION: Final = frozenset({"lon", "lat"})


@dataclass(frozen=True, slots=True)
class Adapting:
    """How a file's columns are made to fit a table.

    Attributes
    ----------
    meanings
        By header of the file, the column of the table it means; an empty name
        leaves the header out.
    fills
        By column of the table that the file does not have, the text every cell
        of it stands for.
    ignore_extra
        Leave columns out that mean nothing to the table.
    """

    meanings: Mapping[str, str] = field(default_factory=dict)
    fills: Mapping[str, str] = field(default_factory=dict)
    ignore_extra: bool = False

    def meaning(self, header: str) -> str | None:
        """Column a header means by the user's word, ``None`` when none was said."""
        # Few are said, so looking through them beats folding every header.
        return next(
            (
                meant.strip()
                for said, meant in self.meanings.items()
                if fold(said) == fold(header)
            ),
            None,
        )


def meaning_faults(
    table: Table, header: Sequence[str], adapting: Adapting
) -> Iterator[HeaderFault]:
    """Refuse meanings of headers that are not there, or of no column."""
    there = {fold(name) for name in header}
    for said, meant in adapting.meanings.items():
        if fold(said) not in there:
            names = ", ".join(name.strip() for name in header)
            yield HeaderFault(Rule.MAP_NO_HEADER, said, said, names)
        elif meant.strip() and table.match(meant) is None:
            detail = f"{table.name}|{nearest_header(table.columns, meant)}"
            yield HeaderFault(Rule.MAP_NO_COLUMN, said, meant, detail)


def filled_columns(
    table: Table, adapting: Adapting, timezone: str
) -> tuple[dict[str, Any], list[HeaderFault]]:
    """Read what fills whole columns.

    Returns
    -------
    tuple
        One value per attribute, and what is wrong with the others.
    """
    values: dict[str, Any] = {}
    faults: list[HeaderFault] = []
    fillable = [column for column in table.columns if not _is_place(table, column)]
    for name, text in adapting.fills.items():
        found = table.match(name)
        if found is None or found[0] not in fillable:
            detail = f"{table.name}|{nearest_header(fillable, name)}"
            faults.append(HeaderFault(Rule.SET_NO_COLUMN, name, name, detail))
            continue
        column, factor = found
        try:
            values[column.attribute] = parse_cell(column, text, factor, timezone)
        except CellError as error:
            faults.append(HeaderFault(error.rule, name, text, error.detail))
    return values, faults


def nearest_header(columns: Sequence[Column], name: str) -> str:
    """Find the header of some columns that looks most like a name."""
    names = {
        fold(text): text
        for column in columns
        for text in (column.attribute, *(alias.name for alias in column.aliases))
    }
    close = get_close_matches(fold(name)[:60], names, n=1, cutoff=0.0)
    return names[close[0]]


def _is_place(table: Table, column: Column) -> bool:
    """Tell columns of a position: no two rows share one."""
    return column.attribute in _POSITION or column.attribute == table.shape
