"""The two calls this library is for: problem and options in, result out."""

from routing.engines.run import run_routing
from routing.options import ProgressCallback, SolveOptions, ignore_progress
from routing.vrp.problem import RoutingProblem
from routing.vrp.solution import RoutingSolution


def solve_routing(
    problem: RoutingProblem,
    options: SolveOptions,
    progress: ProgressCallback = ignore_progress,
) -> RoutingSolution:
    """Solve one vehicle-routing problem whole.

    Raises
    ------
    UnsupportedFeatureError
        If no engine, or not the one asked for, covers the problem's features.
    """
    return run_routing(problem, options, progress)
