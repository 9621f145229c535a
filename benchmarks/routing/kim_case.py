"""Instances of Kim et al. (2006) as routing problems.

Metres of the problem are feet. A vehicle costs more than any miles it can save, so
the fewest vehicles are used first and miles are counted after.
"""

from dataclasses import replace
from pathlib import Path

import numpy as np

from benchmarks.routing.case import (
    Case,
    PlaceIds,
    begin_times,
    scaled_down,
    scaled_up,
    timed_routes,
    works,
)
from benchmarks.routing.kim_file import (
    DEPOT,
    FEET_PER_MILE,
    LANDFILL,
    LUNCH_FIRST_S,
    LUNCH_LAST_S,
    STOP,
    KimFile,
    KimPlace,
    read_kim,
)
from benchmarks.routing.route_file import write_routes
from routing.vrp.parts import Break
from routing.vrp.problem import (
    Depot,
    RoutingProblem,
    Stop,
    TimeWindow,
    TravelTable,
    UnloadSite,
    VehicleType,
)
from routing.vrp.solution import Route, RoutingSolution, Visit, VisitKind

VEHICLE_MILES = 2000
"""What a vehicle costs, in miles: more than the miles of a whole answer, because one
more vehicle has been seen to save 300."""

LOAD_SCALE = 1000
SPARE_VEHICLES = 20
DAY_S = 24 * 3600


def kim_case(path: Path) -> Case:
    """Build the problem of an instance."""
    source = read_kim(path)
    groups = {
        kind: [place for place in source.places if place.kind == kind]
        for kind in (DEPOT, STOP, LANDFILL)
    }
    problem = _problem(source, groups)
    ids = PlaceIds(
        *([place.id for place in groups[kind]] for kind in (DEPOT, STOP, LANDFILL))
    )
    count = problem.vehicle_types[0].num_available

    def write(solution: RoutingSolution, target: Path) -> None:
        routes = timed_routes(
            solution, ids, [range(count)], [0], lambda route: _times(problem, route)
        )
        write_routes(target, routes)

    (truck,) = problem.vehicle_types
    free = replace(problem, vehicle_types=(replace(truck, fixed_cost_fen=0),))
    return Case(problem, write, FEET_PER_MILE, free)


def _problem(source: KimFile, groups: dict[int, list[KimPlace]]) -> RoutingProblem:
    places = [*groups[DEPOT], *groups[STOP], *groups[LANDFILL]]
    row = {place.id: position for position, place in enumerate(places)}
    feet = np.array([[place.x, place.y] for place in places])
    way = np.abs(feet[:, None, :] - feet[None, :, :]).sum(axis=2)
    table = TravelTable(
        np.rint(way).astype(np.int32),
        np.ceil(np.round(way / source.feet_per_s, 6)).astype(np.int32),
    )
    return RoutingProblem(
        dimensions=("yards",),
        tables={"default": table},
        depots=(Depot("depot", 0),),
        unload_sites=tuple(
            UnloadSite(
                str(place.id),
                row[place.id],
                service_s=scaled_up(place.service_s, 1),
                time_windows=_windows(place),
            )
            for place in groups[LANDFILL]
        ),
        stops=tuple(
            Stop(
                name=str(place.id),
                location=row[place.id],
                load=(scaled_up(place.load, LOAD_SCALE),),
                service_s=scaled_up(place.service_s, 1),
                time_windows=_windows(place),
            )
            for place in groups[STOP]
        ),
        vehicle_types=(_vehicles(source, groups),),
    )


def _windows(place: KimPlace) -> tuple[TimeWindow, ...]:
    if place.earliest_s <= 0 and place.latest_s >= DAY_S:
        return ()
    return (TimeWindow(place.earliest_s, place.latest_s),)


def _vehicles(source: KimFile, groups: dict[int, list[KimPlace]]) -> VehicleType:
    (depot,) = groups[DEPOT]
    shift = TimeWindow(depot.earliest_s, depot.latest_s)
    return VehicleType(
        name="truck",
        num_available=_vehicle_count(source, groups[STOP], shift),
        capacity=(scaled_down(source.capacity, LOAD_SCALE),),
        shift=shift,
        max_stops=source.daily_stops,
        max_load=(scaled_down(source.daily_load, LOAD_SCALE),),
        breaks=(Break(LUNCH_FIRST_S, LUNCH_LAST_S, source.lunch_s),),
        fixed_cost_fen=VEHICLE_MILES * FEET_PER_MILE,
        unit_distance_cost_fen_per_km=1000,
    )


def _vehicle_count(source: KimFile, stops: list[KimPlace], shift: TimeWindow) -> int:
    """More vehicles than can be needed, but not by far: each is work to a solver."""
    work_s = max(1, shift.end_s - shift.start_s - source.lunch_s)
    least = max(
        sum(stop.load for stop in stops) / source.daily_load,
        len(stops) / source.daily_stops,
        sum(stop.service_s for stop in stops) / work_s,
    )
    return min(len(stops) or 1, 3 * (int(least) + 1) + SPARE_VEHICLES)


def _times(problem: RoutingProblem, route: Route) -> list[int]:
    """When each visit begins, lunch being between two visits.

    A lunch at a stop before its work is a gap between the work before and this one.
    Where that one was over before lunch may begin, and this one can be done in its
    window before lunch, the gap is put behind it: then lunch can be read as a pause
    begun as soon as a work is over.
    """
    visits = works(route)
    times = begin_times(visits)
    later = 0
    for visit in route.visits:
        if visit.kind is not VisitKind.BREAK:
            later += 1
            continue
        before, after = visits[later - 1], visits[later]
        is_there = visit.arrival_s > before.departure_s < LUNCH_FIRST_S
        if is_there and _can_work_first(problem, visit.arrival_s, after):
            times[later] = visit.arrival_s
    return _with_early_lunch(problem, visits, times)


def _with_early_lunch(
    problem: RoutingProblem, visits: list[Visit], times: list[int]
) -> list[int]:
    """Put lunch before the way home of a vehicle that would be home before it.

    No mile is driven more, and lunch is taken whoever asks for it, also on a day
    that ends too early to owe it.
    """
    (truck,) = problem.vehicle_types
    is_early = times[0] < LUNCH_LAST_S and times[-1] <= LUNCH_LAST_S
    if visits[-2].kind is not VisitKind.UNLOAD or not is_early:
        return times
    site = problem.unload_sites[visits[-2].index]
    lunch_s = max(LUNCH_FIRST_S, times[-2] + site.service_s)
    way_s = int(problem.tables[truck.profile].duration_s[site.location, 0])
    home_s = lunch_s + truck.breaks[0].duration_s + way_s
    if home_s > truck.shift.end_s:
        return times
    # Unloading later, where it is still open, makes lunch follow the work at once.
    later_s = lunch_s - site.service_s
    is_open = all(window.end_s >= later_s for window in site.time_windows)
    return [*times[:-2], later_s if is_open else times[-2], home_s]


def _can_work_first(problem: RoutingProblem, arrival_s: int, visit: Visit) -> bool:
    """Whether the work can be done from the arrival on, and lunch begun in time."""
    if visit.kind is VisitKind.DEPOT:
        return False
    is_stop = visit.kind is VisitKind.STOP
    place = (problem.stops if is_stop else problem.unload_sites)[visit.index]
    is_open = all(w.start_s <= arrival_s <= w.end_s for w in place.time_windows)
    return is_open and LUNCH_FIRST_S <= arrival_s + place.service_s <= LUNCH_LAST_S
