"""Times of an order of visits, against a search over every departure."""

from itertools import product

import pytest

from routing.vrp.pace import Pace
from routing.vrp.problem import TimeWindow
from routing.vrp.schedule import Leg, Timeline, earliest_start, shortest_timeline
from routing.vrp.windows import ALWAYS, FOREVER, NEVER, Windows, merged_windows, without


def by_trying(legs: list[Leg], home: Leg, shift: TimeWindow) -> int | None:
    """Return the shortest duration over all departures."""
    best: int | None = None
    for departure_s in range(shift.start_s, shift.end_s + 1):
        clock_s: int | None = departure_s
        for leg in legs:
            start_s = earliest_start(leg.windows, leg.arrival_s(clock_s))
            if start_s is None:
                clock_s = None
                break
            clock_s = start_s + leg.service_s
        if clock_s is None or home.arrival_s(clock_s) > shift.end_s:
            continue
        duration_s = home.arrival_s(clock_s) - departure_s
        best = duration_s if best is None else min(best, duration_s)
    return best


FREE = Pace((0,), (FOREVER,), (2000,))

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
    timeline = shortest_timeline(legs, Leg(4), shift)
    found = None if timeline is None else timeline.duration_s
    assert found == by_trying(legs, Leg(4), shift)


def test_leaves_late_rather_than_waiting() -> None:
    legs = [Leg(10, 5, ((100, 200),)), Leg(10, 5, ALWAYS)]
    timeline = shortest_timeline(legs, Leg(10), TimeWindow(0, 300))
    assert timeline == Timeline(90, (100, 115), 130)


RUSH = Pace((0, 20), (20, FOREVER), (1000, 2000))
"""Half as fast before 20 s."""


def test_leaves_after_the_rush_hour() -> None:
    # At 20 s the ways take as long as in the table.
    legs = [Leg(10, 5, ALWAYS, RUSH), Leg(10, 5, ALWAYS, RUSH)]
    timeline = shortest_timeline(legs, Leg(10, pace=RUSH), TimeWindow(0, 300))
    assert timeline == Timeline(20, (30, 45), 60)


def test_is_home_before_the_rush_hour() -> None:
    # Half as fast from 100 s on. The window opens at 60 s: there, 10 s earlier, at
    # the last moment for the way home, and back by 100 s.
    evening = Pace((0, 100), (100, FOREVER), (2000, 1000))
    legs = [Leg(10, 20, ((60, 200),), evening)]
    timeline = shortest_timeline(legs, Leg(20, pace=evening), TimeWindow(0, 300))
    assert timeline == Timeline(50, (60,), 100)


def test_waits_for_a_later_window_rather_than_on_the_way() -> None:
    # From 50 s on the way takes 10 s; the visit may be at 5 s, or at 55 s.
    legs = [Leg(5, 0, ((0, 5), (55, 60)), FREE), Leg(5, 0, ((60, 90),), FREE)]
    timeline = shortest_timeline(legs, Leg(5, pace=FREE), TimeWindow(0, 300))
    assert timeline == Timeline(50, (55, 60), 65)


@pytest.mark.parametrize("windows", list(product(CHOICES, repeat=2)))
def test_some_departure_is_found_if_there_is_one(windows: tuple[Windows, ...]) -> None:
    legs = [Leg(3, 2, window, RUSH) for window in windows]
    shift = TimeWindow(1, 50)
    timeline = shortest_timeline(legs, Leg(4, pace=RUSH), shift)
    best = by_trying(legs, Leg(4, pace=RUSH), shift)
    assert (timeline is None) == (best is None)
    if timeline is not None:
        assert best <= timeline.duration_s <= best + 3


def test_windows_are_put_in_order_and_joined() -> None:
    given = [TimeWindow(50, 60), TimeWindow(0, 10), TimeWindow(8, 20)]
    assert merged_windows(given) == ((0, 20), (50, 60))
    assert merged_windows([]) == ALWAYS


def test_a_closed_time_is_taken_out_of_windows() -> None:
    # Work of 5 s has to be over by 10 s, or to start at 20 s.
    closed = TimeWindow(10, 20)
    assert without(ALWAYS, closed, 5) == ((0, 5), (20, FOREVER))
    assert without(((0, 5), (6, 19), (30, 40)), closed, 5) == ((0, 5), (30, 40))
    assert without(((6, 19),), closed, 5) == NEVER
    assert without(ALWAYS, closed, 0) == ((0, 10), (20, FOREVER))
    assert without(ALWAYS, TimeWindow(0, 20), 5) == ((20, FOREVER),)
