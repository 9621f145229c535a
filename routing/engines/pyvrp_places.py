"""Locations and travel matrices for PyVRP, unloading before home folded in.

A vehicle that must be empty when it comes home ends its route at a stand-in for
its end depot: the way from a stop to the stand-in leads over the cheapest
unloading site, its work included. So the last unloading needs no variant of the
vehicle, and every change of a route prices it exactly.
"""

from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from routing.engines.pyvrp_scale import Rates
from routing.vrp.problem import Stop, VehicleType
from routing.vrp.view import Ints, ProblemView

LARGEST_COST = 1 << 58
"""What all closed arcs of an answer may cost together without overflow."""

FAR = 10
"""A closed arc is as long as this many tours of the longest open arc to all."""


def signature_of(stop: Stop) -> tuple[object, ...]:
    """Return what decides which vehicle types may serve a stop, size aside."""
    return stop.skills, stop.commodity, stop.vehicle_types, any(stop.load)


def may_serve(vehicle: VehicleType, kind: int, stop: Stop) -> bool:
    """Whether vehicle type ``kind`` may serve a stop, size aside."""
    return (
        stop.skills <= vehicle.skills
        and (vehicle.commodities is None or stop.commodity in vehicle.commodities)
        and (stop.vehicle_types is None or kind in stop.vehicle_types)
        and (can_unload(vehicle) or not vehicle.returns_empty or not any(stop.load))
    )


def can_unload(vehicle: VehicleType) -> bool:
    """Whether a vehicle type may unload at all."""
    return vehicle.max_trips != 0


@dataclass(frozen=True, slots=True)
class WayHome:
    """The way home over the best unloading site, one entry per location.

    Attributes
    ----------
    site
        Position of the site.
    distance_m, duration_s
        Metres and seconds, unloading included; -1 where no way leads.
    """

    site: Ints
    distance_m: Ints
    duration_s: Ints


@dataclass(frozen=True)
class Places:
    """Where PyVRP's clients and depots are.

    Locations are those of the stops, told apart where different vehicles may
    serve them, then one per unloading site, one per depot, and the stand-ins.
    PyVRP's depots are the locations from ``first_site`` on, in this order.

    Attributes
    ----------
    view
        The problem.
    kinds
        Vehicle types in use.
    """

    view: ProblemView
    kinds: tuple[int, ...]

    @cached_property
    def _stops(self) -> tuple[Ints, Ints, Ints]:
        """Rows of the distinct locations, one stop of each, location per stop."""
        stops = self.view.problem.stops
        codes: dict[tuple[object, ...], int] = {}
        sort = [codes.setdefault(signature_of(stop), len(codes)) for stop in stops]
        rows = self.view.location[: len(stops)]
        keys = rows * max(len(codes), 1) + np.array(sort, dtype=np.int64)
        if self._has_loops:
            keys = np.arange(len(stops))
        _, first, place = np.unique(keys, return_index=True, return_inverse=True)
        return rows[first], first.astype(np.int64), place.astype(np.int64)

    @property
    def _has_loops(self) -> bool:
        """Whether a way from a place to itself is longer than nothing.

        PyVRP knows of none, so that stops may not share a location then.
        """
        return any(
            bool(np.diagonal(ways).any())
            for table in self.view.problem.tables.values()
            for ways in (table.distance_m, table.duration_s)
        )

    @property
    def of_stop(self) -> Ints:
        """Location of each stop."""
        return self._stops[2]

    @property
    def first_site(self) -> int:
        """Location of the first unloading site."""
        return len(self._stops[0])

    @property
    def first_depot(self) -> int:
        """Location of the first depot."""
        return self.first_site + self.view.num_sites

    @cached_property
    def stand_ins(self) -> dict[tuple[int, str], int]:
        """Location of the stand-in per end depot and profile."""
        types = self.view.problem.vehicle_types
        keys = dict.fromkeys(
            (types[kind].end_depot, types[kind].profile)
            for kind in self.kinds
            if self.goes_via(types[kind])
        )
        first = self.first_depot + len(self.view.problem.depots)
        return {key: first + position for position, key in enumerate(keys)}

    @cached_property
    def rows(self) -> Ints:
        """Row of the travel tables of each location."""
        view = self.view
        others = view.location[view.num_stops :]
        depots = view.location[view.num_stops + view.num_sites :]
        stand_ins = depots[[depot for depot, _ in self.stand_ins]]
        return np.concatenate([self._stops[0], others, stand_ins])

    def goes_via(self, vehicle: VehicleType) -> bool:
        """Whether a vehicle type comes home over an unloading site."""
        return vehicle.returns_empty and can_unload(vehicle) and self._any_load

    @cached_property
    def _any_load(self) -> bool:
        return any(any(stop.load) for stop in self.view.problem.stops)

    @cached_property
    def _never_last(self) -> NDArray[np.bool_]:
        """Sites with windows, which ways home cannot keep, where others have none."""
        windowed = np.array(
            [bool(site.time_windows) for site in self.view.problem.unload_sites],
            dtype=np.bool_,
        )
        return windowed & ~windowed.all()

    def end_of(self, vehicle: VehicleType) -> int:
        """Return the location where a vehicle type's routes end."""
        if self.goes_via(vehicle):
            return self.stand_ins[vehicle.end_depot, vehicle.profile]
        return self.first_depot + vehicle.end_depot

    def barred(self, kind: int) -> Ints:
        """Return the locations of stops that a vehicle type may not serve."""
        problem = self.view.problem
        vehicle = problem.vehicle_types[kind]
        stops = self._stops[1].tolist()
        allowed = [may_serve(vehicle, kind, problem.stops[stop]) for stop in stops]
        return np.flatnonzero(~np.array(allowed, dtype=np.bool_))

    def way_home(self, vehicle: VehicleType, rates: Rates) -> WayHome:
        """Return the way home of an empty vehicle over the site that is cheapest."""
        table = self.view.problem.tables[vehicle.profile]
        sites = self.rows[self.first_site : self.first_depot]
        home = self.rows[self.first_depot + vehicle.end_depot]
        shape = np.ix_(self.rows, sites)
        metres, seconds = table.distance_m[shape], table.duration_s[shape]
        on_m, on_s = table.distance_m[sites, home], table.duration_s[sites, home]
        closed = (metres < 0) | (seconds < 0) | (on_m < 0) | (on_s < 0)
        closed |= self._never_last
        first = self.view.num_stops
        work_s = self.view.service_s[first : first + self.view.num_sites]
        distance_m = metres.astype(np.int64) + on_m
        duration_s = seconds.astype(np.int64) + on_s + work_s
        cost = float(rates.per_m) * distance_m + float(rates.per_s) * duration_s
        best = np.where(closed, np.inf, cost).argmin(axis=1)
        every = np.arange(len(self.rows))
        shut = closed[every, best]
        return WayHome(
            best,
            np.where(shut, -1, distance_m[every, best]),
            np.where(shut, -1, duration_s[every, best]),
        )


@dataclass(frozen=True, slots=True)
class Matrices:
    """Travel between all locations for one profile of PyVRP."""

    distance: NDArray[np.int64]
    duration: NDArray[np.int64]


def matrices_for(places: Places, kind: int, rates: Rates, unit: int) -> Matrices:
    """Return the matrices of a vehicle type.

    Parameters
    ----------
    places
        The locations.
    kind
        The vehicle type.
    rates
        What it costs.
    unit
        Its dearest rate in units: closed arcs are as long as that allows.
    """
    vehicle = places.view.problem.vehicle_types[kind]
    table = places.view.problem.tables[vehicle.profile]
    shape = np.ix_(places.rows, places.rows)
    distance = table.distance_m[shape].astype(np.int64)
    duration = distance
    if table.duration_s is not table.distance_m:
        duration = table.duration_s[shape].astype(np.int64)
    if places.goes_via(vehicle):
        if duration is distance:
            duration = distance.copy()
        _lead_home(places, vehicle, rates, Matrices(distance, duration))
    _close(places, kind, unit, Matrices(distance, duration))
    return Matrices(distance, duration)


def _lead_home(
    places: Places, vehicle: VehicleType, rates: Rates, matrices: Matrices
) -> None:
    """Lead the ways from stops to the stand-in over unloading sites."""
    end, inner = places.end_of(vehicle), slice(0, places.first_site)
    if not places.view.num_sites:
        matrices.distance[inner, end] = matrices.duration[inner, end] = -1
        return
    way = places.way_home(vehicle, rates)
    matrices.distance[inner, end] = way.distance_m[inner]
    matrices.duration[inner, end] = way.duration_s[inner]


def _close(places: Places, kind: int, unit: int, matrices: Matrices) -> None:
    """Write a way too long to be taken where none leads or none may be taken."""
    distance, duration = matrices.distance, matrices.duration
    closed = (distance < 0) | (duration < 0)
    barred = places.barred(kind)
    closed[barred, :] = True
    closed[:, barred] = True
    for array in (closed, distance, duration):
        np.fill_diagonal(array, 0)
    if closed.any():
        size = len(places.rows)
        longest = max(int(distance.max()), int(duration.max()), 1)
        far = min(FAR * size * longest, LARGEST_COST // (4 * size * max(unit, 1)))
        distance[closed] = far
        duration[closed] = far
