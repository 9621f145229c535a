"""Faults of travel tables, locations and speeds."""

from collections.abc import Iterator
from itertools import pairwise

import numpy as np

from routing.vrp.problem import (
    UNREACHABLE,
    RoutingProblem,
    SpeedProfile,
    TravelTable,
)
from routing.vrp.validate_values import LARGEST_TRAVEL, amount, position

SLOWEST, FASTEST = 0.01, 100.0
"""Speed factors that may be meant."""


def travel_faults(problem: RoutingProblem) -> Iterator[str]:
    """Name what is wrong with tables, the locations in them, and speeds."""
    for profile, table in problem.tables.items():
        yield from _table(f"tables[{profile!r}]", table)
    shapes = {table.distance_m.shape for table in problem.tables.values()}
    if len(shapes) > 1:
        yield f"tables: all must have one shape, got {sorted(shapes)}"
    size = min((shape[0] for shape in shapes if shape), default=0)
    if problem.tables:
        yield from _locations(problem, size)
    if problem.speed_profile is not None:
        yield from _speed_profile(problem.speed_profile, size)


def _locations(problem: RoutingProblem, size: int) -> Iterator[str]:
    for kind in ("depots", "unload_sites", "stops", "chargers"):
        for index, item in enumerate(getattr(problem, kind)):
            place = f"{kind}[{index}] ({item.name})"
            yield from position(f"{place}.location", item.location, size)


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


def _speed_profile(speeds: SpeedProfile, size: int) -> Iterator[str]:
    place, starts = "speed_profile", speeds.starts_s
    for bucket, start_s in enumerate(starts):
        yield from amount(f"{place}.starts_s[{bucket}]", start_s, LARGEST_TRAVEL)
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
