"""When a model's nodes are likely left, where ways take longer at some times.

The model knows one duration per arc. Each is that of the moment at which the
arc's first node is left in the routes the search starts from; the search's
answer is then held against the true durations, and its own moments are those of
the next search.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from routing.engines.ortools_layout import Layout, Placed
from routing.vrp.view import Ints


@dataclass(frozen=True, slots=True)
class ExpectedTimes:
    """Expected moments of departure, and the durations they lead to.

    Attributes
    ----------
    layout
        The model's nodes.
    departure_s
        Moment per node of the model.
    begins_s
        Moments at which routes of the start leave their depot.
    """

    layout: Layout
    departure_s: Ints
    begins_s: tuple[int, ...]

    def legs_s(self, kind: int) -> Ints:
        """Return seconds between all nodes for a vehicle type.

        From a depot they are the fewest at any of the moments routes begin, so
        that no route the search starts from is longer in the model than it is.
        """
        view, nodes = self.layout.view, self.layout.nodes
        rows, columns = nodes[:, None], nodes[None, :]
        legs_s = view.leg_s(kind, rows, columns, self.departure_s[:, None])
        if view.paces is not None:
            first = self.layout.num_places
            begins = np.array(self.begins_s)[:, None, None]
            legs_s[first:] = view.leg_s(kind, rows[first:], columns, begins).min(axis=0)
        return legs_s


def expected_times(layout: Layout, placed: Sequence[Placed]) -> ExpectedTimes:
    """Return the moments of the start; the middle of the day for other nodes."""
    view = layout.view
    shifts = [layout.vehicle(vehicle).shift for vehicle in range(len(layout.vehicles))]
    first_s = min(shift.start_s for shift in shifts)
    last_s = max(shift.end_s for shift in shifts)
    departure = np.full(len(layout.nodes), (first_s + last_s) // 2, dtype=np.int64)
    begins = set()
    for item in placed if view.paces is not None else ():
        route = item.route
        if len(route.departure_s) == len(item.nodes) + 2:
            departure[item.nodes] = route.departure_s[1:-1]
        begins.add(route.departure_s[0])
    return ExpectedTimes(layout, departure, tuple(sorted(begins)) or (first_s,))
