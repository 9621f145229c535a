"""Loads spread evenly over a year: how many fall on a day."""

from calendar import isleap
from datetime import date

from recycling.domain.units import DAYS_PER_YEAR


def loads_on(day: date, loads_per_year: int, turn: int) -> tuple[int, int]:
    """First load of a day, and the first after it, of loads spread over a year.

    Parameters
    ----------
    day
        The day.
    loads_per_year
        Loads of the year.
    turn
        Any number: by so many days the year of these loads begins elsewhere, so that
        not all sources have their first load on 1 January.
    """
    days = DAYS_PER_YEAR + isleap(day.year)
    position = (day.timetuple().tm_yday - 1 + turn) % days
    before = loads_per_year * position // days
    return before, before + even_part(loads_per_year, position, days)


def even_part(total: int, position: int, parts: int) -> int:
    """Part of a whole number at a position, so that all parts add up (Bresenham)."""
    return total * (position + 1) // parts - total * position // parts
