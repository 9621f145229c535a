"""Times of an order of visits, against a search over every departure."""

from itertools import product

import pytest

from routing.vrp.problem import TimeWindow
from routing.vrp.schedule import Leg, Timeline, earliest_start, shortest_timeline
from routing.vrp.view import FOREVER, Windows, merged_windows

ALWAYS: Windows = ((0, FOREVER),)


def by_trying(legs: list[Leg], home_s: int, shift: TimeWindow) -> int | None:
    """Return the shortest duration over all departures."""
    best: int | None = None
    for departure_s in range(shift.start_s, shift.end_s + 1):
        clock_s: int | None = departure_s
        for leg in legs:
            start_s = earliest_start(leg.windows, clock_s + leg.travel_s)
            if start_s is None:
                clock_s = None
                break
            clock_s = start_s + leg.service_s
        if clock_s is None or clock_s + home_s > shift.end_s:
            continue
        duration_s = clock_s + home_s - departure_s
        best = duration_s if best is None else min(best, duration_s)
    return best


CHOICES: list[Windows] = [
    ALWAYS,
    ((0, 8),),
    ((12, 20),),
    ((2, 4), (15, 16), (30, 40)),
    ((0, 3), (22, 23)),
]


@pytest.mark.parametrize("windows", list(product(CHOICES, repeat=3)))
def test_no_departure_is_shorter(windows: tuple[Windows, ...]) -> None:
    legs = [Leg(3, 2, window) for window in windows]
    shift = TimeWindow(1, 50)
    timeline = shortest_timeline(legs, 4, shift)
    found = None if timeline is None else timeline.duration_s
    assert found == by_trying(legs, 4, shift)


def test_leaves_late_rather_than_waiting() -> None:
    legs = [Leg(10, 5, ((100, 200),)), Leg(10, 5, ALWAYS)]
    timeline = shortest_timeline(legs, 10, TimeWindow(0, 300))
    assert timeline == Timeline(90, (100, 115), 130)


def test_windows_are_put_in_order_and_joined() -> None:
    given = [TimeWindow(50, 60), TimeWindow(0, 10), TimeWindow(8, 20)]
    assert merged_windows(given) == ((0, 20), (50, 60))
    assert merged_windows([]) == ALWAYS
