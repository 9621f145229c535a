"""The vehicles of a VRPLIB file, those that are alike taken together."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from routing.vrp.formats.vrplib_values import Values
from routing.vrp.problem import AccessRule, TimeWindow, VehicleType

ENDLESS_S = 10**8
"""The longest day a problem may have (three years)."""


@dataclass(frozen=True, slots=True)
class _Vehicle:
    """One vehicle of the file; vehicles that are equal are of one type."""

    capacity: int
    depot: int
    reload_depots: tuple[int, ...]
    clients: tuple[int, ...] | None
    max_distance: int | None
    max_duration: int | None
    max_reloads: int | None
    fixed_cost: int
    unit_cost: int


@dataclass(frozen=True, slots=True)
class Fleet:
    """What the problem needs to know of the vehicles.

    Attributes
    ----------
    vehicle_types
        The types.
    vehicles
        Per type, the positions of its vehicles in the file.
    clients
        Per type, the places it may serve; ``None`` for all.
    reload_depots
        Depots at which some vehicle may reload.
    access_rules
        Which types may not reload at which of them.
    """

    vehicle_types: tuple[VehicleType, ...]
    vehicles: tuple[tuple[int, ...], ...]
    clients: tuple[frozenset[int] | None, ...]
    reload_depots: tuple[int, ...]
    access_rules: tuple[AccessRule, ...]

    def allowed_types(self, place: int) -> frozenset[int] | None:
        """Return the vehicle types that may serve a place; ``None`` for all."""
        if all(clients is None for clients in self.clients):
            return None
        return frozenset(
            position
            for position, clients in enumerate(self.clients)
            if clients is None or place in clients
        )


def read_fleet(
    values: Values, size: int, depots: int, table: NDArray[np.int32]
) -> Fleet:
    """Return the vehicles of a file of ``size`` places; faults are noted."""
    count = values.count("VEHICLES")
    alike: dict[_Vehicle, list[int]] = defaultdict(list)
    individuals = _vehicles(values, size, depots, count)
    for position, vehicle in enumerate(individuals):
        alike[vehicle].append(position)
    shifts = _shifts(values, size, depots, table)
    reloads = sorted({d for vehicle in alike for d in vehicle.reload_depots})
    return Fleet(
        vehicle_types=tuple(
            _vehicle_type(vehicle, positions, shifts[vehicle.depot])
            for vehicle, positions in alike.items()
        ),
        vehicles=tuple(map(tuple, alike.values())),
        clients=tuple(
            None if vehicle.clients is None else frozenset(vehicle.clients)
            for vehicle in alike
        ),
        reload_depots=tuple(reloads),
        access_rules=tuple(_access_rules(list(alike), reloads)),
    )


def _vehicle_type(
    vehicle: _Vehicle, positions: Sequence[int], shift: TimeWindow
) -> VehicleType:
    numbers = f"{positions[0] + 1}"
    if len(positions) > 1:
        numbers = f"{numbers}+{len(positions) - 1}"
    return VehicleType(
        name=numbers,
        num_available=len(positions),
        capacity=(vehicle.capacity,),
        start_depot=vehicle.depot,
        end_depot=vehicle.depot,
        returns_empty=False,
        shift=shift,
        max_duration_s=vehicle.max_duration,
        max_distance_m=vehicle.max_distance,
        max_trips=vehicle.max_reloads if vehicle.reload_depots else 0,
        fixed_cost_fen=vehicle.fixed_cost,
        unit_distance_cost_fen_per_km=vehicle.unit_cost,
    )


def _vehicles(
    values: Values, size: int, depots: int, count: int | None
) -> list[_Vehicle]:
    """Return the vehicles one by one; as many as clients if the file has none."""
    count = size - depots if count is None else count
    total = sum(values.column("DEMAND", size, 0) or [0])
    distances = values.column("VEHICLES_MAX_DISTANCE", count, None)
    durations = values.column("VEHICLES_MAX_DURATION", count, None)
    if durations is None:
        durations = values.column("DISTANCE", count, None)
    reloads = values.raw_column("VEHICLES_MAX_RELOADS", count, None)
    sites = values.lists("VEHICLES_RELOAD_DEPOT", count, depots)
    clients = _clients(values, size, depots, count)
    homes = _homes(values, count, depots)
    capacities = values.column("CAPACITY", count, None)
    fixed = values.column("VEHICLES_FIXED_COST", count, 0) or []
    unit = _unit_costs(values, count)
    return [
        _Vehicle(
            capacity=total if capacities is None else capacities[position],
            depot=homes[position],
            reload_depots=() if sites is None else sites[position],
            clients=None if clients is None else clients[position],
            max_distance=None if distances is None else distances[position],
            max_duration=None if durations is None else durations[position],
            max_reloads=None if reloads is None else int(reloads[position]),
            fixed_cost=fixed[position],
            unit_cost=unit[position],
        )
        for position in range(count)
    ]


def _homes(values: Values, count: int, depots: int) -> list[int]:
    name = "VEHICLES_DEPOT"
    if name in values.text.sections:
        homes = values.lists(name, count, depots) or [()] * count
        if all(len(home) == 1 for home in homes):
            return [home[0] for home in homes]
        rule = "needs one depot per vehicle"
        values.faults.add(f"{values.text.place(name)}_SECTION", rule)
        return [0] * count
    home = values.count(name)
    if home is not None and not 1 <= home <= depots:
        values.faults.add(values.text.place(name), f"must be 1 to {depots}", home)
        home = None
    return [0 if home is None else home - 1] * count


def _clients(
    values: Values, size: int, depots: int, count: int
) -> list[tuple[int, ...] | None] | None:
    """Return the places each vehicle may serve, ``None`` for all of them."""
    lists = values.lists("VEHICLES_ALLOWED_CLIENTS", count, size)
    if lists is None:
        return None
    return [
        None if len(set(places) - set(range(depots))) == size - depots else places
        for places in lists
    ]


def _unit_costs(values: Values, count: int) -> list[int]:
    """Return fen per 1,000 units of distance; costs per unit are not rounded."""
    name = "VEHICLES_UNIT_DISTANCE_COST"
    costs = []
    for cost in values.raw_column(name, count, 1) or []:
        fen = round(1000 * cost)
        if abs(fen - 1000 * cost) > 1e-6:
            rule = "may have three decimals at most"
            values.faults.add(values.text.place(name), rule, cost)
        costs.append(fen)
    return costs


def _shifts(
    values: Values, size: int, depots: int, table: NDArray[np.int32]
) -> list[TimeWindow]:
    """Return the working time of each depot's vehicles.

    Without windows, an endless one.
    """
    windows = values.windows("TIME_WINDOW", size)
    if windows is not None:
        return [TimeWindow(*window) for window in windows[:depots]]
    services = sum(values.column("SERVICE_TIME", size, 0) or [0])
    releases = max(values.column("RELEASE_TIME", size, 0) or [0])
    return [endless_shift(table, services, releases)] * depots


def endless_shift(
    table: NDArray[np.int32], services_s: int, release_s: int
) -> TimeWindow:
    """Return a working time long enough for a visit to every place between reloads.

    Parameters
    ----------
    table
        Ways between all places.
    services_s
        Seconds of work at all of them.
    release_s
        The latest release.
    """
    # Row by row: a reduction of the whole table as 64-bit numbers is large.
    longest = 2 * sum(int(row.max()) for row in table)
    return TimeWindow(0, min(longest + services_s + release_s, ENDLESS_S))


def _access_rules(
    vehicles: Sequence[_Vehicle], reloads: Sequence[int]
) -> list[AccessRule]:
    """Keep vehicles that reload somewhere away from the other reload depots."""
    rules = []
    for site, depot in enumerate(reloads):
        barred = frozenset(
            position
            for position, vehicle in enumerate(vehicles)
            if vehicle.reload_depots and depot not in vehicle.reload_depots
        )
        if barred:
            closed = TimeWindow(0, ENDLESS_S)
            name = f"no reload at {depot + 1}"
            rules.append(
                AccessRule(name, barred, unload_sites=frozenset([site]), closed=closed)
            )
    return rules
