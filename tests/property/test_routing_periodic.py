"""Any engine's answer to an expanded horizon is an answer to each of its days."""

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from routing.engines.registry import ROUTING_ENGINES
from routing.options import SolveOptions, ignore_progress
from routing.vrp.bounds import lower_bound_fen
from routing.vrp.check import check_routing
from routing.vrp.periodic import (
    PeriodicDay,
    PeriodicProblem,
    PeriodicStop,
    day_problem,
    equally_spaced,
)
from routing.vrp.periodic_expand import days_of, expand, joined
from routing.vrp.problem import (
    Depot,
    Stop,
    TimeWindow,
    TravelTable,
    UnloadSite,
    VehicleType,
)

PLACES = 5
PLACE = st.integers(0, PLACES - 1)
HORIZON = 4

VEHICLES = st.builds(
    VehicleType,
    name=st.just("vehicle"),
    num_available=st.integers(0, 2),
    capacity=st.tuples(st.integers(4, 12)),
    shift=st.just(TimeWindow(0, 3000)),
    fixed_cost_fen=st.integers(0, 300),
    unit_distance_cost_fen_per_km=st.integers(0, 2000),
    unit_duration_cost_fen_per_h=st.integers(0, 3000),
)
SITES = st.builds(
    UnloadSite,
    name=st.just("site"),
    location=PLACE,
    service_s=st.integers(0, 40),
    docks=st.none() | st.just(1),
    intake=st.none() | st.tuples(st.integers(0, 30)),
)
DAYS = st.builds(
    PeriodicDay,
    st.lists(VEHICLES, min_size=1, max_size=2).map(tuple),
    st.lists(SITES, min_size=1, max_size=2).map(tuple),
)
PATTERNS = st.integers(1, HORIZON).map(lambda n: equally_spaced(HORIZON, n)) | (
    st.lists(
        st.sets(st.integers(0, HORIZON - 1), min_size=1).map(sorted).map(tuple),
        min_size=1,
        max_size=3,
        unique=True,
    ).map(tuple)
)


@st.composite
def stops(draw: st.DrawFn) -> PeriodicStop:
    stop = Stop(
        "stop",
        draw(PLACE),
        (draw(st.integers(0, 4)),),
        service_s=draw(st.integers(0, 50)),
        required=draw(st.booleans()),
        prize_fen=draw(st.integers(0, 3000)),
    )
    gathers = draw(st.sampled_from([(), (1,), (2,)]))
    return PeriodicStop(stop, draw(PATTERNS), gathers)


@st.composite
def horizons(draw: st.DrawFn) -> PeriodicProblem:
    random = np.random.default_rng(draw(st.integers(0, 10**6)))
    ways = random.integers(0, 900, (PLACES, PLACES)).astype(np.int32)
    np.fill_diagonal(ways, 0)
    days = draw(st.lists(DAYS, min_size=HORIZON, max_size=HORIZON))
    if draw(st.booleans()):
        days = days[:1] * HORIZON
    return PeriodicProblem(
        ("kg",),
        {"default": TravelTable(ways, ways.copy())},
        (Depot("depot", 0),),
        tuple(days),
        tuple(draw(st.lists(stops(), min_size=1, max_size=4))),
    )


@settings(max_examples=40)
@given(problem=horizons())
def test_days_are_answers_of_their_own(problem: PeriodicProblem) -> None:
    insertion = next(e for e in ROUTING_ENGINES if e.name == "insertion")
    expanded = expand(problem)
    options = SolveOptions(time_limit_s=1)
    answer = insertion.solve(expanded.problem, options, ignore_progress)
    report = check_routing(expanded.problem, answer)
    assert report.violations == ()
    periodic = days_of(expanded, answer)
    visits = 0
    for number, day in enumerate(periodic.days):
        built = day_problem(problem, number, periodic.patterns)
        assert check_routing(built.problem, day).violations == ()
        visits += len(built.problem.stops)
    assert periodic.cost_fen == answer.cost_fen
    # Every stop gets one of its patterns whole, or is named with a reason.
    assert visits == sum(
        len(periodic_stop.patterns[pattern])
        for periodic_stop, pattern in zip(problem.stops, periodic.patterns, strict=True)
        if pattern is not None
    )
    without = {left.stop for left in periodic.unserved}
    assert without == {s for s, p in enumerate(periodic.patterns) if p is None}
    again = joined(expanded, periodic)
    assert check_routing(expanded.problem, again).violations == ()
    left_out = {left.stop for left in answer.unserved}
    bound_fen = lower_bound_fen(expanded.problem, left_out)
    assert bound_fen <= report.cost_fen + report.lost_prize_fen
