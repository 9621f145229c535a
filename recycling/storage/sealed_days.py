"""Days of sealed months: what was proved of them stays as it is."""

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Connection, false, or_, select

from recycling.storage.tables import seals

type Span = tuple[date, date]
"""First and last day, both counted."""

_DAY = timedelta(days=1)


def sealed_spans(connection: Connection) -> list[Span]:
    """Stretches of sealed months without a gap, in their order."""
    spans: list[Span] = []
    for first in connection.scalars(select(seals.c.month).order_by(seals.c.month)):
        last = (first + timedelta(days=31)).replace(day=1) - _DAY
        if spans and spans[-1][1] + _DAY == first:
            spans[-1] = (spans[-1][0], last)
        else:
            spans.append((first, last))
    return spans


def open_spans(connection: Connection, start: date, end: date) -> list[Span]:
    """Stretches of days of open months between two days, both counted."""
    spans: list[Span] = []
    for first, last in sealed_spans(connection):
        if start < first:
            spans.append((start, min(end, first - _DAY)))
        start = max(start, last + _DAY)
    spans.append((start, end))
    return [(first, last) for first, last in spans if first <= last]


def in_spans(day: ColumnElement[Any], spans: Sequence[Span]) -> ColumnElement[bool]:
    """Whether a day, or the first day of a month, lies in one of the stretches."""
    return or_(false(), *(day.between(first, last) for first, last in spans))
