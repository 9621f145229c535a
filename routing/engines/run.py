"""One problem through one engine: validate, pick, solve, check."""

from routing.engines.registry import ROUTING_ENGINES, pick
from routing.errors import InvalidSolutionError
from routing.options import Progress, ProgressCallback, SolveOptions
from routing.vrp.check import check_routing
from routing.vrp.features import features_of
from routing.vrp.problem import RoutingProblem
from routing.vrp.report import RoutingResult
from routing.vrp.validate import validate_problem


def run_routing(
    problem: RoutingProblem, options: SolveOptions, progress: ProgressCallback
) -> RoutingResult:
    """Solve a problem with one engine; its answer leaves only when it is valid.

    Raises
    ------
    InvalidProblemError
        If the problem contradicts itself; every fault is named.
    UnsupportedFeatureError
        If no engine, or not the one asked for, covers the problem's features.
    InvalidSolutionError
        If the engine's answer breaks a rule of the problem.
    """
    validate_problem(problem)
    engine = pick(ROUTING_ENGINES, features_of(problem), options.engine)
    solution = engine.solve(problem, options, progress)
    progress(Progress("check", cost_fen=solution.cost_fen))
    report = check_routing(problem, solution)
    if report.violations:
        headline = f"The answer of engine {engine.name} breaks the rules"
        raise InvalidSolutionError(headline, report.violations)
    progress(Progress("done", done=1, cost_fen=solution.cost_fen))
    return RoutingResult(solution, report)
