"""Patterns and routes of a horizon together, on a street of two hamlets."""

from dataclasses import replace

import numpy as np
import pytest

from routing.decompose.periodic import solve_periodic
from routing.decompose.periodic_prices import DayPrices
from routing.errors import InvalidProblemError
from routing.options import Progress, SearchStopped, SolveOptions
from routing.vrp.check import check_routing
from routing.vrp.periodic import (
    PeriodicDay,
    PeriodicProblem,
    PeriodicStop,
    day_problem,
    equally_spaced,
)
from routing.vrp.problem import (
    UNREACHABLE,
    Depot,
    Stop,
    TimeWindow,
    TravelTable,
    UnloadSite,
    VehicleType,
)
from routing.vrp.solution import Route, RoutingSolution, Visit, VisitKind

OPTIONS = SolveOptions(engine="insertion", time_limit_s=3.0)
TRUCK = VehicleType(
    "truck", 1, (4,), shift=TimeWindow(0, 10_000), unit_distance_cost_fen_per_km=1000
)
WEST_M, EAST_M = (1000, 1010, 1020, 1030), (-1000, -1010, -1020, -1030)


def hamlets(days: int = 2) -> PeriodicProblem:
    """Return eight stops of a truck's quarter load each, four on either side."""
    places = np.array([0, *WEST_M, *EAST_M])
    metres = np.abs(places[:, None] - places).astype(np.int32)
    return PeriodicProblem(
        ("kg",),
        {"default": TravelTable(metres, metres)},
        (Depot("depot", 0),),
        (PeriodicDay((TRUCK,), (UnloadSite("site", 0),)),) * days,
        tuple(
            PeriodicStop(Stop(f"{m} m", at + 1, (1,)), equally_spaced(days, 1))
            for at, m in enumerate([*WEST_M, *EAST_M])
        ),
    )


def test_each_hamlet_gets_its_day_or_trip() -> None:
    # Four stops fill the truck: 2 x 1,030 m on either side, whatever the day.
    solution = solve_periodic(hamlets(), OPTIONS)
    assert solution.cost_fen == 4 * 1030
    assert solution.unserved == ()
    for day in range(2):
        built = day_problem(hamlets(), day, solution.patterns)
        assert check_routing(built.problem, solution.days[day]).violations == ()


def test_stops_move_to_days_that_have_room() -> None:
    # A day's shift has room for one trip: the hamlets must part.
    short = replace(TRUCK, shift=TimeWindow(0, 2500))
    problem = hamlets()
    day = replace(problem.days[0], vehicle_types=(short,))
    solution = solve_periodic(replace(problem, days=(day, day)), OPTIONS)
    assert solution.cost_fen == 4 * 1030
    patterns = solution.patterns
    assert len(set(patterns[:4])) == len(set(patterns[4:])) == 1


def test_what_finds_no_day_is_named() -> None:
    problem = hamlets()
    crane = Stop("crane", 1, (1,), skills=frozenset({"crane"}))
    stops = (*problem.stops, PeriodicStop(crane, ((0,), (1,))))
    solution = solve_periodic(replace(problem, stops=stops), OPTIONS)
    assert solution.patterns[-1] is None
    assert [left.stop for left in solution.unserved] == [8]


@pytest.mark.parametrize("phase", ["check", "improve", "done"])
def test_a_stopped_search_returns_the_best_so_far(phase: str) -> None:
    told: list[Progress] = []

    def stop_soon(message: Progress) -> None:
        told.append(message)
        if message.phase == phase:
            raise SearchStopped

    solution = solve_periodic(hamlets(), OPTIONS, stop_soon)
    assert told
    assert None not in solution.patterns


def test_what_no_truck_holds_at_once_is_fetched_in_parts() -> None:
    problem = hamlets()
    stops = (PeriodicStop(Stop("huge", 1, (9,)), ((0,), (1,))),)
    solution = solve_periodic(replace(problem, stops=stops), OPTIONS)
    assert solution.cost_fen == 3 * 2000
    assert solution.unserved == ()


def test_a_horizon_that_contradicts_itself_is_refused() -> None:
    with pytest.raises(InvalidProblemError, match="days: must be one at least"):
        solve_periodic(replace(hamlets(), days=()), OPTIONS)


def west_at(*metres: int) -> DayPrices:
    """Return prices of a day on which some stops of the west are visited."""
    problem = hamlets()
    patterns = [0 if m in metres else 1 for m in (*WEST_M, *EAST_M)]
    built = day_problem(problem, 0, patterns)
    kinds = [VisitKind.DEPOT, *[VisitKind.STOP] * len(metres), VisitKind.UNLOAD]
    visits = [
        Visit(kind, max(0, place - 1) if kind is VisitKind.STOP else 0, 0, 0, 0)
        for place, kind in enumerate(kinds)
    ]
    pause = Visit(VisitKind.BREAK, 0, 0, 0, 0)
    route = Route(0, (*visits[:1], pause, *visits[1:], visits[0]))
    return DayPrices(built, RoutingSolution((route,), (), 0, "hand"))


def test_joining_costs_the_detour_and_leaving_saves_it() -> None:
    prices = west_at(1000, 1010)
    assert prices.joining_fen([4]) == 40  # on from 1,010 to 1,030 m and back
    assert prices.joining_fen([5]) == 2000  # the other side
    assert prices.leaving_fen([0]) == 0  # 1,000 m lies on the way
    assert prices.leaving_fen([1]) == 20
    assert prices.leaving_fen([7]) == 0  # not there that day
    assert list(prices.runs(5)) == [(0, 1)]
    assert list(prices.runs(1)) == []
    assert prices.leaving_fen([0, 1]) == 2020
    assert prices.leaving_fen([1, 0]) == 20  # no row in this order
    assert prices.joining_fen([3, 4]) == 40


def test_a_day_without_routes_costs_a_route() -> None:
    built = day_problem(hamlets(), 0, [1] * 8)
    prices = DayPrices(built, RoutingSolution((), (), 0, "hand"))
    assert prices.joining_fen([1]) == 2000
    nobody = replace(built.problem, vehicle_types=(replace(TRUCK, num_available=0),))
    prices = DayPrices(replace(built, problem=nobody), RoutingSolution((), (), 0, ""))
    assert prices.joining_fen([1]) == np.inf


def test_a_closed_way_costs_everything() -> None:
    built = day_problem(hamlets(), 0, [1] * 8)
    metres = built.problem.tables["default"].distance_m.copy()
    metres[0, 1] = UNREACHABLE
    cut = replace(built.problem, tables={"default": TravelTable(metres, metres)})
    prices = DayPrices(replace(built, problem=cut), RoutingSolution((), (), 0, "hand"))
    assert prices.joining_fen([1]) == np.inf
