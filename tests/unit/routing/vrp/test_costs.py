"""Money is exact: rounded once a route, halves up."""

from dataclasses import replace

import numpy as np
import pytest

from routing.vrp import costs
from routing.vrp.costs import (
    PARTS_PER_FEN,
    RouteCost,
    better,
    objective,
    overtime_s,
    route_cost,
    serves_less,
    spread_m,
)
from routing.vrp.parts import Choice, Objective, Overtime
from routing.vrp.solution import (
    Route,
    RoutingSolution,
    Unserved,
    UnservedReason,
    Visit,
    VisitKind,
)
from tests.engines.routing_instances import TRUCK, at, street


@pytest.mark.parametrize(
    ("per_km", "per_h", "metres", "seconds", "cost"),
    [
        (1000, 0, 1, 0, 1),
        (1, 0, 499, 0, 0),
        (1, 0, 500, 0, 1),
        (0, 3600, 0, 7, 7),
        (0, 1, 0, 1799, 0),
        (0, 1, 0, 1800, 1),
        # A quarter of a fen each way: 250 m at 1 fen/km, 900 s at 1 fen/h.
        (1, 1, 250, 900, 1),
        (10**6, 10**6, 10**8, 10**8, 10**11 + (10**14 + 1800) // 3600),
    ],
)
def test_route_cost(
    per_km: int, per_h: int, metres: int, seconds: int, cost: int
) -> None:
    vehicle = replace(
        TRUCK,
        fixed_cost_fen=7,
        unit_distance_cost_fen_per_km=per_km,
        unit_duration_cost_fen_per_h=per_h,
    )
    assert route_cost(street([]), vehicle, metres, seconds).total_fen == 7 + cost


def test_required_stops_come_before_money() -> None:
    stops = [*at(1), replace(at(2)[0], required=False, prize_fen=50)]
    left_out = tuple(Unserved(stop, UnservedReason.FLEET_FULL) for stop in (0, 1))
    problem = street(stops)
    assert objective(problem, RoutingSolution((), left_out, 10, "")) == (1, 60)
    assert objective(problem, RoutingSolution((), left_out[1:], 10, "")) == (0, 60)


def test_components_add_up_to_the_rounded_sum() -> None:
    # 0.4 fen of way, 0.4 of time, 0.4 of overtime and 0.4 of lateness: 1.6 is 2.
    vehicle = replace(
        TRUCK,
        unit_distance_cost_fen_per_km=1,
        unit_duration_cost_fen_per_h=1,
        overtime=Overtime(0, 1),
    )
    late = 2 * PARTS_PER_FEN // 5
    cost = route_cost(street([]), vehicle, 400, 1440, late)
    assert cost == RouteCost(0, 0, 1, 0, 1, 0)
    assert cost.total_fen == 2


def test_overtime_begins_after_the_regular_hours() -> None:
    vehicle = replace(TRUCK, overtime=Overtime(7200, 1000))
    seconds = (7199, 7200, 7201, 10800)
    assert [overtime_s(vehicle, s) for s in seconds] == [0, 0, 1, 3600]
    cost = route_cost(street([]), vehicle, 0, 9000)
    assert (cost.overtime_fen, cost.total_fen) == (500, 500)
    assert overtime_s(TRUCK, 10**6) == 0


def test_carbon_is_rounded_by_itself() -> None:
    # 500 m at 999 g/km and 1,000 fen a tonne: 0.4995 fen, beside 0.5 fen of way.
    vehicle = replace(TRUCK, unit_distance_cost_fen_per_km=1, emission_g_per_km=999)
    problem = replace(street([]), objective=Objective(carbon_price_fen_per_t=1000))
    assert route_cost(problem, vehicle, 500, 0) == RouteCost(0, 1, 0, 0, 0, 0)
    dirty = replace(vehicle, emission_g_per_km=1000)
    assert route_cost(problem, dirty, 500, 0) == RouteCost(0, 1, 0, 0, 0, 1)


def left_out(*stops: int, load: tuple[int, ...] | None = None) -> RoutingSolution:
    entries = (Unserved(stop, UnservedReason.FLEET_FULL, load) for stop in stops)
    return RoutingSolution((), tuple(entries), 0, "")


def test_omissions_weigh_by_priority_whole_or_in_part() -> None:
    stops = [replace(stop, priority=9 * n) for n, stop in enumerate(at(1, 2, 3))]
    stops.append(replace(at(4)[0], required=False, priority=50, prize_fen=3))
    problem = street(stops)
    assert objective(problem, left_out(0, 2, 3)) == (20, 3)
    assert objective(problem, left_out(1, load=(1,))) == (10, 0)


def test_what_a_start_serves_of_high_priority_is_kept() -> None:
    first, *rest = at(1, 2, 3, 4)
    problem = street([replace(first, priority=1), *rest])
    start, answer = left_out(1, 2, 3), left_out(0)
    assert objective(problem, answer) < objective(problem, start)
    assert serves_less(problem, answer, start)
    assert better(problem, start, answer) is start
    assert better(problem, answer, start) is answer
    assert better(problem, start, left_out(1, 2)) == left_out(1, 2)


def test_a_choice_counts_once_and_only_if_none_is_taken() -> None:
    prizes = (3, 5, 11, 100)
    stops = [
        replace(stop, required=False, prize_fen=prize)
        for stop, prize in zip(at(1, 2, 3, 4), prizes, strict=True)
    ]
    problem = replace(street(stops), choices=(Choice(((0, 1), (2,))),))
    assert objective(problem, left_out(0, 1)) == (0, 0)
    assert objective(problem, left_out(2, 3)) == (0, 100)
    assert objective(problem, left_out(0, 1, 2)) == (0, 8)
    assert objective(problem, left_out(1, 2)) == (0, 8)
    required = [replace(stop, required=True, priority=2) for stop in problem.stops]
    problem = replace(problem, stops=tuple(required))
    assert objective(problem, left_out(0, 1, 2)) == (6, 0)


def a_route(vehicle_type: int, end_s: int, *stops: int) -> Route:
    visits = [Visit(VisitKind.STOP, stop, 0, 0, 0) for stop in stops]
    ends = [Visit(VisitKind.DEPOT, 0, s, s, s) for s in (0, end_s)]
    return Route(vehicle_type, (ends[0], *visits, ends[1]))


def test_balance_and_compactness_weigh() -> None:
    # The centre of 10, 20 and 60 m is 20 m: 10 + 40. One stop is its own centre.
    problem = street(at(10, 20, 60, 90))
    routes = (a_route(0, 100, 0, 1, 2), a_route(0, 1000, 3))
    solution = RoutingSolution(routes, (), 7, "")
    assert objective(problem, solution) == (0, 7)
    balanced = replace(problem, objective=Objective(balance_fen_per_h=2))
    assert objective(balanced, solution) == (0, 8)
    compact = replace(problem, objective=Objective(compactness_fen_per_km=1000))
    assert objective(compact, solution) == (0, 57)
    # Halves of a fen are added before they are rounded: 0.5 + 0.5.
    both = Objective(balance_fen_per_h=2, compactness_fen_per_km=10)
    assert objective(replace(problem, objective=both), solution) == (0, 8)
    assert objective(balanced, RoutingSolution((), (), 7, "")) == (0, 7)


def test_compactness_of_identical_stops_and_of_ways_that_are_closed() -> None:
    ways = np.array([[0, 5, -1], [7, 0, 2], [9, 4, 0]], dtype=np.int32)
    # To the second: 5 + 4; to the third 9, the longest, for the closed way, + 2.
    assert spread_m(ways, [0, 1, 2]) == 9
    assert spread_m(ways, [0, 0, 2]) == 9
    assert spread_m(ways, [2, 2, 1]) == 2
    assert spread_m(ways, [1] * 1000) == 0
    assert spread_m(ways, []) == 0
    nowhere = np.full((2, 2), -1, dtype=np.int32)
    assert spread_m(nowhere, [0, 1]) == 0


def test_a_long_route_is_looked_at_in_blocks(monkeypatch: pytest.MonkeyPatch) -> None:
    random = np.random.default_rng(1)
    ways = random.integers(-1, 100, (60, 60)).astype(np.int32)
    places = random.integers(0, 60, 90).tolist()
    whole = spread_m(ways, places)
    monkeypatch.setattr(costs, "_BLOCK", 100)
    assert spread_m(ways, places) == whole
