"""What part of a year's tonnage is due by a day: months, and the Spring Festival.

The parameters ``reporting.month_weight.01`` .. ``.12`` are those of a mean year, with
a dip in January and February. The festival moves between 21 January and 20 February,
so the dip belongs to the days around it, not to a month: it is taken out of the two
months and laid on the festival's days of the year in question.
"""

from calendar import isleap, monthrange
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache

from recycling.domain.materials import Parameter

MONTH_WEIGHT = "reporting.month_weight."
FESTIVAL = "reporting.spring_festival."
"""Day of the year of the festival, by year; ``days_before`` and ``days_after``."""

WINTER_MONTHS = 2
_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class _Dip:
    """Days on which less is due, and how much less altogether."""

    first: date
    last: date
    share: float

    def until(self, day: date) -> float:
        """Part of the dip behind one by the end of a day."""
        days = (min(day, self.last) - self.first).days + 1
        return self.share * max(0, days) / ((self.last - self.first).days + 1)


def elapsed_weight(day: date, parameters: Mapping[str, Parameter]) -> float:
    """Part of a year's tonnage that is due by the end of a day.

    ``sum of daily rates to the day - dip x festival days behind / festival days``.
    In January and February the rate is the mean one of March to December, and the
    dip is what the weights of these two months are short of it; in the other months
    it is the month's weight over its days. So the year is always whole, and January
    and February together keep their weight unless the festival's days reach March.
    Where the year's festival is not known, or the weights show no dip, the days of
    a month are alike; without weights all days of the year are.

    Parameters
    ----------
    day
        Last day counted.
    parameters
        Parameters by code.
    """
    weights = _weights(parameters)
    if weights is None:
        return day.timetuple().tm_yday / (366 if isleap(day.year) else 365)
    days = [monthrange(day.year, month)[1] for month in range(1, 13)]
    rates = [weight / length for weight, length in zip(weights, days, strict=True)]
    dip = _dip(day.year, parameters, weights, days)
    if dip is not None:
        rate = sum(weights[WINTER_MONTHS:]) / sum(days[WINTER_MONTHS:])
        rates[:WINTER_MONTHS] = [rate] * WINTER_MONTHS
    behind = sum(
        rate * length
        for rate, length in zip(rates[: day.month - 1], days, strict=False)
    )
    behind += rates[day.month - 1] * day.day
    return behind - (dip.until(day) if dip is not None else 0.0)


def month_share(month: date, parameters: Mapping[str, Parameter]) -> float:
    """Part of its year's tonnage that is due in a month, given by its first day."""
    last = month.replace(day=monthrange(month.year, month.month)[1])
    before = month - _DAY
    start = elapsed_weight(before, parameters) if before.year == month.year else 0.0
    return elapsed_weight(last, parameters) - start


def day_share(day: date, parameters: Mapping[str, Parameter]) -> float:
    """Part of its year's tonnage that is due on a day."""
    before = day - _DAY
    start = elapsed_weight(before, parameters) if before.year == day.year else 0.0
    return elapsed_weight(day, parameters) - start


def festival_of(year: int, parameters: Mapping[str, Parameter]) -> date | None:
    """First day of the lunar year that begins in a year; ``None`` when not known."""
    known = parameters.get(f"{FESTIVAL}{year}")
    if known is None:
        return None
    return date(year, 1, 1) + (int(known.value) - 1) * _DAY


def _weights(parameters: Mapping[str, Parameter]) -> tuple[float, ...] | None:
    """Weights of the twelve months, normalised to 1; ``None`` where one is missing."""
    codes = [f"{MONTH_WEIGHT}{month:02d}" for month in range(1, 13)]
    if not all(code in parameters for code in codes):
        return None
    return _normal(tuple(parameters[code].value for code in codes))


@lru_cache(maxsize=8)
def _normal(weights: tuple[float, ...]) -> tuple[float, ...] | None:
    whole = sum(weights)
    return tuple(weight / whole for weight in weights) if whole > 0 else None


def _dip(
    year: int,
    parameters: Mapping[str, Parameter],
    weights: tuple[float, ...],
    days: list[int],
) -> _Dip | None:
    festival = festival_of(year, parameters)
    sides = [parameters.get(f"{FESTIVAL}days_{side}") for side in ("before", "after")]
    if festival is None or None in sides:
        return None
    before, after = (int(side.value) for side in sides if side is not None)
    rate = sum(weights[WINTER_MONTHS:]) / sum(days[WINTER_MONTHS:])
    short = rate * sum(days[:WINTER_MONTHS]) - sum(weights[:WINTER_MONTHS])
    first = max(festival - before * _DAY, date(year, 1, 1))
    last = festival + after * _DAY
    # No day may be due less than nothing, however few the days of the dip.
    if short <= 0 or short > rate * ((last - first).days + 1):
        return None
    return _Dip(first, last, short)
