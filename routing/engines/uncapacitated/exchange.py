"""Finds good sets of open sites: best exchanges, and shaking what cannot be improved.

Hansen and Mladenovic, "Variable neighborhood search for the p-median", Location
Science 5 (1997), with exchanges evaluated as Resende and Werneck do.
"""

from collections.abc import Callable

import numpy as np

from routing.engines.uncapacitated.kernels import assign, best_exchange, weigh_moves
from routing.engines.uncapacitated.sites import Sites
from routing.siting.arrays import Ints

WIDEST = 12
"""Most exchanges made at random at a time."""


class Exchange:
    """Local search over sets of open sites.

    Parameters
    ----------
    sites
        The problem.
    seed
        Of the random exchanges.

    Attributes
    ----------
    best, cost
        The cheapest set found, shape (F,) of 0 and 1, and its cost; at least
        ``sites.barred`` as long as some client is left that must not be.
    """

    def __init__(self, sites: Sites, seed: int) -> None:
        self.sites = sites
        self.best = np.zeros(sites.count, np.int64)
        self.cost = 2 * LARGEST_COST
        self._random = np.random.default_rng(seed)
        self._nearest = np.zeros((2, sites.clients), np.int64)
        self._saved = np.zeros((2, sites.count), np.int64)
        self._slot = np.zeros(sites.count, np.int64)
        self._extra = np.zeros((0, sites.count), np.int64)

    @property
    def is_valid(self) -> bool:
        """Whether a set was found that serves all who must be served."""
        return self.cost < self.sites.barred

    def cost_of(self, is_open: Ints) -> int:
        """Return the cost of a set; it leaves the nearest sites behind."""
        sites = self.sites
        served = assign(
            sites.start, sites.site, sites.price, sites.left, is_open, self._nearest
        )
        return served + sites.closed_cost + int(sites.opening @ is_open)

    def nearest(self, is_open: Ints) -> Ints:
        """Return each client's cheapest way to an open site, -1 to leave it, (C,)."""
        self.cost_of(is_open)
        ways: Ints = self._nearest[0].copy()
        return ways

    def offer(self, is_open: Ints) -> bool:
        """Improve a set, keep it if it is the best, and say whether it is."""
        is_open = is_open.copy()
        cost = self.improve(is_open)
        if cost >= self.cost:
            return False
        self.best, self.cost = is_open, cost
        return True

    def improve(self, is_open: Ints) -> int:
        """Open, close and exchange sites while that pays; return the cost."""
        cost = self.cost_of(is_open)
        while True:
            change, into, out = self._best_move(is_open)
            if change >= 0:
                return cost
            if into >= 0:
                is_open[into] = 1
            if out >= 0:
                is_open[out] = 0
            cost = self.cost_of(is_open)

    def _best_move(self, is_open: Ints) -> tuple[int, int, int]:
        """Change of cost, what opens and what closes; -1 for nothing."""
        sites = self.sites
        opened = np.flatnonzero(is_open)
        if len(self._extra) < opened.size:
            self._extra = np.zeros((opened.size + 8, sites.count), np.int64)
        self._slot[:] = -1
        self._slot[opened] = np.arange(opened.size)
        extra = self._extra[: opened.size]
        self._weigh(extra)
        gain, loss = self._saved
        move = best_exchange(sites.fixed, sites.opening, self._slot, self._saved, extra)
        if opened.size < sites.most:
            may = (is_open == 0) & (sites.fixed != -1)
            added = np.where(may, sites.opening - gain, LARGEST_COST)
            j = int(added.argmin())
            move = min(move, (int(added[j]), j, -1))
        if opened.size > sites.least:
            may = (is_open == 1) & (sites.fixed != 1)
            closed = np.where(may, loss - sites.opening, LARGEST_COST)
            r = int(closed.argmin())
            move = min(move, (int(closed[r]), -1, r))
        return move

    def _weigh(self, extra: Ints) -> None:
        """Add up what moves save, from the ways found last."""
        sites = self.sites
        for column in (self._saved, extra):
            column.fill(0)
        weigh_moves(
            sites.start,
            sites.site,
            sites.price,
            sites.left,
            self._nearest,
            self._slot,
            self._saved,
            extra,
        )

    def begin(self) -> Ints:
        """Return a first set: what must be open, and what saves most, one by one."""
        sites = self.sites
        is_open: Ints = (sites.fixed == 1).astype(np.int64)
        may = sites.fixed == 0
        self._slot[:] = -1
        while int(is_open.sum()) < sites.most:
            self.cost_of(is_open)
            self._weigh(self._extra[:0])
            added = np.where(
                may & (is_open == 0), sites.opening - self._saved[0], LARGEST_COST
            )
            j = int(added.argmin())
            enough = int(is_open.sum()) >= sites.least
            if added[j] == LARGEST_COST or (enough and added[j] >= 0):
                break
            is_open[j] = 1
        return is_open

    def shake(self, out_of_time: Callable[[], bool], rounds: int) -> bool:
        """Exchange a few sites of the best set at random and improve what comes.

        Parameters
        ----------
        out_of_time
            Asked before every round.
        rounds
            Rounds without success after which to stop.

        Returns
        -------
        Whether a better set was found.
        """
        found, idle, width = False, 0, 1
        while idle < rounds and not out_of_time():
            is_open = self._shaken(width)
            if is_open is None:
                break
            if self.offer(is_open):
                found, idle, width = True, 0, 1
            else:
                idle, width = idle + 1, width % WIDEST + 1
        return found

    def _shaken(self, width: int) -> Ints | None:
        sites, is_open = self.sites, self.best.copy()
        may_close = np.flatnonzero((is_open == 1) & (sites.fixed != 1))
        may_open = np.flatnonzero((is_open == 0) & (sites.fixed != -1))
        width = min(width, may_close.size, may_open.size)
        if width == 0:
            return None
        is_open[self._random.choice(may_close, width, replace=False)] = 0
        is_open[self._random.choice(may_open, width, replace=False)] = 1
        return is_open


LARGEST_COST = 2**61
