"""Cells of workbooks and geodata files as the texts a CSV would hold."""

from datetime import date, datetime, time, timedelta
from typing import Final

from recycling.domain.units import S_PER_MIN, clock

MAX_SHOWN: Final = 80
# From here on a workbook's number may have lost digits of a key.
_EXACT: Final = 1e15


def shown(text: str) -> str:
    """Shorten a value for a fault, control characters written out."""
    head = text[: MAX_SHOWN + 1]
    if not head.isprintable():
        head = "".join(
            sign if sign.isprintable() else sign.encode("unicode_escape").decode()
            for sign in head
        )
    return head if len(head) <= MAX_SHOWN else f"{head[: MAX_SHOWN - 1]}…"


def cell_text(cell: object) -> str:
    """Write a cell as a text file would hold it."""
    match cell:
        case None:
            return ""
        case bool():
            return "yes" if cell else "no"
        case float():
            is_whole = cell.is_integer() and abs(cell) < _EXACT
            return f"{cell:.0f}" if is_whole else repr(cell)
        case timedelta():
            seconds = round(cell.total_seconds())
            return f"{clock(seconds)}:{seconds % S_PER_MIN:02d}"
        case date() | time():
            return _moment(cell).isoformat()
        case _:
            return str(cell)


def _moment(cell: date | time) -> date | time:
    """Round to the second: days are fractions, so one may come out short."""
    if isinstance(cell, datetime) and cell.microsecond and cell.year < 9999:
        return (cell + timedelta(milliseconds=500)).replace(microsecond=0)
    return cell
