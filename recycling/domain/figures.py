"""Names of reported figures: what ``recycling trace`` finds the tickets by."""

import re
from calendar import monthrange
from dataclasses import dataclass
from datetime import date

from recycling.domain.errors import InputError

NOT_SPLIT = "-"
"""Stands for a part of a name that the figure is not split by."""

_PERIOD = re.compile(r"\d{4}(-\d{2}(-\d{2})?)?")
_BETWEEN = ".."
_PARTS = 5


@dataclass(frozen=True, slots=True)
class FigureId:
    """Name of a figure: ``account/period/place/material/stream``.

    Attributes
    ----------
    account
        What is counted, as the ledger names it.
    period
        ``2026``, ``2026-03``, ``2026-03-15``, or two of them with ``..`` between.
    place
        Code of a district or a site; empty for the city.
    material, stream
        Codes; empty for all.

    Examples
    --------
    >>> str(FigureId("recovered_kg", "2026-03", "500112", "steel"))
    'recovered_kg/2026-03/500112/steel/-'
    """

    account: str
    period: str
    place: str = ""
    material: str = ""
    stream: str = ""

    def __str__(self) -> str:
        parts = (self.account, self.period, self.place, self.material, self.stream)
        return "/".join(part or NOT_SPLIT for part in parts)

    @property
    def days(self) -> tuple[date, date]:
        """First and last day of the period, both counted."""
        first, _, last = self.period.partition(_BETWEEN)
        return _days(first)[0], _days(last or first)[1]


def parse_figure(name: str) -> FigureId:
    """Read the name of a figure.

    Raises
    ------
    InputError
        When it is not five parts, or its period is none.
    """
    parts = [part.strip() for part in name.split("/")]
    if len(parts) != _PARTS or not parts[0] or parts[0] == NOT_SPLIT:
        msg = (
            f"figure {name!r}: must be account/period/place/material/stream, "
            f"with {NOT_SPLIT} for what it is not split by. "
            "Copy it from a report, like recovered_kg/2026-03/500112/steel/-."
        )
        raise InputError(msg)
    figure = FigureId(*("" if part == NOT_SPLIT else part for part in parts))
    try:
        first, last = figure.days
    except ValueError as error:
        raise InputError(_no_period(name, figure.period)) from error
    if last < first:
        raise InputError(_no_period(name, figure.period))
    return figure


def period_of(first: date, last: date) -> str:
    """Name a range of days, as short as it goes."""
    if first == last:
        return f"{first}"
    if first.day == 1 and last == _days(f"{first:%Y-%m}")[1]:
        return f"{first:%Y-%m}"
    if first == date(last.year, 1, 1) and last == date(last.year, 12, 31):
        return f"{first:%Y}"
    return f"{first}{_BETWEEN}{last}"


def _days(text: str) -> tuple[date, date]:
    if not _PERIOD.fullmatch(text):
        msg = f"{text!r} is no year, month or day"
        raise ValueError(msg)
    year, *rest = (int(part) for part in text.split("-"))
    match rest:
        case [month, day]:
            return (date(year, month, day),) * 2
        case [month]:
            last = monthrange(year, month)[1]
            return date(year, month, 1), date(year, month, last)
    return date(year, 1, 1), date(year, 12, 31)


def _no_period(name: str, period: str) -> str:
    return (
        f"figure {name!r}, period: must be a year, a month or a day, or two of them "
        f"with {_BETWEEN} between, got {period!r}. Write it like 2026-03 or "
        "2026-01-01..2026-03-15."
    )
