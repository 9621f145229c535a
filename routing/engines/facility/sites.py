"""Whole clients on open facilities that are tried one set after the other.

A set is annealed shortly; one that comes near the best answer known, longer.
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
from routing.engines.facility.moves import rows_of

MOVES_PER_CLIENT = 100
"""Moves of an effort of 1."""
HOT, COLD = 0.1, 0.005
"""Temperatures as parts of a client's mean cost."""
FIRST_PRICE = 4.0
"""First price of overload, in mean costs of a client per mean weight."""
LADDER = ((2.0, 0.004), (10.0, 0.002), (50.0, 0.001), (250.0, 0.0))
"""Efforts spent one after the other on open facilities, each only if the one before
came within this part of the best that this effort ever found."""


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


class SiteSearch:
    """Assigns whole clients to open facilities."""

    def __init__(self, layout: Layout, seed: int) -> None:
        self._layout = layout
        self._rows = rows_of(layout)
        self._desk = desk_of(layout)
        self._dice = dice_of(seed)
        self._room = layout.capacity[self._rows.opened]
        self._fixed = layout.fixed[self._rows.opened] - layout.fixed[self._rows.shut]
        self._base = float(layout.fixed[self._rows.shut].sum())
        self._demand = float(layout.weight.sum())
        first, order = layout.client_arcs
        self._mean = float(layout.arc_cost[order[first[:-1]]].mean()) or 1.0
        self._price = FIRST_PRICE * self._mean / float(layout.weight.mean())
        self._record = [np.inf] * len(LADDER)
        self.best: Plan | None = None

    def restrict(self, open_arc: Bools) -> None:
        """Try only some arcs from now on, shape (A,)."""
        self._desk.usable[:] = open_arc

    def try_open(
        self, is_open: Bools, start: Ints, effort: float
    ) -> tuple[Ints, float] | None:
        """Assign the clients to some open facilities; return arcs and whole cost."""
        layout, desk = self._layout, self._desk
        desk.room[:] = np.where(is_open, self._room, 0.0)
        if desk.room.sum() < self._demand or not list_ways(desk):
            return None
        settle(desk, start, self._price)
        moves = int(effort * MOVES_PER_CLIENT * layout.clients)
        cost = anneal(
            desk, self._dice, moves, HOT * self._mean, COLD * self._mean, self._price
        )
        if not np.isfinite(cost):
            return None
        at = desk.best.copy()
        used = np.zeros(layout.blocks, np.bool_)
        used[layout.arc_block[at]] = True
        return at, cost + self._base + float(self._fixed[used].sum())

    def climb(self, is_open: Bools, start: Ints, rungs: int) -> Plan | None:
        """Assign the clients with the more effort the better it looks.

        Parameters
        ----------
        is_open
            Shape (B,).
        start
            Shape (C,): arcs to start from.
        rungs
            How much of the ladder may be climbed.

        Returns
        -------
        plan
            The best found; ``None`` if none fits.
        """
        best = None
        for rung, (effort, margin) in enumerate(LADDER[:rungs]):
            found = self.try_open(is_open, start, effort)
            if found is not None and (best is None or found[1] < best[1]):
                best = found
            if best is None:
                break
            self._record[rung] = min(self._record[rung], best[1])
            if best[1] > self._record[rung] * (1.0 + margin):
                break
            start = best[0]
        if best is None:
            return None
        plan = self._plan(*best)
        if self.best is None or plan.cost < self.best.cost - 1e-9:
            self.best = plan
        return plan

    def begin(self, score: Floats, stop: Callable[[], bool]) -> None:
        """Open facilities in order of a score until an answer fits."""
        order = np.argsort(-score)
        count = int(np.searchsorted(np.cumsum(self._room[order]), self._demand)) + 1
        nowhere = np.full(self._layout.clients, NOWHERE, np.int32)
        while count <= len(order) and not stop():
            is_open = np.zeros(self._layout.blocks, np.bool_)
            is_open[order[:count]] = True
            found = self.try_open(is_open, nowhere, LADDER[0][0])
            if found is not None:
                self.best = self._plan(*found)
                return
            count += max(1, count // 20)

    def _plan(self, at: Ints, cost: float) -> Plan:
        is_open = np.zeros(self._layout.blocks, np.bool_)
        is_open[self._layout.arc_block[at]] = True
        chosen = np.where(is_open, self._rows.opened, self._rows.shut)
        return Plan(at, chosen.astype(np.int32), cost)
