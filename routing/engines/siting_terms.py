"""What variables and constraints of the siting model are made of."""

from dataclasses import dataclass
from functools import cached_property

import numpy as np

from routing.siting.tables import KG_PER_T, Floats, Ints, SitingTables


@dataclass(frozen=True, slots=True)
class Columns:
    """Where each kind of variable starts, in tables of S rows, A arcs, C clients."""

    rows: int
    arcs: int
    clients: int

    @property
    def t(self) -> int:
        """Start of the throughputs; the binaries start at 0."""
        return self.rows

    @property
    def x(self) -> int:
        """Start of the flows."""
        return 2 * self.rows

    @property
    def u(self) -> int:
        """Start of the unserved tonnes."""
        return self.x + self.arcs

    @property
    def total(self) -> int:
        """Number of variables."""
        return self.u + self.clients


@dataclass(frozen=True)
class Terms:
    """Figures of the model in tonnes.

    Attributes
    ----------
    tables
        The problem.
    """

    tables: SitingTables

    @property
    def columns(self) -> Columns:
        """Layout of the variables."""
        tables = self.tables
        return Columns(tables.rows, len(tables.arc_client), tables.clients)

    @cached_property
    def supply_t(self) -> Floats:
        """Supply per client."""
        return self.tables.supply_kg / KG_PER_T

    @cached_property
    def capacity_t(self) -> Floats:
        """Capacity per row, no larger than what could ever arrive.

        The smaller, the tighter the relaxation.
        """
        return self.tables.reachable_kg / KG_PER_T

    @cached_property
    def arc_rows(self) -> tuple[Ints, Ints]:
        """Each arc paired with each row of its facility that takes its commodity."""
        tables = self.tables
        states = np.diff(tables.first_row)
        deepest = np.arange(int(states.max()))
        row = tables.first_row[tables.arc_facility][:, None] + deepest
        exists = deepest < states[tables.arc_facility][:, None]
        row = np.where(exists, row, 0)
        pair = exists & tables.accepts[row, tables.arc_commodity[:, None]]
        arc, place = np.nonzero(pair)
        return arc, row[arc, place]

    def link_t(self, arc: Ints, row: Ints) -> Floats:
        """Most tonnes each arc can carry into each row paired with it."""
        supply_t = self.supply_t[self.tables.arc_client[arc]]
        return np.minimum(supply_t, self.capacity_t[row])
