"""Times of the day between widgets and seconds after midnight."""

from datetime import datetime, time
from zoneinfo import ZoneInfo

from recycling.domain.units import S_PER_H, S_PER_MIN


def seconds_chosen(chosen: time | None) -> int:
    """Seconds after midnight of a time a widget gave; 0 for none."""
    return chosen.hour * S_PER_H + chosen.minute * S_PER_MIN if chosen else 0


def time_at(seconds: int) -> time:
    """Time of the day of seconds after midnight, to the minute."""
    minutes = min(seconds // S_PER_MIN, 24 * 60 - 1)
    return time(minutes // 60, minutes % 60)


def now_s(timezone: str) -> int:
    """Seconds after midnight in the city, to the minute."""
    return seconds_chosen(datetime.now(ZoneInfo(timezone)).time())
