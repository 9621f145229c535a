"""Days of PyVRP with breaks: planned by a clock without them, then with them."""

from dataclasses import replace

import numpy as np
import pytest

from routing.engines.pyvrp_breaks import without_breaks
from routing.engines.pyvrp_routing import PyVrpEngine
from routing.options import SolveOptions, ignore_progress
from routing.vrp.check import check_routing
from routing.vrp.features import RoutingFeature, features_of
from routing.vrp.parts import Break, Overtime
from routing.vrp.problem import RoutingProblem, Stop, TimeWindow, VehicleType
from routing.vrp.solution import VisitKind
from tests.engines.routing_instances import TRUCK, at, street

LUNCH = Break(1000, 1200, 300)
TEA = Break(3000, 3100, 50)
LATE = Break(4900, 5000, 70)
"""Due only after the shift, which ends at 5,000 s: never."""

OPTIONS = SolveOptions(time_limit_s=10, solution_limit=200)


def with_breaks(stops: list[Stop], *breaks: Break, **more: object) -> RoutingProblem:
    truck = replace(TRUCK, breaks=breaks, **more)  # type: ignore[arg-type]
    return street(stops, vehicles=[truck])


def test_a_problem_without_breaks_stays_as_it_is() -> None:
    problem = street(at(100))
    assert without_breaks(problem) is problem


def test_days_are_shorter_by_the_breaks_that_are_due() -> None:
    more = {"max_duration_s": 4000, "overtime": Overtime(200, 60)}
    problem = with_breaks(at(100), LUNCH, TEA, LATE, **more)
    (truck,) = without_breaks(problem).vehicle_types
    assert truck.breaks == ()
    assert truck.shift == TimeWindow(0, 4650)
    assert truck.max_duration_s == 3650
    assert truck.overtime == Overtime(0, 60)


@pytest.mark.parametrize(
    ("window", "worked"),
    [
        # Before lunch, over it, right after it, and after both.
        ((0, 1000), (0, 1000)),
        ((800, 2000), (800, 1700)),
        ((1100, 1300), (1100, 1100)),
        ((1500, 3000), (1200, 2700)),
        ((3200, 4000), (2850, 3650)),
    ],
)
def test_windows_by_the_clock_without_breaks(
    window: tuple[int, int], worked: tuple[int, int]
) -> None:
    stop = replace(at(100)[0], time_windows=(TimeWindow(*window),), release_s=window[0])
    told = without_breaks(with_breaks([stop], LUNCH, TEA)).stops[0]
    assert told.time_windows == (TimeWindow(*worked),)
    assert told.release_s == worked[0]


def test_windows_stay_where_vehicles_pause_at_different_times() -> None:
    stop = replace(at(100)[0], time_windows=(TimeWindow(1500, 1600),))
    problem = with_breaks([stop], LUNCH)
    other = replace(problem.vehicle_types[0], breaks=(TEA,))
    problem = replace(problem, vehicle_types=(*problem.vehicle_types, other))
    told = without_breaks(problem)
    assert told.stops == problem.stops
    assert [kind.shift.end_s for kind in told.vehicle_types] == [4700, 4950]
    # One of which there is none does not count.
    alone = replace(problem, vehicle_types=(replace(other, num_available=0), other))
    assert without_breaks(alone).stops == problem.stops
    first = replace(
        problem, vehicle_types=(problem.vehicle_types[0], alone.vehicle_types[0])
    )
    assert without_breaks(first).stops[0].time_windows == (TimeWindow(1200, 1300),)


def test_a_break_is_taken_where_it_fits_best() -> None:
    # The second window opens when lunch, taken while waiting for it, is over.
    morning, noon = at(100, 200)
    morning = replace(morning, time_windows=(TimeWindow(900, 1000),))
    noon = replace(noon, time_windows=(TimeWindow(1400, 1500),))
    answer = PyVrpEngine().solve(
        with_breaks([morning, noon], LUNCH), OPTIONS, ignore_progress
    )
    (route,) = answer.routes
    kinds = [visit.kind for visit in route.visits]
    assert kinds.count(VisitKind.BREAK) == 1
    assert (answer.cost_fen, answer.unserved) == (400, ())


def random_day(seed: int) -> RoutingProblem:
    random = np.random.default_rng(seed)
    stops = [
        replace(stop, service_s=60, time_windows=(TimeWindow(start_s, start_s + 900),))
        for stop in at(*random.integers(-300, 300, 12).tolist())
        for start_s in [int(random.integers(0, 3500))]
    ]
    vehicle: VehicleType = replace(
        TRUCK, num_available=4, capacity=(5,), breaks=(LUNCH, TEA), fixed_cost_fen=50
    )
    return street(stops, vehicles=[vehicle])


@pytest.mark.parametrize("seed", range(6))
def test_every_answer_keeps_every_rule(seed: int) -> None:
    problem = random_day(seed)
    assert features_of(problem) <= PyVrpEngine().features
    answer = PyVrpEngine().solve(problem, OPTIONS, ignore_progress)
    assert check_routing(problem, answer).violations == ()
    served = {
        v.index for r in answer.routes for v in r.visits if v.kind is VisitKind.STOP
    }
    left = {entry.stop for entry in answer.unserved}
    assert served | left == set(range(12))
    assert not served & left


def test_breaks_are_claimed() -> None:
    assert RoutingFeature.BREAKS in PyVrpEngine().features
