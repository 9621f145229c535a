"""Solves one region after the other to improve an answer of whole clients."""

import math
from collections.abc import Callable

import numpy as np
from ortools.math_opt.python import mathopt

from routing.engines.facility.arrays import Floats, Ints, Layout
from routing.engines.facility.incumbent import Incumbent
from routing.engines.facility.kernel import Kernel, KernelAnswer, solve_kernel
from routing.engines.facility.moves import Guide, rows_of
from routing.engines.facility.regions import Region, Regions
from routing.engines.facility.relaxation import SideRows
from routing.engines.facility.set_search import assignment_of

FIRST = 50.0
"""Clients of the first regions."""
LARGER, SMALLER = 1.005, 0.95
"""Change of their number after a region without anything better and after one that
took too long: so that about one in ten does."""
FEWEST = 10.0
"""Clients below which regions do not shrink."""
LONGEST_S = 2.0
"""Seconds that one region may take."""
FITS = 1.0 + 1e-9


class RegionSearch:
    """Improves the best answer, region by region.

    Parameters
    ----------
    layout
        Whole clients, one period, blocks with a closed and an open row.
    incumbent
        The best answer, of whichever thread.
    guide
        What sites and clients are worth.
    seed
        Seed of the draws and of the solver.
    """

    def __init__(
        self, layout: Layout, incumbent: Incumbent, guide: Guide, seed: int
    ) -> None:
        self._layout, self._incumbent, self._seed = layout, incumbent, seed
        self._regions = Regions(layout, guide, seed)
        self._rows = rows_of(layout)
        self._clients = FIRST
        self._in_vain, self._round = 0, 1

    @property
    def is_spent(self) -> bool:
        """Whether every open site was a centre since something better was found."""
        return self._in_vain >= self._round

    def step(self, stop: Callable[[], bool]) -> None:
        """Solve a region, and offer what it makes of the best answer.

        Parameters
        ----------
        stop
            Asked often; ends the solver.
        """
        at = assignment_of(self._layout, self._incumbent)
        if at is None:
            self._in_vain = self._round
            return
        region = self._regions.draw(at, int(self._clients))
        part = region.layout
        every = np.ones(part.rows, np.bool_), np.ones(part.arcs, np.bool_)
        answer = solve_kernel(
            Kernel(part, SideRows.none(part.rows), *every, part.unserved),
            LONGEST_S,
            self._seed,
            (region.chosen, region.flow),
            solver=mathopt.SolverType.CP_SAT,
            stop=stop,
        )
        self._round = len(np.unique(self._layout.arc_block[at]))
        if self._offer(at, region, answer):
            self._in_vain = 0
            return
        self._in_vain += 1
        if answer.finished:
            self._clients = min(self._clients * LARGER, float(self._layout.clients))
        else:
            self._clients = max(self._clients * SMALLER, FEWEST)

    def _offer(self, at: Ints, region: Region, answer: KernelAnswer) -> bool:
        """Offer the answer with a region's in its place."""
        if answer.chosen is None or math.isinf(answer.cost):
            return False
        used = region.arc[answer.flow > 0.5]
        if len(used) != len(region.client):
            return False
        arc_client, arc_block = self._layout.arc_client, self._layout.arc_block
        latest = assignment_of(self._layout, self._incumbent)
        if latest is not None and self._is_same(latest, at, region):
            at = latest
        at = at.copy()
        at[arc_client[used]] = used
        layout, rows = self._layout, self._rows
        load = np.bincount(arc_block[at], layout.weight, layout.blocks)
        if (load > layout.capacity[rows.opened] * FITS).any():
            return False
        is_open = np.bincount(arc_block[at], minlength=layout.blocks) > 0
        chosen = np.where(is_open, rows.opened, rows.shut).astype(np.int32)
        flow: Floats = np.zeros(layout.arcs)
        flow[at] = 1.0
        cost = float(layout.fixed[chosen].sum() + layout.arc_cost[at].sum())
        return self._incumbent.offer(cost, chosen, flow)

    def _is_same(self, latest: Ints, at: Ints, region: Region) -> bool:
        """Tell whether another thread has left a region as it was."""
        client = region.client
        if not np.array_equal(latest[client], at[client]):
            return False
        outside = np.ones(self._layout.clients, np.bool_)
        outside[client] = False
        block = self._layout.arc_block
        mine = np.unique(block[region.arc])
        return not np.isin(block[latest[outside]], mine).any()
