"""The best answer known, and what a bound must reach to prove it."""

import math
import threading

import numpy as np

from routing.engines.facility.arrays import Floats, Ints, Layout
from routing.engines.facility.paths import cost_of_steps
from routing.engines.facility.relaxation import SideRows

SLACK = 1e-6
"""By how much a side row may be missed."""
RELATIVE = 1e-9
"""Part of the cost by which float sums may be wrong."""


class Incumbent:
    """Keeps the best answer of several threads.

    Parameters
    ----------
    layout, side
        The problem.
    gap
        Relative gap at which an answer counts as proved.

    Attributes
    ----------
    cost, chosen, flow
        The best answer; ``inf`` and ``None`` without one.
    ceiling
        Cost that answers are guessed to stay below. Branching that comes to an end
        without one has proved the ceiling as a bound; a low one forbids much.
    """

    def __init__(self, layout: Layout, side: SideRows, gap: float = 0.0) -> None:
        self._lock = threading.Lock()
        self._layout, self._side = layout, side
        self._gap = gap
        self._whole = _whole_costs(layout)
        self.cost = math.inf
        self.ceiling = math.inf
        self.chosen: Ints | None = None
        self.flow: Floats | None = None

    def offer(self, cost: float, chosen: Ints, flow: Floats) -> bool:
        """Take an answer if it is better and allowed; return whether it was.

        Parameters
        ----------
        cost
            Of the rows and arcs; the steps between rows are added here.
        chosen, flow
            Rows (B,) and shares (A,), which keep capacities and serve all clients.
        """
        cost += cost_of_steps(self._layout, chosen)
        reached = self._side.coefficient[:, chosen].sum(axis=1)
        if math.isinf(cost) or (reached < self._side.least - SLACK).any():
            return False
        with self._lock:
            if cost >= self.cost * (1.0 - RELATIVE):
                return False
            self.cost, self.chosen, self.flow = cost, chosen.copy(), flow.copy()
            return True

    @property
    def limit(self) -> float:
        """Cost that answers looked for must stay below: the best or the ceiling."""
        return min(self.cost, self.ceiling)

    @property
    def goal(self) -> float:
        """Cost that an answer looked for must not exceed."""
        return self._below(self.limit)

    @property
    def beaten(self) -> float:
        """Cost that an answer better than the best must not exceed."""
        return self._below(self.cost)

    def _below(self, limit: float) -> float:
        """Return the highest cost that counts as below a limit."""
        slack = RELATIVE * abs(limit) if math.isfinite(limit) else 0.0
        if self._whole:
            return limit - 1.0 + slack
        return limit * (1.0 - self._gap) - slack

    def guess(self, cost: float) -> None:
        """Look only for answers up to a cost from now on, or for all better ones."""
        ceiling = math.inf
        if cost < self.cost:
            ceiling = math.floor(cost) + 1.0 if self._whole else cost
        self.ceiling = ceiling if ceiling < self.cost else math.inf

    @property
    def target(self) -> float:
        """Where multipliers aim: a little above the limit, so that they arrive."""
        return self.limit * (1.0 + 1e-3)

    def settles(self, bound: float) -> bool:
        """Tell whether a part with this bound holds nothing better."""
        return bound > self.goal

    def lifted(self, bound: float) -> float:
        """Round a bound up to the next cost there can be."""
        if not self._whole or math.isinf(bound):
            return bound
        return float(math.ceil(bound - RELATIVE * abs(bound) - 1e-6))


def _whole_costs(layout: Layout) -> bool:
    """Tell whether every answer costs a whole number."""
    if not layout.single_source or layout.periods > 1:
        return False
    parts = (layout.fixed, layout.arc_cost, layout.unserved)
    finite = [part[np.isfinite(part)] for part in parts]
    whole = all(bool((part == np.rint(part)).all()) for part in finite)
    return whole and not np.any(layout.row_unit[np.isfinite(layout.row_unit)])
