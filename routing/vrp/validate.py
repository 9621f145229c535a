"""Finds what contradicts itself in a routing problem, before an engine sees it."""

from collections.abc import Iterator, Sequence
from itertools import pairwise

import numpy as np

from routing.errors import InvalidProblemError
from routing.vrp.problem import (
    UNREACHABLE,
    AccessRule,
    Depot,
    RoutingProblem,
    SpeedProfile,
    Stop,
    TimeWindow,
    TravelTable,
    UnloadSite,
    VehicleType,
)

LARGEST = 10**12
"""Largest amount or price: sums over 100,000 stops stay within 64 bits."""

LARGEST_TRAVEL = 10**8
"""Largest second or metre (three years, 100,000 km), so that sums stay exact."""

SLOWEST, FASTEST = 0.01, 100.0
"""Speed factors that may be meant."""


def validate_problem(problem: RoutingProblem) -> None:
    """Refuse a problem that contradicts itself, naming every fault.

    Raises
    ------
    InvalidProblemError
        If an index is out of range, an amount negative or not a whole number,
        a load of the wrong length, a table not square or with entries that
        mean nothing, a time window that ends before it starts, an access rule
        that closes nothing, or a speed profile that does not fit the locations.
    """
    faults = list(_faults(problem))
    if faults:
        headline = "The routing problem contradicts itself"
        raise InvalidProblemError(headline, faults)


def _faults(problem: RoutingProblem) -> Iterator[str]:
    for profile, table in problem.tables.items():
        yield from _table(f"tables[{profile!r}]", table)
    shapes = {table.distance_m.shape for table in problem.tables.values()}
    if len(shapes) > 1:
        yield f"tables: all must have one shape, got {sorted(shapes)}"
    size = min((shape[0] for shape in shapes if shape), default=0)
    if problem.tables:
        yield from _locations(problem, size)
    for index, stop in enumerate(problem.stops):
        yield from _stop(f"stops[{index}] ({stop.name})", stop, problem)
    for index, site in enumerate(problem.unload_sites):
        yield from _service(f"unload_sites[{index}] ({site.name})", site)
    for index, vehicle in enumerate(problem.vehicle_types):
        place = f"vehicle_types[{index}] ({vehicle.name})"
        yield from _vehicle(place, vehicle, problem)
    for index, rule in enumerate(problem.access_rules):
        yield from _access_rule(f"access_rules[{index}] ({rule.name})", rule, problem)
    if problem.speed_profile is not None:
        yield from _speed_profile(problem.speed_profile, size)


def _locations(problem: RoutingProblem, size: int) -> Iterator[str]:
    parts: dict[str, Sequence[Depot | UnloadSite | Stop]] = {
        "depots": problem.depots,
        "unload_sites": problem.unload_sites,
        "stops": problem.stops,
    }
    for kind, group in parts.items():
        for index, item in enumerate(group):
            place = f"{kind}[{index}] ({item.name})"
            yield from _position(f"{place}.location", item.location, size)


def _table(place: str, table: TravelTable) -> Iterator[str]:
    arrays = {"distance_m": table.distance_m, "duration_s": table.duration_s}
    for name, array in arrays.items():
        if array.ndim != 2 or array.shape[0] != array.shape[1]:
            yield f"{place}.{name}: must be square, got shape {array.shape}"
        if not np.issubdtype(array.dtype, np.integer):
            yield f"{place}.{name}: must hold whole numbers, got {array.dtype}"
        elif array.size and int(array.min()) < UNREACHABLE:
            yield (
                f"{place}.{name}: must be >= 0, or {UNREACHABLE} where no way "
                f"leads, got {int(array.min())}"
            )
        elif array.size and int(array.max()) > LARGEST_TRAVEL:
            yield f"{place}.{name}: must be <= {LARGEST_TRAVEL}, got {array.max()}"
    if table.distance_m.shape != table.duration_s.shape:
        yield f"{place}: distance_m and duration_s differ in shape"


def _stop(place: str, stop: Stop, problem: RoutingProblem) -> Iterator[str]:
    yield from _vector(f"{place}.load", stop.load, problem.dimensions)
    yield from _service(place, stop)
    yield from _amount(f"{place}.prize_fen", stop.prize_fen)


def _service(place: str, item: Stop | UnloadSite) -> Iterator[str]:
    yield from _amount(f"{place}.service_s", item.service_s, LARGEST_TRAVEL)
    for position, window in enumerate(item.time_windows):
        yield from _window(f"{place}.time_windows[{position}]", window)


def _vehicle(
    place: str, vehicle: VehicleType, problem: RoutingProblem
) -> Iterator[str]:
    yield from _vector(f"{place}.capacity", vehicle.capacity, problem.dimensions)
    yield from _window(f"{place}.shift", vehicle.shift)
    depots = len(problem.depots)
    yield from _position(f"{place}.start_depot", vehicle.start_depot, depots)
    yield from _position(f"{place}.end_depot", vehicle.end_depot, depots)
    if vehicle.profile not in problem.tables:
        known = ", ".join(problem.tables)
        yield f"{place}.profile: no table {vehicle.profile!r}; there are: {known}"
    for name in (
        "num_available",
        "fixed_cost_fen",
        "unit_distance_cost_fen_per_km",
        "unit_duration_cost_fen_per_h",
    ):
        yield from _amount(f"{place}.{name}", getattr(vehicle, name))
    for name in ("max_duration_s", "max_distance_m", "max_trips"):
        value = getattr(vehicle, name)
        if value is not None:
            yield from _amount(f"{place}.{name}", value)


def _access_rule(
    place: str, rule: AccessRule, problem: RoutingProblem
) -> Iterator[str]:
    for name, group in (
        ("vehicle_types", problem.vehicle_types),
        ("stops", problem.stops),
        ("unload_sites", problem.unload_sites),
    ):
        for position in getattr(rule, name):
            yield from _position(f"{place}.{name}", position, len(group))
    yield from _window(f"{place}.closed", rule.closed)
    if rule.closed.end_s == rule.closed.start_s:
        yield f"{place}.closed: must end after it starts at {rule.closed.start_s}"


def _speed_profile(speeds: SpeedProfile, size: int) -> Iterator[str]:
    place, starts = "speed_profile", speeds.starts_s
    for position, start_s in enumerate(starts):
        yield from _amount(f"{place}.starts_s[{position}]", start_s, LARGEST_TRAVEL)
    if not starts or starts[0] != 0:
        yield f"{place}.starts_s: must begin at 0, got {starts[:1]}"
    if any(later <= earlier for earlier, later in pairwise(starts)):
        yield f"{place}.starts_s: must grow from bucket to bucket, got {starts}"
    factor, zone = np.asarray(speeds.factor), np.asarray(speeds.zone)
    if factor.ndim != 2 or factor.shape[1] != len(starts):
        yield (
            f"{place}.factor: needs {len(starts)} buckets per zone, "
            f"got shape {factor.shape}"
        )
    # Written so that NaN, which compares with nothing, is a fault too.
    if not ((factor >= SLOWEST) & (factor <= FASTEST)).all():
        yield f"{place}.factor: must be between {SLOWEST} and {FASTEST:g}"
    if zone.shape != (size,):
        yield f"{place}.zone: needs {size} entries, got shape {zone.shape}"
    if not np.issubdtype(zone.dtype, np.integer):
        yield f"{place}.zone: must hold whole numbers, got {zone.dtype}"
    elif zone.size and not 0 <= zone.min() <= zone.max() < len(factor):
        yield f"{place}.zone: must be positions below {len(factor)}"


def _vector(
    place: str, values: Sequence[int], dimensions: Sequence[str]
) -> Iterator[str]:
    if len(values) != len(dimensions):
        yield f"{place}: needs {len(dimensions)} amounts, got {len(values)}"
    for dimension, value in zip(dimensions, values, strict=False):
        yield from _amount(f"{place}[{dimension}]", value)


def _window(place: str, window: TimeWindow) -> Iterator[str]:
    yield from _amount(f"{place}.start_s", window.start_s, LARGEST_TRAVEL)
    yield from _amount(f"{place}.end_s", window.end_s, LARGEST_TRAVEL)
    if window.end_s < window.start_s:
        yield f"{place}: ends at {window.end_s} before it starts at {window.start_s}"


def _position(place: str, value: int, size: int) -> Iterator[str]:
    if not _is_whole(value) or not 0 <= value < size:
        yield f"{place}: must be a position below {size}, got {value}"


def _amount(place: str, value: int, largest: int = LARGEST) -> Iterator[str]:
    if not _is_whole(value):
        yield f"{place}: must be a whole number, got {value!r}"
    elif not 0 <= value <= largest:
        yield f"{place}: must be between 0 and {largest}, got {value}"


def _is_whole(value: object) -> bool:
    return isinstance(value, int | np.integer)
