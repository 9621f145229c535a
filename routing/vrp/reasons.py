"""Why a stop is left out: worked out from the problem, not from the engine."""

from dataclasses import replace

import numpy as np

from routing.vrp.insertion import fits_somewhere, open_trip
from routing.vrp.openroute import OpenRoute
from routing.vrp.schedule import shortest_timeline
from routing.vrp.solution import Unserved, UnservedReason
from routing.vrp.tasks import legs_along
from routing.vrp.view import CLOSED, ProblemView
from routing.vrp.windows import ALWAYS


def intrinsic_reason(view: ProblemView, stop: int) -> UnservedReason | None:
    """Return why no vehicle could serve a stop even alone; ``None`` if one can."""
    reason = _fleet_reason(view, stop)
    if reason is not None:
        return reason
    types = np.flatnonzero(view.able[stop]).tolist()
    tours = [(kind, tour) for kind in types for tour in _tours(view, kind, stop)]
    if not tours:
        return UnservedReason.NO_UNLOAD_SITE
    tours = [entry for entry in tours if _way_m(view, *entry) < CLOSED]
    if not tours:
        return UnservedReason.UNREACHABLE
    return _time_reason(view, stop, tours)


def _time_reason(
    view: ProblemView, stop: int, tours: list[tuple[int, list[int]]]
) -> UnservedReason | None:
    """Return why none of some tours to a stop keeps the times, if so."""
    if any(_is_possible(view, *tour) for tour in tours):
        return None
    free = view.unrestricted
    if view.problem.access_rules and any(_is_possible(free, *tour) for tour in tours):
        return UnservedReason.ACCESS
    if any(_is_possible(free, kind, tour, ignore=stop) for kind, tour in tours):
        return UnservedReason.TIME_WINDOW
    return UnservedReason.SHIFT_TOO_SHORT


def unserved_with_reasons(
    view: ProblemView, routes: list[OpenRoute]
) -> tuple[Unserved, ...]:
    """Return every stop no route visits, each with the true reason."""
    served = {stop for route in routes for stop in route.stops}
    left_out = [stop for stop in range(view.num_stops) if stop not in served]
    return tuple(Unserved(stop, _reason(view, routes, stop)) for stop in left_out)


def _reason(view: ProblemView, routes: list[OpenRoute], stop: int) -> UnservedReason:
    reason = intrinsic_reason(view, stop)
    if reason is not None:
        return reason
    if not view.required[stop] and _has_room(view, routes, stop):
        return UnservedReason.NOT_WORTH_THE_COST
    return UnservedReason.FLEET_FULL


def _has_room(view: ProblemView, routes: list[OpenRoute], stop: int) -> bool:
    """Whether a spare vehicle, a further trip or a trip there is could serve it."""
    used = [route.vehicle_type for route in routes]
    for index, vehicle in enumerate(view.problem.vehicle_types):
        spare = used.count(index) < vehicle.num_available
        if spare and open_trip(OpenRoute(view, index), np.array([stop])) is not None:
            return True
    for route in routes:
        if fits_somewhere(route, stop):
            return True
        if open_trip(route, np.array([stop])) is not None:
            route.trips.pop()
            route.refresh()
            return True
    return False


def _fleet_reason(view: ProblemView, index: int) -> UnservedReason | None:
    """Return what is wrong with the fleet for a stop, before any driving."""
    stop = view.problem.stops[index]
    fleet = [kind for kind in view.problem.vehicle_types if kind.num_available > 0]
    if not fleet:
        return UnservedReason.NO_VEHICLE
    if not any(stop.skills <= vehicle.skills for vehicle in fleet):
        return UnservedReason.SKILLS
    able = [
        vehicle
        for vehicle in fleet
        if stop.skills <= vehicle.skills
        and (vehicle.commodities is None or stop.commodity in vehicle.commodities)
    ]
    if not able:
        return UnservedReason.NO_VEHICLE
    if not view.able[index].any():
        return UnservedReason.TOO_LARGE
    return None


def _tours(view: ProblemView, kind: int, stop: int) -> list[list[int]]:
    """Return the round trips of a vehicle type to one stop, as nodes.

    A stop without a load needs no unloading, but may be on the way to one.
    """
    start, end = view.depot_nodes(kind)
    middles: list[list[int]] = [[]] if view.is_empty[stop] else []
    if view.problem.vehicle_types[kind].max_trips != 0:
        sites = np.flatnonzero(view.accepted[stop]).tolist()
        middles += [[view.num_stops + site] for site in sites]
    return [[start, stop, *middle, end] for middle in middles]


def _way_m(view: ProblemView, kind: int, tour: list[int]) -> int:
    return int(view.distance_m(kind, tour[:-1], tour[1:]).sum())


def _is_possible(
    view: ProblemView, kind: int, tour: list[int], ignore: int | None = None
) -> bool:
    """Whether a tour keeps the limits, the windows of ``ignore`` left out."""
    vehicle = view.problem.vehicle_types[kind]
    longest_m = vehicle.max_distance_m
    if longest_m is not None and _way_m(view, kind, tour) > longest_m:
        return False
    legs = [
        replace(leg, windows=ALWAYS) if node == ignore else leg
        for leg, node in zip(legs_along(view, kind, tour), tour[1:], strict=True)
    ]
    timeline = shortest_timeline(legs[:-1], legs[-1], vehicle.shift)
    longest_s = vehicle.max_duration_s
    return timeline is not None and (
        longest_s is None or timeline.duration_s <= longest_s
    )
