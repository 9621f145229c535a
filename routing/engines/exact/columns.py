"""The variables of the exact model, period by period in blocks.

``y`` a state, ``z`` a move between states, ``x`` an arc, ``n`` a commodity taken in
by a state, ``w`` a leg, ``u`` supply left. Masses are in tonnes; where clients go in
whole, ``x`` and ``u`` are shares of 0 or 1.
"""

from dataclasses import dataclass
from functools import cached_property

import numpy as np

from routing.siting.arrays import (
    KG_PER_T,
    NO_LIMIT,
    Bools,
    Floats,
    Ints,
    SitingArrays,
    add_up,
)
from routing.siting.problem import PPM
from routing.siting.relaxation import most_inflow_kg


@dataclass(frozen=True)
class Columns:
    """Where every variable stands, and the figures rows are made of.

    Attributes
    ----------
    arrays
        The problem.
    is_whole
        Whether a client's supply goes to one facility in whole.
    """

    arrays: SitingArrays
    is_whole: bool

    @property
    def rows(self) -> int:
        """Number of rows (states) of all facilities."""
        return len(self.arrays.rows.facility)

    @cached_property
    def moves(self) -> tuple[Ints, Ints]:
        """Rows before and after of every allowed move, where moves matter.

        They matter where some are forbidden or entering costs something.
        """
        rows = self.arrays.rows
        counts_capital = (self.arrays.budget_fen != NO_LIMIT).any()
        paid = (rows.entry_fen > 0) | (counts_capital & (rows.capital_fen > 0))
        matters = np.zeros(self.arrays.facilities, np.bool_)
        matters[rows.facility[paid]] = True
        padded = rows.padded
        is_pair = (padded[:, :, None] >= 0) & (padded[:, None, :] >= 0)
        matters |= (is_pair & ~rows.moves).any(axis=(1, 2))
        facility, before, after = np.nonzero(
            is_pair & rows.moves & matters[:, None, None]
        )
        if self.arrays.periods == 1:
            facility, before, after = facility[:0], before[:0], after[:0]
        first = rows.first[facility]
        return first + before, first + after

    @cached_property
    def intakes(self) -> tuple[Ints, Ints]:
        """Rows and commodities that can be taken in there."""
        arrays, rows = self.arrays, self.arrays.rows
        arrives = np.zeros((arrays.facilities, arrays.commodities), np.bool_)
        arrives[arrays.arc_facility, arrays.arc_commodity] = True
        arrives[arrays.trunk_destination, arrays.trunk_commodity] = True
        row, commodity = np.nonzero(rows.accepts & arrives[rows.facility])
        return row, commodity

    @cached_property
    def blocks(self) -> dict[str, tuple[int, int]]:
        """Start of each kind of variable, and how many there are by period."""
        arrays = self.arrays
        sizes = {
            "y": self.rows,
            "z": len(self.moves[0]),
            "x": len(arrays.arc_client),
            "n": len(self.intakes[0]),
            "w": len(arrays.trunk_origin),
            "u": arrays.clients,
        }
        starts, at = {}, 0
        for kind, size in sizes.items():
            starts[kind] = (at, size)
            at += size * arrays.periods
        return starts

    @property
    def total(self) -> int:
        """Number of variables."""
        start, size = self.blocks["u"]
        return start + size * self.arrays.periods

    def at(self, kind: str, period: int) -> Ints:
        """Return the positions of a kind of variable in a period."""
        start, size = self.blocks[kind]
        return np.arange(start + period * size, start + (period + 1) * size)

    def values(self, kind: str, value: Floats) -> Floats:
        """Cut a kind out of all variables, periods first."""
        start, size = self.blocks[kind]
        periods = self.arrays.periods
        return value[start : start + size * periods].reshape(periods, size)

    def chosen(self, value: Floats) -> Ints:
        """Read the rows off all variables: the largest of every facility, (T, F)."""
        rows = self.arrays.rows
        y = self.values("y", value)
        order = np.lexsort((-y, np.broadcast_to(rows.facility, y.shape)), axis=-1)
        return np.asarray(order)[:, rows.first[:-1]]

    @cached_property
    def supply_t(self) -> Floats:
        """Supply in tonnes, shape (T, C)."""
        return self.arrays.supply_kg / KG_PER_T

    def tonnes(self, period: int) -> tuple[Floats, Floats]:
        """Tonnes of one unit of each ``x`` and each ``u``, shapes (A,) and (C,)."""
        supply = self.supply_t[period]
        if not self.is_whole:
            supply = np.ones_like(supply)
        return supply[self.arrays.arc_client], supply

    def reach_t(self, period: int) -> tuple[Floats, Floats]:
        """Most that can arrive in tonnes, by facility and commodity and by row.

        Returns
        -------
        Shapes (F, G) and (S,), the latter no larger than the capacity.
        """
        arrays, rows = self.arrays, self.arrays.rows
        key = arrays.arc_facility * arrays.commodities + arrays.arc_commodity
        supply = arrays.supply_kg[period][arrays.arc_client]
        offered = add_up(key, supply, arrays.facilities * arrays.commodities)
        arriving = offered.reshape(arrays.facilities, -1).astype(np.float64)
        if len(arrays.trunk_origin):
            arriving += most_inflow_kg(arrays, period)
        taken = np.where(rows.accepts, arriving[rows.facility], 0).sum(axis=1)
        return arriving / KG_PER_T, np.minimum(taken, rows.capacity_kg) / KG_PER_T

    @cached_property
    def barred(self) -> Bools:
        """Rows that the initial state rules out in the first period, shape (S,)."""
        rows = self.arrays.rows
        before = (rows.initial - rows.first[:-1])[rows.facility]
        place = np.arange(self.rows) - rows.first[rows.facility]
        allowed = rows.moves[rows.facility, np.maximum(before, 0), place]
        barred: Bools = (before >= 0) & ~allowed
        return barred

    def price(self) -> Floats:
        """Return what a unit of every variable costs in fen, all periods."""
        arrays, rows = self.arrays, self.arrays.rows
        carbon = arrays.carbon_fen_per_t / PPM
        arc = arrays.arc_fen_per_t + carbon * arrays.arc_g_per_t
        leg = arrays.trunk_fen_per_t + arrays.transfer_fen_per_t
        leg = leg + carbon * arrays.trunk_g_per_t
        before, after = self.moves
        moving = np.where(before == after, 0, rows.entry_fen[after])
        stays = rows.initial[rows.facility] == np.arange(self.rows)
        price = np.zeros(self.total)
        for t, years in enumerate(arrays.weight.tolist()):
            x, u = self.tonnes(t)
            enters = np.where(stays | (t > 0), 0, rows.entry_fen)
            price[self.at("y", t)] = years * rows.fixed_fen + enters
            price[self.at("z", t)] = moving if t > 0 else 0
            price[self.at("x", t)] = years * arc * x
            price[self.at("n", t)] = years * rows.unit_fen_per_t[self.intakes[0]]
            price[self.at("w", t)] = years * leg
            price[self.at("u", t)] = years * arrays.unserved_fen_per_t * u
        return price

    def upper(self, open_arc: Bools) -> Floats:
        """Return the largest value of every variable.

        Parameters
        ----------
        open_arc
            Shape (A,): arcs that may be used.
        """
        arrays = self.arrays
        upper = np.full(self.total, np.inf)
        takes = np.zeros(len(arrays.arc_client), np.bool_)
        takes[arrays.arc_rows[0]] = True
        for t in range(arrays.periods):
            allowed = arrays.rows.allowed[t] & ~(self.barred & (t == 0))
            upper[self.at("y", t)] = allowed
            upper[self.at("z", t)] = float(t > 0)
            supply = self.supply_t[t]
            share = np.ones_like(supply) if self.is_whole else supply
            # What supplies nothing stays out, so that shares mean something.
            share = np.where(supply > 0, share, 0.0)
            usable = takes & open_arc
            upper[self.at("x", t)] = np.where(usable, share[arrays.arc_client], 0.0)
            upper[self.at("u", t)] = np.where(arrays.required, 0.0, share)
        return upper

    def integer(self) -> Bools:
        """Tell which variables are whole numbers."""
        kinds = ("y", "x", "u") if self.is_whole else ("y",)
        whole = np.zeros(self.total, np.bool_)
        for kind in kinds:
            start, size = self.blocks[kind]
            whole[start : start + size * self.arrays.periods] = True
        return whole
