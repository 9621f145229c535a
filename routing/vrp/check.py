"""Recomputes an answer from the problem alone; no engine is trusted."""

from collections import Counter
from collections.abc import Iterator

from routing.vrp.problem import RoutingProblem
from routing.vrp.report import RoutingReport
from routing.vrp.solution import RoutingSolution, VisitKind
from routing.vrp.walk import walk_route


def check_routing(problem: RoutingProblem, solution: RoutingSolution) -> RoutingReport:
    """Recompute every figure of an answer and list every rule it breaks.

    Nothing is taken from the engine but the order of the visits and their
    times: arrivals, waiting, windows, access, loads per dimension, what an unloading
    site accepts, shift, limits of the vehicle, size of the fleet, and costs
    (see ``route_cost_fen`` for the rounding) are worked out again.
    """
    walks = [
        walk_route(problem, route, f"routes[{position}]")
        for position, route in enumerate(solution.routes)
    ]
    routes = tuple(walk.report for walk in walks if walk.report is not None)
    violations = [fault for walk in walks for fault in walk.violations]
    violations += _coverage(problem, solution)
    violations += _fleet(problem, solution)
    report = RoutingReport(routes, ())
    if len(routes) == len(walks) and solution.cost_fen != report.cost_fen:
        violations.append(
            f"cost_fen: the routes cost {report.cost_fen}, not {solution.cost_fen}"
        )
    return RoutingReport(routes, tuple(violations))


def _coverage(problem: RoutingProblem, solution: RoutingSolution) -> Iterator[str]:
    """Each stop is served once, or unserved once with a reason, and never both."""
    served = Counter(
        visit.index
        for route in solution.routes
        for visit in route.visits
        if visit.kind is VisitKind.STOP
    )
    unserved = Counter(entry.stop for entry in solution.unserved)
    for index, stop in enumerate(problem.stops):
        if served[index] + unserved[index] != 1:
            yield (
                f"stops[{index}] ({stop.name}): served {served[index]} times and "
                f"unserved {unserved[index]} times, must be once in all"
            )
    for index in unserved:
        if not 0 <= index < len(problem.stops):
            yield f"unserved: there is no stop {index}"


def _fleet(problem: RoutingProblem, solution: RoutingSolution) -> Iterator[str]:
    used = Counter(route.vehicle_type for route in solution.routes)
    for index, vehicle in enumerate(problem.vehicle_types):
        if used[index] > vehicle.num_available:
            yield (
                f"vehicle_types[{index}] ({vehicle.name}): {used[index]} routes, "
                f"only {vehicle.num_available} available"
            )
