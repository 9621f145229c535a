"""What a worker does: one engine on one problem, the answer checked."""

from dataclasses import dataclass

from routing.decompose.incumbent import route_costs
from routing.engines.registry import ROUTING_ENGINES, named
from routing.options import ProgressCallback, SolveOptions, ignore_progress
from routing.vrp.costs import objective
from routing.vrp.problem import RoutingProblem
from routing.vrp.solution import RoutingSolution


@dataclass(frozen=True, slots=True)
class Outcome:
    """An engine's answer, what each of its routes costs, and what it is worth."""

    solution: RoutingSolution
    costs_fen: tuple[int, ...]
    value: tuple[int, int]


def work(
    problem: RoutingProblem,
    options: SolveOptions,
    start: RoutingSolution | None,
    progress: ProgressCallback = ignore_progress,
) -> Outcome:
    """Run the engine that ``options`` names.

    Everything in and out can be pickled, but for ``progress``.
    """
    engine = named(ROUTING_ENGINES, options.engine)
    solution = engine.solve(problem, options, progress, start)
    costs = tuple(route_costs(problem, solution.routes))
    return Outcome(solution, costs, objective(problem, solution))
