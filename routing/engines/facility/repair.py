"""Answers that keep the rules, made from the relaxation's fractional ones.

Where a relaxation leaves off, the facilities it mostly opens are opened, with the
next ones until there is room, and the clients are assigned: split ones at least
cost by a flow, whole ones by annealing from where they mostly were.
"""

from collections.abc import Callable
from typing import Protocol

import numpy as np

from routing.engines.facility.arrays import Bools, Floats, Ints, Layout
from routing.engines.facility.incumbent import Incumbent
from routing.engines.facility.sites import HOT, SiteSearch, rows_of
from routing.engines.facility.transport import Transport

LONG = 10.0
"""Effort of an assignment worth its time, in those of a trial."""
CLOSE = 0.01
"""Part of the cost within which an answer is worth more effort."""
SELDOM = 0.02
"""A facility opened less often than this is seldom tried."""


class Repair(Protocol):
    """Makes answers and improves them."""

    def mend(self, often: Floats, flow: Floats) -> None:
        """Make an answer from mean choices (R,) and shares (A,), and offer it."""

    def improve(self, score: Floats, stop: Callable[[], bool]) -> None:
        """Look for better facilities until told to stop; ``score`` as (B,)."""


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
    """Whole clients: annealing."""

    def __init__(self, layout: Layout, incumbent: Incumbent, seed: int) -> None:
        self._layout = layout
        self._incumbent = incumbent
        self._search = SiteSearch(layout, seed)
        self._room = layout.capacity[rows_of(layout).opened]
        self._demand = float(layout.weight.sum())

    def mend(self, often: Floats, flow: Floats) -> None:
        """Make an answer from mean choices and shares, and offer it."""
        layout = self._layout
        share = opened_share(layout, often)
        start = _mostly(layout, flow)
        search = self._search
        if search.best is None:
            search.begin(share, lambda: False)
        is_open = share > 0.5
        if self._room[is_open].sum() < self._demand:
            order = np.argsort(-share)
            room = np.cumsum(self._room[order])
            is_open[order[: int(np.searchsorted(room, self._demand)) + 1]] = True
        plan = search.settle(is_open, start)
        if plan is not None and plan.cost < self._incumbent.cost * (1.0 + CLOSE):
            search.settle(is_open, plan.at, HOT, LONG)
        self._offer()

    def improve(self, score: Floats, stop: Callable[[], bool]) -> None:
        """Look for better facilities until told to stop."""

        def pause() -> bool:
            self._offer()
            return stop()

        self._search.improve(score, pause)
        self._offer()

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
        self._rng = np.random.default_rng(seed)
        self._seen: set[bytes] = set()
        self._demand = float(layout.weight.sum())

    def mend(self, often: Floats, flow: Floats) -> None:
        """Make an answer from mean choices, and offer it."""
        del flow
        layout = self._layout
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

    def improve(self, score: Floats, stop: Callable[[], bool]) -> None:
        """Look for better rows until told to stop."""
        layout = self._layout
        while not stop() and self._incumbent.chosen is not None:
            chosen = self._incumbent.chosen.copy()
            is_open = layout.capacity[chosen] > 0.0
            kind = self._rng.random()
            inside = np.flatnonzero(is_open)
            outside = np.flatnonzero(~is_open & (score >= 0.0))
            if kind < 0.75 and len(inside):
                block = self._draw(inside, 1.02 - score[inside])
                chosen[block] = self._rows.shut[block]
            if kind > 0.25 and len(outside):
                block = self._draw(outside, score[outside] + SELDOM)
                chosen[block] = self._rows.opened[block]
            self._try(chosen)

    def _draw(self, of: Ints, weight: Floats) -> int:
        part = np.cumsum(np.maximum(weight, 1e-6))
        return int(of[np.searchsorted(part, self._rng.random() * part[-1])])

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
