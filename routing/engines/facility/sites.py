"""Which facilities to open for whole clients: opening, closing and swapping.

Every trial changes the open facilities a little, moves the clients concerned and
anneals all of them for a moment. The relaxation says where to look: facilities it
often opens are opened sooner and closed later.
"""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from routing.engines.facility.anneal import (
    NOWHERE,
    anneal,
    desk_of,
    list_ways,
    settle,
)
from routing.engines.facility.arrays import Bools, Floats, Ints, Layout
from routing.engines.facility.dice import dice_of

MOVES_PER_CLIENT = 100
HOT, COLD = 0.05, 0.002
"""Temperatures as parts of a client's mean cost."""
FIRST_PRICE = 4.0
"""First price of overload, in mean costs of a client per mean weight."""
TOLERANCE = 0.002
"""Highest part of the cost by which a trial may be worse and still be gone on from."""


@dataclass
class Plan:
    """An answer with whole clients.

    Attributes
    ----------
    at
        Shape (C,): arc of each client.
    chosen
        Shape (B,): row of each block.
    cost
        Fixed costs and arcs together.
    """

    at: Ints
    chosen: Ints
    cost: float


@dataclass(frozen=True)
class Rows:
    """The rows a search of open and closed facilities chooses from.

    Attributes
    ----------
    shut, opened
        Shape (B,): the row that takes nothing and the one that does.
    """

    shut: Ints
    opened: Ints


def rows_of(layout: Layout) -> Rows:
    """Return the closed row and the largest open row of each block."""
    first = layout.row_first[:-1]
    largest = np.lexsort((-layout.capacity, layout.row_block))[first]
    smallest = np.lexsort((layout.capacity, layout.row_block))[first]
    return Rows(smallest.astype(np.int32), largest.astype(np.int32))


class SiteSearch:
    """A search over open facilities with whole clients."""

    def __init__(self, layout: Layout, seed: int) -> None:
        self._layout = layout
        self._rows = rows_of(layout)
        self._desk = desk_of(layout)
        self._dice = dice_of(seed)
        self._rng = np.random.default_rng(seed)
        self._room = layout.capacity[self._rows.opened]
        self._fixed = layout.fixed[self._rows.opened] - layout.fixed[self._rows.shut]
        self._base = float(layout.fixed[self._rows.shut].sum())
        self._demand = float(layout.weight.sum())
        first, order = layout.client_arcs
        self._mean = float(layout.arc_cost[order[first[:-1]]].mean()) or 1.0
        self._price = FIRST_PRICE * self._mean / float(layout.weight.mean())
        self.here: tuple[Bools, Ints, float] | None = None
        self.best: Plan | None = None

    def try_open(
        self, is_open: Bools, start: Ints, heat: float = HOT, effort: float = 1.0
    ) -> tuple[Ints, float] | None:
        """Assign the clients to some open facilities; return arcs and whole cost."""
        layout, desk = self._layout, self._desk
        desk.room[:] = np.where(is_open, self._room, 0.0)
        if desk.room.sum() < self._demand or not list_ways(desk):
            return None
        settle(desk, start, self._price)
        moves = int(effort * MOVES_PER_CLIENT * layout.clients)
        cost = anneal(
            desk, self._dice, moves, heat * self._mean, COLD * self._mean, self._price
        )
        if not np.isfinite(cost):
            self._price *= 1.2
            return None
        self._price *= 0.98
        at = desk.best.copy()
        used = np.zeros(layout.blocks, np.bool_)
        used[layout.arc_block[at]] = True
        return at, cost + self._base + float(self._fixed[used].sum())

    def settle(
        self, is_open: Bools, start: Ints, heat: float = HOT, effort: float = 1.0
    ) -> Plan | None:
        """Assign the clients to some open facilities, and remember the best."""
        found = self.try_open(is_open, start, heat, effort)
        if found is None:
            return None
        best = self.best
        if self.here is None or best is None or found[1] < best.cost - 1e-9:
            self._accept(*found)
        return self._plan(*found)

    def begin(self, score: Floats, stop: Callable[[], bool]) -> None:
        """Open facilities in order of a score until an answer fits."""
        order = np.argsort(-score)
        count = int(np.searchsorted(np.cumsum(self._room[order]), self._demand)) + 1
        nowhere = np.full(self._layout.clients, NOWHERE, np.int32)
        while count <= len(order) and not stop():
            is_open = np.zeros(self._layout.blocks, np.bool_)
            is_open[order[:count]] = True
            found = self.try_open(is_open, nowhere, 10 * HOT, 10.0)
            if found is not None:
                self._accept(*found)
                return
            count += max(1, count // 20)

    def improve(self, score: Floats, stop: Callable[[], bool]) -> None:
        """Try changes of the open facilities until told to stop.

        Parameters
        ----------
        score
            Shape (B,): how much a facility is worth opening, from 0 to 1; nothing
            below 0 is ever opened.
        """
        while self.here is not None and not stop():
            is_open, start, cost = self.here
            changed = self._change(is_open, score)
            found = self.try_open(changed, start)
            if found is not None and found[1] < cost + self._slack():
                self._accept(*found)

    def _slack(self) -> float:
        best = self.best.cost if self.best else 0.0
        here = self.here[2] if self.here else 0.0
        return float(max(0.0, best * (1.0 + TOLERANCE * self._rng.random()) - here))

    def _change(self, is_open: Bools, score: Floats) -> Bools:
        """Close a facility, open one, or both."""
        changed = is_open.copy()
        kind = self._rng.random()
        inside = np.flatnonzero(is_open)
        outside = np.flatnonzero(~is_open & (score >= 0.0))
        if kind < 0.8 and len(inside):
            weight = 1.02 - score[inside]
            changed[self._draw(inside, weight)] = False
        if kind > 0.2 and len(outside):
            changed[self._draw(outside, score[outside] + 0.02)] = True
        return changed

    def _draw(self, of: Ints, weight: Floats) -> int:
        part = np.cumsum(np.maximum(weight, 1e-6))
        return int(of[np.searchsorted(part, self._rng.random() * part[-1])])

    def _accept(self, at: Ints, cost: float) -> None:
        is_open = np.zeros(self._layout.blocks, np.bool_)
        is_open[self._layout.arc_block[at]] = True
        self.here = (is_open, at, cost)
        if self.best is None or cost < self.best.cost - 1e-9:
            self.best = self._plan(at, cost)

    def _plan(self, at: Ints, cost: float) -> Plan:
        is_open = np.zeros(self._layout.blocks, np.bool_)
        is_open[self._layout.arc_block[at]] = True
        chosen = np.where(is_open, self._rows.opened, self._rows.shut)
        return Plan(at, chosen.astype(np.int32), cost)
