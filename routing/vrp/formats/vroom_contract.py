"""VROOM problems as routing problems, where these can say the same.

One unit of VROOM's cost is ``FEN_PER_COST`` fen. VROOM prices travel only, not
work or waiting, so that the distance table holds what the way costs, and the
duration table how long it takes. Where a vehicle's start or end is free, its
depot is a place that costs nothing to come from or go to.
"""

from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from math import gcd

import numpy as np

from routing.vrp.formats.vroom_problem import (
    Table,
    VroomAnswer,
    VroomProblem,
    VroomRoute,
    VroomStep,
    VroomTask,
    VroomVehicle,
)
from routing.vrp.parts import Break
from routing.vrp.problem import (
    Depot,
    RoutingProblem,
    Stop,
    TimeWindow,
    TravelTable,
    VehicleType,
)
from routing.vrp.solution import Route, RoutingSolution, VisitKind

FEN_PER_COST = 18
"""Makes every price per hour and per kilometre a whole number of fen."""

HOUR_PARTS, KM_PARTS = 5, 18
"""Cost of a second per price per hour, and of a metre per price per kilometre, in
eighteen-thousandths of a unit of cost."""

COST_PARTS = 18_000
NO_AMOUNT = (0,)
"""Where a file has no amounts: one dimension in which nothing is loaded."""

LARGEST = 10**8
"""Largest entry of a travel table, and longest day."""


@dataclass(frozen=True, slots=True)
class Expressed:
    """A routing problem that says what a VROOM problem says.

    Attributes
    ----------
    problem
        The routing problem; its stops are the tasks, in their order.
    vehicles
        Per vehicle type, the positions of its vehicles.
    """

    problem: RoutingProblem
    vehicles: tuple[tuple[int, ...], ...]


@dataclass(frozen=True, slots=True)
class TravelPrice:
    """What a vehicle's ways cost: ``table`` times ``parts``.

    Attributes
    ----------
    table
        The way in units, between all locations.
    parts
        Eighteen-thousandths of a unit of cost per unit of the table.
    """

    table: Table
    parts: int


def duration_table(problem: VroomProblem, vehicle: VroomVehicle) -> Table:
    """Return a vehicle's travel times, at its own speed."""
    durations = problem.matrices[vehicle.profile].durations
    if vehicle.speed_factor == 1:
        return durations
    return np.rint(durations / vehicle.speed_factor).astype(np.int64)


def travel_price(problem: VroomProblem, vehicle: VroomVehicle) -> TravelPrice:
    """Return what a vehicle's ways cost, in the largest whole units."""
    matrix = problem.matrices[vehicle.profile]
    if matrix.costs is not None:
        return TravelPrice(matrix.costs, COST_PARTS)
    durations = duration_table(problem, vehicle)
    distances = matrix.distances
    hour = HOUR_PARTS * vehicle.costs.per_hour
    km = 0 if distances is None else KM_PARTS * vehicle.costs.per_km
    parts = gcd(hour, km)
    if distances is None or km == 0:
        if hour == 0 and vehicle.max_distance_m is not None and distances is not None:
            return TravelPrice(distances, 0)
        return TravelPrice(durations, parts)
    return TravelPrice(hour // parts * durations + km // parts * distances, parts)


def why_not(problem: VroomProblem) -> list[str]:
    """Return what a routing problem cannot say; empty if it can say all."""
    return list(_obstacles(problem))


def _obstacles(problem: VroomProblem) -> Iterator[str]:
    if any(task.shipment is not None for task in problem.tasks):
        yield "shipments"
    if _amounts_mix(problem):
        yield "deliveries and pickups that share a vehicle's capacity"
    if _setup_depends(problem):
        yield "setup times of tasks at one place"
    if any(task.setup_by_type or task.service_by_type for task in problem.tasks):
        yield "work times by type of vehicle"
    for vehicle in dict.fromkeys(map(_nameless, problem.vehicles)):
        yield from _vehicle_obstacles(problem, vehicle)
    if problem.horizon_s > LARGEST:
        yield "times years apart"


def _vehicle_obstacles(problem: VroomProblem, vehicle: VroomVehicle) -> Iterator[str]:
    price = travel_price(problem, vehicle)
    if vehicle.costs.per_task_hour:
        yield "prices of work"
    if any(len(pause.windows) > 1 for pause in vehicle.breaks):
        yield "breaks with several windows"
    if any(pause.max_load is not None for pause in vehicle.breaks):
        yield "breaks with a limit of load"
    if vehicle.max_travel_s is not None and not np.array_equal(
        price.table, duration_table(problem, vehicle)
    ):
        yield "a limit on travel time beside other prices"
    if vehicle.max_distance_m is not None:
        distances = problem.matrices[vehicle.profile].distances
        if distances is None or not np.array_equal(price.table, distances):
            yield "a limit on distance beside a price of time"
        elif vehicle.max_travel_s is not None:
            yield "limits on both travel time and distance"
    if price.table.size and price.table.max() > LARGEST:
        yield "prices that share no large unit"


def _amounts_mix(problem: VroomProblem) -> bool:
    """Return whether some load falls on the way and the capacity may bind."""
    for dimension in range(problem.dimensions):
        delivered = sum(task.delivery[dimension] for task in problem.tasks)
        fetched = sum(task.pickup[dimension] for task in problem.tasks)
        least = min(vehicle.capacity[dimension] for vehicle in problem.vehicles)
        if delivered and fetched and delivered + fetched > least:
            return True
    return False


def _setup_depends(problem: VroomProblem) -> bool:
    """Return whether a setup may be saved by coming from the same place."""
    at: dict[int, int] = defaultdict(int)
    for task in problem.tasks:
        at[task.location] += 1
    for vehicle in problem.vehicles:
        if vehicle.start is not None:
            at[vehicle.start] += 1
    return any(task.setup_s and at[task.location] > 1 for task in problem.tasks)


def express(problem: VroomProblem) -> Expressed:
    """Return the routing problem for which ``why_not`` finds no reason."""
    alike: dict[VroomVehicle, list[int]] = defaultdict(list)
    for position, vehicle in enumerate(problem.vehicles):
        alike[_nameless(vehicle)].append(position)
    depots = _depots(problem)
    profiles: dict[tuple[object, ...], str] = {}
    tables: dict[str, TravelTable] = {}
    types = []
    for vehicle, positions in alike.items():
        key = vehicle.profile, vehicle.speed_factor, vehicle.costs, _limits(vehicle)
        if key not in profiles:
            profiles[key] = f"{vehicle.profile} {len(profiles)}"
            tables[profiles[key]] = _travel_table(problem, vehicle)
        first = replace(vehicle, key=problem.vehicles[positions[0]].key)
        kind = _vehicle_type(problem, first, depots, profiles[key])
        types.append(replace(kind, num_available=len(positions)))
    return Expressed(
        RoutingProblem(
            dimensions=tuple(f"amount {n}" for n in range(problem.dimensions or 1)),
            tables=tables,
            depots=tuple(
                Depot("free" if row == problem.size else f"row {row}", row)
                for row in depots
            ),
            unload_sites=(),
            stops=tuple(map(_stop, problem.tasks)),
            vehicle_types=tuple(types),
        ),
        tuple(map(tuple, alike.values())),
    )


def _nameless(vehicle: VroomVehicle) -> VroomVehicle:
    """Return a vehicle without what tells it from others that are alike."""
    pauses = tuple(replace(p, key=0, description=None) for p in vehicle.breaks)
    return replace(
        vehicle,
        key=0,
        description=None,
        start_place=None,
        end_place=None,
        breaks=pauses,
    )


def _limits(vehicle: VroomVehicle) -> tuple[bool, bool]:
    return vehicle.max_travel_s is not None, vehicle.max_distance_m is not None


def _depots(problem: VroomProblem) -> Mapping[int, int]:
    """Return the depot at each row; the row after the last is any place."""
    ends = [end for v in problem.vehicles for end in (v.start, v.end)]
    rows = {problem.size if end is None else end for end in ends}
    return {row: depot for depot, row in enumerate(sorted(rows))}


def _travel_table(problem: VroomProblem, vehicle: VroomVehicle) -> TravelTable:
    free = any(None in {v.start, v.end} for v in problem.vehicles)

    def table(values: Table) -> np.ndarray[tuple[int, int], np.dtype[np.int32]]:
        return np.pad(values, ((0, free), (0, free))).astype(np.int32)

    return TravelTable(
        table(travel_price(problem, vehicle).table),
        table(duration_table(problem, vehicle)),
    )


def _vehicle_type(
    problem: VroomProblem,
    vehicle: VroomVehicle,
    depots: Mapping[int, int],
    profile: str,
) -> VehicleType:
    horizon_s, size = problem.horizon_s, problem.size
    most = vehicle.max_travel_s
    return VehicleType(
        name=str(vehicle.key),
        num_available=1,
        capacity=vehicle.capacity or NO_AMOUNT,
        start_depot=depots[size if vehicle.start is None else vehicle.start],
        end_depot=depots[size if vehicle.end is None else vehicle.end],
        returns_empty=False,
        shift=TimeWindow(*(vehicle.window or (0, horizon_s))),
        max_distance_m=vehicle.max_distance_m if most is None else most,
        max_trips=0,
        max_stops=vehicle.max_tasks,
        breaks=tuple(
            Break(*(pause.windows or ((0, horizon_s),))[0], pause.service_s)
            for pause in vehicle.breaks
        ),
        fixed_cost_fen=FEN_PER_COST * vehicle.costs.fixed,
        unit_distance_cost_fen_per_km=travel_price(problem, vehicle).parts,
        skills=frozenset(map(str, vehicle.skills)),
        profile=profile,
    )


def _stop(task: VroomTask) -> Stop:
    load = tuple(a + b for a, b in zip(task.delivery, task.pickup, strict=True))
    return Stop(
        name=f"{task.kind} {task.key}",
        location=task.location,
        load=load or NO_AMOUNT,
        service_s=task.setup_s + task.service_s,
        time_windows=tuple(TimeWindow(*window) for window in task.windows),
        priority=task.priority,
        skills=frozenset(map(str, task.skills)),
    )


def answer_of(expressed: Expressed, solution: RoutingSolution) -> VroomAnswer:
    """Return an answer to the routing problem as one to the VROOM problem."""
    free = [list(positions) for positions in expressed.vehicles]
    routes = [
        _route(route, free[route.vehicle_type].pop(0)) for route in solution.routes
    ]
    unassigned = tuple(sorted(entry.stop for entry in solution.unserved))
    return VroomAnswer(tuple(routes), unassigned, solution.seconds)


def _route(route: Route, vehicle: int) -> VroomRoute:
    first, last = route.visits[0], route.visits[-1]
    steps = tuple(
        VroomStep(
            task=visit.index if visit.kind is VisitKind.STOP else None,
            pause=visit.index if visit.kind is VisitKind.BREAK else None,
            arrival_s=visit.arrival_s,
            start_s=visit.start_s,
            departure_s=visit.departure_s,
        )
        for visit in route.visits[1:-1]
    )
    return VroomRoute(vehicle, first.departure_s, last.arrival_s, steps)
