"""When the last part of a search is PyVRP's, after the kernel's.

The kernel's annealing ends with an answer that its own changes hardly improve any more.
PyVRP's exchanges of stretches between routes are others, and soon find some in
neighbourhoods (measured in ``docs/decisions/0005-own-routing-kernel.md``).
"""

from routing.engines.registry import AUTO, is_kernel_ground
from routing.options import SolveOptions
from routing.vrp.features import RoutingFeature
from routing.vrp.problem import RoutingProblem

POLISHER = "pyvrp"

SHARE = 0.25
"""Share of the time that is the polisher's."""

SHORTEST_S = 60.0
"""Shorter searches are the kernel's alone: in 30 s it found more alone."""

LEAST_STOPS = 400
"""So many stops or fewer are searched whole, and the kernel found more alone."""


def is_polished(
    problem: RoutingProblem,
    features: frozenset[RoutingFeature],
    covered: frozenset[RoutingFeature],
    options: SolveOptions,
) -> bool:
    """Whether a search ends with the polisher, which covers some features.

    Not on the kernel's own ground (with several depots, what the polisher found in a
    time was less than the kernel did); nor where another engine or a number of changes
    was asked for.
    """
    if options.engine != AUTO or options.solution_limit is not None:
        return False
    if options.time_limit_s < SHORTEST_S or len(problem.stops) <= LEAST_STOPS:
        return False
    if not features <= covered:
        return False
    return not is_kernel_ground(problem, features)
