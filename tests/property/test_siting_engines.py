"""Any small siting problem: valid answers, and the optimum by enumeration."""

from collections.abc import Iterator
from itertools import product

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from routing.engines.registry import SITING_ENGINES
from routing.errors import InfeasibleError
from routing.options import SolveOptions
from routing.siting.check import check_siting
from routing.siting.facility import FacilityState
from routing.siting.features import SitingFeature
from routing.siting.problem import SitingProblem, TagLimit
from routing.solve import solve_siting
from tests.engines.siting_instances import CLOSE, problem, state

KINDS = ("paper", "metal")
GENERAL = [
    engine.name
    for engine in SITING_ENGINES
    if SitingFeature.MIN_THROUGHPUT in engine.features
]
"""The engines that are not for textbook problems alone."""

LIMIT_S = 20
"""Far more than a small problem needs, so that a busy machine does not matter."""


@st.composite
def facility_states(draw: st.DrawFn, most_t: int, closable: bool) -> list:
    states = [CLOSE] if closable else []
    for name in draw(st.sampled_from([("keep",), ("keep", "upgrade")])):
        capacity_t = draw(st.integers(0, most_t))
        states.append(
            state(
                name,
                capacity_t,
                draw(st.integers(0, 300)),
                draw(st.integers(0, capacity_t)) if draw(st.booleans()) else 0,
                draw(st.integers(0, 30)),
                draw(st.sampled_from([None, {"paper"}, set(KINDS)])),
                draw(st.sampled_from([(), ("green",)])),
            )
        )
    return states


@st.composite
def problems(
    draw: st.DrawFn, clients: int, facilities: int, most_t: int, always_closable: bool
) -> SitingProblem:
    supplies = draw(st.lists(st.integers(0, most_t), max_size=clients))
    count = draw(st.integers(1, facilities))
    sites = [
        draw(facility_states(2 * most_t, always_closable or draw(st.booleans())))
        for _ in range(count)
    ]
    pairs = list(product(range(len(supplies)), range(count)))
    used = draw(st.lists(st.sampled_from(pairs), unique=True)) if pairs else []
    carriers = sum(any("green" in s.tags for s in site) for site in sites)
    least = 0 if always_closable else draw(st.integers(0, carriers))
    most = draw(st.none() | st.integers(least, facilities))
    return problem(
        supplies,
        sites,
        [(i, j, draw(st.integers(0, 150))) for i, j in used],
        commodities=[draw(st.sampled_from(KINDS)) for _ in supplies],
        unserved=draw(st.integers(0, 200)),
        tag_limits={"green": TagLimit(least, None if always_closable else most)},
    )


@pytest.mark.parametrize("engine", GENERAL)
@settings(max_examples=60, deadline=None)
@given(problem=problems(8, 6, 40, always_closable=True))
def test_whatever_may_close_gets_a_valid_answer(
    engine: str, problem: SitingProblem
) -> None:
    options = SolveOptions(engine=engine, time_limit_s=LIMIT_S)
    result = solve_siting(problem, options)
    assert check_siting(problem, result.solution).violations == ()
    moved_kg = result.report.served_kg[0] + result.report.unserved_kg[0]
    assert moved_kg == problem.clients.supply_kg.sum()


@settings(max_examples=60, deadline=None)
@given(problem=problems(2, 3, 3, always_closable=False))
def test_the_exact_engine_finds_the_optimum_of_enumeration(
    problem: SitingProblem,
) -> None:
    best = cheapest_by_enumeration(problem)
    options = SolveOptions(engine="mathopt", time_limit_s=LIMIT_S)
    if best is None:
        with pytest.raises(InfeasibleError):
            solve_siting(problem, options)
        return
    result = solve_siting(problem, options)
    assert result.report.cost_fen == best
    assert result.report.bound is not None
    assert best - 2 <= result.report.bound <= best


@settings(max_examples=40, deadline=None)
@given(problem=problems(2, 3, 3, always_closable=False))
def test_the_quick_engine_is_never_better_than_the_optimum(
    problem: SitingProblem,
) -> None:
    best = cheapest_by_enumeration(problem)
    assume(best is not None)
    try:
        result = solve_siting(problem, SolveOptions(engine="greedy"))
    except InfeasibleError:
        return
    assert result.report.bound <= best <= result.report.cost_fen


def cheapest_by_enumeration(problem: SitingProblem) -> int | None:
    """Try every choice of states with every assignment of whole tonnes.

    Enough, because all figures are whole tonnes: with the states fixed the
    constraints form a network, whose vertices are whole.
    """
    arcs = list(
        zip(
            problem.arcs.client.tolist(),
            problem.arcs.facility.tolist(),
            problem.arcs.unit_cost_fen_per_t.tolist(),
            strict=True,
        )
    )
    assignments = list(_assignments(problem, arcs))
    costs = [
        cost
        for states in product(*(facility.states for facility in problem.facilities))
        if _tags_hold(problem, states)
        for assignment in assignments
        if (cost := _cost(problem, arcs, states, assignment)) is not None
    ]
    return min(costs, default=None)


def _assignments(
    problem: SitingProblem, arcs: list[tuple[int, int, int]]
) -> Iterator[list[int]]:
    """Yield the tonnes on each arc, in every way the supplies allow."""
    supply_t = (problem.clients.supply_kg[0] // 1000).tolist()
    for tonnes in product(*(range(supply_t[i] + 1) for i, _, _ in arcs)):
        served = [0] * len(supply_t)
        for (i, _, _), t in zip(arcs, tonnes, strict=True):
            served[i] += t
        if all(s <= most for s, most in zip(served, supply_t, strict=True)):
            yield list(tonnes)


def _tags_hold(problem: SitingProblem, states: tuple[FacilityState, ...]) -> bool:
    limit = problem.tag_limits["green"]
    count = sum("green" in state.tags for state in states)
    most = len(states) if limit.maximum is None else limit.maximum
    return limit.minimum <= count <= most


def _cost(
    problem: SitingProblem,
    arcs: list[tuple[int, int, int]],
    states: tuple[FacilityState, ...],
    assignment: list[int],
) -> int | None:
    taken = [0] * len(states)
    transport = 0
    for (i, j, fen), t in zip(arcs, assignment, strict=True):
        accepted = states[j].commodities
        kind = problem.commodities[problem.clients.commodity[i]]
        if t and accepted is not None and kind not in accepted:
            return None
        taken[j] += t
        transport += fen * t
    for own, t in zip(states, taken, strict=True):
        if not own.min_throughput_kg <= 1000 * t <= own.capacity_kg:
            return None
    clients = problem.clients
    supply_t = int(clients.supply_kg.sum()) // 1000
    running = sum(
        own.fixed_cost_fen + own.unit_cost_fen_per_t * t
        for own, t in zip(states, taken, strict=True)
    )
    left_t = supply_t - sum(assignment)
    return (
        running
        + transport
        + left_t * int(clients.unserved_cost_fen_per_t.max(initial=0))
    )
