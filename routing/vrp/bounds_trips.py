r"""Prices of stops by the cheapest trips there may be, whoever they visit.

A trip is at least as dear as the cheapest chain of ways from where trips begin over
stops, whose loads together the vehicle holds, to where trips end; the chain may
visit stops again (N. Christofides, A. Mingozzi, P. Toth, Exact algorithms for the
vehicle routing problem, based on spanning tree and shortest path relaxations,
Mathematical Programming 20, 1981). Let :math:`w_i` be the loads in whole steps,
rounded down, and :math:`\lambda_i` any rebates for visits. With
:math:`\psi_i` the least, over all chains with stop i, of price less rebates by load,
:math:`v_i = \lambda_i + w_i \psi_i` are prices that no trip undercuts, for
:math:`\sum_i w_i \psi_i` over the stops of a trip is at most its price less its
rebates (R. Baldacci, N. Christofides, A. Mingozzi, An exact algorithm for the
vehicle routing problem based on the set partitioning formulation with additional
cuts, Mathematical Programming 115, 2008). Rebates are raised where chains come too
seldom and lowered where they come too often.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from routing.vrp.bounds_ways import Floats, Ints

MOST_OPERATIONS = 2e8
"""Sums compared in all rounds: some tenths of a second's."""

CALLS = 20_000
"""Sums compared in the time that is lost by looking at one more step of load."""

MOST_ROUNDS = 40
LEVELS = (40, 128)
"""Fewest and most steps of load."""

FIRST_STEP = 1.0
PATIENCE = 3
"""Length of a round's step against what is thought to be missing, and rounds
without a better bound before it is halved."""

SETTLED = 1e-6
"""Square of how often too often or too seldom chains come, where it is as good as
never: what would follow is made of what rounding leaves."""

LAST_STEP = 0.1
"""Length below which no step is worth while."""

WORTH_WHILE = 1.002
"""How many times larger than before a bound must be, not to shorten the steps."""

EXPECTED_GAP = 0.3
"""Share of the bound that is thought to be missing, at the least, at first."""


def operations(stops: int, room: int) -> int:
    """Return about how many sums a round compares for a vehicle type."""
    return 6 * room * (stops * (stops + room) + CALLS)


@dataclass(frozen=True)
class TripWays:
    """What ways cost a vehicle type at least, between stops and at a trip's ends.

    Attributes
    ----------
    out, back
        From where a trip begins to each stop, and from there to where it ends;
        infinite where the vehicle may not serve it.
    between
        From stop to stop, over whatever lies on the way.
    weights
        Load of each stop in whole steps; none is zero.
    room
        What a trip holds, in steps.
    """

    out: Floats
    back: Floats
    between: Floats
    weights: Ints
    room: int

    @cached_property
    def onwards(self) -> Floats:
        """From stop to stop, closed from a stop to itself."""
        ways = self.between.copy()
        np.fill_diagonal(ways, np.inf)
        return ways

    @cached_property
    def backwards(self) -> Floats:
        """The same with ends exchanged, its rows one after the other in memory."""
        return np.ascontiguousarray(self.onwards.T)


@dataclass(frozen=True)
class _Chains:
    """Cheapest chains from an end of trips, less rebates, by load and last stop.

    Attributes
    ----------
    prices
        Shape (room + 1, stops), the last stop's load and rebate included.
    before
        The stop before the last one; -1 for none.
    """

    prices: Floats
    before: Ints


def _chains(ways: TripWays, ends: Floats, into: Floats, rebates: Floats) -> _Chains:
    """Return chains; row i of ``into`` has the ways to stop i."""
    number = len(ways.weights)
    prices = np.full((ways.room + 1, number), np.inf)
    before = np.full((ways.room + 1, number), -1, dtype=np.intp)
    stops = np.arange(number)
    for load in range(1, ways.room + 1):
        first = stops[ways.weights == load]
        prices[load, first] = ends[first] - rebates[first]
        later = stops[ways.weights < load]
        if not len(later):
            continue
        found = prices[load - ways.weights[later]]
        found += into[later]
        last = found.argmin(axis=1)
        prices[load, later] = found[np.arange(len(later)), last] - rebates[later]
        before[load, later] = last
    return _Chains(prices, before)


@dataclass(frozen=True)
class _Best:
    """The least price by load of a chain with each stop, and that chain.

    Attributes
    ----------
    ratios
        The least price less rebates, by load; infinite where there is no chain.
    loads
        Load of the chain.
    there, home
        Load of its part to the stop, and of that from the stop; the stop in both.
    """

    ratios: Floats
    loads: Ints
    there: Ints
    home: Ints


def _best(ways: TripWays, there: _Chains, home: _Chains, rebates: Floats) -> _Best:
    number = len(ways.weights)
    ratios = np.full(number, np.inf)
    parts = np.zeros((2, number), dtype=np.intp)
    levels = np.arange(ways.room + 1)[:, None]
    for load in range(1, ways.room + 1):
        together = load + levels - ways.weights
        prices = there.prices[load] + home.prices + rebates
        fits = (together >= 1) & (together <= ways.room)
        found = np.where(fits, prices / np.maximum(together, 1), np.inf)
        rest = found.argmin(axis=0)
        least = found[rest, np.arange(number)]
        better = least < ratios
        ratios = np.where(better, least, ratios)
        parts[0, better] = load
        parts[1, better] = rest[better]
    return _Best(ratios, parts[0] + parts[1] - ways.weights, parts[0], parts[1])


class TripPrices:
    """Raises the prices of stops, round by round.

    Parameters
    ----------
    ways
        Of each vehicle type that differs from the others.
    rebates
        To begin with, at least zero.
    """

    def __init__(self, ways: Sequence[TripWays], rebates: Floats) -> None:
        self.ways = ways
        self.rebates = rebates
        work = sum(operations(len(rebates), kind.room) for kind in ways)
        self.rounds = int(min(MOST_ROUNDS, MOST_OPERATIONS // max(1, work)))

    @cached_property
    def _most(self) -> Floats:
        """Rebates above a stop's own trip say nothing, and cost digits."""
        trips = [ways.out + ways.back for ways in self.ways]
        most = np.max([np.where(np.isfinite(t), t, 0.0) for t in trips], axis=0)
        return np.maximum(most, self.rebates)

    def raised(self) -> Floats | None:
        """Return the best prices found; ``None`` where there are none."""
        best: Floats | None = None
        best_sum, step, waited = 0.0, FIRST_STEP, 0
        rebates = self.rebates
        for _ in range(self.rounds):
            values, visits = self._round(rebates)
            if not np.isfinite(values).all():
                return best
            total = float(values.sum())
            if values.min(initial=0.0) >= 0 and total > best_sum:
                waited = 0 if total > WORTH_WHILE * best_sum else waited + 1
                best, best_sum = values, total
            else:
                waited += 1
            if waited >= PATIENCE:
                step, waited = step / 2, 0
            if step < LAST_STEP:
                return best
            missing = 1 - visits
            length = float(missing @ missing)
            if length < SETTLED:
                return best
            far = max(EXPECTED_GAP * best_sum, best_sum - total)
            rebates = rebates + step * far / length * missing
            rebates = np.clip(rebates, 0.0, self._most)
        return best

    def _round(self, rebates: Floats) -> tuple[Floats, Floats]:
        """Return prices at some rebates, and how often the chains visit each stop."""
        number = len(rebates)
        values = np.full(number, np.inf)
        visits = np.zeros(number)
        chosen = np.full(number, -1)
        found = []
        for position, ways in enumerate(self.ways):
            there = _chains(ways, ways.out, ways.backwards, rebates)
            home = _chains(ways, ways.back, ways.onwards, rebates)
            best = _best(ways, there, home, rebates)
            prices = rebates + ways.weights * best.ratios
            chosen = np.where(prices < values, position, chosen)
            values = np.minimum(prices, values)
            found.append((there, home, best))
        for position, (there, home, best) in enumerate(found):
            stops = np.flatnonzero((chosen == position) & np.isfinite(values))
            weights = self.ways[position].weights
            shares = weights[stops] / best.loads[stops]
            for chains, loads in ((there, best.there), (home, best.home)):
                _add_visits(visits, chains, weights, stops, loads[stops], shares)
            np.add.at(visits, stops, -shares)
        return values, visits


def _add_visits(
    visits: Floats,
    chains: _Chains,
    weights: Ints,
    stops: Ints,
    loads: Ints,
    shares: Floats,
) -> None:
    """Add the shares of the visits along chains that end at stops with loads."""
    while len(stops):
        np.add.at(visits, stops, shares)
        before = chains.before[loads, stops]
        goes_on = before >= 0
        loads = (loads - weights[stops])[goes_on]
        stops, shares = before[goes_on], shares[goes_on]
