"""A whole siting problem as NumPy columns, for everything that computes with it.

States of all facilities stand in one list, facility by facility: a *row* is a
position in that list. Columns by period have the period first.
"""

from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

type Ints = NDArray[np.int64]
type Floats = NDArray[np.float64]
type Bools = NDArray[np.bool_]

KG_PER_T = 1000
NO_LIMIT = int(np.iinfo(np.int64).max)


@dataclass(frozen=True)
class RowArrays:
    """Columns of S rows of F facilities, with G commodities and N limited tags.

    Attributes
    ----------
    first
        Shape (F + 1,): facility ``j`` has rows ``first[j]`` up to ``first[j + 1]``.
    facility
        Shape (S,): the facility of each row.
    capacity_kg, min_kg, fixed_fen, unit_fen_per_t, entry_fen, capital_fen
        Shape (S,): figures of each state.
    accepts
        Shape (S, G): whether a state takes a commodity. A state without
        capacity takes none.
    tagged
        Shape (S, N): whether a state carries each limited tag.
    allowed
        Shape (T, S): whether the fixes leave a state open.
    yield_row, yield_commodity, yield_output, yield_ppm
        Shape (Y,): what becomes of the intake; yields of 0 ppm are left out.
    initial
        Shape (F,): row before the first period, -1 for none.
    moves
        Shape (F, K, K): whether state ``k`` may be followed by state ``l``, for
        facilities of at most K states.
    """

    first: Ints
    facility: Ints
    capacity_kg: Ints
    min_kg: Ints
    fixed_fen: Ints
    unit_fen_per_t: Ints
    entry_fen: Ints
    capital_fen: Ints
    accepts: Bools
    tagged: Bools
    allowed: Bools
    yield_row: Ints
    yield_commodity: Ints
    yield_output: Ints
    yield_ppm: Ints
    initial: Ints
    moves: Bools

    @cached_property
    def most_states(self) -> int:
        """States of the facility that has most of them."""
        return int(self.moves.shape[1])

    @cached_property
    def padded(self) -> Ints:
        """Shape (F, K): rows of each facility, -1 where it has fewer than K."""
        place = np.arange(self.most_states)
        row = self.first[:-1, None] + place
        return np.where(place < np.diff(self.first)[:, None], row, -1)


@dataclass(frozen=True)
class FloorArrays:
    """L floors over T periods.

    Attributes
    ----------
    minimum_kg
        Shape (T, L).
    arc_floor, arc, arc_ppm
        One entry per floor and arc that counts for it.
    trunk_floor, trunk, trunk_ppm
        The same for trunk legs.
    """

    minimum_kg: Ints
    arc_floor: Ints
    arc: Ints
    arc_ppm: Ints
    trunk_floor: Ints
    trunk: Ints
    trunk_ppm: Ints


@dataclass(frozen=True)
class SitingArrays:
    """Columns of a problem with C clients, F facilities, A arcs, K trunk legs.

    Attributes
    ----------
    weight
        Shape (T,): years of each period.
    budget_fen
        Shape (T,): most capital, ``NO_LIMIT`` without a budget.
    supply_kg
        Shape (T, C).
    commodity, unserved_fen_per_t, required
        Shape (C,).
    rows
        States of the facilities.
    tags, tag_min, tag_max
        The N limited tags, and their limits, shape (T, N), ``NO_LIMIT`` for no
        maximum.
    arc_client, arc_facility, arc_fen_per_t, arc_m, arc_g_per_t
        Shape (A,).
    trunk_origin, trunk_destination, trunk_commodity
        Shape (K,).
    trunk_fen_per_t, transfer_fen_per_t, trunk_g_per_t
        Shape (K,).
    floors
        Least masses.
    carbon_fen_per_t
        Price of a tonne of CO2.
    """

    weight: Ints
    budget_fen: Ints
    supply_kg: Ints
    commodity: Ints
    unserved_fen_per_t: Ints
    required: Bools
    rows: RowArrays
    tags: tuple[str, ...]
    tag_min: Ints
    tag_max: Ints
    arc_client: Ints
    arc_facility: Ints
    arc_fen_per_t: Ints
    arc_m: Ints
    arc_g_per_t: Ints
    trunk_origin: Ints
    trunk_destination: Ints
    trunk_commodity: Ints
    trunk_fen_per_t: Ints
    transfer_fen_per_t: Ints
    trunk_g_per_t: Ints
    floors: FloorArrays
    carbon_fen_per_t: int

    @property
    def periods(self) -> int:
        """Number of periods."""
        return len(self.weight)

    @property
    def clients(self) -> int:
        """Number of clients."""
        return len(self.commodity)

    @property
    def facilities(self) -> int:
        """Number of facilities."""
        return len(self.rows.first) - 1

    @property
    def commodities(self) -> int:
        """Number of commodities."""
        return int(self.rows.accepts.shape[1])

    @cached_property
    def arc_commodity(self) -> Ints:
        """Commodity of each arc's client, shape (A,)."""
        return self.commodity[self.arc_client]

    @cached_property
    def arc_rows(self) -> tuple[Ints, Ints]:
        """Each arc paired with each row of its facility that takes its commodity."""
        return self.rows_taking(self.arc_facility, self.arc_commodity)

    def rows_taking(self, facility: Ints, commodity: Ints) -> tuple[Ints, Ints]:
        """Pair what arrives at facilities with the rows there that take it.

        Parameters
        ----------
        facility, commodity
            Shape (I,): where it arrives, and what it is.

        Returns
        -------
        Positions among the I, ascending, and rows.
        """
        rows = self.rows
        row = rows.padded[facility]
        pair = (row >= 0) & rows.accepts[row, commodity[:, None]]
        item, place = np.nonzero(pair)
        return item, row[item, place]

    def intake_kg(self, flow_kg: Ints, trunk_kg: Ints) -> Ints:
        """Add up what arrives at each facility by commodity, shape (T, F, G).

        Parameters
        ----------
        flow_kg
            Shape (T, A).
        trunk_kg
            Shape (T, K).
        """
        total = np.zeros((self.periods, self.facilities * self.commodities), np.int64)
        by_arc = self.arc_facility * self.commodities + self.arc_commodity
        by_leg = self.trunk_destination * self.commodities + self.trunk_commodity
        for t in range(self.periods):
            np.add.at(total[t], by_arc, flow_kg[t])
            np.add.at(total[t], by_leg, trunk_kg[t])
        return total.reshape(self.periods, self.facilities, self.commodities)

    def output_kg(self, intake_kg: Ints, chosen: Ints) -> Ints:
        """Work out what facilities make in a period, rounded up to kilograms.

        Parameters
        ----------
        intake_kg
            Shape (F, G): what arrives.
        chosen
            Shape (F,): the row each facility is in.

        Returns
        -------
        Shape (F, G). Kilograms are taken apart into millions and the rest, so
        that products stay within 64 bits.
        """
        rows = self.rows
        facility = rows.facility[rows.yield_row]
        used = chosen[facility] == rows.yield_row
        at, taken = facility[used], rows.yield_commodity[used]
        place, ppm = (at, rows.yield_output[used]), rows.yield_ppm[used]
        millions, rest = np.divmod(intake_kg[at, taken], 1_000_000)
        made, micro = np.zeros_like(intake_kg), np.zeros_like(intake_kg)
        np.add.at(made, place, millions * ppm)
        np.add.at(micro, place, rest * ppm)
        total: Ints = made - (-micro // 1_000_000)
        return total


def add_up(key: Ints, value: Ints, size: int) -> Ints:
    """Sum integer values by key, exactly (``bincount`` would go through floats)."""
    total = np.zeros(size, np.int64)
    np.add.at(total, key, value)
    return total
