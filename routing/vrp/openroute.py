"""A vehicle's day while it is being built."""

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import numpy as np

from routing.vrp.costs import DURATION_PARTS, overtime_s
from routing.vrp.dayplan import DayPlanner, time_parts
from routing.vrp.departures import best_day, first_day
from routing.vrp.labels import DayPlan, Timed
from routing.vrp.loads import keeps_rules, segment_load
from routing.vrp.pace import Pace
from routing.vrp.problem import VehicleType
from routing.vrp.schedule import (
    Timeline,
    earliest_start,
    latest_start,
    shortest_timeline,
)
from routing.vrp.solution import VisitKind
from routing.vrp.tasks import legs_along, planner_along, services_along
from routing.vrp.view import CLOSED, Floats, Ints, ProblemView

if TYPE_CHECKING:
    from routing.vrp.queueing import Shared

PLACES = (VisitKind.STOP, VisitKind.UNLOAD, VisitKind.CHARGE)
"""Visits that are somewhere else than the visit before."""


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
    plan
        Earliest day, of a route whose times are more than works and ways.
    shared
        What other routes leave of docks, plugs and intake; ``None`` for all.
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
        self.plan: DayPlan | None = None
        self.shared: Shared | None = None
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

    def copy(self) -> "OpenRoute":
        """Return a route of its own with the same visits, not yet worked out."""
        twin = OpenRoute(self.view, self.vehicle_type, self.farness)
        twin.trips = [Trip(list(trip.stops), trip.site) for trip in self.trips]
        twin.nodes = list(self.nodes)
        twin.shared = self.shared
        return twin

    def begin_of(self, trip: int) -> int:
        """Return the position in ``nodes`` just before a trip."""
        return sum(len(earlier.nodes) for earlier in self.trips[:trip])

    def load_of(self, trip: int) -> Ints:
        """Return the load of a trip, per dimension."""
        stops, first = self.riding_with(trip)
        return segment_load(self.view, self.vehicle_type, stops, first=first)

    def riding_with(self, trip: int) -> tuple[list[int], bool]:
        """Return the stops on board together with a trip's, and if it is the first.

        Trips without an unloading at their end ride on with the next.
        """
        low = high = trip
        while low and self.trips[low - 1].site is None:
            low -= 1
        while high + 1 < len(self.trips) and self.trips[high].site is None:
            high += 1
        inside = self.trips[low : high + 1]
        return [stop for part in inside for stop in part.stops], low == 0

    def site_of(self, trip: int) -> int | None:
        """Return the node where a trip's load is left; ``None`` for home."""
        sites = (item.site for item in self.trips[trip:])
        return next((site for site in sites if site is not None), None)

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
        """Return running cost and reassignments in parts, waiting left out."""
        metres, seconds = np.array([self.distance_m]), np.array([self.work_s])
        parts = float(self.view.parts(self.vehicle_type, metres, seconds)[0])
        overtime = self.vehicle.overtime
        if overtime is not None:
            price = overtime.unit_cost_fen_per_h
            parts += DURATION_PARTS * price * overtime_s(self.vehicle, self.work_s)
        if self.view.reassigns:
            parts += float(self.view.away[self.stops, self.vehicle_type].sum())
        return parts + (self.plan.extra_parts if self.plan is not None else 0)

    def refresh(self) -> bool:
        """Work everything out again; return whether the route is feasible."""
        view, kind = self.view, self.vehicle_type
        start, end = view.depot_nodes(kind)
        inner = [node for trip in self.trips for node in trip.nodes]
        self.nodes = [start, *inner, end]
        rows, columns = np.array(self.nodes[:-1]), np.array(self.nodes[1:])
        metres = view.distance_m(kind, rows, columns)
        seconds = view.duration_s(kind, rows, columns)
        service = services_along(view, kind, self.nodes)
        self.distance_m = int(metres.sum())
        self.work_s = int(seconds.sum()) + sum(service)
        self.plan = None
        travel = seconds.tolist()
        paces = view.paces_along(self.nodes)
        return (
            keeps_rules(view, kind, inner, self.shared)
            and self._pass_forward(travel, service, paces)
            and self._pass_backward(travel, service, paces)
            and self._within_limits()
            and self._planned()
        )

    @property
    def is_plain(self) -> bool:
        """Whether its times are those of works and ways alone."""
        view = self.view
        return not (
            view.planned[self.vehicle_type]
            or view.special[self.nodes].any()
            or (self.shared is not None and view.queues[self.nodes].any())
        )

    def _planned(self) -> bool:
        """Plan the day where it is more than plain; return whether one can."""
        if self.is_plain:
            return True
        planner = self.planner()
        plan = first_day(planner)
        longest_s = self.vehicle.max_duration_s
        if plan is None:
            return False
        if longest_s is not None and plan.duration_s > longest_s:
            plan = best_day(planner, longest_s, plan)
            if plan is None or plan.duration_s > longest_s:
                return False
        if self.metres_of(plan) > (self.vehicle.max_distance_m or CLOSED - 1):
            return False
        self.plan = plan
        works = (VisitKind.STOP, VisitKind.UNLOAD)
        done = [visit[4] for visit in plan.visits if visit[0] in works]
        self.departure_s = [plan.departure_s, *done, plan.end_s]
        return True

    def metres_of(self, plan: DayPlan) -> int:
        """Return the way of a planned day, that to chargers included."""
        if not any(visit[0] is VisitKind.CHARGE for visit in plan.visits):
            return self.distance_m
        view = self.view
        nodes = [self.nodes[0]]
        nodes += [view.node(v[0], v[1]) for v in plan.visits if v[0] in PLACES]
        nodes.append(self.nodes[-1])
        ways = view.distance_m(self.vehicle_type, nodes[:-1], nodes[1:])
        return int(ways.sum())

    def planner(self) -> DayPlanner:
        """Return what plans its day."""
        return planner_along(self.view, self.vehicle_type, self.nodes, self.shared)

    def day(self) -> DayPlan | None:
        """Return the best times of the day found; ``None`` if there are none."""
        if not self.is_plain:
            return best_day(self.planner(), first=self.plan)
        timeline = self.timeline()
        if timeline is None:
            return None
        view, clock_s = self.view, timeline.departure_s
        visits: list[Timed] = []
        legs = legs_along(view, self.vehicle_type, self.nodes)[:-1]
        places = zip(legs, self.nodes[1:-1], timeline.starts_s, strict=True)
        for leg, node, start_s in places:
            is_stop = node < view.num_stops
            kind = VisitKind.STOP if is_stop else VisitKind.UNLOAD
            index = node if is_stop else node - view.num_stops
            arrival_s, clock_s = leg.arrival_s(clock_s), start_s + leg.service_s
            visits.append((kind, index, arrival_s, start_s, clock_s))
        ends = timeline.departure_s, timeline.end_s
        cost = time_parts(self.vehicle, timeline.duration_s)
        return DayPlan(*ends, tuple(visits), 0, cost)

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
