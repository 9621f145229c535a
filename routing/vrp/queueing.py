"""Docks, plugs and intake that all vehicles share: who has them when.

Routes are timed one after another; each finds the docks and plugs that those
timed before it have left, and waits where there is none. A vehicle that arrives
first is timed first, as far as one order of whole routes can do that.
"""

from collections.abc import Iterable, Sequence
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
        busy = self.busy.get(node)
        if not busy or start_s is None:
            return start_s
        places = places_at(self.view, node)
        ends = sorted({end_s for _, end_s in busy if end_s > start_s})
        for moment_s in (start_s, *ends):
            begin_s = earliest_start(windows, moment_s)
            if begin_s is None:
                return None
            if most_at_once(busy, begin_s, begin_s + work_s) < places:
                return begin_s
        return None


def places_at(view: ProblemView, node: int) -> int:
    """Return the docks or plugs of a node; only of one where vehicles queue."""
    if node >= view.first_charger:
        return view.problem.chargers[node - view.first_charger].plugs
    docks = view.problem.unload_sites[node - view.num_stops].docks
    return len(view.problem.stops) + 1 if docks is None else docks


def most_at_once(busy: Sequence[tuple[int, int]], begin_s: int, end_s: int) -> int:
    """Return the most stays at one moment of a time; half-open, like it."""
    inside = [(a, b) for a, b in busy if a < end_s and b > begin_s and a < b]
    moments = [begin_s, *(a for a, _ in inside if a > begin_s)]
    return max(sum(a <= now < b for a, b in inside) for now in moments)


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
