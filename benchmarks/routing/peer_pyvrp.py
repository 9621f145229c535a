"""PyVRP as a peer: one process, its own reader of VRPLIB files."""

import warnings
from pathlib import Path
from time import perf_counter
from typing import Any

import numpy as np
import numpy.typing as npt
from pyvrp import (
    Activity,
    Client,
    Depot,
    Location,
    ProblemData,
    Result,
    Route,
    ScheduledActivity,
    VehicleType,
    read,
    solve,
)
from pyvrp.exceptions import ScalingWarning
from pyvrp.stop import MaxRuntime

from benchmarks.jobs import NotExpressibleError
from benchmarks.routing.job import RoutingJob
from benchmarks.routing.qingdao_case import travel
from benchmarks.routing.qingdao_file import SHIFT_S, QingdaoFile, read_qingdao
from benchmarks.routing.route_file import PlaceId, TimedRoute, write_routes
from benchmarks.routing.vrplib_case import write_sol
from benchmarks.routing.vrplib_file import read_raw


def solve_job(job: RoutingJob) -> float:
    """Solve an instance, write the answer and return the seconds it took.

    Raises
    ------
    NotExpressibleError
        If PyVRP has no breaks or day patterns for the family.
    """
    if job.family == "qingdao":
        return _solve_qingdao(job)
    if not job.kind.rounding:
        msg = "PyVRP has neither breaks nor sets of days to choose from"
        raise NotExpressibleError(msg)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", ScalingWarning)
        data = read(job.instance_path, job.kind.rounding)
    result, seconds = _run(data, job)
    _write_sol(job.instance_path, data, result, job.solution_path)
    return seconds


def _run(data: ProblemData, job: RoutingJob) -> tuple[Result, float]:
    started = perf_counter()
    stop = MaxRuntime(job.time_limit_s)
    result = solve(data, stop, seed=job.seed, collect_stats=False, display=False)
    return result, perf_counter() - started


def _write_sol(instance: Path, data: ProblemData, result: Result, target: Path) -> None:
    # PyVRP's reader keeps the vehicles of a type in the type's name.
    types = data.vehicle_types()
    free = [list(map(int, kind.name.split(","))) for kind in types]
    routes = {
        free[route.vehicle_type()].pop(0): _locations(data, route)
        for route in result.best.routes()
    }
    count = sum(kind.num_available for kind in types)
    is_mixed = "VEHICLES" in read_raw(instance).values and len(types) > 1
    write_sol(target, routes, count if is_mixed else None)


def _locations(data: ProblemData, route: Route) -> list[int]:
    """Locations between the depots; schedules begin and end with a depot."""
    return [_location(data, visit) for visit in route.schedule()[1:-1]]


def _location(data: ProblemData, visit: Activity | ScheduledActivity) -> int:
    if visit.is_depot():
        return int(data.depots()[visit.idx].location)
    return int(data.clients()[visit.idx].location)


def _solve_qingdao(job: RoutingJob) -> float:
    """Solve with the vehicles whose home is a facility: they return empty.

    Of the ways to say "empty before home" to PyVRP this was the best measured.
    """
    source = read_qingdao(job.instance_path)
    data = _qingdao_data(source)
    result, seconds = _run(data, job)
    homes = [_home_vehicles(source, depot) for depot in _facility_homes(source)]
    routes = [
        _timed(source, route, homes[route.vehicle_type()].pop(0))
        for route in result.best.routes()
    ]
    write_routes(job.solution_path, routes)
    return seconds


def _facility_homes(source: QingdaoFile) -> list[int]:
    """Positions of depots that are facilities too."""
    facilities = {place.id for place in source.facilities}
    return [row for row, place in enumerate(source.depots) if place.id in facilities]


def _home_vehicles(source: QingdaoFile, depot: int) -> list[int]:
    return [vehicle for vehicle, home in enumerate(source.homes) if home == depot]


def _qingdao_data(source: QingdaoFile) -> ProblemData:
    """Depots of the data: those that are facilities, then all facilities."""
    table = travel(source)
    homes = _facility_homes(source)
    depots, sites = len(source.depots), len(source.sites)
    first = depots + len(source.facilities)
    rows = [*homes, *range(depots, first + sites)]
    places = [*source.depots, *source.facilities, *source.sites]
    facilities = range(len(homes), len(homes) + len(source.facilities))
    start = len(homes) + len(source.facilities)
    opens = min(site.window[0] for site in source.sites)
    closes = max(site.window[1] for site in source.sites)
    return ProblemData(
        locations=[Location(places[row].lon, places[row].lat) for row in rows],
        clients=[
            Client(
                location=start + position,
                delivery=[site.load],
                service_duration=site.service_s,
                tw_early=site.window[0],
                tw_late=site.window[1],
            )
            for position, site in enumerate(source.sites)
        ],
        depots=[Depot(location=row) for row in range(start)],
        vehicle_types=[
            VehicleType(
                num_available=len(_home_vehicles(source, home)),
                capacity=[source.capacities[_home_vehicles(source, home)[0]]],
                start_depot=position,
                end_depot=position,
                tw_early=opens,
                tw_late=closes,
                shift_duration=SHIFT_S,
                reload_depots=list(facilities),
            )
            for position, home in enumerate(homes)
        ],
        distance_matrices=[_part(table.distance_m, rows)],
        duration_matrices=[_part(table.duration_s, rows)],
    )


def _part(table: npt.NDArray[np.int32], rows: list[int]) -> Any:
    """Rows and columns of a table; PyVRP types its arrays in a way of its own."""
    return table[np.ix_(rows, rows)].astype(np.int64)


def _timed(source: QingdaoFile, route: Route, vehicle: int) -> TimedRoute:
    """Add to the route that its last load is left at the facility, its home."""
    homes = _facility_homes(source)
    depots = [*(source.depots[home] for home in homes), *source.facilities]
    schedule = list(route.schedule())
    ids: list[PlaceId] = [
        depots[visit.idx].id if visit.is_depot() else source.sites[visit.idx].id
        for visit in schedule
    ]
    times = [int(visit.start_time) for visit in schedule]
    times[0] = int(schedule[0].end_time)
    return TimedRoute(vehicle, 0, [*ids, ids[-1]], [*times, times[-1]])
