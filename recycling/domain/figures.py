"""Names of reported figures: what ``recycling trace`` finds the tickets by."""

import re
from calendar import monthrange
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from urllib.parse import quote, unquote

from recycling.domain.errors import InputError

NOT_SPLIT = "-"
"""Stands for a part of a name that the figure is not split by."""

_PERIOD = re.compile(r"\d{4}(-\d{2}(-\d{2})?)?")
_BETWEEN = ".."
_PARTS = 5
_CUTS = re.compile(r"[%/\s]")
"""Marks in a code that would cut a name, or that stand for such a mark."""


class Derived(StrEnum):
    """Figures that are no posting: counted from tickets, worked out, or recorded.

    The first group is summed ticket by ticket; the second is worked out from other
    figures, each of which has a name; the last stands in recorded rows.
    """

    TICKETS = "tickets"
    FLOW_KG = "flow_kg"
    ELV_KG = "elv_kg"
    STANDARD_UNITS = "standard_units"
    SUBTRACTED_CO2_G = "subtracted_co2_g"
    NET_CO2_G = "net_co2_g"
    CARBON_VALUE_FEN = "carbon_value_fen"

    DUE = "due"
    GAP = "gap"
    ACHIEVEMENT = "achievement"
    GROWTH = "growth"
    SHARE = "share"
    USE = "use"

    TARGET = "target"
    STATED = "stated"
    STANDING = "standing"
    CAPACITY_KG = "capacity_kg"
    CARBON_PRICE = "carbon_price_fen_per_t"
    GREEN_SHARE = "green_share"


class Settled(StrEnum):
    """Figures of settlements and statements; their place is a party."""

    TICKETS = "settled_tickets"
    PAYABLE_KG = "payable_kg"
    PURCHASE_FEN = "purchase_fen"
    SUBSIDY_FEN = "subsidy_fen"
    AMOUNT_FEN = "settled_fen"
    PRICE = "price_fen_per_t"
    POINTS = "points"


def line_of(site_id: str, ticket_no: str, *, is_reversal: bool) -> str:
    """Detail of a single line: its ticket, with a minus where it is taken back."""
    return f"{'-' if is_reversal else ''}{site_id}:{ticket_no}"


UNCLASSED = "unclassed"
"""Detail of vehicles whose tickets say no class."""


def as_of(indicator: str, day: date) -> str:
    """Detail of a plan's figure: what is counted, and the day it was reported for."""
    return f"{indicator}@{day}"


@dataclass(frozen=True, slots=True)
class FigureId:
    """Name of a figure: ``account/period/place/material/stream[/detail]``.

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
    detail
        What else it is split by: way of a load, class of a vehicle, data quality,
        end of a range, or a single line; empty for nothing.

    Examples
    --------
    >>> str(FigureId("recovered_kg", "2026-03", "500112", "steel"))
    'recovered_kg/2026-03/500112/steel/-'
    >>> str(FigureId("flow_kg", "2026-03", "SC-1", detail="transfer"))
    'flow_kg/2026-03/SC-1/-/-/transfer'
    """

    account: str
    period: str
    place: str = ""
    material: str = ""
    stream: str = ""
    detail: str = ""

    def __str__(self) -> str:
        parts = (self.account, self.period, self.place, self.material, self.stream)
        name = "/".join(_plain(part) or NOT_SPLIT for part in parts)
        return f"{name}/{_plain(self.detail)}" if self.detail else name

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
        When it is not five or six parts, or its period is none.
    """
    parts = [part.strip() for part in name.split("/")]
    has_parts = len(parts) in {_PARTS, _PARTS + 1}
    if not has_parts or not parts[0] or parts[0] == NOT_SPLIT:
        msg = (
            f"figure {name!r}: must be account/period/place/material/stream, "
            f"with {NOT_SPLIT} for what it is not split by, and a detail behind where "
            "the figure has one. "
            "Copy it from a report, like recovered_kg/2026-03/500112/steel/-."
        )
        raise InputError(msg)
    figure = FigureId(*("" if part == NOT_SPLIT else unquote(part) for part in parts))
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


def _plain(part: str) -> str:
    """Write a code so that no stroke, space or line end in it cuts the name."""
    if part == NOT_SPLIT:
        return f"%{ord(part):02X}"
    return _CUTS.sub(lambda mark: quote(mark[0], safe=""), part)


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
