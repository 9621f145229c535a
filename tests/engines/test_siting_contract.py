"""Every siting engine on every instance it claims, against the optimum by hand."""

from dataclasses import replace

import numpy as np
import pytest

from routing.engines.base import SitingEngine
from routing.engines.registry import SITING_ENGINES, SMALL_ARCS, suited_siting
from routing.errors import InfeasibleError
from routing.options import Progress, SearchStopped, SolveOptions
from routing.siting.features import SitingFeature, features_of
from routing.siting.problem import Arcs, SitingProblem, TagLimit
from routing.solve import solve_siting
from tests.engines.siting_instances import CLOSE, INSTANCES, Instance, problem, state
from tests.engines.siting_oracle import least_objective
from tests.engines.siting_rule_instances import RULE_INSTANCES
from tests.engines.siting_textbook_instances import TEXTBOOK_INSTANCES

BUILDERS = {"greedy"}
"""Engines that do not search: a valid answer is all they promise."""

ENGINES = [engine.name for engine in SITING_ENGINES]

SPECIAL = {"center", "covering", "lagrangian", "median", "network"}
"""Engines for one kind of problem, or for large ones."""

GENERAL = [name for name in ENGINES if name not in SPECIAL]

EVERY_INSTANCE = [*INSTANCES, *RULE_INSTANCES, *TEXTBOOK_INSTANCES]


def taken_by(engine: SitingEngine) -> list[Instance]:
    return [
        instance
        for instance in EVERY_INSTANCE
        if features_of(instance.problem) <= engine.features
        and engine.takes(instance.problem)
    ]


CASES = [
    pytest.param(engine.name, instance, id=f"{engine.name}-{instance.name}")
    for engine in SITING_ENGINES
    for instance in taken_by(engine)
]

FIRST = [(engine.name, taken_by(engine)[0].problem) for engine in SITING_ENGINES]


@pytest.mark.parametrize(("engine", "instance"), CASES)
def test_engine_reaches_what_was_computed_by_hand(
    engine: str, instance: Instance
) -> None:
    result = solve_siting(instance.problem, SolveOptions(engine=engine))
    assert result.solution.engine == engine
    assert result.report.bound is not None
    assert result.report.bound <= instance.objective
    if engine in BUILDERS:
        assert result.report.objective >= instance.objective
    else:
        assert result.report.objective == instance.objective
        assert result.report.bound >= instance.objective - 2


@pytest.mark.parametrize("instance", EVERY_INSTANCE, ids=lambda case: case.name)
def test_what_was_computed_by_hand_is_right(instance: Instance) -> None:
    assert least_objective(instance.problem) == pytest.approx(instance.objective)


@pytest.mark.parametrize("engine", SITING_ENGINES, ids=lambda engine: engine.name)
def test_every_feature_an_engine_claims_has_an_instance(engine) -> None:
    tried = {
        feature
        for instance in taken_by(engine)
        for feature in features_of(instance.problem)
    }
    assert tried == engine.features


def test_every_feature_is_claimed_by_an_engine_for_all_kinds_of_problem() -> None:
    claimed = [e.features for e in SITING_ENGINES if e.name not in SPECIAL | BUILDERS]
    assert frozenset(SitingFeature) in claimed


def test_every_engine_is_a_builder_or_exact_on_purpose() -> None:
    assert set(ENGINES) == {"mathopt", "exact"} | SPECIAL | BUILDERS


def test_auto_takes_the_exact_engine() -> None:
    result = solve_siting(INSTANCES[0].problem, SolveOptions())
    assert result.solution.engine == "mathopt"


def test_auto_branches_on_small_problems_of_all_rules_and_not_on_large_ones() -> None:
    (small,) = [case.problem for case in EVERY_INSTANCE if case.name == "rail_pays"]
    assert suited_siting(small, features_of(small)).name == "exact"
    arcs = SMALL_ARCS + 1
    many = Arcs(
        *(np.zeros(arcs, np.int32),) * 2,
        np.zeros(arcs, np.int64),
        np.zeros(arcs, np.int32),
    )
    large = replace(small, arcs=many)
    assert suited_siting(large, features_of(large)).name == "network"


def unreachable_green() -> SitingProblem:
    green = state("green", 30, min_t=30, tags=("green",))
    return problem(
        [10, 10],
        [[CLOSE, green], [CLOSE, green]],
        [(0, 0, 1), (1, 1, 1)],
        tag_limits={"green": TagLimit(minimum=1)},
    )


def too_many_green() -> SitingProblem:
    green = [state("green", 30, tags=("green",))]
    return problem([], [green, green], [], tag_limits={"green": TagLimit(maximum=1)})


def contradicting_tags() -> SitingProblem:
    both = state("both", 10, tags=("green", "large"))
    limits = {"green": TagLimit(minimum=1), "large": TagLimit(maximum=0)}
    return problem([5], [[CLOSE, both]], [(0, 0, 1)], tag_limits=limits)


def stuck_open() -> SitingProblem:
    return problem([5], [[state("keep", 20, min_t=10)]], [(0, 0, 1)])


def competing_and_stuck() -> SitingProblem:
    keep = [state("keep", 20, min_t=15)]
    arcs = [(0, 0, 1), (0, 1, 1), (1, 0, 1), (1, 1, 1)]
    return problem([10, 10], [keep, keep], arcs)


@pytest.mark.parametrize("engine", [e for e in GENERAL if e != "exact"])
@pytest.mark.parametrize(
    ("make", "reason"),
    [
        (unreachable_green, "only 0 could reach the minimum throughput"),
        (too_many_green, "2 have no other state"),
        (contradicting_tags, "no choice of states keeps all limits"),
        (stuck_open, "'f0': no state can reach its minimum throughput"),
        (competing_and_stuck, "may not close"),
    ],
)
def test_what_cannot_be_is_refused_with_the_reason(engine, make, reason) -> None:
    with pytest.raises(InfeasibleError, match=reason):
        solve_siting(make(), SolveOptions(engine=engine))


@pytest.mark.parametrize(("engine", "problem"), FIRST)
def test_progress_ends_with_the_cost_of_the_answer(engine, problem) -> None:
    heard: list[Progress] = []
    result = solve_siting(problem, SolveOptions(engine=engine), heard.append)
    assert heard[-1] == Progress("done", done=1, cost_fen=result.report.objective)
    costs = [message.cost_fen for message in heard if message.phase == "improve"]
    assert costs == sorted(costs, reverse=True)


@pytest.mark.parametrize(("engine", "problem"), FIRST)
def test_an_exception_of_the_listener_stops_the_call(engine, problem) -> None:
    def cancel(progress: Progress) -> None:
        del progress
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        solve_siting(problem, SolveOptions(engine=engine), cancel)


@pytest.mark.parametrize(("engine", "problem"), FIRST)
def test_a_listener_that_wants_to_stop_gets_the_best_so_far(engine, problem) -> None:
    def stop(progress: Progress) -> None:
        if progress.cost_fen is not None:
            raise SearchStopped

    options = SolveOptions(engine=engine)
    best = solve_siting(problem, options).report.objective
    assert solve_siting(problem, options, stop).report.objective >= best
