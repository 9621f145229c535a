"""Days and months on the command line."""

from calendar import monthrange
from datetime import date, datetime
from typing import Annotated
from zoneinfo import ZoneInfo

import typer

from recycling.cli.words import say
from recycling.domain.errors import InputError
from recycling.schema.said import said

MonthOption = Annotated[
    str | None, typer.Option("--month", metavar="YYYY-MM", help=say("help.month"))
]
FromOption = Annotated[
    str | None, typer.Option("--from", metavar="YYYY-MM-DD", help=say("help.from"))
]
ToOption = Annotated[
    str | None, typer.Option("--to", metavar="YYYY-MM-DD", help=say("help.to"))
]


def day_of(text: str | None, timezone: str) -> date:
    """Day a user named, today in the city when none.

    Raises
    ------
    InputError
        When the text is no date.
    """
    return named_day(text) or datetime.now(ZoneInfo(timezone)).date()


def named_day(text: str | None) -> date | None:
    """Day a user named, ``None`` when none was.

    Raises
    ------
    InputError
        When the text is no date.
    """
    if text is None:
        return None
    try:
        return date.fromisoformat(text)
    except ValueError as error:
        msg = said("option.day", text=text)
        raise InputError(msg) from error


def local_moment(given: str | None, timezone: str, option: str) -> datetime:
    """Local time a user named, now in the city when none.

    Raises
    ------
    InputError
        When the text is no time.
    """
    if given is None:
        now = datetime.now(ZoneInfo(timezone))
        return now.replace(tzinfo=None, microsecond=0)
    try:
        return datetime.fromisoformat(given)
    except ValueError as error:
        msg = said("option.moment", option=option, given=given)
        raise InputError(msg) from error


def named_month(text: str) -> tuple[date, date]:
    """First and last day of a month a user named.

    Raises
    ------
    InputError
        When the text is no month.
    """
    try:
        first = date.fromisoformat(f"{text}-01")
    except ValueError as error:
        msg = said("option.month", text=text)
        raise InputError(msg) from error
    return first, first.replace(day=monthrange(first.year, first.month)[1])


def named_period(
    month: str | None, first: str | None, last: str | None
) -> tuple[date, date]:
    """First and last day of a period: a month, or two days.

    Raises
    ------
    InputError
        When neither or both are given, or the days run backwards.
    """
    days = named_day(first), named_day(last)
    if month is not None and days == (None, None):
        return named_month(month)
    if month is not None or None in days:
        msg = said("period.one_way", month=month, first=first, last=last)
        raise InputError(msg)
    start, end = (day for day in days if day is not None)
    if end < start:
        msg = said("period.backwards_to", start=start, end=end)
        raise InputError(msg)
    return start, end
