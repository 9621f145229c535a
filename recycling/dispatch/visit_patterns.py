"""Sets of days of the visiting cycle at nearly even distances."""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

CYCLE_DAYS = 14
"""Length of the visiting cycle; every material is fetched at least once in it."""


@dataclass(frozen=True)
class Patterns:
    """The patterns of a number of visits.

    Attributes
    ----------
    visited
        Shape (patterns, days of the cycle): 1 where a day is visited.
    unevenness
        Per pattern the sum of squares of what its distances are off the mean,
        in days.
    """

    visited: NDArray[np.float64]
    unevenness: NDArray[np.float64]


@lru_cache(maxsize=256)
def patterns_of(visits: int, allowed: frozenset[int], tolerance_days: int) -> Patterns:
    """Return every pattern of a number of visits on allowed days.

    Its distances, that over the end of the cycle included, are the mean one
    rounded down or up, or up to ``tolerance_days`` off that. Where the allowed
    days leave no such pattern, distances may be as much farther off as it takes.

    Raises
    ------
    ValueError
        If there is no visit, or there are fewer allowed days than visits.
    """
    if not 0 < visits <= len(allowed):
        msg = f"visits: must be from 1 to {len(allowed)}, got {visits}."
        raise ValueError(msg)
    days = sorted(allowed)
    shortest, longest = CYCLE_DAYS // visits, -(-CYCLE_DAYS // visits)
    found: list[tuple[int, ...]] = []
    while not found:
        gaps = range(max(1, shortest - tolerance_days), longest + tolerance_days + 1)
        for first in days:
            found += _continued((first,), visits, days, gaps)
        tolerance_days += 1
    visited = np.zeros((len(found), CYCLE_DAYS))
    for row, pattern in enumerate(found):
        visited[row, list(pattern)] = 1
    starts = np.array(found)
    distances = np.diff(starts, axis=1, append=starts[:, :1] + CYCLE_DAYS)
    unevenness = ((distances - CYCLE_DAYS / visits) ** 2).sum(axis=1)
    return Patterns(visited, unevenness)


def _continued(
    begun: tuple[int, ...], visits: int, days: list[int], gaps: range
) -> Iterator[tuple[int, ...]]:
    """Yield the patterns that begin with some days."""
    if len(begun) == visits:
        if begun[0] + CYCLE_DAYS - begun[-1] in gaps:
            yield begun
        return
    for day in days:
        if day - begun[-1] in gaps:
            yield from _continued((*begun, day), visits, days, gaps)
