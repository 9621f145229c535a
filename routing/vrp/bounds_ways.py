"""Least prices of ways: from where trips begin, to where they end, into a place.

Tables need not keep the triangle inequality, and a vehicle may pass any place on
its way. So what bounds the price of a part of a route is the cheapest chain of
arcs, not the direct one. Chains are found by relaxing all arcs until nothing
changes any more (R. Bellman, On a routing problem, Quarterly of Applied
Mathematics 16, 1958), in blocks of rows: beside the tables, memory is linear in
the number of locations.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from routing.vrp.problem import RoutingProblem, TravelTable

BLOCK_ENTRIES = 1 << 17
"""Entries of a block of arcs: a megabyte of doubles, which a cache holds."""

TILE = 256
"""Rows and columns of a tile of a table."""

COLUMN_DEARER = 16
"""How many rows of a table are read in the time of one column."""

type Floats = NDArray[np.float64]
type Ints = NDArray[np.intp]
type Flags = NDArray[np.bool_]


@dataclass(frozen=True)
class ArcPrices:
    """What each arc costs at least.

    Attributes
    ----------
    table
        Travel table of a profile.
    per_m, per_s
        Price of a metre and of a table second.
    """

    table: TravelTable
    per_m: float
    per_s: float

    @cached_property
    def size(self) -> int:
        """Return the number of locations."""
        return len(self.table.distance_m)

    @cached_property
    def _has_closed(self) -> bool:
        return bool(
            self.table.distance_m.min(initial=0) < 0
            or self.table.duration_s.min(initial=0) < 0
        )

    @cached_property
    def is_symmetric(self) -> bool:
        """Whether each way costs what the way back does."""
        priced = [
            array
            for array, price in (
                (self.table.distance_m, self.per_m),
                (self.table.duration_s, self.per_s),
            )
            if price or self._has_closed
        ]
        # Tile by tile: both a tile and its mirror image fit a cache.
        tiles = range(0, self.size, TILE)
        return all(
            np.array_equal(
                array[i : i + TILE, j : j + TILE], array[j : j + TILE, i : i + TILE].T
            )
            for array in priced
            for i in tiles
            for j in tiles
            if i <= j
        )

    def rows(self, origins: Ints | slice) -> Floats:
        """Return prices from some locations to all; infinite where closed."""
        return self._priced(
            self.table.distance_m[origins], self.table.duration_s[origins]
        )

    def columns(self, destinations: Ints) -> Floats:
        """Return prices from all locations to some; infinite where closed."""
        return self._priced(
            self.table.distance_m[:, destinations],
            self.table.duration_s[:, destinations],
        )

    def _priced(
        self, distance_m: NDArray[np.int32], duration_s: NDArray[np.int32]
    ) -> Floats:
        if self.per_m:
            prices = np.multiply(distance_m, self.per_m, dtype=np.float64)
            if self.per_s:
                prices += np.multiply(duration_s, self.per_s, dtype=np.float64)
        else:
            prices = np.multiply(duration_s, self.per_s, dtype=np.float64)
        if self._has_closed:
            prices[(distance_m < 0) | (duration_s < 0)] = np.inf
        return prices


@dataclass(frozen=True)
class ReducedArcs(ArcPrices):
    """What is left of the prices of arcs when visits are paid for: at least zero.

    Attributes
    ----------
    into, out_of
        What each arc into, or out of, a location is less by.
    """

    into: Floats
    out_of: Floats

    @property
    def credit(self) -> Floats:
        """Return what a visit to each location is worth: it is entered and left."""
        return self.into + self.out_of

    @cached_property
    def is_symmetric(self) -> bool:
        """Whether each way costs what the way back does: seldom, once reduced."""
        return False

    def rows(self, origins: Ints | slice) -> Floats:
        """Return prices from some locations to all; infinite where closed."""
        left = super().rows(origins) - self.into
        left -= self.out_of[origins][:, None]
        return np.maximum(left, 0.0, out=left)

    def columns(self, destinations: Ints) -> Floats:
        """Return prices from all locations to some; infinite where closed."""
        left = super().columns(destinations) - self.into[destinations]
        left -= self.out_of[:, None]
        return np.maximum(left, 0.0, out=left)


def reduced_arcs(prices: ArcPrices, visited: Flags, share: float) -> ReducedArcs:
    """Return prices less a share of the least there are into and out of locations.

    First of all arcs into a location, then of what that leaves of those out of it,
    as in the first steps of an assignment (H. W. Kuhn, The Hungarian method for
    the assignment problem, Naval Research Logistics Quarterly 2, 1955).

    Parameters
    ----------
    prices
        The prices.
    visited
        Locations whose visits are paid for.
    share
        From 0 to 1.
    """
    nothing = np.zeros(prices.size)
    least_into = least_arcs(prices)[0]
    paid = visited & np.isfinite(least_into)
    into = np.where(paid, least_into, 0.0)
    rest = ReducedArcs(prices.table, prices.per_m, prices.per_s, into, nothing)
    least_out = least_arcs(rest)[1]
    paid = visited & np.isfinite(least_out)
    out_of = np.where(paid, least_out, 0.0)
    return ReducedArcs(
        prices.table, prices.per_m, prices.per_s, share * into, share * out_of
    )


def arc_prices(
    problem: RoutingProblem, profile: str, per_m: float, per_s: float
) -> ArcPrices:
    """Return least prices of a profile's arcs at any time of the day.

    A leg lasts no less than its table seconds over the highest speed factor of
    any zone and bucket.
    """
    speeds = problem.speed_profile
    fastest = 1.0 if speeds is None else float(np.rint(speeds.factor * 1000).max())
    fastest = fastest if speeds is None else fastest / 1000
    return ArcPrices(problem.tables[profile], per_m, per_s / fastest)


def ways_from(prices: ArcPrices, starts: Mapping[int, float]) -> Floats:
    """Return the least price from any of some locations to each, their own added."""
    best = np.full(prices.size, np.inf)
    for location, price in starts.items():
        best[location] = min(best[location], price)
    active = np.flatnonzero(np.isfinite(best))
    while len(active):
        before = best.copy()
        for part in _parts(active, prices.size):
            reached = prices.rows(part)
            reached += best[part][:, None]
            np.minimum(best, reached.min(axis=0), out=best)
        active = np.flatnonzero(best < before)
    return best


def ways_to(prices: ArcPrices, ends: Mapping[int, float]) -> Floats:
    """Return the least price from each location to any of some, their own added."""
    if prices.is_symmetric:
        return ways_from(prices, ends)
    best = np.full(prices.size, np.inf)
    for location, price in ends.items():
        best[location] = min(best[location], price)
    active = np.flatnonzero(np.isfinite(best))
    while len(active):
        before = best.copy()
        if COLUMN_DEARER * len(active) > prices.size:
            for block in _blocks(prices.size):
                left = prices.rows(block)
                left += best
                best[block] = np.minimum(best[block], left.min(axis=1))
        else:
            for part in _parts(active, prices.size):
                left = prices.columns(part)
                left += best[part]
                np.minimum(best, left.min(axis=1), out=best)
        active = np.flatnonzero(best < before)
    return best


def least_arcs(prices: ArcPrices) -> tuple[Floats, Floats]:
    """Return the least price of an arc into and out of each location.

    Infinite for a location that no other one leads to, or away from.
    """
    into = np.full(prices.size, np.inf)
    out_of = np.full(prices.size, np.inf)
    for block in _blocks(prices.size):
        arcs = prices.rows(block)
        arcs[np.arange(len(arcs)), np.arange(block.start, block.stop)] = np.inf
        np.minimum(into, arcs.min(axis=0), out=into)
        out_of[block] = arcs.min(axis=1)
    return into, out_of


def _blocks(size: int) -> list[slice]:
    """Cut all locations into blocks of rows that fit a cache."""
    step = max(1, BLOCK_ENTRIES // max(1, size))
    return [slice(at, min(size, at + step)) for at in range(0, size, step)]


def _parts(places: Ints, size: int) -> list[Ints]:
    """Cut some locations into parts whose arcs fit a cache."""
    step = max(1, BLOCK_ENTRIES // max(1, size))
    return [places[at : at + step] for at in range(0, len(places), step)]
