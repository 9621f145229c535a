"""The problem of the facility engine as plain arrays.

Clients, blocks, rows and arcs. A *block* is a facility in one period, a *row* one
state of a block, an *arc* a client that a block may serve. With one period blocks
and facilities are the same; with more, blocks ``f * periods + t`` of facility ``f``
are coupled by the steps that its states may take from one period to the next, and
a client is one client per period.
"""

from dataclasses import dataclass, field
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

type Floats = NDArray[np.float64]
type Ints = NDArray[np.int32]
type Bools = NDArray[np.bool_]
type Places = NDArray[np.integer]
"""Positions in other arrays, of any width."""


@dataclass(frozen=True)
class Layout:
    """Clients, blocks, rows and arcs of one problem.

    Amounts and money are floats in whatever units the caller uses; an arc's flow
    is the *share* of its client that it carries.

    Attributes
    ----------
    weight
        Shape (C,): how much of a capacity the whole client takes.
    unserved
        Shape (C,): cost of leaving the whole client unserved; ``inf`` where it
        must be served.
    arc_first
        Shape (B + 1,): where the arcs of each block begin.
    arc_client
        Shape (A,): client of each arc.
    arc_cost
        Shape (A,): cost of serving the whole client over the arc.
    row_first
        Shape (B + 1,): where the rows of each block begin.
    capacity, minimum
        Shape (R,): most and least weight a block in this state takes.
    fixed
        Shape (R,): cost of being in the state.
    commodity
        Shape (C,): commodity of each client.
    row_unit
        Shape (R, K): cost of one weight of each commodity in each state; ``inf``
        where the state does not accept it.
    single_source
        Whether a client is served over one arc or not at all.
    periods
        Number of periods.
    step_first
        Shape (B + 1,): where the steps into each block begin; a block has (rows of
        the period before) x (its rows) of them, in that order, and none in the
        first period. May be empty with one period.
    step_cost
        Cost of each step, ``inf`` where it is not allowed.
    """

    weight: Floats
    unserved: Floats
    arc_first: Ints
    arc_client: Ints
    arc_cost: Floats
    row_first: Ints
    capacity: Floats
    minimum: Floats
    fixed: Floats
    commodity: Ints
    row_unit: Floats
    single_source: bool = False
    periods: int = 1
    step_first: Ints = field(default_factory=lambda: np.zeros(0, np.int32))
    step_cost: Floats = field(default_factory=lambda: np.zeros(0))

    @property
    def clients(self) -> int:
        """Number of clients."""
        return len(self.weight)

    @property
    def blocks(self) -> int:
        """Number of blocks."""
        return len(self.arc_first) - 1

    @property
    def rows(self) -> int:
        """Number of rows."""
        return len(self.capacity)

    @property
    def arcs(self) -> int:
        """Number of arcs."""
        return len(self.arc_client)

    @cached_property
    def arc_block(self) -> Ints:
        """Block of each arc, shape (A,)."""
        sizes = np.diff(self.arc_first)
        return np.repeat(np.arange(self.blocks, dtype=np.int32), sizes)

    @cached_property
    def row_block(self) -> Ints:
        """Block of each row, shape (R,)."""
        sizes = np.diff(self.row_first)
        return np.repeat(np.arange(self.blocks, dtype=np.int32), sizes)

    @cached_property
    def client_arcs(self) -> tuple[Ints, Ints]:
        """Where each client's arcs begin, and its arcs, cheapest first."""
        order = np.lexsort((self.arc_cost, self.arc_client)).astype(np.int32)
        first = np.zeros(self.clients + 1, np.int32)
        np.cumsum(np.bincount(self.arc_client, minlength=self.clients), out=first[1:])
        return first, order
