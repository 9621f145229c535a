"""Routes by savings: fast at any size, for vehicles alike and no times of day.

Every stop begins with a route of its own; two routes are joined, end to start,
where that saves most (G. Clarke, J. W. Wright, Scheduling of vehicles from a
central depot to a number of delivery points, Operations Research 12, 1964). Only
near neighbours are looked at, so that 20,000 stops take seconds.
"""

from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from routing.vrp.features import RoutingFeature
from routing.vrp.view import CLOSED, Floats, Ints, ProblemView

NEIGHBOURS = 40
"""Nearest stops with which each stop may be joined."""

ROWS = 512
"""Rows of the travel table ranked at a time."""

FEATURES = frozenset(
    {
        RoutingFeature.UNLOADING,
        RoutingFeature.SEVERAL_DIMENSIONS,
        RoutingFeature.MAX_DURATION,
        RoutingFeature.MAX_DISTANCE,
        RoutingFeature.DURATION_COST,
        RoutingFeature.DIFFERENT_END_DEPOT,
        RoutingFeature.ASYMMETRIC_TRAVEL,
        RoutingFeature.LOADED_RETURN,
        RoutingFeature.MAX_TRIPS,
        RoutingFeature.MAX_STOPS,
        RoutingFeature.CARBON,
        RoutingFeature.PRIORITY,
    }
)
"""What savings take into account: one type of vehicle, one trip each."""


def savings_routes(view: ProblemView) -> list[list[int]]:
    """Return the nodes of routes of the first vehicle type, depots left out.

    Those with the most stops come first; there may be more routes than vehicles,
    and routes to stops that cannot be served at all.
    """
    joiner = _Joiner(view)
    for one, other in joiner.pairs():
        joiner.join(one, other)
    routes = [route for route in joiner.routes if route]
    routes.sort(key=len, reverse=True)
    return [[*route, *joiner.unloading(route[-1])] for route in routes]


@dataclass
class _Ways:
    """The way between all stops and the depots, one entry per stop."""

    distance_m: list[int]
    duration_s: list[int]
    parts: Floats


@dataclass
class _Joiner:
    """Routes while they grow, and their sums."""

    view: ProblemView
    routes: list[list[int]] = field(init=False)

    def __post_init__(self) -> None:
        """Give every stop a route of its own."""
        view = self.view
        stops = np.arange(view.num_stops)
        self.vehicle = view.problem.vehicle_types[0]
        self.site = self._sites(stops)
        self.there, self.back = self._there(stops), self._back(stops)
        self.is_symmetric = self.there.parts.tolist() == self.back.parts.tolist()
        self.routes = [[stop] for stop in stops.tolist()]
        self.owner = stops.tolist()
        self.load = view.load.tolist()
        service = view.service_s[: view.num_stops].tolist()
        ways = zip(self.there.distance_m, self.back.distance_m, strict=True)
        self.metres = [to + on for to, on in ways]
        times = zip(self.there.duration_s, self.back.duration_s, service, strict=True)
        self.seconds = [to + on + work for to, on, work in times]
        shift = self.vehicle.shift
        longest_s = shift.end_s - shift.start_s
        limits = self.vehicle.max_duration_s, self.vehicle.max_distance_m
        self.most_s = longest_s if limits[0] is None else min(longest_s, limits[0])
        self.most_m = CLOSED - 1 if limits[1] is None else limits[1]
        self.most_stops = (
            view.num_stops if self.vehicle.max_stops is None else self.vehicle.max_stops
        )

    def _sites(self, stops: Ints) -> Ints | None:
        """Return the node of the cheapest last unloading of each stop, if any."""
        view = self.view
        if not self.vehicle.returns_empty or not view.num_sites:
            return None
        sites = view.num_stops + np.arange(view.num_sites)
        _, end = view.depot_nodes(0)
        to = self._cost(stops[:, None], sites[None, :])
        on = self._cost(sites, np.array([end]))
        answer: Ints = sites[(to + on).argmin(axis=1)]
        return answer

    def _cost(self, rows: Ints, columns: Ints) -> Floats:
        view = self.view
        metres, seconds = view.distance_m(0, rows, columns), None
        seconds = view.duration_s(0, rows, columns)
        return view.parts(0, metres, seconds)

    def _there(self, stops: Ints) -> _Ways:
        start = np.array([self.view.depot_nodes(0)[0]])
        return self._ways([(start, stops)])

    def _back(self, stops: Ints) -> _Ways:
        end = np.array([self.view.depot_nodes(0)[1]])
        if self.site is None:
            return self._ways([(stops, end)])
        return self._ways([(stops, self.site), (self.site, end)])

    def _ways(self, legs: list[tuple[Ints, Ints]]) -> _Ways:
        view = self.view
        metres = sum(view.distance_m(0, *leg) for leg in legs)
        seconds = sum(view.duration_s(0, *leg) for leg in legs)
        if len(legs) > 1:
            seconds = seconds + view.service_s[legs[0][1]]
        metres, seconds = np.asarray(metres), np.asarray(seconds)
        parts = view.parts(0, metres, seconds)
        return _Ways(metres.tolist(), seconds.tolist(), parts)

    def unloading(self, stop: int) -> list[int]:
        """Return the node of the unloading after a route's last stop, if any."""
        return [] if self.site is None else [int(self.site[stop])]

    def pairs(self) -> NDArray[np.int64]:
        """Return pairs of near stops, those whose joining saves most first."""
        view, found = self.view, []
        stops = np.arange(view.num_stops)
        count = min(NEIGHBOURS, view.num_stops - 1)
        if count < 1:
            return np.zeros((0, 2), dtype=np.int64)
        for first in range(0, view.num_stops, ROWS):
            rows = stops[first : first + ROWS]
            cost = self._cost(rows[:, None], stops[None, :])
            cost[np.arange(len(rows)), rows] = np.inf
            near = np.argpartition(cost, count - 1, axis=1)[:, :count]
            way = np.take_along_axis(cost, near, axis=1)
            saved = self.back.parts[rows][:, None] + self.there.parts[near] - way
            one = np.repeat(rows, count)
            found.append(np.column_stack([saved.ravel(), one, near.ravel()]))
        table = np.concatenate(found)
        table = table[table[:, 0] > 0]
        order = np.lexsort((table[:, 2], table[:, 1], -table[:, 0]))
        pairs: NDArray[np.int64] = table[order, 1:].astype(np.int64)
        return pairs

    def join(self, one: int, other: int) -> None:
        """Join two routes, the first to the second, if they may be one."""
        first, second = self.owner[one], self.owner[other]
        if first == second:
            return
        before, after = self.routes[first], self.routes[second]
        if self.is_symmetric:
            # Either end will do: a route may as well be driven backwards.
            if before[-1] != one and before[0] == one:
                before = before[::-1]
            if after[0] != other and after[-1] == other:
                after = after[::-1]
        if before[-1] != one or after[0] != other or not self._fit(first, second):
            return
        metres, seconds = self._sums(before, after)
        if metres > self.most_m or seconds > self.most_s:
            return
        keep, drop = (first, second) if len(before) > len(after) else (second, first)
        for stop in self.routes[drop]:
            self.owner[stop] = keep
        self.load[keep] = self._loads(first, second)
        self.metres[keep], self.seconds[keep] = metres, seconds
        self.routes[drop] = []
        self.routes[keep] = before + after

    def _loads(self, first: int, second: int) -> list[int]:
        pairs = zip(self.load[first], self.load[second], strict=True)
        return [one + other for one, other in pairs]

    def _fit(self, first: int, second: int) -> bool:
        if len(self.routes[first]) + len(self.routes[second]) > self.most_stops:
            return False
        limits = zip(self._loads(first, second), self.vehicle.capacity, strict=True)
        return all(load <= limit for load, limit in limits)

    def _sums(self, before: list[int], after: list[int]) -> tuple[int, int]:
        """Return metres and seconds of two routes in one.

        Where ways are the same in both directions, so are these.
        """
        one, other = before[-1], after[0]
        view = self.view
        first, second = self.owner[one], self.owner[other]
        metres = self.metres[first] + self.metres[second]
        metres -= self.back.distance_m[one] + self.there.distance_m[other]
        seconds = self.seconds[first] + self.seconds[second]
        seconds -= self.back.duration_s[one] + self.there.duration_s[other]
        arc = [one], [other]
        metres += int(view.distance_m(0, *arc)[0])
        seconds += int(view.duration_s(0, *arc)[0])
        return metres, seconds
