"""Tries open sets next to good ones, in order of their bounds."""

import heapq

import numpy as np

from routing.engines.facility.arrays import Floats, Ints, Layout
from routing.engines.facility.incumbent import Incumbent
from routing.engines.facility.moves import Guide, Moves
from routing.engines.facility.sites import Plan, SiteSearch

FIRST_RUNGS, MOST_RUNGS = 2, 4
"""How much of the ladder of efforts is climbed, at first and in the end."""
PATIENCE = 100
"""Sets tried without a better answer before each is given more effort."""


class SetSearch:
    """Improves the best answer, one open set after the other.

    Parameters
    ----------
    layout
        The problem.
    search
        Assigns clients to an open set.
    moves
        Proposes sets.
    incumbent
        The best answer, of whichever thread.
    guide
        What sites are worth.
    """

    def __init__(
        self,
        layout: Layout,
        search: SiteSearch,
        moves: Moves,
        incumbent: Incumbent,
        guide: Guide,
    ) -> None:
        self._layout, self._search, self._moves = layout, search, moves
        self._incumbent, self._guide = incumbent, guide
        self._tried: list[tuple[float, int, Plan]] = []
        self._count, self._failed, self._rungs = 0, 0, FIRST_RUNGS
        self._known = np.inf

    @property
    def is_spent(self) -> bool:
        """Whether no set is left to try."""
        return not self._tried and self._incumbent.cost >= self._known

    def step(self) -> None:
        """Try a set next to the best one that has such."""
        self._take_in()
        while self._tried:
            around = self._tried[0][2]
            is_open = self._layout.capacity[around.chosen] > 0.0
            beaten = self._incumbent.beaten
            changed = self._moves.propose(is_open, self._guide, beaten)
            if changed is None:
                heapq.heappop(self._tried)
                continue
            before = self._search.best
            plan = self._search.climb(changed, around.at, self._rungs)
            self._note(is_better=self._search.best is not before)
            if plan is not None:
                self._push(plan)
            return

    def _take_in(self) -> None:
        """Search around what others found as well."""
        known = assignment_of(self._layout, self._incumbent)
        if known is not None and self._incumbent.cost < self._known:
            self._known = self._incumbent.cost
            chosen = self._incumbent.chosen
            assert chosen is not None  # noqa: S101
            self._push(Plan(known, chosen, self._known))

    def _push(self, plan: Plan) -> None:
        self._count += 1
        heapq.heappush(self._tried, (plan.cost, self._count, plan))

    def _note(self, *, is_better: bool) -> None:
        """Give each set more effort after many in vain."""
        self._failed = 0 if is_better else self._failed + 1
        if is_better:
            self._rungs = FIRST_RUNGS
        elif self._failed % PATIENCE == 0:
            self._rungs = min(self._rungs + 1, MOST_RUNGS)


def assignment_of(layout: Layout, incumbent: Incumbent) -> Ints | None:
    """Return the arc of each client in the best answer, ``None`` without one."""
    flow: Floats | None = incumbent.flow
    if flow is None:
        return None
    arc = np.flatnonzero(flow > 0.5)
    at = np.zeros(layout.clients, np.int32)
    at[layout.arc_client[arc]] = arc
    return at
