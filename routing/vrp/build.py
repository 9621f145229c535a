"""Adds stops to routes, and routes to the fleet, trip by trip."""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from routing.options import SearchStopped
from routing.vrp.choosing import broken_choices, open_choices
from routing.vrp.costs import PARTS_PER_FEN
from routing.vrp.features import is_committed
from routing.vrp.insertion import (
    REFUSALS,
    Insertion,
    cheapest_insertion,
    fitting,
    insert,
    insert_block,
    open_trip,
)
from routing.vrp.joint import Joint, remove_stops, settle
from routing.vrp.openroute import OpenRoute
from routing.vrp.polish import polish_trip
from routing.vrp.view import Ints, ProblemView

NEIGHBOURS = 256
"""Stops nearest to its seed that a trip considers, so that time stays linear."""

SPREAD_PAIRS = 4000
"""Stops x routes up to which each left over is tried in every trip."""


def unserved_stops(routes: list[OpenRoute], among: NDArray[np.bool_]) -> Ints:
    """Return those of some stops that no route visits."""
    left = among.copy()
    left[[stop for route in routes for stop in route.stops]] = False
    return np.flatnonzero(left)


@dataclass(frozen=True, slots=True)
class Builder:
    """Adds stops to routes, and routes to the fleet; ``routes`` is changed."""

    view: ProblemView
    routes: list[OpenRoute]
    joint: Joint
    farness: float
    tell: Callable[[], None]

    def spread(self, among: NDArray[np.bool_]) -> None:
        """Insert each of a few stops where it is cheapest in any trip there is."""
        stops = unserved_stops(self.routes, among)
        if len(stops) * len(self.routes) > SPREAD_PAIRS:
            return
        while stops.size and self.routes:
            moves = [
                (move.cost_parts, number, move)
                for number, route in enumerate(self.routes)
                for trip in range(len(route.trips))
                if (move := cheapest_insertion(route, trip, stops)) is not None
            ]
            if not moves:
                return
            _, number, move = min(moves, key=lambda entry: entry[:2])
            route = self.routes[number]
            self.joint.claim(route)
            if insert(route, move):
                self.joint.book(route)
            stops = stops[stops != move.stop]

    def add_routes(self, among: NDArray[np.bool_], *, optional: bool = False) -> None:
        """Add the best next vehicle's route until no vehicle helps."""
        view, routes = self.view, self.routes
        left = np.zeros(view.num_stops, dtype=np.bool_)
        left[unserved_stops(routes, among)] = True
        types = view.problem.vehicle_types
        spare = [0 if is_committed(kind) else kind.num_available for kind in types]
        for route in routes:
            spare[route.vehicle_type] -= 1
        while left.any():
            candidates, stopped = self._candidates(left, spare, optional=optional)
            ranked = [(_rank(route), route) for route in candidates if route.trips]
            best = min(ranked, key=lambda entry: entry[0], default=None)
            if best is None or (optional and best[0] >= 0):
                return
            self.joint.book(best[1])
            routes.append(best[1])
            spare[best[1].vehicle_type] -= 1
            left[best[1].stops] = False
            if stopped:
                raise SearchStopped
            self.tell()

    def _candidates(
        self, left: NDArray[np.bool_], spare: list[int], *, optional: bool
    ) -> tuple[list[OpenRoute], bool]:
        """Return a route for a vehicle of each kind, and whether to stop there."""
        candidates: list[OpenRoute] = []
        # Of vehicles that are alike one is tried.
        for index in _first_of_each(self.view, spare):
            route = OpenRoute(self.view, index, self.farness)
            self.joint.claim(route)
            candidates.append(route)
            try:
                _fill_route(route, left, self.tell, optional=optional)
            except SearchStopped:
                return candidates, True
        return candidates, False

    def top_up(self, among: NDArray[np.bool_], *, optional: bool = False) -> None:
        """Insert what is left into the routes there are, also by further trips."""
        stops = unserved_stops(self.routes, among)
        for route in self.routes:
            if not stops.size:
                return
            self.joint.claim(route)
            before = route.nodes
            for trip in range(len(route.trips)):
                left = np.zeros(self.view.num_stops, dtype=np.bool_)
                left[stops] = True
                near = _nearest(route, route.trips[trip].nodes[0], left)
                _fill_trip(route, trip, near, left)
                stops = stops[left[stops]]
            left = np.zeros(self.view.num_stops, dtype=np.bool_)
            left[stops] = True
            _fill_route(route, left, self.tell, optional=optional)
            stops = np.setdiff1d(stops, route.stops)
            if route.nodes != before:
                self.joint.book(route)
            self.tell()

    def try_choices(self) -> None:
        """Serve another alternative of a choice where the best does not fit."""
        if not self.view.problem.choices:
            return
        self.drop_broken_choices()
        for groups in open_choices(self.view, self.routes):
            for group in groups:
                if self._served(group):
                    break

    def _served(self, group: tuple[int, ...]) -> bool:
        """Serve all stops of an alternative, or none."""
        stops = np.array(group, dtype=np.int64)
        if not stops.size or not self.view.required[stops].all():
            return False
        among = np.zeros(self.view.num_stops, dtype=np.bool_)
        among[stops] = True
        self.spread(among)
        self.add_routes(among)
        if unserved_stops(self.routes, among).size:
            self.drop_broken_choices()
            return False
        return True

    def drop_broken_choices(self) -> None:
        """Take alternatives that are not served in full out of the routes."""
        surplus = set(broken_choices(self.view, self.routes))
        if not surplus:
            return
        remove_stops(self.routes, surplus)
        for route in self.routes:
            self.joint.drop(route)
        settle(self.view, self.routes, self.joint)


def _first_of_each(view: ProblemView, spare: list[int]) -> list[int]:
    """Return one vehicle type of each kind, of those with vehicles to spare."""
    firsts: dict[int, int] = {}
    for index, count in enumerate(spare):
        if count > 0:
            firsts.setdefault(view.twin_type[index], index)
    return list(firsts.values())


def _rank(route: OpenRoute) -> float:
    """Return cost less prizes per share of the work done: lower is better."""
    view, stops = route.view, route.stops
    loads = (view.load[stops] / view.most_load).max(axis=1, initial=0.0)
    share = len(stops) / view.num_stops + loads.sum()
    cost = route.vehicle.fixed_cost_fen * PARTS_PER_FEN + route.cost_parts()
    prize = float(view.prize_fen[stops].sum()) * PARTS_PER_FEN
    return float((cost - prize) / share)


def _fill_route(
    route: OpenRoute,
    left: NDArray[np.bool_],
    tell: Callable[[], None],
    *,
    optional: bool,
) -> None:
    """Append trips to a route while the shift lasts and stops are left."""
    left = left.copy()
    seeds = _seed_order(route, np.flatnonzero(left), optional=optional)
    while seeds.size:
        tell()
        before = route.cost_parts() if route.trips else 0.0
        home = route.trips[-1].site if route.trips else None
        seed = open_trip(route, seeds)
        if seed is None:
            break
        trip = len(route.trips) - 1
        left[seed] = False
        _fill_trip(route, trip, _nearest(route, seed, left), left)
        polish_trip(route, trip)
        served = route.trips[trip].stops
        prize = float(route.view.prize_fen[served].sum()) * PARTS_PER_FEN
        left[served] = False
        seeds = seeds[left[seeds]]
        if optional and route.cost_parts() - before >= prize:
            route.trips.pop()
            if route.trips:
                # What is brought home was unloaded to make room for the trip.
                route.trips[-1].site = home
            route.refresh()


def _seed_order(route: OpenRoute, stops: Ints, *, optional: bool) -> Ints:
    """Order stops by how much they need a trip of their own.

    Required: first those the fewest vehicles may serve, then those released
    first, since trips follow each other, then the farthest.
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
    return stops[np.lexsort((-way, view.release_s[stops], vehicles))]


def _nearest(route: OpenRoute, seed: int, left: NDArray[np.bool_]) -> Ints:
    stops = np.flatnonzero(left)
    if stops.size <= NEIGHBOURS:
        return stops
    way = route.travel(np.array([seed]), stops)[2]
    return np.sort(stops[np.argpartition(way, NEIGHBOURS)[:NEIGHBOURS]])


def _fill_trip(
    route: OpenRoute, trip: int, stops: Ints, left: NDArray[np.bool_]
) -> None:
    """Insert the cheapest stop into a trip until none fits or pays.

    With a required stop go as many of those like it as fit; ``left`` tells which
    there are, and those inserted are struck off.
    """
    refused = 0
    while refused < REFUSALS:
        move = cheapest_insertion(route, trip, stops)
        if move is None:
            return
        block = _insert_twins(route, move, left)
        refused = 0 if block else refused + 1
        left[block] = False
        stops = stops[left[stops] & (stops != move.stop)]


def _insert_twins(
    route: OpenRoute, move: Insertion, left: NDArray[np.bool_]
) -> list[int]:
    """Insert a stop, with as many of its twins as fit; return what is inserted."""
    view = route.view
    block = [move.stop]
    if view.required[move.stop] and view.twin_count[view.twin[move.stop]] > 1:
        twins = np.flatnonzero(left & (view.twin == view.twin[move.stop]))
        twins = fitting(route, move.trip, twins[twins != move.stop])
        load = view.load[move.stop]
        room = view.capacity[route.vehicle_type] - route.load_of(move.trip)
        every = len(twins) + 1
        rooms = np.where(load > 0, room // np.maximum(load, 1), every)
        most = min(int(rooms.min(initial=every)), _most_in_time(route, move))
        block += twins[: max(0, most - 1)].tolist()
    while block:
        if insert_block(route, move, block):
            return block
        block = block[: len(block) // 2]
    return []


def _most_in_time(route: OpenRoute, move: Insertion) -> int:
    """Return how many stops like one there is time for at a place, at most."""
    work_s = int(route.view.service_s[move.stop])
    if not work_s:
        return route.view.num_stops
    position = route.begin_of(move.trip) + move.place
    spare_s = route.latest_s[position + 1] - route.departure_s[position]
    if route.vehicle.max_duration_s is not None:
        spare_s = min(spare_s, route.vehicle.max_duration_s - route.work_s)
    here, there = np.array(route.nodes[position : position + 2])[:, None]
    stop = np.array([move.stop])
    spare_s -= int(route.travel(here, stop)[1][0] + route.travel(stop, there)[1][0])
    return max(1, spare_s // work_s)
