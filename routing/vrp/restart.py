"""Turns an answer back into open routes, from which a search may begin."""

from routing.vrp.assemble import route_from_nodes, salvaged_route
from routing.vrp.openroute import OpenRoute
from routing.vrp.solution import RoutingSolution, VisitKind
from routing.vrp.view import ProblemView

ORDERED = (VisitKind.STOP, VisitKind.UNLOAD)
"""Visits whose order is kept; pauses and charging are timed anew."""


def routes_from_solution(
    view: ProblemView, solution: RoutingSolution
) -> list[OpenRoute]:
    """Return the routes of an answer with the same stops in the same order.

    Of a route that breaks a limit, what fits of it; routes of which nothing fits
    are left out, so that an answer to a slightly different problem will do.
    """
    routes: list[OpenRoute] = []
    for route in solution.routes:
        kind = route.vehicle_type
        nodes = [
            view.node(visit.kind, visit.index)
            for visit in route.visits
            if visit.kind in ORDERED
        ]
        open_route = route_from_nodes(view, kind, nodes)
        if open_route is None:
            open_route = salvaged_route(view, kind, nodes)
        if open_route is not None:
            routes.append(open_route)
    return routes
