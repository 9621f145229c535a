"""Builds a feasible answer fast, with nothing but arrays.

Vehicle by vehicle and trip by trip: the stop that is hardest to serve opens a
trip, the cheapest insertions fill it, section turns smooth it. Required stops
go first; optional ones follow where their prize pays.
"""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from routing.options import SearchStopped
from routing.vrp.choosing import broken_choices, chosen_mask, open_choices
from routing.vrp.committed import missing_routes
from routing.vrp.costs import PARTS_PER_FEN, omissions
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
from routing.vrp.solution import Unserved, UnservedReason
from routing.vrp.view import Ints, ProblemView

NEIGHBOURS = 256
"""Stops nearest to its seed that a trip considers, so that time stays linear."""

MANY_STOPS = 1000

SPREAD_PAIRS = 4000
"""Stops x routes up to which each left over is tried in every trip."""

FARNESS = (0.2, 0.7)
"""How much of the way from its unloading a stop is forgiven when insertions are
ranked. Measured on five problems of 150-300 stops with 0 to 1: the better of
these two costs 3-17 % less than 0. Above ``MANY_STOPS`` only the first is tried."""


def _say_nothing() -> None:
    """Tell nobody."""


def build_start(
    view: ProblemView, tell: Callable[[], None] = _say_nothing
) -> list[OpenRoute]:
    """Return feasible routes that serve what they can, deterministically.

    The best of answers that differ in how eagerly they fetch far stops, and, if
    required stops of a priority are left out, in serving those of the highest
    priority before any other.

    Parameters
    ----------
    view
        The problem.
    tell
        Called after each route; may raise ``SearchStopped`` to end the building.
    """
    farness = FARNESS if view.num_stops <= MANY_STOPS else FARNESS[:1]
    plans = [(share, False) for share in farness]
    best: list[OpenRoute] | None = None
    best_value: tuple[int, float] = (0, 0.0)
    while plans:
        share, by_priority = plans.pop(0)
        routes: list[OpenRoute] = []
        try:
            complete(view, routes, share, by_priority=by_priority, tell=tell)
        except SearchStopped:
            plans = []
        value = _value(view, routes)
        if best is None or value < best_value:
            best, best_value = routes, value
        levels = {int(level) for level in view.weight[view.required]}
        if not plans and not by_priority and best_value[0] and len(levels) > 1:
            plans = [(farness[0], True)]
    return best or []


def complete(
    view: ProblemView,
    routes: list[OpenRoute],
    farness: float = 0.0,
    *,
    joint: Joint | None = None,
    by_priority: bool = False,
    tell: Callable[[], None] = _say_nothing,
) -> None:
    """Add what routes leave out, to them and by further ones, if it fits and pays.

    Required stops first; of a choice, the alternative that suits best.

    Parameters
    ----------
    view
        The problem.
    routes
        Changed in place.
    farness
        See ``FARNESS``.
    joint
        What the routes hold of what all share; ``None`` if that has yet to be
        worked out, which may change them.
    by_priority
        Whether stops of the highest priority are served before any other.
    tell
        Called after each route; an exception of it passes through.
    """
    if joint is None:
        joint = Joint(view)
        if view.shares or missing_routes(view, routes):
            settle(view, routes, joint)
    builder = _Builder(view, routes, joint, farness, tell)
    wanted = chosen_mask(view, routes)
    required = view.required & wanted
    levels = np.unique(view.weight[required])[::-1] if by_priority else [None]
    for level in levels:
        among = required if level is None else required & (view.weight >= level)
        builder.spread(among)
        builder.add_routes(among)
        builder.top_up(among)
    builder.try_choices()
    builder.top_up(~view.required & wanted, optional=True)
    builder.add_routes(~view.required & wanted, optional=True)
    builder.drop_broken_choices()


def _value(view: ProblemView, routes: list[OpenRoute]) -> tuple[int, float]:
    """Return the weight of what is left out, then cost and lost prizes in parts."""
    cost = sum(route.cost_parts() for route in routes)
    fixed = sum(route.vehicle.fixed_cost_fen for route in routes)
    served = {stop for route in routes for stop in route.stops}
    lost = omissions(
        view.problem,
        (
            Unserved(stop, UnservedReason.FLEET_FULL)
            for stop in range(view.num_stops)
            if stop not in served
        ),
    )
    return lost.weight, cost + PARTS_PER_FEN * float(fixed + lost.lost_prize_fen)


def _unserved(
    view: ProblemView, routes: list[OpenRoute], among: NDArray[np.bool_]
) -> Ints:
    left = among.copy()
    left[[stop for route in routes for stop in route.stops]] = False
    return np.flatnonzero(left)


@dataclass(frozen=True, slots=True)
class _Builder:
    """Adds stops to routes, and routes to the fleet; ``routes`` is changed."""

    view: ProblemView
    routes: list[OpenRoute]
    joint: Joint
    farness: float
    tell: Callable[[], None]

    def spread(self, among: NDArray[np.bool_]) -> None:
        """Insert each of a few stops where it is cheapest in any trip there is."""
        stops = _unserved(self.view, self.routes, among)
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
        left[_unserved(view, routes, among)] = True
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
        stops = _unserved(self.view, self.routes, among)
        for route in self.routes:
            if not stops.size:
                return
            self.joint.claim(route)
            before = len(route.stops)
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
            if len(route.stops) > before:
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
        if _unserved(self.view, self.routes, among).size:
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
        most = np.where(load > 0, room // np.maximum(load, 1), len(twins) + 1).min()
        block += twins[: max(0, int(most) - 1)].tolist()
    while block:
        if insert_block(route, move, block):
            return block
        block = block[: len(block) // 2]
    return []
