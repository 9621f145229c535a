"""Turns orders of visits into an answer with times, cost and reasons."""

import time
from collections.abc import Iterable, Sequence

from routing.vrp.costs import route_cost_fen
from routing.vrp.openroute import OpenRoute, Trip
from routing.vrp.reasons import unserved_with_reasons
from routing.vrp.solution import Route, RoutingSolution, Visit, VisitKind
from routing.vrp.view import ProblemView


def route_from_nodes(
    view: ProblemView, vehicle_type: int, nodes: Sequence[int]
) -> OpenRoute | None:
    """Return the route of a vehicle through nodes, depots left out.

    Unloadings with nothing on board are dropped where that keeps the route
    feasible. ``None`` when the order breaks a limit or serves no stop.
    """
    route = OpenRoute(view, vehicle_type)
    trip = Trip()
    for node in nodes:
        if node < view.num_stops:
            trip.stops.append(node)
        else:
            trip.site = node
            route.trips.append(trip)
            trip = Trip()
    route.trips.append(trip)
    if not route.refresh():
        return None
    _drop_idle_unloadings(route)
    return route if route.trips else None


def _drop_idle_unloadings(route: OpenRoute) -> None:
    for index, trip in enumerate(route.trips):
        site = trip.site
        if site is not None and not route.load_of(index).any():
            trip.site = None
            if not route.refresh():
                trip.site = site
    route.trips = [trip for trip in route.trips if trip.nodes]
    if not route.stops:
        route.trips = []
    route.refresh()


def assemble(
    view: ProblemView, routes: Iterable[OpenRoute], engine: str, began: float
) -> RoutingSolution:
    """Return the answer made of feasible routes.

    ``began`` is the ``time.perf_counter`` at which the engine was called.
    """
    kept = list(routes)
    timed = [_timed(route) for route in kept]
    return RoutingSolution(
        routes=tuple(route for route, _ in timed),
        unserved=unserved_with_reasons(view, kept),
        cost_fen=sum(cost for _, cost in timed),
        engine=engine,
        seconds=time.perf_counter() - began,
    )


def _timed(route: OpenRoute) -> tuple[Route, int]:
    """Return a route with its times, and its cost in fen."""
    timeline = route.timeline()
    if timeline is None:
        msg = f"route {route.nodes} has no times; it was checked before"
        raise AssertionError(msg)
    view, vehicle = route.view, route.vehicle
    clock_s = timeline.departure_s
    visits = [Visit(VisitKind.DEPOT, vehicle.start_depot, clock_s, clock_s, clock_s)]
    legs = zip(route.nodes[:-1], route.nodes[1:-1], timeline.starts_s, strict=False)
    for before, node, start_s in legs:
        way_s = int(view.duration_s(route.vehicle_type, [before], [node])[0])
        is_stop = node < view.num_stops
        kind = VisitKind.STOP if is_stop else VisitKind.UNLOAD
        index = node if is_stop else node - view.num_stops
        leave_s = start_s + int(view.service_s[node])
        visits.append(Visit(kind, index, clock_s + way_s, start_s, leave_s))
        clock_s = leave_s
    end_s = timeline.end_s
    visits.append(Visit(VisitKind.DEPOT, vehicle.end_depot, end_s, end_s, end_s))
    cost = route_cost_fen(vehicle, route.distance_m, timeline.duration_s)
    return Route(route.vehicle_type, tuple(visits)), cost
