"""All routes together: who gets docks, plugs and intake, and who is left over."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np

from routing.vrp.choosing import broken_choices
from routing.vrp.committed import committed_route, missing_routes
from routing.vrp.features import is_committed
from routing.vrp.labels import DayPlan
from routing.vrp.loads import brought_to
from routing.vrp.openroute import OpenRoute
from routing.vrp.queueing import Ledger, Shared, stays_of
from routing.vrp.salvage import (
    drop_idle_unloadings,
    route_from_nodes,
    salvaged_route,
)
from routing.vrp.turns import stays_in_turns
from routing.vrp.view import ProblemView


@dataclass(slots=True)
class Joint:
    """The routes timed so far and what they hold of what all share.

    Where vehicles share nothing, nothing is booked, and days are planned when
    they are asked for.
    """

    view: ProblemView
    _ledger: Ledger = field(init=False)
    _days: dict[int, DayPlan] = field(init=False, default_factory=dict)

    def __post_init__(self) -> None:
        """Begin with nothing booked."""
        self._ledger = Ledger(self.view)

    def shared(self, route: OpenRoute | None = None) -> Shared | None:
        """Return what all other routes leave; ``None`` if nothing is shared."""
        if not self.view.shares:
            return None
        return self._ledger.others(0 if route is None else id(route))

    def claim(self, route: OpenRoute) -> bool:
        """Show a route what it may use now; return whether it is feasible."""
        if not self.view.shares:
            return True
        route.shared = self.shared(route)
        return route.refresh()

    def book(self, route: OpenRoute) -> None:
        """Plan a route's day and hold what it uses."""
        if not self.view.shares:
            return
        day = self._planned(route)
        self._days[id(route)] = day
        taken = brought_to(self.view, route.vehicle_type, route.nodes[1:-1])
        self._ledger.book(id(route), stays_of(self.view, day.visits), taken)

    def reserve(self, routes: Sequence[OpenRoute]) -> None:
        """Hold for each route the stays it has if all take their turns.

        Each can then be timed by itself: what it was given is free for it.
        """
        if not self.view.queues.any():
            return
        shape = self.view.num_sites, len(self.view.problem.dimensions)
        nothing = np.zeros(shape, dtype=np.int64)
        given = stays_in_turns(self.view, routes)
        for route, stays in zip(routes, given, strict=True):
            if stays is not None:
                self._ledger.book(id(route), stays, nothing)

    def drop(self, route: OpenRoute) -> None:
        """Free what a route held."""
        self._ledger.release(id(route))
        self._days.pop(id(route), None)

    def day(self, route: OpenRoute) -> DayPlan:
        """Return a route's times."""
        day = self._days.get(id(route))
        return self._planned(route) if day is None else day

    def _planned(self, route: OpenRoute) -> DayPlan:
        day = route.day()
        if day is None:
            msg = f"route {route.nodes} has no times; it was checked before"
            raise AssertionError(msg)
        return day


def settle(view: ProblemView, routes: list[OpenRoute], joint: Joint) -> bool:
    """Make routes valid together, in place; return whether any had to change.

    Surplus vehicles, stops served twice and half choices go; then the routes take
    docks and plugs in turns and are timed, committed vehicles first, then those
    that queue first. What a route can no longer keep is unloaded elsewhere or left
    out.
    """
    before = [route.nodes for route in routes]
    _leave_out_doubles(view, routes)
    kept = _within_fleet(routes)
    kept += [
        committed_route(view, kind, joint.shared())
        for kind in missing_routes(view, kept)
    ]
    joint.reserve(kept)
    done: dict[int, OpenRoute] = {}
    for number in sorted(range(len(kept)), key=lambda n: _order(view, kept[n], n)):
        route = kept[number]
        nodes = route.nodes[1:-1]
        if view.shares or not route.refresh():
            made = _made(view, route, nodes, joint)
            if made is not route:
                joint.drop(route)
            if made is None:
                continue
            route = made
        joint.book(route)
        done[number] = route
    routes[:] = [done[number] for number in sorted(done)]
    return [route.nodes for route in routes] != before


def _made(
    view: ProblemView, route: OpenRoute, nodes: list[int], joint: Joint
) -> OpenRoute | None:
    """Return the route through nodes with what is left to it, or part of it."""
    kind = route.vehicle_type
    if joint.claim(route) and route.refresh():
        return route
    shared = joint.shared(route)
    made = route_from_nodes(view, kind, nodes, shared)
    return salvaged_route(view, kind, nodes, shared) if made is None else made


def _order(view: ProblemView, route: OpenRoute, number: int) -> tuple[int, int, int]:
    """Return when a route is timed: committed first, then by its first queue."""
    committed = 0 if is_committed(route.vehicle) else 1
    if not view.shares:
        return committed, 0, number
    places = zip(route.nodes, route.departure_s, strict=False)
    first_s = min((s for node, s in places if view.queues[node]), default=0)
    return committed, first_s, number


def _within_fleet(routes: list[OpenRoute]) -> list[OpenRoute]:
    """Return no more routes of a type than it has vehicles, nor empty ones."""
    used: Counter[int] = Counter()
    kept: list[OpenRoute] = []
    for route in routes:
        has_work = bool(route.stops) or is_committed(route.vehicle)
        if has_work and used[route.vehicle_type] < route.vehicle.num_available:
            used[route.vehicle_type] += 1
            kept.append(route)
    return kept


def _leave_out_doubles(view: ProblemView, routes: list[OpenRoute]) -> None:
    """Remove stops served before or promised to another, and half choices."""
    promised = {
        visit.index: kind
        for kind, vehicle in enumerate(view.problem.vehicle_types)
        for visit in vehicle.prefix
        if visit.kind == "stop"
    }
    seen: set[int] = set()
    for route in routes:
        before = len(route.stops)
        for trip in route.trips:
            fresh: list[int] = []
            for stop in trip.stops:
                owner = promised.get(stop, route.vehicle_type)
                if stop not in seen and owner == route.vehicle_type:
                    seen.add(stop)
                    fresh.append(stop)
            if len(fresh) < len(trip.stops):
                trip.stops[:] = fresh
        if len(route.stops) < before:
            drop_idle_unloadings(route)
    if view.problem.choices:
        remove_stops(routes, set(broken_choices(view, routes)) - promised.keys())


def remove_stops(routes: list[OpenRoute], surplus: set[int]) -> list[OpenRoute]:
    """Take stops out of routes; return the routes that changed."""
    changed: list[OpenRoute] = []
    for route in routes:
        if surplus.isdisjoint(route.stops):
            continue
        for trip in route.trips:
            trip.stops[:] = [stop for stop in trip.stops if stop not in surplus]
        changed.append(route)
        drop_idle_unloadings(route)
    return changed
