"""Whole numbers split into parts that add up to them."""

from collections.abc import Iterable, Iterator, Mapping
from fractions import Fraction
from math import floor
from typing import Any, Protocol


class Ordered(Protocol):
    """A key that can be put in order."""

    def __lt__(self, other: Any, /) -> bool:
        """Whether it comes first."""

    def __hash__(self) -> int:
        """Hash, as for every key."""


def split_exactly[K: Ordered](total: int, weights: Mapping[K, float]) -> dict[K, int]:
    """Split a whole number by weights so that the parts add up to it.

    Largest remainder: everyone gets the floor of his quota, what is left goes
    to the largest remainders, ties in the order of the keys.

    Raises
    ------
    ValueError
        When a weight is negative or all are zero.
    """
    if sum(weights.values()) <= 0 or min(weights.values()) < 0:
        msg = f"weights: must be >= 0 and not all zero, got {dict(weights)}."
        raise ValueError(msg)
    # Fractions, because rounded quotas may add up to more than the total.
    exact = {key: Fraction(weight) for key, weight in weights.items()}
    whole = sum(exact.values())
    quotas = {key: total * weight / whole for key, weight in exact.items()}
    parts = {key: floor(quota) for key, quota in quotas.items()}
    left = total - sum(parts.values())
    by_remainder = sorted(quotas, key=lambda key: (parts[key] - quotas[key], key))
    for key in by_remainder[:left]:
        parts[key] += 1
    return parts


def split_in_turn(total: int, weights: Iterable[int], whole: int) -> Iterator[int]:
    """Split a whole number by weights in their order, as they are taken.

    A part is what is due up to its weight, rounded half up, less what was due
    before, so that the parts add up to the total; equal weights may differ by one.
    Weights below zero take back. Weights that add up to the total are the parts.

    Parameters
    ----------
    total
        What is split.
    weights
        Weights, some below zero.
    whole
        Their sum, which is not zero.
    """
    seen = before = 0
    for weight in weights:
        seen += weight
        until = (2 * total * seen + whole) // (2 * whole)
        yield until - before
        before = until
