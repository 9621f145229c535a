"""Faults of vehicle types and their parts."""

from collections.abc import Iterator
from itertools import pairwise

from routing.vrp.parts import Break, DrivingRest, Energy, Overtime
from routing.vrp.problem import RoutingProblem, VehicleType
from routing.vrp.validate_values import (
    LARGEST_RATE,
    LARGEST_TRAVEL,
    amount,
    flag,
    is_whole,
    position,
    vector,
    window,
)


def vehicle_faults(
    place: str, vehicle: VehicleType, problem: RoutingProblem
) -> Iterator[str]:
    """Name what is wrong with a vehicle type taken by itself."""
    yield from vector(f"{place}.capacity", vehicle.capacity, problem.dimensions)
    yield from window(f"{place}.shift", vehicle.shift)
    depots = len(problem.depots)
    yield from position(f"{place}.start_depot", vehicle.start_depot, depots)
    yield from position(f"{place}.end_depot", vehicle.end_depot, depots)
    yield from flag(f"{place}.returns_empty", vehicle.returns_empty)
    if vehicle.profile not in problem.tables:
        known = ", ".join(problem.tables)
        yield f"{place}.profile: no table {vehicle.profile!r}; there are: {known}"
    for name in (
        "num_available",
        "fixed_cost_fen",
        "unit_distance_cost_fen_per_km",
        "unit_duration_cost_fen_per_h",
    ):
        yield from amount(f"{place}.{name}", getattr(vehicle, name))
    grams = vehicle.emission_g_per_km
    yield from amount(f"{place}.emission_g_per_km", grams, LARGEST_RATE)
    for name in ("max_duration_s", "max_distance_m", "max_trips", "max_stops"):
        value = getattr(vehicle, name)
        if value is not None:
            yield from amount(f"{place}.{name}", value)
    if vehicle.max_load is not None:
        yield from vector(f"{place}.max_load", vehicle.max_load, problem.dimensions)
    yield from _body(place, vehicle, problem)
    yield from _driver(place, vehicle)


def _body(place: str, vehicle: VehicleType, problem: RoutingProblem) -> Iterator[str]:
    for index, part in enumerate(vehicle.compartments):
        where = f"{place}.compartments[{index}].capacity"
        yield from vector(where, part.capacity, problem.dimensions)
    for index, carried in enumerate(vehicle.on_board):
        where = f"{place}.on_board[{index}].load"
        yield from vector(where, carried.load, problem.dimensions)
    if vehicle.energy is not None:
        yield from _energy(f"{place}.energy", vehicle.energy)


def _energy(place: str, energy: Energy) -> Iterator[str]:
    for name in (
        "usable_wh",
        "consumption_wh_per_km",
        "load_consumption_wh_per_km_per_1000",
        "charge_power_w",
    ):
        yield from amount(f"{place}.{name}", getattr(energy, name), LARGEST_RATE)
    if energy.initial_wh is not None:
        full_wh = energy.usable_wh if is_whole(energy.usable_wh) else LARGEST_RATE
        yield from amount(f"{place}.initial_wh", energy.initial_wh, full_wh)


def _driver(place: str, vehicle: VehicleType) -> Iterator[str]:
    if vehicle.overtime is not None:
        yield from _overtime(f"{place}.overtime", vehicle.overtime)
    for index, rule in enumerate(vehicle.breaks):
        yield from _break(f"{place}.breaks[{index}]", rule)
    for index, (before, after) in enumerate(pairwise(vehicle.breaks), start=1):
        if before.earliest_s > after.earliest_s or before.latest_s > after.latest_s:
            yield (
                f"{place}.breaks[{index}]: must come in the order of the day, got "
                f"{after.earliest_s} to {after.latest_s} after "
                f"{before.earliest_s} to {before.latest_s}"
            )
    if vehicle.driving_rest is not None:
        yield from _rest(f"{place}.driving_rest", vehicle.driving_rest)


def _overtime(place: str, overtime: Overtime) -> Iterator[str]:
    yield from amount(f"{place}.regular_s", overtime.regular_s, LARGEST_TRAVEL)
    price = overtime.unit_cost_fen_per_h
    yield from amount(f"{place}.unit_cost_fen_per_h", price)


def _break(place: str, rule: Break) -> Iterator[str]:
    for name in ("earliest_s", "latest_s", "duration_s"):
        yield from amount(f"{place}.{name}", getattr(rule, name), LARGEST_TRAVEL)
    if rule.latest_s < rule.earliest_s:
        yield (
            f"{place}: must begin at {rule.earliest_s} at the earliest and at "
            f"{rule.latest_s} at the latest, which is before"
        )


def _rest(place: str, rule: DrivingRest) -> Iterator[str]:
    for name in ("max_driving_s", "rest_s"):
        value = getattr(rule, name)
        yield from amount(f"{place}.{name}", value, LARGEST_TRAVEL, least=1)
