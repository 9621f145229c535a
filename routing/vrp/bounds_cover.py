"""The cheapest fleet that covers what must be done, or less."""

from collections.abc import Mapping
from dataclasses import dataclass

TOLERANCE = 1e-9
"""Share of a limit within which a need counts as covered."""


@dataclass(frozen=True, slots=True)
class Limit:
    """Something of which each vehicle has only so much in a day.

    Attributes
    ----------
    need
        What must be served uses at least this much.
    has
        What one vehicle of each type has; infinite for no limit.
    """

    need: float
    has: Mapping[int, float]


def least_number(limit: Limit, available: Mapping[int, int]) -> int:
    """Return the fewest vehicles that cover a need, all of them if none do."""
    missing = limit.need - TOLERANCE * limit.need
    number = 0
    for kind in sorted(available, key=lambda kind: -limit.has[kind]):
        if missing <= 0:
            break
        each = limit.has[kind]
        enough = available[kind]
        if each > 0:
            enough = min(enough, int(-(-missing // each)))
        number += enough
        missing -= enough * each
    return number


def least_cost(
    limit: Limit, available: Mapping[int, int], prices: Mapping[int, float]
) -> float:
    """Return the least price of vehicles that cover a need.

    The larger of the fractional optimum and of the fewest vehicles times the
    cheapest.
    """
    number = least_number(limit, available)
    return max(
        _cheapest(number, available, prices), _fractional(limit, available, prices)
    )


def _cheapest(
    number: int, available: Mapping[int, int], prices: Mapping[int, float]
) -> float:
    total = 0.0
    for kind in sorted(available, key=lambda kind: prices[kind]):
        taken = min(number, available[kind])
        total += taken * prices[kind]
        number -= taken
    return total


def _fractional(
    limit: Limit, available: Mapping[int, int], prices: Mapping[int, float]
) -> float:
    useful = [kind for kind in available if limit.has[kind] > 0]
    missing = limit.need - TOLERANCE * limit.need
    total = 0.0
    for kind in sorted(useful, key=lambda kind: prices[kind] / limit.has[kind]):
        if missing <= 0:
            break
        if limit.has[kind] == float("inf"):
            # No multiple of a price over an infinite amount: it costs nothing.
            break
        taken = min(float(available[kind]), missing / limit.has[kind])
        total += taken * prices[kind]
        missing -= taken * limit.has[kind]
    return total
