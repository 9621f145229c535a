"""Turns orders of visits into an answer with times, cost and reasons."""

import time
from collections.abc import Iterable, Sequence

from routing.vrp.costs import route_cost
from routing.vrp.openroute import OpenRoute, Trip, legs_along
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
    route.trips = _trips(view, nodes)
    if not route.refresh():
        return None
    _drop_idle_unloadings(route)
    return route if route.trips else None


def salvaged_route(
    view: ProblemView, vehicle_type: int, nodes: Sequence[int]
) -> OpenRoute | None:
    """Return the route through those nodes that one after the other fit.

    The order is kept. ``None`` when no stop fits.
    """
    route = OpenRoute(view, vehicle_type)
    for trip in _trips(view, nodes):
        route.trips.append(trip)
        if not route.refresh():
            route.trips.pop()
            _add_fitting(route, trip)
    route.refresh()
    _drop_idle_unloadings(route)
    return route if route.trips else None


def _add_fitting(route: OpenRoute, trip: Trip) -> None:
    """Append a trip with those of its stops that fit, if there are any."""
    fitting = Trip(site=trip.site)
    for stop in trip.stops:
        fitting.stops.append(stop)
        if len(fitting.stops) == 1:
            route.trips.append(fitting)
        if not route.refresh():
            fitting.stops.pop()
        if not fitting.stops:
            route.trips.pop()


def _trips(view: ProblemView, nodes: Sequence[int]) -> list[Trip]:
    trips = [Trip()]
    for node in nodes:
        if node < view.num_stops:
            trips[-1].stops.append(node)
        else:
            trips[-1].site = node
            trips.append(Trip())
    return trips


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
    nodes = route.nodes[1:-1]
    legs = legs_along(view, route.vehicle_type, route.nodes)[:-1]
    for leg, node, start_s in zip(legs, nodes, timeline.starts_s, strict=True):
        is_stop = node < view.num_stops
        kind = VisitKind.STOP if is_stop else VisitKind.UNLOAD
        index = node if is_stop else node - view.num_stops
        arrival_s, clock_s = leg.arrival_s(clock_s), start_s + leg.service_s
        visits.append(Visit(kind, index, arrival_s, start_s, clock_s))
    end_s = timeline.end_s
    visits.append(Visit(VisitKind.DEPOT, vehicle.end_depot, end_s, end_s, end_s))
    cost = route_cost(
        view.problem, vehicle, route.distance_m, timeline.duration_s
    ).total_fen
    return Route(route.vehicle_type, tuple(visits)), cost
