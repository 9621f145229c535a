"""Which routes of an answer are searched together: all, or some at a time.

A model holds several numbers per pair of places, so a large problem does not fit
into one. Then routes near each other are searched together, the others stay.
"""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from routing.vrp.costs import PARTS_PER_FEN
from routing.vrp.openroute import OpenRoute
from routing.vrp.view import Ints, ProblemView

MOST_CELLS = 2_500_000
"""Pairs of places times vehicle types in a model at most. Measured with one type:
1,500 places take 280 MB; with 3,200 (860 MB) the library is silent for 14 s before
its search finds anything."""


@dataclass(frozen=True, slots=True)
class Part:
    """Routes searched together.

    Attributes
    ----------
    routes
        The routes.
    others
        The rest of the answer.
    stops
        The stops to serve.
    """

    routes: list[OpenRoute]
    others: list[OpenRoute]
    stops: Ints

    @property
    def taken(self) -> Counter[int]:
        """Vehicles of each type that the rest of the answer uses."""
        return Counter(route.vehicle_type for route in self.others)

    @property
    def others_fen(self) -> int:
        """Running and fixed cost of the rest of the answer, without waiting."""
        fixed = sum(route.vehicle.fixed_cost_fen for route in self.others)
        running = sum(route.cost_parts() for route in self.others)
        return fixed + round(running / PARTS_PER_FEN)


def most_places(view: ProblemView) -> int:
    """Return how many places a model may have."""
    types = sum(kind.num_available > 0 for kind in view.problem.vehicle_types)
    return int((MOST_CELLS / max(types, 1)) ** 0.5)


def make_parts(
    view: ProblemView, routes: Sequence[OpenRoute], stops: Ints
) -> list[Part]:
    """Return the routes in parts; one part where all fits into one model.

    Stops no route serves are searched with the first part, as far as they fit.
    """
    limit = most_places(view)
    if len(stops) <= limit:
        return [Part(list(routes), [], stops)]
    left, groups = list(routes), []
    while left:
        group = _nearest_routes(view, left, limit)
        chosen = {id(route) for route in group}
        left = [route for route in left if id(route) not in chosen]
        groups.append(group)
    served = {stop for route in routes for stop in route.stops}
    free = np.setdiff1d(stops, sorted(served))
    parts = []
    for number, group in enumerate(groups or [[]]):
        inside = {id(route) for route in group}
        others = [route for route in routes if id(route) not in inside]
        own = [stop for route in group for stop in route.stops]
        room = max(0, limit - len(own)) if number == 0 else 0
        members = np.union1d(np.array(own, dtype=np.int64), free[:room])
        parts.append(Part(group, others, members))
    return parts


def _nearest_routes(
    view: ProblemView, routes: Sequence[OpenRoute], limit: int
) -> list[OpenRoute]:
    """Return the first route and those nearest to it, up to so many stops."""
    middles = [route.nodes[len(route.nodes) // 2] for route in routes]
    way_m = view.distance_m(routes[0].vehicle_type, [middles[0]], middles)
    group: list[OpenRoute] = []
    size = 0
    for position in np.argsort(way_m, kind="stable").tolist():
        size += len(routes[position].stops)
        if group and size > limit:
            break
        group.append(routes[position])
    return group
