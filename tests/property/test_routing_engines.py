"""Any small problem: the answer of every engine passes the check."""

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from routing.decompose.parts import solve_routing_parts
from routing.engines.registry import ROUTING_ENGINES, named
from routing.options import SolveOptions
from routing.solve import solve_routing
from routing.vrp.costs import objective
from routing.vrp.features import features_of
from routing.vrp.problem import (
    AccessRule,
    Depot,
    RoutingProblem,
    SpeedProfile,
    Stop,
    TimeWindow,
    TravelTable,
    UnloadSite,
    VehicleType,
)
from routing.vrp.reasons import intrinsic_reason
from routing.vrp.report import RoutingResult
from routing.vrp.solution import VisitKind
from routing.vrp.split import divide_answer, split_large
from routing.vrp.view import ProblemView

PLACES = 6
COMMODITIES = st.sampled_from(["paper", "glass", "metal"])
# Three in four stops ask for nothing, so that most problems have routes.
NEEDS = st.sampled_from([frozenset(), frozenset(), frozenset(), frozenset({"crane"})])
PLACE = st.integers(0, PLACES - 1)
AMOUNT = st.integers(0, 6)
LIMIT = st.sampled_from([None, None, 900, 400])


@st.composite
def windows(draw: st.DrawFn) -> tuple[TimeWindow, ...]:
    starts = draw(st.lists(st.integers(0, 500), max_size=2))
    return tuple(
        TimeWindow(start, start + draw(st.integers(0, 400))) for start in starts
    )


@st.composite
def tables(draw: st.DrawFn) -> TravelTable:
    seed = draw(st.integers(0, 10**6))
    random = np.random.default_rng(seed)
    ways = random.integers(0, 200, (PLACES, PLACES)).astype(np.int32)
    np.fill_diagonal(ways, 0)
    if draw(st.booleans()):
        ways[random.random((PLACES, PLACES)) < 0.1] = -1
    return TravelTable(ways, np.where(ways < 0, -1, ways // 2 + 1).astype(np.int32))


STOPS = st.builds(
    Stop,
    name=st.just("stop"),
    location=PLACE,
    load=st.tuples(AMOUNT, AMOUNT),
    commodity=COMMODITIES,
    service_s=st.integers(0, 60),
    time_windows=windows(),
    required=st.booleans(),
    prize_fen=st.integers(0, 400),
    skills=NEEDS,
)

SITES = st.builds(
    UnloadSite,
    name=st.just("site"),
    location=PLACE,
    service_s=st.integers(0, 30),
    time_windows=windows(),
    commodities=st.sampled_from([None, frozenset({"paper"}), frozenset({"glass"})]),
)

VEHICLES = st.builds(
    VehicleType,
    name=st.just("vehicle"),
    num_available=st.sampled_from([2, 1, 3, 0]),
    capacity=st.tuples(st.integers(4, 12), st.integers(5, 12)),
    start_depot=st.integers(0, 1),
    end_depot=st.integers(0, 1),
    shift=st.builds(TimeWindow, st.integers(0, 100), st.integers(500, 1500)),
    max_duration_s=LIMIT,
    max_distance_m=LIMIT,
    max_trips=st.none() | st.integers(0, 3),
    fixed_cost_fen=st.integers(0, 500),
    unit_distance_cost_fen_per_km=st.integers(0, 2000),
    unit_duration_cost_fen_per_h=st.integers(0, 5000),
    commodities=st.sampled_from([None, None, frozenset({"paper", "glass"})]),
    skills=st.sampled_from([frozenset(), frozenset({"crane"})]),
    profile=st.sampled_from(["default", "bicycle"]),
)


def some[T](
    items: st.SearchStrategy[T], least: int, most: int
) -> st.SearchStrategy[tuple[T, ...]]:
    return st.lists(items, min_size=least, max_size=most).map(tuple)


PLAIN = st.builds(
    RoutingProblem,
    dimensions=st.just(("kg", "l")),
    tables=st.fixed_dictionaries({"default": tables(), "bicycle": tables()}),
    depots=st.tuples(
        st.builds(Depot, st.just("a"), PLACE), st.builds(Depot, st.just("b"), PLACE)
    ),
    unload_sites=some(SITES, 1, 3),
    stops=some(STOPS, 2, 8),
    vehicle_types=some(VEHICLES, 1, 3),
)


@st.composite
def speed_profiles(draw: st.DrawFn) -> SpeedProfile:
    starts = draw(st.sets(st.integers(1, 800), max_size=3))
    zones = draw(st.integers(1, 3))
    random = np.random.default_rng(draw(st.integers(0, 10**6)))
    return SpeedProfile(
        starts_s=(0, *sorted(starts)),
        factor=random.uniform(0.2, 2, (zones, len(starts) + 1)),
        zone=random.integers(0, zones, PLACES),
    )


@st.composite
def rules(draw: st.DrawFn, problem: RoutingProblem) -> AccessRule:
    def positions(group: tuple[object, ...]) -> st.SearchStrategy[frozenset[int]]:
        return st.frozensets(st.integers(0, len(group) - 1))

    start_s = draw(st.integers(0, 600))
    return AccessRule(
        name="rule",
        vehicle_types=draw(positions(problem.vehicle_types)),
        stops=draw(positions(problem.stops)),
        unload_sites=draw(positions(problem.unload_sites)),
        closed=TimeWindow(start_s, start_s + draw(st.integers(1, 900))),
    )


@st.composite
def problems(draw: st.DrawFn) -> RoutingProblem:
    """Draw a problem, often one with rules of the road."""
    problem = draw(PLAIN)
    return replace(
        problem,
        access_rules=tuple(draw(st.lists(rules(problem), max_size=2))),
        speed_profile=draw(st.none() | speed_profiles()),
    )


PROBLEMS = problems()


def told_of(result: RoutingResult) -> set[int]:
    """Return the stops that are served or left out, whole or in parts."""
    visits = (visit for route in result.solution.routes for visit in route.visits)
    served = {visit.index for visit in visits if visit.kind is VisitKind.STOP}
    return served | {entry.stop for entry in result.solution.unserved}


@pytest.mark.parametrize("engine", [engine.name for engine in ROUTING_ENGINES])
@settings(
    max_examples=30,
    deadline=None,
    suppress_health_check=[HealthCheck.filter_too_much],
)
@given(problem=PROBLEMS)
def test_every_answer_passes_the_check(engine: str, problem: RoutingProblem) -> None:
    options = SolveOptions(engine=engine, time_limit_s=0.1, solution_limit=5)
    divided, _ = split_large(problem)
    assume(features_of(divided) <= named(ROUTING_ENGINES, engine).features)
    result = solve_routing(problem, options)
    assert told_of(result) == set(range(len(problem.stops)))
    assert result.report.violations == ()


@settings(max_examples=40, deadline=None)
@given(problem=PROBLEMS)
def test_searching_is_never_worse_than_building(problem: RoutingProblem) -> None:
    options = SolveOptions(engine="ortools", time_limit_s=0.1, solution_limit=5)
    searched = solve_routing(problem, options).solution
    built = solve_routing(problem, SolveOptions(engine="insertion")).solution
    # Both count what is left of a load by its parts.
    divided, parts = split_large(problem)
    first, second = (
        objective(divided, divide_answer(parts, answer)) for answer in (searched, built)
    )
    assert first <= second


@settings(max_examples=30, deadline=None)
@given(problem=PROBLEMS)
def test_a_stop_that_could_be_served_alone_is_served_when_alone(
    problem: RoutingProblem,
) -> None:
    for index, stop in enumerate(problem.stops):
        left = frozenset({0})
        rules = tuple(
            replace(rule, stops=left if index in rule.stops else frozenset())
            for rule in problem.access_rules
        )
        alone = replace(problem, stops=(stop,), access_rules=rules)
        solution = solve_routing(alone, SolveOptions(engine="insertion")).solution
        if stop.required:
            divided, _ = split_large(alone)
            parts = range(len(divided.stops))
            view = ProblemView(divided)
            reasons = [intrinsic_reason(view, part) for part in parts]
            # Of a load in parts, all that fit may still be too many for the day.
            if len(reasons) == 1:
                assert (reasons == [None]) == (not solution.unserved)


@settings(max_examples=20, deadline=None)
@given(several=st.lists(PROBLEMS, max_size=4))
def test_decomposing_loses_nothing(several: list[RoutingProblem]) -> None:
    parts = {str(number): problem for number, problem in enumerate(several)}
    options = SolveOptions(engine="insertion", time_limit_s=0.5)
    results = solve_routing_parts(parts, options)
    for name, problem in parts.items():
        assert told_of(results[name]) == set(range(len(problem.stops)))
