"""The two calls this library is for: problem and options in, result out."""

from routing.engines.run import run_routing
from routing.options import ProgressCallback, SolveOptions, ignore_progress
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
