"""The Lagrangian function of a problem: its value and slope at given multipliers.

The multipliers are one vector: first those of the clients (money for serving the
whole client), then those of the side rows, linear limits on the number, capital or
capacity of chosen states. Where blocks are open or closed and every client must be
served, the facilities together are also chosen by a knapsack: what is open must
have room for all the demand. That costs little and lifts the bound much where
fixed costs are high.
"""

from concurrent.futures import Executor
from dataclasses import dataclass, field

import numpy as np

from routing.engines.facility.arrays import Bools, Floats, Ints, Layout
from routing.engines.facility.knapsack import whole
from routing.engines.facility.paths import choose_rows, paths_through
from routing.engines.facility.pricing import Grid, grid_of, load_chosen, value_rows

REACH = 1.2
"""Facilities up to so much dearer than the dearest chosen one are valued exactly."""


@dataclass(frozen=True)
class SideRows:
    """Linear limits on chosen states: ``coefficient @ y >= least``.

    Attributes
    ----------
    coefficient
        Shape (S, R).
    least
        Shape (S,). A limit from above is one of negative figures.
    """

    coefficient: Floats
    least: Floats

    @staticmethod
    def none(rows: int) -> "SideRows":
        """Return no limits on that many rows."""
        return SideRows(np.zeros((0, rows)), np.zeros(0))


@dataclass
class Relaxation:
    """The Lagrangian function of one problem or one branch of it.

    Attributes
    ----------
    layout
        The problem.
    side
        Linear limits on states, relaxed as well.
    open_row
        Shape (R,): states that may be chosen; a branch forbids some.
    open_arc
        Shape (A,): arcs that may carry something.
    cover
        Whether the open facilities are chosen together, so that they have room for
        all demand; only where ``can_cover`` says so.
    pool
        Another thread for half of the rows; none by default.
    chosen, flow, value
        What the last evaluation chose: rows (B,), shares (A,) and worths (R,).
    grid
        The arrays for compiled functions.
    """

    layout: Layout
    side: SideRows
    open_row: Bools
    open_arc: Bools
    cover: bool = False
    pool: Executor | None = None
    chosen: Ints = field(init=False)
    flow: Floats = field(init=False)
    value: Floats = field(init=False)
    grid: Grid = field(init=False)

    def __post_init__(self) -> None:
        layout = self.layout
        self.grid = grid_of(layout, self.open_arc)
        self._closing = Closing(layout) if self.cover else None
        self._second = (
            self.grid if self.pool is None else grid_of(layout, self.open_arc)
        )
        self._served = np.zeros(layout.clients)
        self.chosen = np.zeros(layout.blocks, np.int32)
        self.flow = np.zeros(layout.arcs)
        self.value = np.zeros(layout.rows)

    @property
    def size(self) -> int:
        """Number of multipliers."""
        return self.layout.clients + len(self.side.least)

    @property
    def highest(self) -> Floats:
        """Highest useful value of each multiplier: the price of not serving."""
        return np.concatenate(
            [self.layout.unserved, np.full(len(self.side.least), np.inf)]
        )

    @property
    def lowest(self) -> Floats:
        """Lowest allowed value: side rows are inequalities."""
        free = np.full(self.layout.clients, -np.inf)
        return np.concatenate([free, np.zeros(len(self.side.least))])

    def evaluate(self, multiplier: Floats) -> tuple[float, Floats]:
        """Return the bound at some multipliers, and its slope there.

        The bound is ``inf`` where no state path is left to some facility.
        """
        layout, clients = self.layout, self.layout.clients
        price, extra = multiplier[:clients], multiplier[clients:]
        self._value_rows(price)
        if len(extra):
            self.value -= extra @ self.side.coefficient
        if self._closing is not None:
            self.chosen, worth = self._closing.choose(self.value)
            reach = REACH * self._closing.dearest(self.value, self.chosen)
            self.grid.reach[0] = self._second.reach[0] = reach
        else:
            self.chosen, facility_worth = choose_rows(layout, self.value)
            worth = float(facility_worth.sum())
        if not np.isfinite(worth):
            return float("inf"), np.zeros(self.size)
        load_chosen(self.grid, price, self.chosen, self.flow, self._served)
        slope = np.concatenate(
            [
                1.0 - self._served,
                self.side.least - self.side.coefficient[:, self.chosen].sum(axis=1),
            ]
        )
        return float(price.sum() + extra @ self.side.least + worth), slope

    def _value_rows(self, price: Floats) -> None:
        """Value all rows, in two halves at once where there is a pool."""
        blocks = self.layout.blocks
        if self.pool is None:
            value_rows(self.grid, price, self.open_row, 0, blocks, self.value)
            return
        half = int(np.searchsorted(self.layout.arc_first, self.layout.arcs // 2))
        other = self.pool.submit(
            value_rows, self._second, price, self.open_row, half, blocks, self.value
        )
        value_rows(self.grid, price, self.open_row, 0, half, self.value)
        other.result()

    def row_floors(self, multiplier: Floats) -> Floats:
        """Return the bound at some multipliers if each row must be taken, (R,)."""
        bound, _ = self.evaluate(multiplier)
        if self._closing is not None:
            worth = self._closing.flipped(self.value)
            least = np.full(len(worth), worth[self.chosen[0]])
        else:
            worth = paths_through(self.layout, self.value)
            least = worth[self.chosen][self.layout.row_block]
        floors: Floats = bound + (worth - least)
        return floors


class Closing:
    """Chooses which facilities to close so that the rest has room for all demand."""

    def __init__(self, layout: Layout) -> None:
        blocks = layout.blocks
        self._first = layout.row_first[:-1]  # rows of a block are a pair
        self._opened = layout.capacity[self._first] <= 0.0
        self._size = layout.capacity.reshape(blocks, 2).max(axis=1)
        self._demand = float(layout.weight.sum())
        self._ratio = np.zeros(blocks)
        self._heap = np.zeros(blocks, np.int32)
        self._order = np.zeros(2 * blocks, np.int32)
        self._shut = np.zeros(blocks)

    def choose(self, value: Floats) -> tuple[Ints, float]:
        """Return the row of each block and what they are worth together."""
        pair = value.reshape(-1, 2)
        shut, opened = np.where(self._opened[:, None], pair, pair[:, ::-1]).T
        stays, goes = np.isinf(shut), np.isinf(opened)
        if (stays & goes).any():
            return self._rows(stays), float("inf")
        free = ~(stays | goes)
        gain = np.where(free, shut, 0.0) - np.where(free, opened, 0.0)
        room = float(self._size[~goes].sum()) - self._demand
        if room < 0.0:
            return self._rows(stays), float("inf")
        saved = whole(
            gain, self._size, len(gain), room,
            self._ratio, self._heap, self._order, self._shut,
        )  # fmt: skip
        base = np.where(goes, shut, opened).sum()
        return self._rows(~goes & (self._shut < 0.5)), float(base + saved)

    def dearest(self, value: Floats, chosen: Ints) -> float:
        """Return the price of a weight of capacity of the dearest open facility."""
        other = 2 * self._first + 1 - chosen
        is_open = (chosen != self._first) == self._opened
        free = is_open & np.isfinite(value[other]) & np.isfinite(value[chosen])
        if not free.any():
            return 0.0
        worth = value[chosen[free]] - value[other[free]]
        return max(0.0, float((worth / self._size[free]).max()))

    def flipped(self, value: Floats) -> Floats:
        """Return the worth of all together with each block in its other row.

        Parameters
        ----------
        value
            Shape (R,): worth of each row.

        Returns
        -------
        worth
            Shape (R,): worth with this row, as far as it is known: that of the best
            choice for the rows in it.
        """
        chosen, best = self.choose(value)
        worth = np.full(len(value), best)
        tried = value.copy()
        for block, row in enumerate(chosen):
            other = 2 * int(self._first[block]) + 1 - row
            if np.isfinite(value[other]):
                tried[row] = np.inf
                worth[other] = self.choose(tried)[1]
                tried[row] = value[row]
            else:
                worth[other] = np.inf
        return worth

    def _rows(self, is_open: Bools) -> Ints:
        """Turn open facilities into rows."""
        offset = np.where(self._opened, is_open, ~is_open)
        return (self._first + offset).astype(np.int32)


def can_cover(layout: Layout) -> bool:
    """Tell whether facilities may be chosen together by their capacity.

    They may where each block is closed or open in one way, in one period, and
    every client must be served.
    """
    if layout.periods > 1 or layout.rows != 2 * layout.blocks:
        return False
    if (np.diff(layout.row_first) != 2).any() or np.isfinite(layout.unserved).any():
        return False
    pair = layout.capacity.reshape(-1, 2)
    return bool(((pair == 0.0).sum(axis=1) == 1).all())
