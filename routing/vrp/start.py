"""Builds a feasible answer fast, with nothing but arrays.

Vehicle by vehicle and trip by trip: the stop that is hardest to serve opens a
trip, the cheapest insertions fill it, section turns smooth it. Required stops
go first; optional ones follow where their prize pays.
"""

import numpy as np
from numpy.typing import NDArray

from routing.vrp.costs import PARTS_PER_FEN
from routing.vrp.insertion import REFUSALS, cheapest_insertion, insert, open_trip
from routing.vrp.openroute import OpenRoute
from routing.vrp.polish import polish_trip
from routing.vrp.view import Ints, ProblemView

NEIGHBOURS = 256
"""Stops nearest to its seed that a trip considers, so that time stays linear."""

MANY_STOPS = 1000

FARNESS = (0.2, 0.7)
"""How much of the way from its unloading a stop is forgiven when insertions are
ranked. Measured on five problems of 150-300 stops with 0 to 1: the better of
these two costs 3-17 % less than 0. Above ``MANY_STOPS`` only the first is tried."""


def build_start(view: ProblemView) -> list[OpenRoute]:
    """Return feasible routes that serve what they can, deterministically.

    The better of answers that differ in how eagerly they fetch far stops.
    """
    choices = FARNESS if view.num_stops <= MANY_STOPS else FARNESS[:1]
    answers = (_build(view, farness) for farness in choices)
    return min(answers, key=lambda routes: _value(view, routes))


def complete(view: ProblemView, routes: list[OpenRoute], farness: float = 0.0) -> None:
    """Add what routes leave out, to them and by further ones, if it fits and pays.

    Required stops first.
    """
    _spread(routes, _unserved(view, routes, view.required))
    _add_routes(view, routes, view.required, farness)
    _top_up(routes, _unserved(view, routes, view.required))
    _top_up(routes, _unserved(view, routes, ~view.required))
    _add_routes(view, routes, ~view.required, farness, optional=True)


def _build(view: ProblemView, farness: float) -> list[OpenRoute]:
    routes: list[OpenRoute] = []
    complete(view, routes, farness)
    return routes


def _value(view: ProblemView, routes: list[OpenRoute]) -> tuple[int, float]:
    """Return required stops left out, then cost and lost prizes in parts."""
    cost = sum(route.cost_parts() for route in routes)
    fixed = sum(route.vehicle.fixed_cost_fen for route in routes)
    lost = view.prize_fen[_unserved(view, routes, ~view.required)].sum()
    required = _unserved(view, routes, view.required).size
    return required, cost + PARTS_PER_FEN * (fixed + float(lost))


def _unserved(
    view: ProblemView, routes: list[OpenRoute], among: NDArray[np.bool_]
) -> Ints:
    left = among.copy()
    left[[stop for route in routes for stop in route.stops]] = False
    return np.flatnonzero(left)


def _add_routes(
    view: ProblemView,
    routes: list[OpenRoute],
    among: NDArray[np.bool_],
    farness: float,
    *,
    optional: bool = False,
) -> None:
    """Add the best next vehicle's route until no vehicle helps."""
    left = np.zeros(view.num_stops, dtype=np.bool_)
    left[_unserved(view, routes, among)] = True
    types = view.problem.vehicle_types
    spare = [vehicle.num_available for vehicle in types]
    for route in routes:
        spare[route.vehicle_type] -= 1
    while left.any():
        candidates = [
            _fill_route(OpenRoute(view, index, farness), left, optional=optional)
            for index in range(len(types))
            if spare[index] > 0
        ]
        ranked = [(_rank(route), route) for route in candidates if route.trips]
        best = min(ranked, key=lambda entry: entry[0], default=None)
        if best is None or (optional and best[0] >= 0):
            return
        routes.append(best[1])
        spare[best[1].vehicle_type] -= 1
        left[best[1].stops] = False


def _rank(route: OpenRoute) -> float:
    """Return cost less prizes per share of the work done: lower is better."""
    view, stops = route.view, route.stops
    most = np.maximum(view.load.max(axis=0), 1)
    loads = (view.load[stops] / most).max(axis=1, initial=0.0)
    share = len(stops) / view.num_stops + loads.sum()
    cost = route.vehicle.fixed_cost_fen * PARTS_PER_FEN + route.cost_parts()
    prize = float(view.prize_fen[stops].sum()) * PARTS_PER_FEN
    return float((cost - prize) / share)


def _fill_route(
    route: OpenRoute, left: NDArray[np.bool_], *, optional: bool
) -> OpenRoute:
    """Append trips to a route while the shift lasts and stops are left."""
    left = left.copy()
    seeds = _seed_order(route, np.flatnonzero(left), optional=optional)
    while seeds.size:
        before = route.cost_parts() if route.trips else 0.0
        seed = open_trip(route, seeds)
        if seed is None:
            break
        trip = len(route.trips) - 1
        left[seed] = False
        _fill_trip(route, trip, _nearest(route, seed, left))
        polish_trip(route, trip)
        served = route.trips[trip].stops
        prize = float(route.view.prize_fen[served].sum()) * PARTS_PER_FEN
        left[served] = False
        seeds = seeds[left[seeds]]
        if optional and route.cost_parts() - before >= prize:
            route.trips.pop()
            route.refresh()
    return route


def _seed_order(route: OpenRoute, stops: Ints, *, optional: bool) -> Ints:
    """Order stops by how much they need a trip of their own.

    Required: first those the fewest vehicles may serve, then the farthest.
    Optional: those worth most beyond the way there and back.
    """
    view = route.view
    start = np.array([route.nodes[0]])
    way = route.travel(start, stops)[2]
    if optional:
        order = np.argsort(2 * way - view.prize_fen[stops] * PARTS_PER_FEN)
        return stops[order]
    available = np.array([kind.num_available for kind in view.problem.vehicle_types])
    vehicles = view.eligible[stops] @ available
    return stops[np.lexsort((-way, vehicles))]


def _nearest(route: OpenRoute, seed: int, left: NDArray[np.bool_]) -> Ints:
    stops = np.flatnonzero(left)
    if stops.size <= NEIGHBOURS:
        return stops
    way = route.travel(np.array([seed]), stops)[2]
    return np.sort(stops[np.argpartition(way, NEIGHBOURS)[:NEIGHBOURS]])


def _fill_trip(route: OpenRoute, trip: int, stops: Ints) -> None:
    """Insert the cheapest stop into a trip until none fits or pays."""
    refused = 0
    while refused < REFUSALS:
        move = cheapest_insertion(route, trip, stops)
        if move is None:
            return
        refused = 0 if insert(route, move) else refused + 1
        stops = stops[stops != move.stop]


def _spread(routes: list[OpenRoute], stops: Ints) -> None:
    """Insert each of a few stops where it is cheapest in any trip there is."""
    while stops.size:
        moves = [
            (move.cost_parts, number, move)
            for number, route in enumerate(routes)
            for trip in range(len(route.trips))
            if (move := cheapest_insertion(route, trip, stops)) is not None
        ]
        if not moves:
            return
        _, number, move = min(moves, key=lambda entry: entry[:2])
        insert(routes[number], move)
        stops = stops[stops != move.stop]


def _top_up(routes: list[OpenRoute], stops: Ints) -> None:
    """Insert what is left into the trips there are, the cheapest first."""
    for route in routes:
        for trip in range(len(route.trips)):
            if not stops.size:
                return
            _fill_trip(route, trip, stops)
            stops = np.setdiff1d(stops, route.trips[trip].stops)
