"""Patterns and routes of a horizon together, on a street of two hamlets."""

from dataclasses import replace

import numpy as np
import pytest

from routing.decompose.periodic import solve_periodic
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
    Depot,
    Stop,
    TimeWindow,
    TravelTable,
    UnloadSite,
    VehicleType,
)

OPTIONS = SolveOptions(engine="lns", time_limit_s=60, solution_limit=500)
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
