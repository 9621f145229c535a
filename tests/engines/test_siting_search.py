"""The siting engines where branch and bound alone would not do."""

from dataclasses import replace

import numpy as np
import pytest

from routing.engines import mathopt_siting
from routing.engines.mathopt_siting import SMALL
from routing.engines.siting_mip import MipOutcome
from routing.options import SolveOptions
from routing.siting.problem import SitingProblem
from routing.solve import solve_siting
from tests.engines.siting_city import city
from tests.engines.siting_instances import INSTANCES

OPTIONS = SolveOptions(time_limit_s=60, gap=0.02)


@pytest.fixture(scope="module")
def town() -> SitingProblem:
    problem = city(clients=240, facilities=90, nearest=5)
    assert sum(len(facility.states) for facility in problem.facilities) > SMALL
    return problem


def test_a_town_is_solved_to_a_proven_gap(town: SitingProblem) -> None:
    quick = solve_siting(town, replace(OPTIONS, engine="greedy"))
    exact = solve_siting(town, OPTIONS)
    assert exact.report.gap is not None
    assert exact.report.gap <= 0.02
    assert exact.report.cost_fen <= quick.report.cost_fen <= 1.3 * exact.report.cost_fen
    assert exact.report.tag_counts["green"][0] >= 3


def test_same_seed_and_one_worker_give_the_same_answer(town: SitingProblem) -> None:
    first, second = (solve_siting(town, OPTIONS).solution for _ in range(2))
    assert np.array_equal(first.states, second.states)
    assert np.array_equal(first.flow_kg, second.flow_kg)
    assert (first.objective, first.bound) == (second.objective, second.bound)


def test_two_workers_give_a_valid_answer(town: SitingProblem) -> None:
    result = solve_siting(town, replace(OPTIONS, workers=2))
    assert result.report.gap is not None
    assert result.report.gap <= 0.02


def test_a_solution_limit_ends_the_search(town: SitingProblem) -> None:
    costs = set()
    result = solve_siting(
        town,
        replace(OPTIONS, gap=0.0, solution_limit=2),
        lambda progress: costs.add(progress.cost_fen),
    )
    assert costs == {None, result.solution.objective} | costs
    assert len(costs - {None}) == 2


@pytest.mark.parametrize("clients", [60, 240])
def test_no_time_at_all_still_gives_an_answer(clients: int) -> None:
    problem = city(clients, facilities=clients // 3, nearest=4)
    result = solve_siting(problem, replace(OPTIONS, time_limit_s=1e-3))
    assert result.solution.engine == "mathopt"
    assert 0 < result.report.bound < result.report.cost_fen


def test_a_silent_solver_leaves_the_constructed_answer(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    nothing = MipOutcome(value=None, bound_cny=float("-inf"), infeasible=False)
    monkeypatch.setattr(mathopt_siting, "solve_model", lambda *_: nothing)
    problem = INSTANCES[0].problem
    exact = solve_siting(problem, SolveOptions())
    quick = solve_siting(problem, SolveOptions(engine="greedy"))
    assert np.array_equal(exact.solution.states, quick.solution.states)
    assert exact.solution.bound == quick.solution.bound
