"""Any choices: the search serves one alternative of each in full, or none."""

from dataclasses import replace

from hypothesis import given, settings
from hypothesis import strategies as st

from routing.engines.lns.engine import LnsEngine
from routing.options import SolveOptions, ignore_progress
from routing.vrp.check import check_routing
from routing.vrp.costs import objective
from routing.vrp.parts import Choice
from routing.vrp.problem import RoutingProblem, Stop, TimeWindow, UnloadSite
from routing.vrp.solution import VisitKind
from tests.engines.routing_instances import TRUCK, street

STEPS = SolveOptions(time_limit_s=300, solution_limit=150)
MOST_M = 3000

STOPS = st.builds(
    Stop,
    name=st.just("stop"),
    location=st.integers(-MOST_M, MOST_M),
    load=st.tuples(st.integers(0, 5)),
    service_s=st.integers(0, 60),
    prize_fen=st.integers(0, 4000),
    vehicle_types=st.sampled_from([None, None, frozenset({0}), frozenset({1})]),
)
VEHICLES = st.builds(
    replace,
    st.just(TRUCK),
    num_available=st.integers(0, 2),
    capacity=st.tuples(st.integers(3, 12)),
    shift=st.integers(2000, 12_000).map(lambda end: TimeWindow(0, end)),
    max_stops=st.none() | st.integers(1, 4),
)
INTAKES = st.none() | st.tuples(st.integers(0, 25))


@st.composite
def problems(draw: st.DrawFn) -> RoutingProblem:
    """Return stops on a street, some of them in choices, one site limited."""
    stops = draw(st.lists(STOPS, min_size=3, max_size=14))
    left, choices = list(range(len(stops))), []
    while len(left) > 2 and draw(st.booleans()):
        required = draw(st.booleans())
        groups = []
        for _ in range(draw(st.integers(1, 3))):
            group, left = left[: (size := draw(st.integers(1, 3)))], left[size:]
            if group:
                groups.append(tuple(group))
        for stop in (stop for group in groups for stop in group):
            stops[stop] = replace(stops[stop], required=required)
        choices.append(Choice(tuple(groups)))
    sites = [UnloadSite("near", 0, intake=draw(INTAKES)), UnloadSite("far", -200)]
    problem = street(stops, sites, [draw(VEHICLES), draw(VEHICLES)])
    return replace(problem, choices=tuple(choices))


@settings(max_examples=60, deadline=None)
@given(problem=problems(), seed=st.integers(0, 1000))
def test_one_alternative_is_served_in_full_or_none(
    problem: RoutingProblem, seed: int
) -> None:
    options = replace(STEPS, seed=seed)
    answer = LnsEngine().solve(problem, options, ignore_progress)
    assert check_routing(problem, answer).violations == ()
    served = {
        visit.index
        for route in answer.routes
        for visit in route.visits
        if visit.kind is VisitKind.STOP
    }
    for choice in problem.choices:
        begun = [group for group in choice.alternatives if served & set(group)]
        assert len(begun) <= 1
        assert all(served >= set(group) for group in begun)
    again = LnsEngine().solve(problem, options, ignore_progress, answer)
    assert objective(problem, again) <= objective(problem, answer)
