"""Which days of the cycle a catchment's points are visited on.

Every material of a point gets one pattern of days. Fewer kilometres are driven
when a point's materials are fetched on the same days, and on those of its
neighbours; fewer vehicles are needed when every day brings as much work. So each
pattern is the cheapest at the days' prices: nothing where the vehicle comes to
the point anyway, else the way from the nearest neighbours visited that day, and
more for a day that has more work than others. Points take their turns by their
direction from the depot, then again until the given number of rounds, each
knowing what the others have: a local search over an estimate of the ways, as in
the choice of day combinations of N. Christofides, J. E. Beasley, The period
routing problem, Networks 14, 1984.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from recycling.dispatch.visit_patterns import CYCLE_DAYS, patterns_of

NEIGHBOURS = 8
"""Nearest points that are looked at."""

FAR = 2.0
"""A point is as many times as far as its farthest neighbour on days without any of
them, and no farther than the depot where that is farther away."""

ROUNDS = 3

VEHICLE_VISITS = 16
"""Visits of mean work that keep a vehicle busy for a day. Where a day has less,
nothing is gained by more even days."""

BALANCE = 10.0
"""Price of a day with twice the mean work for a visit of mean work, in mean ways to
the farthest neighbour."""

EVENNESS = 0.02
"""Price of a distance between visits that is a day off, in the same ways."""

type Floats = NDArray[np.float64]
type Days = tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Wish:
    """A material of a point that wants its days.

    Attributes
    ----------
    point
        Position of the point.
    visits
        Number of visits in the cycle.
    work
        Of one visit, in any unit.
    allowed
        Days of the cycle it may be visited on, at least as many as visits.
    """

    point: int
    visits: int
    work: float
    allowed: frozenset[int]


def assign_days(
    places: Floats, wishes: Sequence[Wish], tolerance_days: int
) -> list[Days]:
    """Choose the days of each wish.

    Parameters
    ----------
    places
        Positions of the points relative to their depot, shape (points, 2).
    wishes
        What wants its days; those of one point follow each other, the most
        important first.
    tolerance_days
        How far distances between visits may be off even ones.

    Returns
    -------
    list of tuple of int
        Days of each wish, in order.
    """
    return _Assignment(places, wishes, tolerance_days).days() if wishes else []


class _Assignment:
    def __init__(
        self, places: Floats, wishes: Sequence[Wish], tolerance_days: int
    ) -> None:
        self.wishes = wishes
        self.patterns = [
            patterns_of(wish.visits, wish.allowed, tolerance_days) for wish in wishes
        ]
        self.chosen: list[Floats | None] = [None] * len(wishes)
        self.visits = np.zeros((len(places), CYCLE_DAYS))
        self.work = np.zeros(CYCLE_DAYS)
        self.near, self.near_m = _neighbours(places)
        depot_m = np.maximum(np.hypot(*places.T), self.near_m[:, -1])
        self.alone_m = np.minimum(FAR * self.near_m[:, -1], depot_m)
        self.step_m = float(self.near_m[:, -1].mean())
        visits = sum(wish.visits for wish in wishes)
        work = sum(wish.work * wish.visits for wish in wishes)
        self.mean_visit = work / visits or 1.0
        self.full_day = max(work / CYCLE_DAYS, VEHICLE_VISITS * self.mean_visit)
        self.turns = _turns(places, wishes)

    def days(self) -> list[Days]:
        for _ in range(ROUNDS):
            for point, numbers in self.turns:
                way_m = self._ways_m(point)
                for number in numbers:
                    self._choose(point, number, way_m)
        return [
            tuple(np.flatnonzero(visited).tolist())
            for visited in self.chosen
            if visited is not None
        ]

    def _ways_m(self, point: int) -> Floats:
        """Return the way from the nearest neighbour visited on each day."""
        there = self.visits[self.near[point]] > 0
        ways_m = np.where(there, self.near_m[point][:, None], self.alone_m[point])
        least: Floats = ways_m.min(axis=0)
        return least

    def _choose(self, point: int, number: int, way_m: Floats) -> None:
        wish, patterns = self.wishes[number], self.patterns[number]
        before = self.chosen[number]
        if before is not None:
            self.visits[point] -= before
            self.work -= wish.work * before
        # Methods and sums instead of numpy's functions, which take longer to call
        # than to work out a few numbers.
        price_m = np.where(self.visits[point] > 0, 0.0, way_m)
        crowd_m = BALANCE * self.step_m * (wish.work / self.mean_visit) / self.full_day
        price_m += crowd_m * (self.work - np.add.reduce(self.work) / CYCLE_DAYS)
        prices_m = patterns.visited @ price_m
        prices_m += EVENNESS * self.step_m * patterns.unevenness
        # Prices that differ by rounding only are equal: the first pattern wins.
        visited = patterns.visited[prices_m.round(3).argmin()]
        self.chosen[number] = visited
        self.visits[point] += visited
        self.work += wish.work * visited


def _neighbours(places: Floats) -> tuple[NDArray[np.intp], Floats]:
    """Return each point's nearest others and the ways to them, nearest first."""
    away = np.hypot(*(places[:, None] - places[None]).transpose(2, 0, 1))
    np.fill_diagonal(away, np.inf)
    if len(places) == 1:
        return np.zeros((1, 1), dtype=np.intp), np.hypot(*places.T)[None]
    near = np.argsort(away, axis=1, kind="stable")[
        :, : min(NEIGHBOURS, len(places) - 1)
    ]
    return near, np.take_along_axis(away, near, axis=1)


def _turns(places: Floats, wishes: Sequence[Wish]) -> list[tuple[int, list[int]]]:
    """Return the points by direction, each with the positions of its wishes."""
    numbers: dict[int, list[int]] = {}
    for number, wish in enumerate(wishes):
        numbers.setdefault(wish.point, []).append(number)
    direction = np.arctan2(places[:, 1], places[:, 0])
    by_direction = sorted(numbers, key=lambda point: (direction[point], point))
    return [(point, numbers[point]) for point in by_direction]
