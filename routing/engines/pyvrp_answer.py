"""Answers between our nodes and PyVRP's routes."""

from collections.abc import Iterator

import pyvrp
from pyvrp import Activity, ActivityType

from routing.engines.pyvrp_data import Layout
from routing.vrp.assemble import route_from_nodes, salvaged_route
from routing.vrp.openroute import OpenRoute
from routing.vrp.solution import Route, RoutingSolution, VisitKind
from routing.vrp.view import ProblemView


def to_pyvrp(
    layout: Layout, data: pyvrp.ProblemData, start: RoutingSolution
) -> pyvrp.Solution:
    """Return an answer as PyVRP's; stops that it is not told of are skipped."""
    routes = []
    for route in start.routes:
        activities = list(_activities(layout, route))
        if activities:
            kind = layout.kinds.index(route.vehicle_type)
            routes.append(pyvrp.Route(data, activities, kind))
    return pyvrp.Solution(data, routes)


def _activities(layout: Layout, route: Route) -> Iterator[Activity]:
    """Yield the visits of a route, less the unloading that the way home folds in."""
    visits = [
        visit
        for visit in route.visits
        if visit.kind is VisitKind.UNLOAD
        or (visit.kind is VisitKind.STOP and visit.index in layout.client_of)
    ]
    vehicle = layout.view.problem.vehicle_types[route.vehicle_type]
    if layout.places.goes_via(vehicle) and visits:
        last = visits[-1]
        if last.kind is VisitKind.UNLOAD:
            visits.pop()
    for visit in visits:
        if visit.kind is VisitKind.UNLOAD:
            yield Activity(ActivityType.DEPOT, visit.index)
        else:
            client = _client(layout, visit.index, visit.start_s)
            yield Activity(ActivityType.CLIENT, client)


def _client(layout: Layout, stop: int, start_s: int) -> int:
    """Return the client of a stop in whose window a moment lies."""
    first = client = layout.client_of[stop]
    while client < len(layout.visits) and layout.visits[client][0] == stop:
        window = layout.visits[client][1]
        if window is None or window[0] <= start_s <= window[1]:
            return client
        client += 1
    return first


def from_pyvrp(
    layout: Layout, solution: pyvrp.Solution, view: ProblemView
) -> list[OpenRoute]:
    """Return PyVRP's routes in a problem; what breaks a limit of it is left out.

    The problem has the stops, sites and vehicles of the layout's, if not its rules.
    """
    routes: list[OpenRoute] = []
    for route in solution.routes():
        kind = layout.kinds[route.vehicle_type()]
        nodes = _nodes(layout, kind, route)
        found = route_from_nodes(view, kind, nodes)
        found = found or salvaged_route(view, kind, nodes)
        if found is not None:
            routes.append(found)
    return routes


def _nodes(layout: Layout, kind: int, route: pyvrp.Route) -> list[int]:
    """Return stops and unloadings in order, the last unloading spelled out."""
    view, places = layout.view, layout.places
    nodes: list[int] = []
    for activity in list(route.schedule())[1:-1]:
        if activity.is_client():
            nodes.append(layout.visits[activity.idx][0])
        elif nodes and nodes[-1] < view.num_stops:
            nodes.append(view.num_stops + activity.idx)
    vehicle = view.problem.vehicle_types[kind]
    if not nodes or nodes[-1] >= view.num_stops or not places.goes_via(vehicle):
        return nodes
    if view.num_sites:
        way = places.way_home(vehicle, layout.rates[kind])
        nodes.append(view.num_stops + int(way.site[places.of_stop[nodes[-1]]]))
    return nodes
