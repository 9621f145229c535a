"""Whether a few stops can be served together: proved by looking at every order.

The orders of a relaxation: ways are as short as any way round, the work of an
unloading takes what it takes an empty vehicle, and pauses, range, docks, ranks,
decided visits and limits of a day's length are left aside. If even then no vehicles
serve the stops, each fetched at once, nobody does.
"""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from routing.vrp.schedule import earliest_start
from routing.vrp.view import CLOSED, Ints, ProblemView

MOST_STOPS = 7
"""Most stops whose orders are looked at: a fifth of a second per kind of vehicle."""

type _States = dict[tuple[int, int], int]
"""Earliest time by what is on board (a set of stops, as bits) and where."""


def cannot_be_together(view: ProblemView, stops: Sequence[int]) -> bool:
    """Whether it is proved that no answer serves all of some stops.

    ``False`` too where nothing is proved: for more than ``MOST_STOPS``, speeds that
    change over the day, or loads that no vehicle holds at once.
    """
    if len(stops) > MOST_STOPS or view.paces is not None:
        return False
    if not view.able[list(stops)].any(axis=1).all():
        return False
    count: Counter[int] = Counter()
    for kind, vehicle in enumerate(view.problem.vehicle_types):
        count[view.twin_type[kind]] += vehicle.num_available
    every = (1 << len(stops)) - 1
    reached = {0}
    for kind, number in count.items():
        days = _Days(view, kind, tuple(stops)).possible()
        for _ in range(min(number, len(stops))):
            reached |= {before | day for before in reached for day in days}
        if every in reached:
            return False
    return True


@dataclass
class _Days:
    """What a vehicle of a type can serve of some stops in a day.

    Attributes
    ----------
    view, kind
        The problem, and the vehicle's type.
    stops
        The stops; a set of them is a number, a bit for each.
    """

    view: ProblemView
    kind: int
    stops: tuple[int, ...]

    def possible(self) -> list[int]:
        """Return the sets that a vehicle can serve."""
        start, end = len(self._nodes) - 2, len(self._nodes) - 1
        vehicle = self.view.problem.vehicle_types[self.kind]
        states: dict[int, _States] = {0: {(0, start): vehicle.shift.start_s}}
        found: list[int] = []
        for served in range(1 << len(self.stops)):
            here = states.pop(served, {})
            self._unload(here)
            if any(
                clock_s + self._ways[place][end] <= vehicle.shift.end_s
                for (held, place), clock_s in here.items()
                if not (vehicle.returns_empty and self._weighs(held))
            ):
                found.append(served)
            for (held, place), clock_s in here.items():
                self._serve(states, served, held, place, clock_s)
        return found

    @cached_property
    def _nodes(self) -> list[int]:
        view = self.view
        vehicle = view.problem.vehicle_types[self.kind]
        sites = range(view.num_sites if vehicle.max_trips != 0 else 0)
        unloading = [view.num_stops + site for site in sites]
        return [*self.stops, *unloading, *view.depot_nodes(self.kind)]

    @cached_property
    def _ways(self) -> list[list[int]]:
        """Shortest seconds between the nodes, by way of any of them or a charger."""
        view = self.view
        chargers = range(view.first_charger, view.num_nodes)
        nodes = np.array([*self._nodes, *chargers])
        ways: Ints = view.duration_s(self.kind, nodes[:, None], nodes[None, :])
        for middle in range(len(nodes)):
            ways = np.minimum(ways, ways[:, [middle]] + ways[[middle], :])
        shortest: list[list[int]] = ways.tolist()
        return shortest

    @cached_property
    def _loads(self) -> list[Ints]:
        """Load of each set of stops."""
        load = self.view.load[list(self.stops)]
        bits = np.arange(len(self.stops))
        return [load[(held >> bits) & 1 == 1].sum(axis=0) for held in self._sets]

    @property
    def _sets(self) -> range:
        return range(1 << len(self.stops))

    @cached_property
    def _holds(self) -> list[bool]:
        """Whether each set of stops fits on board at once."""
        capacity = self.view.capacity[self.kind]
        return [bool((load <= capacity).all()) for load in self._loads]

    @cached_property
    def _serves(self) -> list[bool]:
        """Whether each set of stops is no more than a vehicle serves in a day."""
        vehicle = self.view.problem.vehicle_types[self.kind]
        most = len(self.stops) if vehicle.max_stops is None else vehicle.max_stops
        return [
            held.bit_count() <= most
            and (
                vehicle.max_load is None
                or bool((self._loads[held] <= np.array(vehicle.max_load)).all())
            )
            for held in self._sets
        ]

    @cached_property
    def _accepted(self) -> list[list[int]]:
        """Places of the sites that accept each set of stops."""
        first, accepted = len(self.stops), self.view.accepted[list(self.stops)]
        bits = np.arange(first)
        sites = range(len(self._nodes) - first - 2)
        return [
            [
                first + site
                for site in sites
                if accepted[(held >> bits) & 1 == 1, site].all()
            ]
            for held in self._sets
        ]

    def _weighs(self, held: int) -> bool:
        return bool(self._loads[held].any())

    def _unload(self, here: _States) -> None:
        """Add the states after an unloading."""
        for (held, place), clock_s in list(here.items()):
            for site in self._accepted[held] if held else ():
                done_s = self._done_s(place, site, clock_s)
                if done_s is not None and done_s < here.get((0, site), CLOSED):
                    here[0, site] = done_s

    def _serve(
        self,
        states: dict[int, _States],
        served: int,
        held: int,
        place: int,
        clock_s: int,
    ) -> None:
        """Add the states after one more stop."""
        for position, stop in enumerate(self.stops):
            bit = 1 << position
            if (
                served & bit
                or not self.view.eligible[stop, self.kind]
                or not self._holds[held | bit]
                or not self._serves[served | bit]
            ):
                continue
            not_before_s = max(clock_s, int(self.view.release_s[stop]))
            done_s = self._done_s(place, position, clock_s, not_before_s)
            if done_s is None:
                continue
            there = states.setdefault(served | bit, {})
            state = held | bit, position
            there[state] = min(done_s, there.get(state, CLOSED))

    def _done_s(
        self, place: int, then: int, clock_s: int, not_before_s: int = 0
    ) -> int | None:
        """Return when the work at the next place is done; ``None`` for never."""
        way_s = self._ways[place][then]
        if way_s >= CLOSED:
            return None
        node = self._nodes[then]
        windows = self.view.windows(self.kind)[node]
        start_s = earliest_start(windows, max(clock_s + way_s, not_before_s))
        if start_s is None:
            return None
        return start_s + int(self.view.service_s[node])
