"""Why a stop is left out: worked out from the problem, not from the engine."""

from collections import defaultdict
from dataclasses import dataclass, field, replace
from heapq import nsmallest

import numpy as np

from routing.vrp.insertion import fits_somewhere, open_trip
from routing.vrp.joint import Joint
from routing.vrp.lenient import without_rules
from routing.vrp.openroute import OpenRoute, Trip
from routing.vrp.solution import Unserved, UnservedReason
from routing.vrp.view import CLOSED, ProblemView

MOST_ALIKE = 4
"""Tours of a kind that are tried, the shortest: a city has thousands to a stop."""

type _Tour = tuple[int, list[int]]
"""A vehicle type, and the stop alone with the unloading after it, if any."""


def intrinsic_reason(view: ProblemView, stop: int) -> UnservedReason | None:
    """Return why no vehicle could serve a stop even alone; ``None`` if one can.

    Alone it stands at any place of its route, and the vehicle has promised
    nothing else.
    """
    reason = _fleet_reason(view, stop)
    if reason is not None:
        return reason
    types = np.flatnonzero(view.able[stop]).tolist()
    tours = [(kind, tour) for kind in types for tour in _tours(view, kind, stop)]
    if not tours:
        return UnservedReason.NO_UNLOAD_SITE
    tours = [tour for tour in tours if _is_taken_in(view, tour)]
    if not tours:
        return UnservedReason.INTAKE_FULL
    tours = _nearest(view, tours)
    if not tours:
        return UnservedReason.UNREACHABLE
    return _time_reason(view, tours)


def _time_reason(view: ProblemView, tours: list[_Tour]) -> UnservedReason | None:
    """Return why none of some tours to a stop keeps the times, if so.

    The rule is to blame without which, and without those before, there is a way.
    """
    alone = ("rank", "promises") if _has_company(view) else ()
    access = ("access",) if view.problem.access_rules else ()
    has_range = any(kind.energy is not None for kind in view.problem.vehicle_types)
    energy = ("energy",) if has_range else ()
    blamed: list[tuple[UnservedReason | None, tuple[str, ...]]] = [(None, ())]
    if access:
        blamed.append((UnservedReason.ACCESS, access))
    if energy:
        blamed.append((UnservedReason.RANGE, energy))
        blamed.append((UnservedReason.RANGE, access + energy))
    blamed.append((UnservedReason.TIME_WINDOW, (*access, *energy, "windows")))
    for reason, left_out in blamed:
        lenient = without_rules(view, *alone, *left_out)
        if any(_is_possible(lenient, tour) for tour in tours):
            return reason
    return UnservedReason.SHIFT_TOO_SHORT


def _has_company(view: ProblemView) -> bool:
    """Whether a stop may be on no route alone."""
    types = view.problem.vehicle_types
    return bool(view.rank) or any(kind.prefix or kind.on_board for kind in types)


def unserved_with_reasons(
    view: ProblemView, routes: list[OpenRoute], joint: Joint
) -> tuple[Unserved, ...]:
    """Return every stop no route visits, each with the true reason.

    Parameters
    ----------
    view
        The problem.
    routes
        The routes of the answer.
    joint
        What they hold of what all share.
    """
    served = {stop for route in routes for stop in route.stops}
    not_chosen = not_chosen_stops(view, served)
    finder = _Finder(view, routes, joint)
    return tuple(
        Unserved(
            stop,
            UnservedReason.NOT_CHOSEN if stop in not_chosen else finder.reason(stop),
        )
        for stop in range(view.num_stops)
        if stop not in served
    )


def not_chosen_stops(view: ProblemView, served: set[int]) -> set[int]:
    """Return the stops of all alternatives but the one taken, or the first."""
    answer: set[int] = set()
    for choice in view.problem.choices:
        groups = choice.alternatives
        taken = next((g for g in groups if not served.isdisjoint(g)), groups[0])
        for group in groups:
            if group != taken:
                answer.update(group)
    return answer


@dataclass(frozen=True, slots=True)
class _Finder:
    """Finds reasons, once for all stops that are alike."""

    view: ProblemView
    routes: list[OpenRoute]
    joint: Joint
    _known: dict[tuple[int, bool, bytes], UnservedReason] = field(default_factory=dict)

    def reason(self, stop: int) -> UnservedReason:
        view = self.view
        key = (int(view.twin[stop]), bool(view.required[stop]), view.reach[stop])
        if key not in self._known:
            self._known[key] = self._reason(stop)
        return self._known[key]

    def _reason(self, stop: int) -> UnservedReason:
        view = self.view
        reason = intrinsic_reason(view, stop)
        if reason is not None:
            return reason
        if not view.required[stop] and self._has_room(stop):
            return UnservedReason.NOT_WORTH_THE_COST
        if view.limits_intake and self._has_room(stop, "intake"):
            return UnservedReason.INTAKE_FULL
        if stop in view.rank and self._has_room(stop, "rank"):
            return UnservedReason.RANK
        return UnservedReason.FLEET_FULL

    def _has_room(self, stop: int, *left_out: str) -> bool:
        """Whether a spare vehicle, a further trip or a trip there is could serve it."""
        view = without_rules(self.view, *left_out)
        used = [route.vehicle_type for route in self.routes]
        for kind, vehicle in enumerate(view.problem.vehicle_types):
            if used.count(kind) < vehicle.num_available:
                route = OpenRoute(view, kind)
                route.shared = self.joint.shared()
                if open_trip(route, np.array([stop])) is not None:
                    return True
        return any(self._joins(view, route, stop) for route in self.routes)

    def _joins(self, view: ProblemView, route: OpenRoute, stop: int) -> bool:
        """Whether a stop could join a route, in a trip there is or another."""
        twin = OpenRoute(view, route.vehicle_type)
        twin.trips = [Trip(list(trip.stops), trip.site) for trip in route.trips]
        twin.shared = self.joint.shared(route)
        if not twin.refresh():
            return False
        return (
            fits_somewhere(twin, stop) or open_trip(twin, np.array([stop])) is not None
        )


def _fleet_reason(view: ProblemView, index: int) -> UnservedReason | None:
    """Return what is wrong with the fleet for a stop, before any driving."""
    stop = view.problem.stops[index]
    fleet = [
        vehicle
        for kind, vehicle in enumerate(view.problem.vehicle_types)
        if vehicle.num_available > 0
        and vehicle.max_stops != 0
        and (stop.vehicle_types is None or kind in stop.vehicle_types)
    ]
    if not fleet:
        return UnservedReason.NO_VEHICLE
    skilled = [vehicle for vehicle in fleet if stop.skills <= vehicle.skills]
    if not skilled:
        return UnservedReason.SKILLS
    if not any(
        vehicle.commodities is None or stop.commodity in vehicle.commodities
        for vehicle in skilled
    ):
        return UnservedReason.NO_VEHICLE
    if not view.able[index].any():
        return UnservedReason.TOO_LARGE
    return None


def _tours(view: ProblemView, kind: int, stop: int) -> list[list[int]]:
    """Return what a vehicle type visits to serve one stop.

    A stop without a load needs no unloading, nor does a vehicle that may return
    loaded, but may be on the way to one.
    """
    vehicle = view.problem.vehicle_types[kind]
    unladen = view.is_empty[stop] or not vehicle.returns_empty
    tours: list[list[int]] = [[stop]] if unladen else []
    if vehicle.max_trips != 0:
        sites = np.flatnonzero(view.accepted[stop]).tolist()
        tours += [[stop, view.num_stops + site] for site in sites]
    return tours


def _is_taken_in(view: ProblemView, tour: _Tour) -> bool:
    stop, *sites = tour[1]
    limits = [view.problem.unload_sites[site - view.num_stops].intake for site in sites]
    return all(
        limit is None or bool((view.load[stop] <= np.array(limit)).all())
        for limit in limits
    )


def _nearest(view: ProblemView, tours: list[_Tour]) -> list[_Tour]:
    """Return the shortest passable of tours that are alike, the shortest first.

    Alike are tours of vehicles that differ by their depot, to sites that differ by
    their place: what the shortest of hundreds cannot keep, the longest cannot.
    """
    problem = view.problem
    rules = problem.access_rules
    kinds = [
        hash(
            (
                replace(kind, name="", num_available=1, start_depot=0, end_depot=0),
                *(position in rule.vehicle_types for rule in rules),
            )
        )
        for position, kind in enumerate(problem.vehicle_types)
    ]
    sites = [
        hash(
            (
                *(site.service_s, site.service_s_per_1000, site.time_windows),
                site.charge_power_w,
                *(position in rule.unload_sites for rule in rules),
            )
        )
        for position, site in enumerate(problem.unload_sites)
    ]
    found: dict[tuple[int, ...], list[tuple[int, int]]] = defaultdict(list)
    for number, way_m in enumerate(_ways_m(view, tours)):
        kind, (_, *unloads) = tours[number]
        if way_m < CLOSED:
            alike = (kinds[kind], *(sites[node - view.num_stops] for node in unloads))
            found[alike].append((way_m, number))
    kept = sorted(way for ways in found.values() for way in nsmallest(MOST_ALIKE, ways))
    return [tours[number] for _, number in kept]


def _ways_m(view: ProblemView, tours: list[_Tour]) -> list[int]:
    """Return how long tours are, from depot to depot."""
    by_kind: dict[int, list[int]] = defaultdict(list)
    for number, (kind, _) in enumerate(tours):
        by_kind[kind].append(number)
    ways_m = np.zeros(len(tours), dtype=np.int64)
    for kind, numbers in by_kind.items():
        start, end = view.depot_nodes(kind)
        nodes = [[start, *tours[number][1], end] for number in numbers]
        origins = np.array([node for each in nodes for node in each[:-1]])
        targets = np.array([node for each in nodes for node in each[1:]])
        firsts = np.cumsum([0, *(len(each) - 1 for each in nodes[:-1])])
        legs_m = view.distance_m(kind, origins, targets)
        ways_m[numbers] = np.add.reduceat(legs_m.astype(np.int64), firsts)
    lengths: list[int] = ways_m.tolist()
    return lengths


def _is_possible(view: ProblemView, tour: _Tour) -> bool:
    """Whether a tour alone is feasible."""
    kind, (stop, *sites) = tour
    route = OpenRoute(view, kind)
    route.trips = [Trip([stop], sites[0] if sites else None)]
    return route.refresh()
