"""Docks and plugs taken in turns: who comes first is served first.

Timing one route after another would leave the last ones what is free between the
stays of the others, which is seldom long enough. Here all routes go through the
day together: the earliest stay that has not been given yet is given. A route
whose place is taken then is planned anew when its turn has come, so that one plan
per stay does, however long the queue.
"""

from bisect import bisect_left, insort
from collections.abc import Sequence
from dataclasses import dataclass, field
from heapq import heapify, heappop, heappush

import numpy as np

from routing.vrp.departures import best_day, first_day
from routing.vrp.labels import DayPlan
from routing.vrp.openroute import OpenRoute
from routing.vrp.queueing import Shared, Stay, stays_of
from routing.vrp.tasks import planner_along
from routing.vrp.view import ProblemView
from routing.vrp.windows import ALWAYS


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
    _shared: Shared = field(init=False)

    def __post_init__(self) -> None:
        """Begin with nothing given."""
        number = len(self.routes)
        self.days, self.given = [None] * number, [[] for _ in range(number)]
        self._wanted = [[] for _ in range(number)]
        shape = self.view.num_sites, len(self.view.problem.dimensions)
        self._shared = Shared(self.view, {}, np.zeros(shape, dtype=np.int64))
        for route in range(number):
            self._plan(route)

    def run(self) -> None:
        """Give every stay."""
        turns = [(own[0][1], route) for route, own in enumerate(self._wanted) if own]
        heapify(turns)
        while turns:
            moment_s, route = heappop(turns)
            stay = self._wanted[route][len(self.given[route])]
            node, begin_s, end_s = stay
            free_s = self._shared.start_s(node, ALWAYS, begin_s, end_s - begin_s)
            if free_s == begin_s:
                self.given[route].append(stay)
                self._hold(stay)
            elif free_s is not None and free_s > moment_s:
                # Others come first: its plan waits until no one is before it.
                heappush(turns, (free_s, route))
                continue
            else:
                self._plan(route)
            if len(self.given[route]) < len(self._wanted[route]):
                following = self._wanted[route][len(self.given[route])]
                heappush(turns, (following[1], route))

    def _plan(self, route: int) -> None:
        """Plan the day of a route around what the others have been given."""
        for stay in self.given[route]:
            self._free(stay)
        planner = planner_along(
            self.view,
            self.routes[route].vehicle_type,
            self.routes[route].nodes,
            self._shared,
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
        for stay in self.given[route]:
            self._hold(stay)

    def _hold(self, stay: Stay) -> None:
        node, begin_s, end_s = stay
        insort(self._shared.busy.setdefault(node, []), (begin_s, end_s))

    def _free(self, stay: Stay) -> None:
        node, begin_s, end_s = stay
        there = self._shared.busy[node]
        del there[bisect_left(there, (begin_s, end_s))]
