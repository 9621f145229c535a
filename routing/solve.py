"""The two calls this library is for: problem and options in, result out."""

from routing.engines.registry import SITING_ENGINES, pick
from routing.engines.run import run_routing
from routing.errors import InvalidSolutionError
from routing.options import (
    Progress,
    ProgressCallback,
    SolveOptions,
    ignore_progress,
)
from routing.siting.check import SitingResult, check_siting
from routing.siting.features import features_of
from routing.siting.problem import SitingProblem
from routing.siting.validate import validate_problem
from routing.vrp.problem import RoutingProblem
from routing.vrp.report import RoutingResult


def solve_routing(
    problem: RoutingProblem,
    options: SolveOptions,
    progress: ProgressCallback = ignore_progress,
) -> RoutingResult:
    """Solve one vehicle-routing problem whole, and check the answer.

    An exception raised by ``progress`` ends the search and passes through.

    Raises
    ------
    InvalidProblemError
        If the problem contradicts itself; every fault is named.
    UnsupportedFeatureError
        If no engine, or not the one asked for, covers the problem's features.
    InvalidSolutionError
        If the engine's answer breaks a rule of the problem: a fault of the
        engine, kept from doing harm.
    """
    return run_routing(problem, options, progress)


def solve_siting(
    problem: SitingProblem,
    options: SolveOptions,
    progress: ProgressCallback = ignore_progress,
) -> SitingResult:
    """Solve one facility-location problem, and check the answer.

    An exception raised by ``progress`` ends the search and passes through.

    Raises
    ------
    InvalidProblemError
        If the problem contradicts itself; every fault is named.
    UnsupportedFeatureError
        If no engine, or not the one asked for, covers the problem's features.
    InfeasibleError
        If no answer keeps the minimum throughputs and tag limits, or none was
        found in time.
    InvalidSolutionError
        If the engine's answer breaks a rule of the problem: a fault of the
        engine, kept from doing harm.
    """
    validate_problem(problem)
    engine = pick(SITING_ENGINES, features_of(problem), options.engine)
    solution = engine.solve(problem, options, progress)
    progress(Progress("check", cost_fen=solution.cost_fen))
    report = check_siting(problem, solution)
    if report.violations:
        headline = f"The answer of engine {engine.name} breaks the rules"
        raise InvalidSolutionError(headline, report.violations)
    progress(Progress("done", done=1, cost_fen=solution.cost_fen))
    return SitingResult(solution, report)
