"""A vehicle's day while it is being built."""

from dataclasses import dataclass, field
from itertools import repeat

import numpy as np

from routing.vrp.pace import Pace
from routing.vrp.problem import VehicleType
from routing.vrp.schedule import (
    Leg,
    Timeline,
    earliest_start,
    latest_start,
    shortest_timeline,
)
from routing.vrp.view import CLOSED, Floats, Ints, ProblemView


@dataclass(slots=True)
class Trip:
    """Stops between two unloadings; ``site`` is a node, ``None`` for no load."""

    stops: list[int] = field(default_factory=list)
    site: int | None = None

    @property
    def nodes(self) -> list[int]:
        """Nodes of the trip in order, the unloading included."""
        return self.stops if self.site is None else [*self.stops, self.site]


class OpenRoute:
    """A feasible route that grows, and what insertions into it need to know.

    Attributes
    ----------
    farness
        Share of the way from its unloading that a stop is forgiven when
        insertions are ranked, so that far stops are fetched on the way.
    trips
        The trips so far.
    nodes
        All nodes in order, depots included.
    departure_s
        Earliest departure per node.
    latest_s
        Latest arrival per node from which the rest of the route can be done.
    distance_m, work_s
        Metres driven; seconds of driving and service, waiting left out.
    """

    def __init__(
        self, view: ProblemView, vehicle_type: int, farness: float = 0.0
    ) -> None:
        self.view = view
        self.vehicle_type = vehicle_type
        self.farness = farness
        self.trips: list[Trip] = []
        self.nodes: list[int] = []
        self.departure_s: list[int] = []
        self.latest_s: list[int] = []
        self.distance_m = self.work_s = 0
        self.refresh()

    @property
    def vehicle(self) -> VehicleType:
        """Vehicle type of the route."""
        return self.view.problem.vehicle_types[self.vehicle_type]

    @property
    def stops(self) -> list[int]:
        """Stops in order."""
        return [stop for trip in self.trips for stop in trip.stops]

    @property
    def sites(self) -> int:
        """Number of unloadings."""
        return sum(trip.site is not None for trip in self.trips)

    def begin_of(self, trip: int) -> int:
        """Return the position in ``nodes`` just before a trip."""
        return sum(len(earlier.nodes) for earlier in self.trips[:trip])

    def load_of(self, trip: int) -> Ints:
        """Return the load of a trip, per dimension."""
        total: Ints = self.view.load[self.trips[trip].stops].sum(axis=0)
        return total

    def travel(
        self, rows: Ints, columns: Ints, departure_s: Ints | None = None
    ) -> tuple[Ints, Ints, Floats]:
        """Return metres, seconds and running cost in parts between nodes.

        Seconds at given departures, or by the tables without.
        """
        kind = self.vehicle_type
        distance_m = self.view.distance_m(kind, rows, columns)
        if departure_s is None:
            duration_s = self.view.duration_s(kind, rows, columns)
        else:
            duration_s = self.view.leg_s(kind, rows, columns, departure_s)
        return distance_m, duration_s, self.view.parts(kind, distance_m, duration_s)

    def cost_parts(self) -> float:
        """Return the running cost in parts, waiting left out."""
        metres, seconds = np.array([self.distance_m]), np.array([self.work_s])
        return float(self.view.parts(self.vehicle_type, metres, seconds)[0])

    def refresh(self) -> bool:
        """Work everything out again; return whether the route is feasible."""
        start, end = self.view.depot_nodes(self.vehicle_type)
        inner = [node for trip in self.trips for node in trip.nodes]
        self.nodes = [start, *inner, end]
        rows, columns = np.array(self.nodes[:-1]), np.array(self.nodes[1:])
        metres = self.view.distance_m(self.vehicle_type, rows, columns)
        seconds = self.view.duration_s(self.vehicle_type, rows, columns)
        service = self.view.service_s[self.nodes]
        self.distance_m = int(metres.sum())
        self.work_s = int(seconds.sum() + service.sum())
        travel = seconds.tolist()
        paces = self.view.paces_along(self.nodes)
        return (
            self._pass_forward(travel, service.tolist(), paces)
            and self._pass_backward(travel, service.tolist(), paces)
            and self._within_limits()
        )

    def _pass_forward(
        self, travel: list[int], service: list[int], paces: list[Pace] | None
    ) -> bool:
        windows = self.view.windows(self.vehicle_type)
        clock_s = self.vehicle.shift.start_s
        self.departure_s = [clock_s]
        for position, node in enumerate(self.nodes[1:]):
            way_s = travel[position]
            if paces is not None:
                way_s = paces[position].arrival_s(way_s, clock_s) - clock_s
                self.work_s += way_s - travel[position]
            start_s = earliest_start(windows[node], clock_s + way_s)
            if start_s is None:
                return False
            clock_s = start_s + service[position + 1]
            self.departure_s.append(clock_s)
        return clock_s <= self.vehicle.shift.end_s

    def _pass_backward(
        self, travel: list[int], service: list[int], paces: list[Pace] | None
    ) -> bool:
        windows = self.view.windows(self.vehicle_type)
        latest = [self.vehicle.shift.end_s]
        for position in range(len(self.nodes) - 2, -1, -1):
            limit_s: int | None = latest[-1] - travel[position]
            if paces is not None:
                limit_s = paces[position].departure_s(travel[position], latest[-1])
            if limit_s is None:
                return False
            limit_s -= service[position]
            start_s = latest_start(windows[self.nodes[position]], limit_s)
            if start_s is None:
                return False
            latest.append(start_s)
        self.latest_s = latest[::-1]
        return True

    def _within_limits(self) -> bool:
        vehicle = self.vehicle
        if vehicle.max_trips is not None and self.sites > vehicle.max_trips:
            return False
        longest_m = vehicle.max_distance_m
        if self.distance_m > (CLOSED - 1 if longest_m is None else longest_m):
            return False
        if vehicle.max_duration_s is None or len(self.nodes) == 2:
            return True
        # With changing speeds a later departure may do with less work.
        if self.work_s > vehicle.max_duration_s and self.view.paces is None:
            return False
        if self.departure_s[-1] - vehicle.shift.start_s <= vehicle.max_duration_s:
            return True
        timeline = self.timeline(vehicle.max_duration_s)
        return timeline is not None and timeline.duration_s <= vehicle.max_duration_s

    def timeline(self, enough_s: int = 0) -> Timeline | None:
        """Return the times with the shortest duration, or one short enough."""
        legs = legs_along(self.view, self.vehicle_type, self.nodes)
        return shortest_timeline(legs[:-1], legs[-1], self.vehicle.shift, enough_s)


def legs_along(view: ProblemView, vehicle_type: int, nodes: list[int]) -> list[Leg]:
    """Return the legs along nodes; the last is that to the end depot."""
    travel = view.duration_s(vehicle_type, nodes[:-1], nodes[1:]).tolist()
    paces = view.paces_along(nodes) or repeat(None)
    windows = view.windows(vehicle_type)
    return [
        Leg(way_s, int(view.service_s[node]), windows[node], pace)
        for way_s, node, pace in zip(travel, nodes[1:], paces, strict=False)
    ]
