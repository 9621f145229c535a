"""The Qingdao problem as a routing problem: metres are what it costs.

Vehicles work within the hours of the sites, so that their eight hours are a shift
of that day.
"""

from pathlib import Path

import numpy as np

from benchmarks.routing.case import Case, PlaceIds, timed_routes
from benchmarks.routing.qingdao_file import (
    DETOUR,
    EARTH_RADIUS_M,
    SHIFT_S,
    SPEED_M_PER_S,
    QingdaoFile,
    read_qingdao,
)
from benchmarks.routing.route_file import write_routes
from routing.vrp.problem import (
    Depot,
    RoutingProblem,
    Stop,
    TimeWindow,
    TravelTable,
    UnloadSite,
    VehicleType,
)
from routing.vrp.solution import RoutingSolution


def qingdao_case(folder: Path) -> Case:
    """Build the problem from the folder of its files."""
    source = read_qingdao(folder)
    fleets = _fleets(source)
    problem = _problem(source, fleets)
    ids = PlaceIds(
        depots=[place.id for place in source.depots],
        stops=[place.id for place in source.sites],
        unload_sites=[place.id for place in source.facilities],
    )

    def write(solution: RoutingSolution, target: Path) -> None:
        days = [0] * len(fleets)
        write_routes(target, timed_routes(solution, ids, list(fleets.values()), days))

    return Case(problem, write, 1000)


def _fleets(source: QingdaoFile) -> dict[tuple[int, int], list[int]]:
    """Vehicles by home and capacity."""
    fleets: dict[tuple[int, int], list[int]] = {}
    keys = zip(source.homes, source.capacities, strict=True)
    for vehicle, key in enumerate(keys):
        fleets.setdefault(key, []).append(vehicle)
    return fleets


def travel(source: QingdaoFile) -> TravelTable:
    """Table over depots, facilities and sites, in this order.

    Metres are rounded down, so that what is below every answer stays below its exact
    metres.
    """
    places = [*source.depots, *source.facilities, *source.sites]
    lon, lat = np.radians([(place.lon, place.lat) for place in places]).T
    chord = (
        np.sin((lat[:, None] - lat) / 2) ** 2
        + np.cos(lat[:, None]) * np.cos(lat) * np.sin((lon[:, None] - lon) / 2) ** 2
    )
    metres = 2 * EARTH_RADIUS_M * np.arcsin(np.sqrt(chord)) * DETOUR
    return TravelTable(
        np.floor(np.round(metres, 6)).astype(np.int32),
        np.ceil(np.round(metres / SPEED_M_PER_S, 6)).astype(np.int32),
    )


def _problem(
    source: QingdaoFile, fleets: dict[tuple[int, int], list[int]]
) -> RoutingProblem:
    depots, facilities = len(source.depots), len(source.facilities)
    hours = TimeWindow(
        min(site.window[0] for site in source.sites),
        max(site.window[1] for site in source.sites),
    )
    return RoutingProblem(
        dimensions=("l",),
        tables={"default": travel(source)},
        depots=tuple(Depot(place.id, row) for row, place in enumerate(source.depots)),
        unload_sites=tuple(
            UnloadSite(place.id, depots + row)
            for row, place in enumerate(source.facilities)
        ),
        stops=tuple(
            Stop(
                name=site.id,
                location=depots + facilities + row,
                load=(site.load,),
                service_s=site.service_s,
                time_windows=(TimeWindow(*site.window),),
            )
            for row, site in enumerate(source.sites)
        ),
        vehicle_types=tuple(
            VehicleType(
                name=f"{source.depots[home].id}-{capacity}",
                num_available=len(vehicles),
                capacity=(capacity,),
                start_depot=home,
                end_depot=home,
                shift=hours,
                max_duration_s=SHIFT_S,
                unit_distance_cost_fen_per_km=1000,
            )
            for (home, capacity), vehicles in fleets.items()
        ),
    )
