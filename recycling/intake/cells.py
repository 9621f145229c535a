"""Whole columns of cells at a time."""

from collections.abc import Callable, Sequence
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any, Final
from zoneinfo import ZoneInfo

from recycling.schema.cells import MAX_CHARS, YEARS, CellError, Parse, parser
from recycling.schema.columns import Column

_MAX_MEMO: Final = 100_000
_HOUR: Final = timedelta(hours=1)


class ColumnReader:
    """Reads the cells of one column, each different text only once.

    Parameters
    ----------
    column, factor, timezone
        As in `recycling.schema.cells.parse_cell`.
    """

    def __init__(self, column: Column, factor: Decimal, timezone: str) -> None:
        self._memo = _Memo(parser(column, factor, timezone))
        self._direct = _direct(column, timezone)

    def read(self, texts: Sequence[str]) -> tuple[list[Any], dict[int, CellError]]:
        """Read cells.

        Returns
        -------
        tuple
            One value per cell, ``None`` for a faulty one, and the faults by
            their place in the column.
        """
        values = self._direct(texts) if self._direct else None
        if values is not None:
            return values, {}
        if len(self._memo) > _MAX_MEMO:
            self._memo.clear()
        values = list(map(self._memo.__getitem__, texts))
        if not self._memo.has_faults:
            return values, {}
        faults = {i: v for i, v in enumerate(values) if type(v) is CellError}
        for index in faults:
            values[index] = None
        return values, faults


class _Memo(dict[str, Any]):
    """Values by text; a faulty text has its fault as value."""

    def __init__(self, parse: Parse) -> None:
        super().__init__()
        self._parse = parse
        self.has_faults = False

    def __missing__(self, text: str) -> Any:
        try:
            value = self._parse(text)
        except CellError as error:
            value = error.with_traceback(None)
            self.has_faults = True
        self[text] = value
        return value


def _direct(
    column: Column, timezone: str
) -> Callable[[Sequence[str]], list[Any] | None] | None:
    """Choose the short way for columns whose cells are nearly all different.

    It answers ``None`` when a cell needs a closer look, and must agree with
    the parser wherever it does not.
    """
    if column.kind == "datetime":
        zone = ZoneInfo(timezone)
        return lambda texts: _moments(texts, zone)
    if column.kind in {"id", "text"} and not column.default:
        return lambda texts: _plain(texts, column)
    return None


def _plain(texts: Sequence[str], column: Column) -> list[Any] | None:
    """Read texts among which none is odd in any way."""
    plain = list(map(str.strip, texts))
    if column.required and not all(plain):
        return None
    together = "".join(plain)
    # An apostrophe may be a guard, a plus the sign of a number cut short.
    if not together.isprintable() or "'" in together or "+" in together:
        return None
    if max(map(len, plain), default=0) > MAX_CHARS[column.kind]:
        return None
    return plain


def _moments(texts: Sequence[str], zone: ZoneInfo) -> list[Any] | None:
    """Read moments that are all written in full as ISO 8601."""
    # A zone on one of them is nearly always a zone on all of them.
    is_utc = bool(texts) and texts[0].endswith("Z")
    moments = _utc_moments(texts, zone) if is_utc else None
    if moments is None:
        try:
            moments = list(map(datetime.fromisoformat, texts))
        except ValueError:
            return None
    first, last = YEARS
    years = {moment.year for moment in moments}
    if years and not first <= min(years) <= max(years) <= last:
        return None
    return [
        moment
        if moment.tzinfo is None
        else moment.astimezone(zone).replace(tzinfo=None)
        for moment in moments
    ]


def _utc_moments(texts: Sequence[str], zone: ZoneInfo) -> list[datetime] | None:
    """Read UTC moments as local ones, asking the zone once for each hour.

    Returns
    -------
    ``None`` when a text says no ``Z``, is no moment without it, has an offset
    before it, or falls into an hour in which clocks change.
    """
    if not all(text[-1:] == "Z" for text in texts):
        return None
    try:
        plain = [datetime.fromisoformat(text[:-1]) for text in texts]
        if any(moment.tzinfo is not None for moment in plain):
            return None
        # The hour stands in the first 13 signs, however ISO 8601 is spelled.
        hours = {text[:13]: moment for text, moment in zip(texts, plain, strict=True)}
        offsets = {head: _offset(moment, zone) for head, moment in hours.items()}
        return [
            moment + offsets[text[:13]]
            for text, moment in zip(texts, plain, strict=True)
        ]
    except (ValueError, OverflowError):
        return None


def _offset(utc: datetime, zone: ZoneInfo) -> timedelta:
    """Offset of a zone during an hour of UTC.

    Raises
    ------
    ValueError
        When the clocks change in that hour.
    """
    start = utc.replace(minute=0, second=0, microsecond=0, tzinfo=UTC)
    offset = start.astimezone(zone).utcoffset()
    if offset is None or offset != (start + _HOUR).astimezone(zone).utcoffset():
        msg = f"{utc}: the clocks change within the hour."
        raise ValueError(msg)
    return offset
