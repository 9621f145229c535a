"""Docks and plugs taken in turns: who comes first is served first.

Timing one route after another would leave the last ones what is free between the
stays of the others, which is seldom long enough. Here all routes go through the
day together: the earliest stay that has not been given yet is given, and routes
that wanted the place at that time are planned anew around it.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np

from routing.vrp.departures import best_day, first_day
from routing.vrp.labels import DayPlan
from routing.vrp.openroute import OpenRoute
from routing.vrp.queueing import Shared, Stay, most_at_once, places_at, stays_of
from routing.vrp.tasks import planner_along
from routing.vrp.view import ProblemView


def stays_in_turns(
    view: ProblemView, routes: Sequence[OpenRoute]
) -> list[list[Stay] | None]:
    """Return when each route is at docks and plugs if all take their turns.

    ``None`` for a route that cannot be home in time that way.
    """
    turns = _Turns(view, routes)
    turns.run()
    return [
        given if day is not None else None
        for given, day in zip(turns.given, turns.days, strict=True)
    ]


@dataclass
class _Turns:
    """Routes going through the day together.

    Attributes
    ----------
    view, routes
        The problem, and the routes.
    days
        Each route's day around the stays given to others; ``None`` if there is none.
    given
        Stays each route has been given, the first ones of its day.
    """

    view: ProblemView
    routes: Sequence[OpenRoute]
    days: list[DayPlan | None] = field(init=False)
    given: list[list[Stay]] = field(init=False)
    _wanted: list[list[Stay]] = field(init=False)

    def __post_init__(self) -> None:
        """Begin with nothing given."""
        number = len(self.routes)
        self.days, self.given = [None] * number, [[] for _ in range(number)]
        self._wanted = [[] for _ in range(number)]
        for route in range(number):
            self._plan(route)

    def run(self) -> None:
        """Give every stay."""
        while True:
            waiting = [
                (self._wanted[route][len(given)][1], route)
                for route, given in enumerate(self.given)
                if len(given) < len(self._wanted[route])
            ]
            if not waiting:
                return
            _, chosen = min(waiting)
            self.given[chosen].append(self._wanted[chosen][len(self.given[chosen])])
            for _, route in sorted(waiting):
                if route != chosen and self._clashes(route):
                    self._plan(route)

    def _plan(self, route: int) -> None:
        """Plan the day of a route around what the others have been given."""
        planner = planner_along(
            self.view,
            self.routes[route].vehicle_type,
            self.routes[route].nodes,
            self._left_for(route),
        )
        day = first_day(planner)
        longest_s = planner.vehicle.max_duration_s
        if day is not None and longest_s is not None and day.duration_s > longest_s:
            day = best_day(planner, longest_s, day)
            if day is not None and day.duration_s > longest_s:
                day = None
        self.days[route] = day
        self._wanted[route] = [] if day is None else stays_of(self.view, day.visits)
        # A new plan may come to the first ones at another time.
        self.given[route] = self._wanted[route][: len(self.given[route])]

    def _left_for(self, route: int) -> Shared:
        busy: dict[int, list[tuple[int, int]]] = {}
        for other, stays in enumerate(self.given):
            if other != route:
                for node, begin_s, end_s in stays:
                    busy.setdefault(node, []).append((begin_s, end_s))
        for stays_there in busy.values():
            stays_there.sort()
        shape = self.view.num_sites, len(self.view.problem.dimensions)
        return Shared(self.view, busy, np.zeros(shape, dtype=np.int64))

    def _clashes(self, route: int) -> bool:
        """Return whether a route still wants a place that is taken then."""
        busy = self._left_for(route).busy
        return any(
            node in busy
            and most_at_once(busy[node], begin_s, end_s) >= places_at(self.view, node)
            for node, begin_s, end_s in self._wanted[route][len(self.given[route]) :]
        )
