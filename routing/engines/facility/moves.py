"""Which facilities to try open: changes of an open set, in order of their bounds.

At good multipliers every facility has a worth, open against shut, and the sum over
an open set bounds what any assignment to it costs. A set whose bound is above the
best answer is not tried at all; of the others, low bounds are tried first.
"""

from dataclasses import dataclass

import numpy as np

from routing.engines.facility.arrays import Bools, Floats, Ints, Layout, Places

RANK_MEAN = 8.0
"""Mean rank, by bound, of the change that is tried."""


@dataclass(frozen=True)
class Rows:
    """The rows a search of open and closed facilities chooses from.

    Attributes
    ----------
    shut, opened
        Shape (B,): the row that takes least and the one that takes most.
    """

    shut: Ints
    opened: Ints


def rows_of(layout: Layout) -> Rows:
    """Return the closed row and the largest open row of each block."""
    first = layout.row_first[:-1]
    largest = np.lexsort((-layout.capacity, layout.row_block))[first]
    smallest = np.lexsort((layout.capacity, layout.row_block))[first]
    return Rows(smallest.astype(np.int32), largest.astype(np.int32))


@dataclass(frozen=True)
class Guide:
    """What the multipliers say about open sets.

    Attributes
    ----------
    base
        Bound with every facility shut.
    worth
        Shape (B,): change of the bound when a facility opens; ``inf`` for one that
        never does.
    price
        Shape (C,): multipliers of the clients.
    """

    base: float
    worth: Floats
    price: Floats

    def bound(self, is_open: Bools) -> float:
        """Return the bound on the cost of any assignment to an open set."""
        return self.base + float(self.worth[is_open].sum())


class Moves:
    """Proposes open sets next to a given one."""

    def __init__(self, layout: Layout, seed: int) -> None:
        self._room = layout.capacity[rows_of(layout).opened]
        self._demand = 0.0
        if not np.isfinite(layout.unserved).any():
            self._demand = float(layout.weight.sum())
        self._rng = np.random.default_rng(seed)
        self._seen: set[bytes] = set()

    def propose(self, is_open: Bools, guide: Guide, goal: float) -> Bools | None:
        """Return an open set not proposed before, ``None`` if none is near.

        Parameters
        ----------
        is_open
            Shape (B,): the set to change.
        guide
            The bounds.
        goal
            Cost that the answer must not exceed.
        """
        inside = np.flatnonzero(is_open)
        outside = np.flatnonzero(~is_open & np.isfinite(guide.worth))
        bounds, room = self._changes(is_open, inside, outside, guide)
        usable = (bounds <= goal) & (room >= self._demand)
        place = np.flatnonzero(usable)
        place = place[np.argsort(bounds[place], kind="stable")]
        while len(place):
            rank = min(int(self._rng.exponential(RANK_MEAN)), len(place) - 1)
            changed = is_open.copy()
            row, column = divmod(int(place[rank]), len(outside) + 1)
            if row < len(inside):
                changed[inside[row]] = False
            if column < len(outside):
                changed[outside[column]] = True
            key = np.packbits(changed).tobytes()
            if key not in self._seen:
                self._seen.add(key)
                return changed
            place = np.delete(place, rank)
        return None

    def _changes(
        self, is_open: Bools, inside: Places, outside: Places, guide: Guide
    ) -> tuple[Floats, Floats]:
        """Return bound and room after closing one or none and opening one or none."""
        less = np.append(guide.worth[inside], 0.0)[:, None]
        more = np.append(guide.worth[outside], 0.0)[None, :]
        bounds = guide.bound(is_open) - less + more
        taken = np.append(self._room[inside], 0.0)[:, None]
        given = np.append(self._room[outside], 0.0)[None, :]
        room = float(self._room[is_open].sum()) - taken + given
        bounds[-1, -1] = np.inf
        return bounds.ravel(), room.ravel()
