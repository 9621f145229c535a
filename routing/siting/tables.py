"""A siting problem of one period as NumPy columns, for engines that know no more.

States of all facilities stand in one list, facility by facility: a *row* is a
position in that list. What goes beyond ``routing.siting.features.ONE_PERIOD`` is
not in these tables.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from routing.siting.arrays import KG_PER_T, Bools, Floats, Ints, add_up
from routing.siting.laying import arrays_of
from routing.siting.problem import SitingProblem

__all__ = ["KG_PER_T", "Bools", "Floats", "Ints", "SitingTables", "add_up"]


@dataclass(frozen=True)
class SitingTables:
    """Columns of a problem with C clients, F facilities, A arcs, S rows.

    Attributes
    ----------
    supply_kg, commodity
        Shape (C,): supply, and position among the G commodities.
    first_row
        Shape (F + 1,): facility ``j`` has rows ``first_row[j]`` up to
        ``first_row[j + 1]``.
    facility
        Shape (S,): the facility of each row.
    capacity_kg, min_kg, fixed_fen, unit_fen_per_t
        Shape (S,): figures of each state.
    accepts
        Shape (S, G): whether a state takes a commodity. A state without
        capacity takes none.
    tagged
        Shape (S, T): whether a state carries each of the T limited tags.
    tags, tag_min, tag_max
        The limited tags and their limits; the largest int64 for no maximum.
    arc_client, arc_facility, arc_fen_per_t
        Shape (A,): the arcs.
    unserved_fen_per_t
        Price of a tonne left unassigned.
    """

    supply_kg: Ints
    commodity: Ints
    first_row: Ints
    facility: Ints
    capacity_kg: Ints
    min_kg: Ints
    fixed_fen: Ints
    unit_fen_per_t: Ints
    accepts: Bools
    tagged: Bools
    tags: tuple[str, ...]
    tag_min: Ints
    tag_max: Ints
    arc_client: Ints
    arc_facility: Ints
    arc_fen_per_t: Ints
    unserved_fen_per_t: int

    @property
    def clients(self) -> int:
        """Number of clients."""
        return len(self.supply_kg)

    @property
    def facilities(self) -> int:
        """Number of facilities."""
        return len(self.first_row) - 1

    @property
    def rows(self) -> int:
        """Number of states of all facilities."""
        return len(self.facility)

    @property
    def commodities(self) -> int:
        """Number of commodities."""
        return int(self.accepts.shape[1])

    @cached_property
    def arc_commodity(self) -> Ints:
        """Commodity of each arc's client, shape (A,)."""
        return self.commodity[self.arc_client]

    @cached_property
    def reachable_kg(self) -> Ints:
        """Most each state could take in over the arcs, shape (S,)."""
        size = self.facilities * self.commodities
        key = self.arc_facility * self.commodities + self.arc_commodity
        offered = add_up(key, self.supply_kg[self.arc_client], size)
        by_facility = offered.reshape(self.facilities, self.commodities)
        taken: Ints = np.where(self.accepts, by_facility[self.facility], 0).sum(axis=1)
        return np.minimum(taken, self.capacity_kg)

    def throughput_kg(self, flow_kg: Ints) -> Ints:
        """Add up the flow into each facility, shape (F,)."""
        return add_up(self.arc_facility, flow_kg, self.facilities)

    def accepted_by(self, chosen: Ints) -> Bools:
        """Tell which arcs end in a state that takes their commodity.

        Parameters
        ----------
        chosen
            Shape (F,): the row each facility is in.
        """
        return self.accepts[chosen[self.arc_facility], self.arc_commodity]


def tabulate(problem: SitingProblem) -> SitingTables:
    """Lay the first period of a problem out as columns.

    Parameters
    ----------
    problem
        A valid problem with features of ``ONE_PERIOD`` only.
    """
    arrays = arrays_of(problem)
    rows = arrays.rows
    unserved = arrays.unserved_fen_per_t
    return SitingTables(
        supply_kg=arrays.supply_kg[0],
        commodity=arrays.commodity,
        first_row=rows.first,
        facility=rows.facility,
        capacity_kg=rows.capacity_kg,
        min_kg=rows.min_kg,
        fixed_fen=rows.fixed_fen,
        unit_fen_per_t=rows.unit_fen_per_t,
        accepts=rows.accepts,
        tagged=rows.tagged,
        tags=arrays.tags,
        tag_min=arrays.tag_min[0],
        tag_max=arrays.tag_max[0],
        arc_client=arrays.arc_client,
        arc_facility=arrays.arc_facility,
        arc_fen_per_t=arrays.arc_fen_per_t,
        unserved_fen_per_t=int(unserved.max(initial=0)),
    )


def rows_of(tables: SitingTables, states: Sequence[int] | Ints) -> Ints:
    """Turn a state per facility into a row per facility, shape (F,)."""
    return tables.first_row[:-1] + np.asarray(states, np.int64)
