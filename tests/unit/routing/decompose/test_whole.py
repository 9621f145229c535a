"""Large problems by neighbourhoods, small ones side by side: valid, better, again."""

import time
from collections.abc import Iterator
from concurrent.futures import Executor, ThreadPoolExecutor
from dataclasses import replace

import pytest

from routing.decompose import improve, whole
from routing.decompose.work import Outcome, work
from routing.engines.insertion import InsertionEngine
from routing.errors import InvalidSolutionError
from routing.options import (
    Progress,
    SearchStopped,
    SolveOptions,
    ignore_progress,
)
from routing.solve import solve_routing
from routing.vrp.assemble import assemble, route_from_nodes
from routing.vrp.costs import objective
from routing.vrp.problem import RoutingProblem
from routing.vrp.solution import RoutingSolution, VisitKind
from routing.vrp.view import ProblemView
from tests.engines.routing_instances import TRUCK, at, street
from tests.unit.routing.decompose.plans import plane

QUICK = SolveOptions(engine="pyvrp", time_limit_s=20, solution_limit=600)


@pytest.fixture
def small(monkeypatch: pytest.MonkeyPatch) -> None:
    """Count forty stops as many."""
    monkeypatch.setattr(whole, "WHOLE_STOPS", 30)
    monkeypatch.setattr(improve, "SIZES", (10, 25))
    monkeypatch.setattr(improve, "ITERATIONS", 100)


@pytest.fixture
def threads() -> Iterator[Executor]:
    with ThreadPoolExecutor(2) as pool:
        yield pool


def built(problem: RoutingProblem) -> RoutingSolution:
    return InsertionEngine().solve(problem, SolveOptions(), ignore_progress)


def served(solution: RoutingSolution) -> list[int]:
    return sorted(
        visit.index
        for route in solution.routes
        for visit in route.visits
        if visit.kind is VisitKind.STOP
    )


@pytest.mark.usefixtures("small")
def test_neighbourhoods_improve_a_start_and_lose_nothing() -> None:
    problem = plane(60)
    start = built(problem)
    result = solve_routing(problem, QUICK, start=start)
    assert served(result.solution) == list(range(60))
    assert objective(problem, result.solution) < objective(problem, start)
    assert result.lower_bound_fen is not None
    assert result.lower_bound_fen <= result.report.cost_fen


@pytest.mark.usefixtures("small")
def test_docks_are_kept_when_neighbourhoods_are_joined() -> None:
    problem = plane(60)
    site = replace(problem.unload_sites[0], docks=1, service_s=300)
    problem = replace(problem, unload_sites=(site,))
    options = replace(QUICK, engine="insertion")
    start = built(problem)
    result = solve_routing(problem, options, start=start)
    assert objective(problem, result.solution) <= objective(problem, start)


@pytest.mark.usefixtures("small")
def test_same_seed_and_iterations_give_the_same_answer() -> None:
    first, second = (solve_routing(plane(50), QUICK).solution for _ in range(2))
    assert first.routes == second.routes


@pytest.mark.usefixtures("small")
def test_workers_side_by_side(threads: Executor) -> None:
    problem = plane(60)
    options = replace(QUICK, workers=2, time_limit_s=2, solution_limit=None)
    result = solve_routing(problem, options, executor=threads)
    assert served(result.solution) == list(range(60))
    assert result.solution.engine == "pyvrp"


def test_small_problems_are_searched_side_by_side(threads: Executor) -> None:
    problem = plane(25)
    options = replace(QUICK, workers=2, time_limit_s=3, solution_limit=100)
    told: list[Progress] = []
    result = solve_routing(problem, options, told.append, executor=threads)
    alone = solve_routing(problem, replace(QUICK, solution_limit=100))
    assert result.report.cost_fen <= alone.report.cost_fen
    assert told[-1].phase == "done"
    assert "combine" in {message.phase for message in told}


@pytest.mark.usefixtures("small")
def test_a_wish_to_stop_ends_with_the_best_so_far() -> None:
    def tell(message: Progress) -> None:
        if message.phase == "improve":
            raise SearchStopped

    began = time.perf_counter()
    options = SolveOptions(engine="pyvrp", time_limit_s=60)
    result = solve_routing(plane(60), options, tell)
    assert served(result.solution) == list(range(60))
    assert time.perf_counter() - began < 10


@pytest.mark.usefixtures("small")
def test_a_failing_worker_costs_its_turn_only(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    turns = iter(range(100))

    def shaky(*arguments: object) -> Outcome:
        if next(turns) % 2:
            msg = "a bug"
            raise KeyError(msg)
        return work(*arguments)  # type: ignore[arg-type]

    monkeypatch.setattr(improve, "work", shaky)
    with pytest.warns(RuntimeWarning, match="a bug"):
        result = solve_routing(plane(60), QUICK)
    assert served(result.solution) == list(range(60))


def test_a_start_that_breaks_a_rule_is_refused() -> None:
    problem = plane(10)
    start = replace(built(problem), cost_fen=1)
    with pytest.raises(InvalidSolutionError, match="The start breaks the rules"):
        solve_routing(problem, QUICK, start=start)


def test_the_bound_is_worked_out_before_the_time_is_used_up(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    done: list[str] = []

    def noted(problem: RoutingProblem) -> int:
        del problem
        done.append("bound")
        return 7

    monkeypatch.setattr(whole, "lower_bound_fen", noted)
    options = SolveOptions(engine="lns", time_limit_s=5, solution_limit=50)
    result = solve_routing(plane(20), options, lambda told: done.append(told.phase))
    assert done[0] == "bound"
    assert done.count("bound") == 1
    assert result.lower_bound_fen == 7


def test_the_bound_is_made_anew_where_required_stops_are_left_out() -> None:
    problem = plane(20)
    whole_fen = solve_routing(problem, QUICK).lower_bound_fen
    unloaded = replace(problem.stops[0], vehicle_types=frozenset())
    fewer = replace(problem, stops=(unloaded, *problem.stops[1:]))
    result = solve_routing(fewer, QUICK)
    assert [entry.stop for entry in result.solution.unserved] == [0]
    assert whole_fen is not None
    assert result.lower_bound_fen is not None
    assert result.lower_bound_fen <= min(whole_fen, result.report.cost_fen)


def test_nobody_asks_for_a_bound(monkeypatch: pytest.MonkeyPatch) -> None:
    def unasked(problem: RoutingProblem) -> int:
        raise AssertionError(problem)

    monkeypatch.setattr(whole, "lower_bound_fen", unasked)
    options = SolveOptions(engine="insertion", bound=False)
    assert solve_routing(plane(12), options).lower_bound_fen is None


@pytest.mark.parametrize("engine", ["lns", "pyvrp", "ortools"])
def test_what_comes_first_is_not_given_up_for_more_of_the_rest(engine: str) -> None:
    """One truck for one trip of 10: the start's stop weighs 6, the others 7."""
    great = replace(at(10)[0], load=(10,), priority=5)
    truck = replace(TRUCK, capacity=(10,), max_trips=1)
    problem = street([great, *at(*range(20, 27))], vehicles=(truck,))
    view = ProblemView(problem)
    route = route_from_nodes(view, 0, [0, view.num_stops])
    assert route is not None
    start = assemble(view, [route], "by hand", time.perf_counter())
    options = SolveOptions(engine=engine, time_limit_s=2, solution_limit=50)
    assert served(solve_routing(problem, options).solution) == list(range(1, 8))
    assert served(solve_routing(problem, options, start=start).solution) == [0]
