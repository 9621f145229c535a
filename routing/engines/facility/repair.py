"""Answers that keep the rules, made from the relaxation's fractional ones.

Where a relaxation leaves off, the facilities it mostly opens are opened, with the
next ones until there is room, and the clients are assigned: split ones at least
cost by a flow, whole ones by annealing from where they mostly were.
"""

import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Protocol

import numpy as np

from routing.engines.facility.arrays import Bools, Floats, Ints, Layout
from routing.engines.facility.incumbent import Incumbent
from routing.engines.facility.moves import Guide, Moves, rows_of
from routing.engines.facility.region_search import RegionSearch
from routing.engines.facility.set_search import SetSearch
from routing.engines.facility.sites import SiteSearch
from routing.engines.facility.transport import Transport

MEND_RUNGS, DECIDED_RUNGS = 2, 3
"""How much of the ladder of efforts is climbed, in passing and in earnest."""


@dataclass(frozen=True)
class Hint:
    """A fractional answer of a relaxation, and how sure it is.

    Attributes
    ----------
    often, flow
        Mean choices (R,) and shares (A,).
    open_arc
        Shape (A,): arcs that a better answer may use.
    decided
        Whether no row is left to choose.
    """

    often: Floats
    flow: Floats
    open_arc: Bools
    decided: bool = False


class Repair(Protocol):
    """Makes answers and improves them."""

    def mend(self, hint: Hint) -> None:
        """Make an answer near a fractional one, and offer it."""

    def improve(self, guide: Guide, stop: Callable[[], bool]) -> None:
        """Look for better facilities until told to stop or none is left to try."""


def repair_of(layout: Layout, incumbent: Incumbent, seed: int) -> Repair:
    """Return what makes answers for a layout."""
    if layout.single_source:
        return WholeRepair(layout, incumbent, seed)
    return SplitRepair(layout, incumbent, seed)


def opened_share(layout: Layout, often: Floats) -> Floats:
    """Return how often each block took anything, shape (B,)."""
    took = np.where(layout.capacity > 0.0, often, 0.0)
    return np.add.reduceat(took, layout.row_first[:-1])


class WholeRepair:
    """Whole clients: annealing, and small models of regions."""

    def __init__(self, layout: Layout, incumbent: Incumbent, seed: int) -> None:
        self._layout = layout
        self._incumbent = incumbent
        self._seed = seed
        self._search = SiteSearch(layout, seed)
        self._regions: RegionSearch | None = None
        self._moves = Moves(layout, seed)
        self._room = layout.capacity[rows_of(layout).opened]
        self._demand = float(layout.weight.sum())
        self._seen: set[bytes] = set()

    def mend(self, hint: Hint) -> None:
        """Make an answer near a fractional one, and offer it."""
        share = opened_share(self._layout, hint.often)
        search = self._search
        if search.best is None:
            search.begin(share, lambda: False)
        is_open = share > 0.5
        if self._room[is_open].sum() < self._demand:
            order = np.argsort(-share)
            room = np.cumsum(self._room[order])
            is_open[order[: int(np.searchsorted(room, self._demand)) + 1]] = True
        key = np.packbits(is_open).tobytes() + bytes([hint.decided])
        if key not in self._seen:
            self._seen.add(key)
            start = _mostly(self._layout, hint.flow)
            search.restrict(hint.open_arc)
            rungs = DECIDED_RUNGS if hint.decided else MEND_RUNGS
            search.climb(is_open, start, rungs)
            search.restrict(np.ones(self._layout.arcs, np.bool_))
        self._offer()

    def improve(self, guide: Guide, stop: Callable[[], bool]) -> None:
        """Try open sets and solve regions until told to stop or none is left to try.

        The next step is of the kind that has found nothing better for less time.
        """
        layout, incumbent = self._layout, self._incumbent
        sets = SetSearch(layout, self._search, self._moves, incumbent, guide)
        if self._regions is None:
            self._regions = RegionSearch(layout, incumbent, guide, self._seed)
        idle_s = [0.0, 0.0]
        while not stop() and not (sets.is_spent and self._regions.is_spent):
            kind = int(np.argmin(idle_s)) if not sets.is_spent else 1
            before, began = incumbent.cost, time.monotonic()
            if kind == 0:
                sets.step()
                self._offer()
            else:
                self._regions.step(stop)
            idle_s[kind] += time.monotonic() - began
            if incumbent.cost < before:
                idle_s[kind] = 0.0

    def _offer(self) -> None:
        best = self._search.best
        if best is not None and best.cost < self._incumbent.cost:
            flow = np.zeros(self._layout.arcs)
            flow[best.at] = 1.0
            self._incumbent.offer(best.cost, best.chosen, flow)


class SplitRepair:
    """Split clients: flows."""

    def __init__(self, layout: Layout, incumbent: Incumbent, seed: int) -> None:
        self._layout = layout
        self._incumbent = incumbent
        self._transport = Transport(layout)
        self._rows = rows_of(layout)
        self._moves = Moves(layout, seed)
        self._seen: set[bytes] = set()
        self._demand = float(layout.weight.sum())

    def mend(self, hint: Hint) -> None:
        """Make an answer near a fractional one, and offer it."""
        layout, often = self._layout, hint.often
        order = np.lexsort((-often, layout.row_block))
        chosen = order[layout.row_first[:-1]].astype(np.int32)
        share = opened_share(layout, often)
        room = layout.capacity[chosen]
        missing = self._demand - room.sum()
        for block in np.argsort(-share):
            if missing <= 0.0:
                break
            if room[block] <= 0.0:
                chosen[block] = self._rows.opened[block]
                missing -= layout.capacity[chosen[block]]
        self._try(chosen)

    def improve(self, guide: Guide, stop: Callable[[], bool]) -> None:
        """Look for better rows until told to stop or none is left to try."""
        layout, incumbent, rows = self._layout, self._incumbent, self._rows
        while incumbent.chosen is not None and not stop():
            chosen = incumbent.chosen
            is_open = layout.capacity[chosen] > 0.0
            changed = self._moves.propose(is_open, guide, incumbent.beaten)
            if changed is None:
                return
            kept = np.where(is_open, chosen, rows.opened)
            self._try(np.where(changed, kept, rows.shut).astype(np.int32))

    def _try(self, chosen: Ints) -> None:
        """Assign the clients to some rows once, and offer the answer."""
        key = chosen.tobytes()
        if key in self._seen:
            return
        self._seen.add(key)
        found = self._transport.assign(chosen)
        if found is not None:
            flow, cost = found
            self._incumbent.offer(*self._without_idle(chosen, flow, cost), flow)

    def _without_idle(
        self, chosen: Ints, flow: Floats, cost: float
    ) -> tuple[float, Ints]:
        """Close what takes nothing, where that is cheaper."""
        layout = self._layout
        load = np.bincount(layout.arc_block, flow, layout.blocks)
        saving = layout.fixed[chosen] - layout.fixed[self._rows.shut]
        closes: Bools = (load <= 0.0) & (saving > 0.0) & (layout.periods == 1)
        closes &= layout.minimum[self._rows.shut] <= 0.0
        rows = np.where(closes, self._rows.shut, chosen).astype(np.int32)
        return cost - float(saving[closes].sum()), rows


def _mostly(layout: Layout, flow: Floats) -> Ints:
    """Return the arc that carries most of each client."""
    order = np.lexsort((-flow, layout.arc_client))
    first, _ = layout.client_arcs
    return order[first[:-1]].astype(np.int32)
