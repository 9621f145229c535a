"""Which stops and unloading sites are near a stop."""

from collections.abc import Iterator, Sequence

import numpy as np

from routing.engines.lns.fields import (
    N_CLOSE,
    N_MASK,
    N_OPEN,
    N_SERVICE,
    PER_M,
    PER_S,
    Floats,
    Ints,
    Ints32,
)
from routing.vrp.view import ProblemView

NEAR_STOPS = 30
"""Stops around one that may be taken out with it."""

NEAR_SIDES = 240
"""Places beside other stops that a stop may be put into; most are looked at only
where the first do not take it (``looks.NEAR_LOOKS``)."""

NEAR_SITES = 3

WAIT_WEIGHT = 0.2
LATE_WEIGHT = 1.0
"""What seconds of waiting and of lateness weigh against seconds of driving when
stops are called near (T. Vidal et al., Computers & Operations Research 40, 2013)."""

BLOCK = 512

ANY_ORDER = 200
"""Up to so many stops, their tables fit a fast memory in any order."""

LEAF = 8
"""Stops that are not put into an order any further."""


def by_place(view: ProblemView, stops: Ints) -> Ints:
    """Return stops in such an order that near ones are near each other in memory.

    By halves: stops are put into the order of how much nearer they are to one end of
    the ground than to the other.
    """
    if stops.size <= ANY_ORDER:
        return stops
    name = view.problem.vehicle_types[0].profile
    distance, location = view.problem.tables[name].distance_m, view.location
    waiting, done = [stops], []
    while waiting:
        part = waiting.pop()
        if part.size <= LEAF:
            done.append(part)
            continue
        place = location[part]
        first = int(distance[place[0], place].argmax())
        from_first = distance[place[first], place].astype(np.int64)
        from_second = distance[place[int(from_first.argmax())], place]
        part = part[np.argsort(from_first - from_second, kind="stable")]
        waiting += [part[part.size // 2 :], part[: part.size // 2]]
    answer: Ints = np.concatenate(done)
    return answer


def near_sides(
    tables: Sequence[Ints32], node: Ints, price: Floats, stops: int, allowed: Ints
) -> Ints:
    """Return beside which stops each stop is put in best, in money and in time.

    Twice a stop for the place before it, one more for the place behind it; -1 where
    there are no more. Only stops that some vehicle type may serve too.
    """
    number = min(NEAR_SIDES, 2 * (stops - 1))
    if number <= 0:
        return np.full((stops, 1), -1, dtype=np.int64)
    answer = np.empty((stops, number), dtype=np.int64)
    for rows, before, behind in _ways(tables, node, price, stops, allowed):
        far = np.empty((rows.size, 2 * stops))
        far[:, 0::2], far[:, 1::2] = before, behind
        answer[rows] = _least(far, number)
    return answer


def near_stops(
    tables: Sequence[Ints32],
    node: Ints,
    price: Floats,
    stops: int,
    allowed: Ints,
    crowding: int = 1,
) -> Ints:
    """Return the nearest stops of each stop, in money and in time.

    Only those that some vehicle type may serve too, -1 where there are no more;
    ``crowding`` times as many as usual.
    """
    number = min(crowding * NEAR_STOPS, stops - 1)
    if number <= 0:
        return np.full((stops, 1), -1, dtype=np.int64)
    answer = np.empty((stops, number), dtype=np.int64)
    for rows, before, behind in _ways(tables, node, price, stops, allowed):
        answer[rows] = _least(np.minimum(before, behind), number)
    return answer


def _ways(
    tables: Sequence[Ints32], node: Ints, price: Floats, stops: int, allowed: Ints
) -> Iterator[tuple[Ints, Floats, Floats]]:
    """Yield some stops, and how far each of all stops is behind and before them."""
    every = np.arange(stops)
    may = None if allowed.all() else allowed.astype(np.float32)
    prices = float(price[:, PER_M].mean()), float(price[:, PER_S].mean())
    for first in range(0, stops, BLOCK):
        rows = every[first : first + BLOCK]
        before = _proximity(tables, node, prices, (rows, every))
        behind = _proximity(tables, node, prices, (every, rows)).T
        for far in (before, behind):
            if may is not None:
                far[may[rows] @ may.T == 0] = np.inf
            far[np.arange(rows.size), rows] = np.inf
        yield rows, before, behind


def _least(far: Floats, number: int) -> Ints:
    """Return the positions of the least values of every row, the least first."""
    best = np.argpartition(far, number - 1, axis=1)[:, :number]
    least = np.take_along_axis(far, best, axis=1)
    best[np.isinf(least)] = -1
    order = np.argsort(least, axis=1, kind="stable")
    answer: Ints = np.take_along_axis(best, order, axis=1)
    return answer


def _proximity(
    tables: Sequence[Ints32],
    node: Ints,
    prices: tuple[float, float],
    pairs: tuple[Ints, Ints],
) -> Floats:
    """Return how near stops are to others that follow them."""
    before, after = pairs
    grid = np.ix_(before, after)
    way_m, way_s = tables[0][0][grid], tables[-1][0][grid].astype(np.float64)
    done = node[before, N_SERVICE][:, None] + way_s
    wait = node[after, N_OPEN][None, :] - done - node[before, N_CLOSE][:, None]
    late = node[before, N_OPEN][:, None] + done - node[after, N_CLOSE][None, :]
    per_m, per_s = prices
    per_late_s = per_s or per_m
    answer: Floats = per_m * way_m + per_s * way_s
    answer += per_late_s * WAIT_WEIGHT * np.maximum(wait, 0)
    answer += per_late_s * LATE_WEIGHT * np.maximum(late, 0)
    return answer


def near_sites(tables: Sequence[Ints32], node: Ints, stops: int, sites: int) -> Ints:
    """Return the nearest unloading sites that accept what a stop loads.

    Their nodes, -1 where there are no more.
    """
    number = max(min(NEAR_SITES, sites), 1)
    if not sites:
        return np.full((stops, number), -1, dtype=np.int64)
    way_m = tables[0][0][:stops, stops : stops + sites].astype(np.float64)
    accepted = node[stops : stops + sites, N_MASK]
    way_m[(node[:stops, N_MASK][:, None] & ~accepted[None, :]) != 0] = np.inf
    order = np.argsort(way_m, axis=1, kind="stable")[:, :number]
    found = np.take_along_axis(way_m, order, axis=1) < np.inf
    return np.where(found, order + stops, -1)
