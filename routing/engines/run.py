"""One problem through one engine: pick, solve."""

from routing.engines.registry import ROUTING_ENGINES, pick
from routing.options import ProgressCallback, SolveOptions
from routing.vrp.features import features_of
from routing.vrp.problem import RoutingProblem
from routing.vrp.solution import RoutingSolution


def run_routing(
    problem: RoutingProblem, options: SolveOptions, progress: ProgressCallback
) -> RoutingSolution:
    """Solve a problem with the engine the options or its features ask for."""
    engine = pick(ROUTING_ENGINES, features_of(problem), options.engine)
    return engine.solve(problem, options, progress)
