"""Which routes are re-optimised together: those around a stop."""

from collections.abc import Collection
from dataclasses import dataclass, field

import numpy as np

from routing.decompose.incumbent import NOWHERE, Incumbent, stops_of
from routing.vrp.problem import RoutingProblem
from routing.vrp.view import Ints

CANDIDATES = 16
"""Stops drawn for a neighbourhood's middle; the one tried least often is taken."""


@dataclass(frozen=True, slots=True)
class Neighbourhood:
    """Routes near each other, by number, and unserved stops among them.

    Attributes
    ----------
    numbers
        The routes.
    left_out
        Unserved stops.
    tries
        How often searches around the same stop found nothing better.
    """

    numbers: tuple[int, ...]
    left_out: tuple[int, ...]
    tries: int


@dataclass
class Chooser:
    """Chooses neighbourhoods, the less often tried first.

    Attributes
    ----------
    incumbent
        The answer whose routes are chosen.
    random
        Source of all choices.
    tries
        How often each stop was in a neighbourhood that did not improve.
    """

    incumbent: Incumbent
    random: np.random.Generator
    tries: Ints = field(init=False)

    def __post_init__(self) -> None:
        """Begin with no stop tried."""
        problem = self.incumbent.problem
        self.tries = np.zeros(len(problem.stops), dtype=np.int64)
        self._row = np.array([stop.location for stop in problem.stops])
        name = most_used_profile(problem)
        self._distance = problem.tables[name].distance_m

    def choose(
        self, size: int, busy: Collection[int], busy_stops: Collection[int]
    ) -> Neighbourhood | None:
        """Return free routes with about ``size`` stops around some stop.

        ``None`` when no route is free.
        """
        free = ~np.isin(self.incumbent.route_of, [*busy, NOWHERE])
        middles = np.flatnonzero(free)
        if not middles.size:
            return None
        drawn = self.random.choice(middles, CANDIDATES)
        middle = int(drawn[self.tries[drawn].argmin()])
        numbers: dict[int, int] = {}
        left_out: list[int] = []
        total = 0
        for stop in self._around(middle):
            number = int(self.incumbent.route_of[stop])
            if number == NOWHERE:
                if stop not in busy_stops:
                    left_out.append(stop)
                continue
            if number in numbers or number in busy:
                continue
            count = len(stops_of(self.incumbent.routes[number]))
            if numbers and total + count > size:
                break
            numbers[number] = count
            total += count
        tries = int(self.tries[middle])
        return Neighbourhood(tuple(numbers), tuple(left_out[:size]), tries)

    def note(self, stops: Ints, *, better: bool) -> None:
        """Remember how a neighbourhood of some stops went."""
        if not better:
            self.tries[stops] += 1

    def _around(self, middle: int) -> list[int]:
        """Return all stops, the nearest to one first, there and back."""
        row = self._row[middle]
        there = self._distance[row, self._row].astype(np.int64)
        back = self._distance[self._row, row]
        ways = np.where((there < 0) | (back < 0), np.iinfo(np.int64).max, there + back)
        order: list[int] = np.argsort(ways, kind="stable").tolist()
        return order


def most_used_profile(problem: RoutingProblem) -> str:
    """Return the profile that most vehicles use."""
    count: dict[str, int] = {}
    for kind in problem.vehicle_types:
        count[kind.profile] = count.get(kind.profile, 0) + kind.num_available
    return max(count, key=lambda name: count[name])
