"""Days on the command line."""

from datetime import date, datetime
from zoneinfo import ZoneInfo

from recycling.domain.errors import InputError


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
        msg = (
            f"--date: must be a day as YYYY-MM-DD, got {text!r}. "
            "Write it like 2026-11-02."
        )
        raise InputError(msg) from error
