"""Calendar months, each known by its first day."""

from datetime import date, timedelta

EARLIEST = date(2000, 1, 1)
"""No ticket or volume is older."""


def next_month(month: date) -> date:
    """First day of the month after a day's."""
    return (month.replace(day=1) + timedelta(days=32)).replace(day=1)


def last_day(month: date) -> date:
    """Last day of a day's month."""
    return next_month(month) - timedelta(days=1)


def months_between(start: date, end: date) -> list[date]:
    """First days of the months that some days lie in, both ends counted."""
    found = []
    month = start.replace(day=1)
    while month <= end:
        found.append(month)
        month = next_month(month)
    return found
