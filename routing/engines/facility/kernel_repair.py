"""Answers from small mixed-integer models: rows and arcs that the relaxation uses.

For problems whose rows hang together over periods or through limits on their number
or capital; neither flows nor annealing knows of those.
"""

from collections.abc import Callable

import numpy as np

from routing.engines.facility.arrays import Bools, Floats, Ints, Layout
from routing.engines.facility.incumbent import Incumbent
from routing.engines.facility.kernel import Kernel, solve_kernel
from routing.engines.facility.moves import Guide
from routing.engines.facility.relaxation import SideRows
from routing.engines.facility.repair import Hint

WIDER = (0.1, 0.02, 0.002)
"""How often a row is chosen by the relaxation to be in the model, round by round."""
USED = 1e-3
"""Share of a client that an arc carries in the relaxation to be in the model."""
CHEAPEST = 4
"""Cheapest arcs of each client that are in the model in any case."""


class KernelRepair:
    """Solves the part of a problem that the relaxation points at.

    Parameters
    ----------
    layout, side
        The problem.
    incumbent
        The best answer known.
    seed
        Seed of the solver.
    budget_s
        Seconds that one model may take.
    """

    def __init__(
        self,
        layout: Layout,
        side: SideRows,
        incumbent: Incumbent,
        seed: int,
        budget_s: float,
    ) -> None:
        self._layout, self._side = layout, side
        self._incumbent = incumbent
        self._seed, self._budget_s = seed, budget_s
        self._often = np.zeros(layout.rows)
        self._flow = np.zeros(layout.arcs)
        self._seen: set[bytes] = set()

    def mend(self, hint: Hint) -> None:
        """Make an answer near a fractional one, and offer it."""
        self._often = np.maximum(self._often, hint.often)
        self._flow = np.maximum(self._flow, hint.flow)
        if self._incumbent.chosen is None:
            for threshold in WIDER:
                self._solve(hint.often >= threshold)
                if self._incumbent.chosen is not None:
                    return

    def improve(self, guide: Guide, stop: Callable[[], bool]) -> None:
        """Solve wider and wider models until told to stop."""
        del guide
        for threshold in (*WIDER, 0.0):
            if stop():
                return
            self._solve(self._often >= threshold, stop)

    def _solve(self, open_row: Bools, stop: Callable[[], bool] = lambda: False) -> None:
        layout, incumbent = self._layout, self._incumbent
        open_row = open_row.copy()
        open_arc = (self._flow >= USED) | self._cheapest(open_row)
        start: tuple[Ints, Floats] | None = None
        if incumbent.chosen is not None and incumbent.flow is not None:
            start = incumbent.chosen, incumbent.flow
            open_row[incumbent.chosen] = True
            open_arc |= incumbent.flow > 0.0
        key = open_row.tobytes() + np.packbits(open_arc).tobytes()
        if key in self._seen:
            return
        self._seen.add(key)
        kernel = Kernel(layout, self._side, open_row, open_arc, layout.unserved)
        limit_s, seed = self._budget_s, self._seed
        answer = solve_kernel(kernel, limit_s, seed, start, stop=stop)
        if answer.chosen is not None:
            incumbent.offer(answer.cost, answer.chosen, answer.flow)

    def _cheapest(self, open_row: Bools) -> Bools:
        """Return the cheapest arcs of each client into blocks that may take it."""
        layout = self._layout
        takes = (open_row & (layout.capacity > 0.0)).astype(np.int64)
        usable = np.add.reduceat(takes, layout.row_first[:-1]) > 0
        first, order = layout.client_arcs
        kept = usable[layout.arc_block[order]]
        rank = np.cumsum(kept)
        before = np.concatenate([[0], rank])[first[:-1]]
        near = kept & (rank - before[layout.arc_client[order]] <= CHEAPEST)
        some = np.zeros(layout.arcs, np.bool_)
        some[order[near]] = True
        return some
