"""Times in the OR-Tools model: work by load, docks, lateness, breaks, rests.

Places lie on one street as in ``tests.engines.routing_instances``.
"""

from dataclasses import replace

import pytest

from routing.vrp.parts import (
    Break,
    DrivingRest,
    Overtime,
)
from routing.vrp.problem import TimeWindow, UnloadSite
from tests.engines.routing_instances import TRUCK, at, street
from tests.unit.routing.engines.ortools_solving import HOURLY, Solved, answered


def test_unloading_lasts_by_the_load(solved: Solved) -> None:
    # 2 x 100 s of driving, 30 s at the site, and 10 s per unit on board.
    site = UnloadSite("site", 0, service_s=30, service_s_per_1000=10_000)
    stops = [replace(at(100)[0], load=(4,), service_s_per_1000=1500)]
    assert solved(street(stops, [site], [HOURLY])).cost_fen == 200 + 6 + 30 + 40


def test_a_slow_site_is_left_for_a_quicker_one_when_there_is_much_to_unload(
    solved: Solved,
) -> None:
    slow = UnloadSite("slow", 0, service_s_per_1000=100_000)
    quick = UnloadSite("quick", -20)
    stops = [replace(at(100)[0], load=(1,))]
    assert solved(street(stops, [slow, quick], [HOURLY])).cost_fen == 240


def test_vehicles_queue_at_a_dock(solved: Solved) -> None:
    # Both are at the site after 200 s; one unloads for 50 s, the other waits.
    site = UnloadSite("site", 0, service_s=50, docks=1)
    stops = [
        replace(at(100)[0], time_windows=(TimeWindow(100, 100),)),
        replace(at(-100)[0], time_windows=(TimeWindow(100, 100),)),
    ]
    trucks = [replace(HOURLY, num_available=2)]
    assert solved(street(stops, [site], trucks)).cost_fen == 2 * 250 + 50
    free = solved(street(stops, [replace(site, docks=2)], trucks))
    assert free.cost_fen == 2 * 250


def test_vehicles_queue_at_a_dock_as_long_as_loads_take(solved: Solved) -> None:
    site = UnloadSite("site", 0, service_s_per_1000=50_000, docks=1)
    stops = [
        replace(at(100)[0], time_windows=(TimeWindow(100, 100),)),
        replace(at(-100)[0], time_windows=(TimeWindow(100, 100),)),
    ]
    trucks = [replace(HOURLY, num_available=2)]
    assert solved(street(stops, [site], trucks)).cost_fen == 2 * 250 + 50


def test_a_full_site_sends_the_rest_elsewhere() -> None:
    # Our start leaves a stop out: the library builds routes of its own.
    near = UnloadSite("near", 0, intake=(3,))
    truck = replace(TRUCK, capacity=(2,))
    answer = answered(
        street(at(100, 100, 100, 100), [near, UnloadSite("far", -30)], [truck])
    )
    assert (answer.cost_fen, answer.omitted) == (200 + 200 + 60, 0)


@pytest.mark.parametrize("price", [60, 600])
def test_lateness_is_weighed_against_the_way(solved: Solved, price: int) -> None:
    # 50 m has to be first; from there -100 m is 100 s late: 50 + 150 + 100.
    late = replace(
        at(-100)[0],
        time_windows=(TimeWindow(0, 100),),
        late_cost_fen_per_min=price,
    )
    early = replace(at(50)[0], time_windows=(TimeWindow(0, 50),))
    answer = solved(street([late, early]))
    assert answer.omitted == 0
    assert answer.cost_fen == 300 + 100 * price // 60


def test_lateness_counts_from_the_window_before(solved: Solved) -> None:
    # 50 s after the first window; 1 fen/s late or 40 s of waiting at 1 fen/s.
    windows = (TimeWindow(0, 50), TimeWindow(140, 200))
    stop = replace(at(100)[0], time_windows=windows, late_cost_fen_per_min=60)
    assert solved(street([stop], vehicles=[HOURLY])).cost_fen == 200
    tight = replace(HOURLY, shift=TimeWindow(0, 239))
    assert solved(street([stop], vehicles=[tight])).cost_fen == 200 + 50


def test_a_trip_waits_for_what_it_fetches(solved: Solved) -> None:
    # One unloading before the release at 500 s: 200 s, then the second trip, home
    # at 700 s, against one trip from 500 s on. The window forces two trips.
    first = replace(at(100)[0], time_windows=(TimeWindow(0, 100),))
    second = replace(at(200)[0], release_s=500)
    problem = street([first, second], vehicles=[HOURLY])
    assert solved(problem).cost_fen == 100 + 100 + 300 + 400
    assert len(solved(problem).routes[0]) == 4


def test_overtime_is_priced(solved: Solved) -> None:
    # 400 s of which 100 s cost 2 fen more.
    truck = replace(HOURLY, overtime=Overtime(300, 7200))
    assert solved(street(at(200), vehicles=[truck])).cost_fen == 600


def test_a_break_that_is_due_is_taken(solved: Solved) -> None:
    truck = replace(HOURLY, breaks=(Break(100, 150, 60),))
    stop = replace(at(100)[0], time_windows=(TimeWindow(100, 100),))
    # Out from 0 s to 200 s: due. The short day back at 150 s is not.
    assert solved(street([stop], vehicles=[truck])).cost_fen == 260
    near = replace(stop, location=40)
    assert solved(street([near], vehicles=[truck])).cost_fen == 80


def test_long_driving_asks_for_a_rest(solved: Solved) -> None:
    # 600 s of driving and a rest of 90 s: the shift has room for it, or has not.
    truck = replace(TRUCK, driving_rest=DrivingRest(350, 90))
    for end_s, omitted in ((690, 0), (689, 1)):
        tight = replace(truck, shift=TimeWindow(0, end_s))
        assert solved(street(at(300), vehicles=[tight])).omitted == omitted
    short = replace(truck, shift=TimeWindow(0, 300))
    assert solved(street(at(150), vehicles=[short])).omitted == 0


def test_waiting_counts_as_a_rest(solved: Solved) -> None:
    rest = DrivingRest(350, 90)
    truck = replace(TRUCK, driving_rest=rest, shift=TimeWindow(0, 690))
    first = replace(at(300)[0], time_windows=(TimeWindow(300, 300),))
    second = replace(at(290)[0], time_windows=(TimeWindow(400, 400),))
    assert solved(street([first, second], vehicles=[truck])).omitted == 0


def test_a_rest_is_paid_like_any_hour() -> None:
    truck = replace(HOURLY, driving_rest=DrivingRest(350, 90))
    assert answered(street(at(300), vehicles=[truck])).cost_fen == 690
