"""Periodic instances with intermediate facilities as one routing problem.

Every day has vehicles of its own and every customer a stop on every day; of the
sets of days allowed to a customer one is chosen. Metres of the problem are
thousandths of a travel minute.
"""

from collections.abc import Iterator
from itertools import count
from pathlib import Path

import numpy as np

from benchmarks.routing.case import (
    Case,
    PlaceIds,
    scaled_down,
    scaled_up,
    timed_routes,
)
from benchmarks.routing.pvrpif_file import (
    CUSTOMER,
    DEPOT,
    FACILITY,
    PvrpifFile,
    day_patterns,
    read_pvrpif,
)
from benchmarks.routing.route_file import write_routes
from routing.vrp.parts import Choice
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

SCALE = 1000
SECONDS = 60


def pvrpif_case(path: Path) -> Case:
    """Build the problem of an instance."""
    source = read_pvrpif(path)
    stops = list(_stops(source))
    problem = _problem(source, tuple(stop for stop, _ in stops))
    ids = PlaceIds(
        depots=[place.id for place in source.places if place.kind == DEPOT],
        stops=[key for _, key in stops],
        unload_sites=[place.id for place in source.places if place.kind == FACILITY],
    )

    def write(solution: RoutingSolution, target: Path) -> None:
        numbers = [range(source.vehicles)] * source.days
        write_routes(target, timed_routes(solution, ids, numbers, range(source.days)))

    return Case(problem, write, SCALE)


def _problem(source: PvrpifFile, stops: tuple[Stop, ...]) -> RoutingProblem:
    minutes = np.array(source.minutes, dtype=np.float64)
    table = TravelTable(
        np.rint(minutes * SCALE).astype(np.int32),
        np.ceil(np.round(minutes * SECONDS, 6)).astype(np.int32),
    )
    places = list(enumerate(source.places))
    return RoutingProblem(
        dimensions=("load",),
        tables={"default": table},
        depots=tuple(Depot(str(p.id), row) for row, p in places if p.kind == DEPOT),
        unload_sites=tuple(
            UnloadSite(str(p.id), row, service_s=scaled_up(p.service_min, SECONDS))
            for row, p in places
            if p.kind == FACILITY
        ),
        stops=stops,
        vehicle_types=tuple(_vehicles(source, day) for day in range(source.days)),
        choices=tuple(_choices(source)),
    )


def _stops(source: PvrpifFile) -> Iterator[tuple[Stop, int]]:
    """Yield a stop for each customer and day, with the customer's id."""
    for row, place in enumerate(source.places):
        if place.kind != CUSTOMER:
            continue
        for day in range(source.days):
            yield (
                Stop(
                    name=f"{place.id} on day {day}",
                    location=row,
                    load=(scaled_up(place.demand, SCALE),),
                    service_s=scaled_up(place.service_min, SECONDS),
                    vehicle_types=frozenset([day]),
                ),
                place.id,
            )


def _choices(source: PvrpifFile) -> Iterator[Choice]:
    """Yield the allowed days of each customer; one visited daily has no choice."""
    customers = (place for place in source.places if place.kind == CUSTOMER)
    for first, place in zip(count(0, source.days), customers, strict=False):
        patterns = day_patterns(source.days, place.frequency)
        if len(patterns) > 1:
            yield Choice(tuple(tuple(first + day for day in days) for days in patterns))


def _vehicles(source: PvrpifFile, day: int) -> VehicleType:
    duration_s = scaled_down(source.max_duration_min, SECONDS)
    return VehicleType(
        name=f"day {day}",
        num_available=source.vehicles,
        capacity=(scaled_down(source.capacity, SCALE),),
        shift=TimeWindow(0, duration_s),
        max_duration_s=duration_s,
        unit_distance_cost_fen_per_km=1000,
    )
