"""The best answer so far, route by route."""

from collections import Counter
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, field

import numpy as np

from routing.vrp.problem import RoutingProblem
from routing.vrp.solution import Route, RoutingSolution, Unserved, VisitKind
from routing.vrp.view import Ints
from routing.vrp.walk import walk_route

NOWHERE = -1
"""Stands for the route of a stop that no route serves."""


def stops_of(route: Route) -> list[int]:
    """Return the stops of a route in order."""
    return [visit.index for visit in route.visits if visit.kind is VisitKind.STOP]


def visits_of(route: Route) -> tuple[object, ...]:
    """Return what makes two routes the same, times aside."""
    return route.vehicle_type, tuple((v.kind, v.index) for v in route.visits)


def route_costs(problem: RoutingProblem, routes: Iterable[Route]) -> list[int]:
    """Return what each of some valid routes costs, in fen."""
    costs = []
    for route in routes:
        report = walk_route(problem, route, "route").report
        if report is None:
            msg = f"no route at all: {route}"
            raise ValueError(msg)
        costs.append(report.cost_fen)
    return costs


@dataclass(slots=True)
class Incumbent:
    """Routes by number; a number is never used again.

    Attributes
    ----------
    problem
        What is solved.
    routes, cost_fen
        Routes, and what each costs.
    unserved
        What is left out, by stop.
    route_of
        Number of the route of each stop, ``NOWHERE`` for those left out.
    """

    problem: RoutingProblem
    routes: dict[int, Route] = field(default_factory=dict)
    cost_fen: dict[int, int] = field(default_factory=dict)
    unserved: dict[int, Unserved] = field(default_factory=dict)
    route_of: Ints = field(init=False)
    _next: int = 0

    def __post_init__(self) -> None:
        """Begin with no stop served."""
        self.route_of = np.full(len(self.problem.stops), NOWHERE, dtype=np.int64)

    @property
    def total_fen(self) -> int:
        """Cost of all routes."""
        return sum(self.cost_fen.values())

    def load(self, solution: RoutingSolution) -> None:
        """Take over an answer; routes that were there before keep their numbers."""
        number_of = {visits_of(route): n for n, route in self.routes.items()}
        stay = {number_of.get(visits_of(route)): route for route in solution.routes}
        fresh = [r for r in solution.routes if visits_of(r) not in number_of]
        gone = [number for number in self.routes if number not in stay]
        costs = route_costs(self.problem, fresh)
        left_out = list(self.unserved)
        self.exchange(gone, left_out, fresh, costs, solution.unserved)
        for number, route in stay.items():
            if number is not None:
                self.routes[number] = route
                (self.cost_fen[number],) = route_costs(self.problem, [route])

    def exchange(
        self,
        numbers: Collection[int],
        left_out: Collection[int],
        routes: Sequence[Route],
        costs_fen: Sequence[int],
        unserved: Iterable[Unserved],
    ) -> list[int]:
        """Put routes in the place of others, and return their numbers.

        ``left_out`` are the unserved stops whose entries ``unserved`` replaces.
        """
        for number in numbers:
            self.route_of[stops_of(self.routes.pop(number))] = NOWHERE
            del self.cost_fen[number]
        for stop in left_out:
            del self.unserved[stop]
        self.unserved.update((entry.stop, entry) for entry in unserved)
        first = self._next
        for route, cost in zip(routes, costs_fen, strict=True):
            self.routes[self._next] = route
            self.cost_fen[self._next] = cost
            self.route_of[stops_of(route)] = self._next
            self._next += 1
        return list(range(first, self._next))

    def spare(self) -> Counter[int]:
        """Return how many vehicles of each type stand idle."""
        types = self.problem.vehicle_types
        spare = Counter({k: kind.num_available for k, kind in enumerate(types)})
        spare.subtract(route.vehicle_type for route in self.routes.values())
        return spare

    def solution(self, engine: str, seconds: float = 0.0) -> RoutingSolution:
        """Return the answer."""
        return RoutingSolution(
            routes=tuple(self.routes.values()),
            unserved=tuple(self.unserved[stop] for stop in sorted(self.unserved)),
            cost_fen=self.total_fen,
            engine=engine,
            seconds=seconds,
        )
