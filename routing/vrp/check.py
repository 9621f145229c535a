"""Recomputes an answer from the problem alone; no engine is trusted."""

from collections import Counter
from collections.abc import Iterator

from routing.vrp.check_coverage import check_coverage
from routing.vrp.check_sites import check_intake, check_queues
from routing.vrp.costs import Omissions, omissions, weights_fen
from routing.vrp.features import is_committed
from routing.vrp.problem import RoutingProblem
from routing.vrp.report import RoutingReport
from routing.vrp.solution import RoutingSolution
from routing.vrp.walk import walk_route


def check_routing(problem: RoutingProblem, solution: RoutingSolution) -> RoutingReport:
    """Recompute every figure of an answer and list every rule it breaks.

    Nothing is taken from the engine but the order of the visits, their times,
    and the parts of loads: everything else the problem says is worked out again,
    route by route (``routing.vrp.walk``) and for what routes share, the stops,
    the fleet, docks, plugs and intakes, and with it the costs (see
    ``routing.vrp.costs.route_cost`` for the rounding).
    """
    walks = [
        walk_route(problem, route, f"routes[{position}]")
        for position, route in enumerate(solution.routes)
    ]
    routes = tuple(walk.report for walk in walks if walk.report is not None)
    violations = [fault for walk in walks for fault in walk.violations]
    violations += check_coverage(problem, solution)
    violations += _fleet(problem, solution)
    violations += check_queues(problem, solution)
    violations += check_intake(problem, routes)
    cost_fen = sum(route.cost_fen for route in routes)
    if len(routes) == len(walks) and solution.cost_fen != cost_fen:
        violations.append(
            f"cost_fen: the routes cost {cost_fen}, not {solution.cost_fen}"
        )
    report = RoutingReport(routes, tuple(violations))
    lost = _omissions(problem, solution)
    return RoutingReport(
        routes,
        tuple(violations),
        omission_weight=lost.weight,
        lost_prize_fen=lost.lost_prize_fen,
        weights_fen=weights_fen(
            problem, report.balance_s, report.compactness_m, report.reassigned
        ),
    )


def _omissions(problem: RoutingProblem, solution: RoutingSolution) -> Omissions:
    known = range(len(problem.stops))
    entries = (entry for entry in solution.unserved if entry.stop in known)
    return omissions(problem, entries)


def _fleet(problem: RoutingProblem, solution: RoutingSolution) -> Iterator[str]:
    """No vehicle is used that is not there; those with promises to keep all are."""
    used = Counter(route.vehicle_type for route in solution.routes)
    for index, vehicle in enumerate(problem.vehicle_types):
        place = f"vehicle_types[{index}] ({vehicle.name}): {used[index]} routes"
        if used[index] > vehicle.num_available:
            yield f"{place}, only {vehicle.num_available} available"
        if is_committed(vehicle) and used[index] < vehicle.num_available:
            yield (
                f"{place}, but {vehicle.num_available} have a load on board or "
                f"decided visits"
            )
