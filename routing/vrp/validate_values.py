"""Faults of single values, each named with its place, the rule and the value."""

from collections.abc import Iterator, Sequence

import numpy as np

from routing.vrp.problem import TimeWindow

LARGEST = 10**12
"""Largest amount or price: sums over 100,000 stops stay within 64 bits."""

LARGEST_TRAVEL = 10**8
"""Largest second, metre (three years, 100,000 km) or place in a sequence."""

LARGEST_RATE = 10**8
"""Largest watt, and largest watt-hour, gram or second per unit."""


def vector(
    place: str, values: Sequence[int], dimensions: Sequence[str]
) -> Iterator[str]:
    """Name what is wrong with amounts, one per dimension."""
    if len(values) != len(dimensions):
        yield f"{place}: needs {len(dimensions)} amounts, got {len(values)}"
    for dimension, value in zip(dimensions, values, strict=False):
        yield from amount(f"{place}[{dimension}]", value)


def window(place: str, times: TimeWindow) -> Iterator[str]:
    """Name what is wrong with a time window."""
    faults = [
        *amount(f"{place}.start_s", times.start_s, LARGEST_TRAVEL),
        *amount(f"{place}.end_s", times.end_s, LARGEST_TRAVEL),
    ]
    yield from faults
    if times.end_s < times.start_s:
        yield f"{place}: ends at {times.end_s} before it starts at {times.start_s}"


def position(place: str, value: int, size: int) -> Iterator[str]:
    """Name what is wrong with a position in a sequence of a size."""
    if not is_whole(value) or not 0 <= value < size:
        yield f"{place}: must be a position below {size}, got {value}"


def amount(
    place: str, value: int, largest: int = LARGEST, least: int = 0
) -> Iterator[str]:
    """Name what is wrong with a whole number within limits."""
    if not is_whole(value):
        yield f"{place}: must be a whole number, got {value!r}"
    elif not least <= value <= largest:
        yield f"{place}: must be between {least} and {largest}, got {value}"


def flag(place: str, value: object) -> Iterator[str]:
    """Name what is wrong with a yes or no."""
    if not isinstance(value, bool | np.bool_):
        yield f"{place}: must be true or false, got {value!r}"


def is_whole(value: object) -> bool:
    """Return whether a value is a whole number; true and false are none."""
    return isinstance(value, int | np.integer) and not isinstance(value, bool)
