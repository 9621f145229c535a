"""Docks, plugs and intake that all vehicles share: who has them when.

Routes are timed one after another; each finds the docks and plugs that those
timed before it have left, and waits where there is none. A vehicle that arrives
first is timed first, as far as one order of whole routes can do that.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field

import numpy as np

from routing.vrp.schedule import earliest_start
from routing.vrp.solution import VisitKind
from routing.vrp.view import Ints, ProblemView
from routing.vrp.windows import Windows

type Stay = tuple[int, int, int]
"""Node, begin and end of a stay at a dock or a plug."""


@dataclass(slots=True)
class Ledger:
    """What the routes timed so far hold, by route.

    Attributes
    ----------
    view
        The problem.
    stays
        Stays at nodes where vehicles queue.
    taken
        Load brought to each site, of shape (sites, dimensions).
    """

    view: ProblemView
    stays: dict[int, list[Stay]] = field(default_factory=dict)
    taken: dict[int, Ints] = field(default_factory=dict)

    def book(self, key: int, stays: Iterable[Stay], taken: Ints) -> None:
        """Hold what a route uses instead of what it used."""
        self.stays[key] = list(stays)
        self.taken[key] = taken

    def release(self, key: int) -> None:
        """Forget a route."""
        self.stays.pop(key, None)
        self.taken.pop(key, None)

    def others(self, key: int) -> "Shared":
        """Return what all routes but one leave to it."""
        busy: dict[int, list[tuple[int, int]]] = {}
        for owner, stays in self.stays.items():
            if owner != key:
                for node, begin_s, end_s in stays:
                    busy.setdefault(node, []).append((begin_s, end_s))
        problem = self.view.problem
        taken = np.zeros((self.view.num_sites, len(problem.dimensions)), dtype=np.int64)
        for owner, load in self.taken.items():
            if owner != key:
                taken += load
        for stays_there in busy.values():
            stays_there.sort()
        return Shared(self.view, busy, taken)


@dataclass(frozen=True, slots=True)
class Shared:
    """What one route may use of docks, plugs and intake.

    Attributes
    ----------
    busy
        Stays of others, in order, per node where vehicles queue.
    taken
        Load others bring to each site, of shape (sites, dimensions).
    """

    view: ProblemView
    busy: dict[int, list[tuple[int, int]]]
    taken: Ints

    def start_s(
        self, node: int, windows: Windows, arrival_s: int, work_s: int
    ) -> int | None:
        """Return the first start from an arrival on with a free place throughout."""
        start_s = earliest_start(windows, arrival_s)
        # What is over by then is much of a long day's.
        busy = [
            stay
            for stay in self.busy.get(node, ())
            if start_s is not None and stay[1] > start_s
        ]
        if not busy:
            return start_s
        for begin_s, end_s in full_times(busy, places_at(self.view, node)):
            if start_s is None or start_s + work_s <= begin_s:
                break
            if start_s < end_s:
                start_s = earliest_start(windows, end_s)
        return start_s


def places_at(view: ProblemView, node: int) -> int:
    """Return the docks or plugs of a node; only of one where vehicles queue."""
    if node >= view.first_charger:
        return view.problem.chargers[node - view.first_charger].plugs
    docks = view.problem.unload_sites[node - view.num_stops].docks
    return len(view.problem.stops) + 1 if docks is None else docks


def full_times(
    busy: Sequence[tuple[int, int]], places: int
) -> Iterator[tuple[int, int]]:
    """Yield the times, half-open and in order, in which no place is free."""
    # At one moment who leaves makes room for who comes.
    moments = sorted(
        moment
        for begin_s, end_s in busy
        if begin_s < end_s
        for moment in ((begin_s, 1), (end_s, -1))
    )
    taken = since_s = 0
    for now_s, change in moments:
        taken += change
        if change > 0 and taken == places:
            since_s = now_s
        elif change < 0 and taken == places - 1:
            yield since_s, now_s


def stays_of(
    view: ProblemView, visits: Iterable[tuple[VisitKind, int, int, int, int]]
) -> list[Stay]:
    """Return the stays of a timed route where vehicles queue."""
    kinds = (VisitKind.UNLOAD, VisitKind.CHARGE)
    places = (
        (view.node(kind, index), start_s, end_s)
        for kind, index, _, start_s, end_s in visits
        if kind in kinds
    )
    return [stay for stay in places if view.queues[stay[0]]]
