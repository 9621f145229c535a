"""Events of a day matched with the times they were expected at."""

from collections.abc import Sequence
from functools import cache


def matched_in_order(times_s: Sequence[int], expected_s: Sequence[int]) -> list[int]:
    """Find the expected time each event belongs to, keeping the order of the day.

    With no more events than expected times every event gets a time of its own,
    in order, with the least sum of differences: a vehicle that is late all day
    is late at each, not ahead of the next. With more events than times each goes
    to the nearest.

    Parameters
    ----------
    times_s, expected_s
        Ascending seconds; ``expected_s`` is not empty.

    Returns
    -------
    list of int
        Position in ``expected_s`` per event.
    """
    if len(times_s) > len(expected_s):
        return [
            min(range(len(expected_s)), key=lambda i: abs(expected_s[i] - time_s))
            for time_s in times_s
        ]

    @cache
    def best(event: int, place: int) -> tuple[int, tuple[int, ...]]:
        """Least difference of the events from one on, placed from a place on."""
        if event == len(times_s):
            return 0, ()
        rest_s, places = best(event + 1, place + 1)
        here = abs(times_s[event] - expected_s[place]) + rest_s, (place, *places)
        if len(expected_s) - place == len(times_s) - event:
            return here
        return min(here, best(event, place + 1))

    return list(best(0, 0)[1])
