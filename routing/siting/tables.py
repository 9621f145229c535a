"""A siting problem as NumPy columns, for everything that computes with it.

States of all facilities stand in one list, facility by facility: a *row* is a
position in that list.
"""

from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from routing.siting.problem import FacilityState, SitingProblem

type Ints = NDArray[np.int64]
type Floats = NDArray[np.float64]
type Bools = NDArray[np.bool_]

KG_PER_T = 1000


@dataclass(frozen=True)
class SitingTables:
    """Columns of a problem with C clients, F facilities, A arcs, S rows.

    Attributes
    ----------
    supply_kg, commodity
        Shape (C,): supply, and position among the G commodities supplied.
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
        """Number of commodities supplied."""
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


def add_up(key: Ints, value: Ints, size: int) -> Ints:
    """Sum integer values by key, exactly (``bincount`` would go through floats)."""
    total = np.zeros(size, np.int64)
    np.add.at(total, key, value)
    return total


def tabulate(problem: SitingProblem) -> SitingTables:
    """Lay a problem out as columns.

    Parameters
    ----------
    problem
        A valid problem.
    """
    clients, arcs = problem.clients, problem.arcs
    commodities = sorted({client.commodity for client in clients})
    position = {commodity: i for i, commodity in enumerate(commodities)}
    states = [state for facility in problem.facilities for state in facility.states]
    sizes = [len(facility.states) for facility in problem.facilities]
    tags = tuple(problem.tag_limits)
    limits = [problem.tag_limits[tag] for tag in tags]
    no_limit = np.iinfo(np.int64).max
    return SitingTables(
        supply_kg=_ints([client.supply_kg for client in clients]),
        commodity=_ints([position[client.commodity] for client in clients]),
        first_row=_ints([0, *np.cumsum(_ints(sizes)).tolist()]),
        facility=np.repeat(np.arange(len(sizes), dtype=np.int64), _ints(sizes)),
        capacity_kg=_ints([state.capacity_kg for state in states]),
        min_kg=_ints([state.min_throughput_kg for state in states]),
        fixed_fen=_ints([state.fixed_cost_fen for state in states]),
        unit_fen_per_t=_ints([state.unit_cost_fen_per_t for state in states]),
        accepts=_bools([_accepts(state, commodities) for state in states], commodities),
        tagged=_bools([[tag in state.tags for tag in tags] for state in states], tags),
        tags=tags,
        tag_min=_ints([limit.minimum for limit in limits]),
        tag_max=_ints(
            [no_limit if limit.maximum is None else limit.maximum for limit in limits]
        ),
        arc_client=arcs.client.astype(np.int64),
        arc_facility=arcs.facility.astype(np.int64),
        arc_fen_per_t=arcs.unit_cost_fen_per_t.astype(np.int64),
        unserved_fen_per_t=problem.unserved_cost_fen_per_t,
    )


def rows_of(tables: SitingTables, states: tuple[int, ...]) -> Ints:
    """Turn a state per facility into a row per facility, shape (F,)."""
    return tables.first_row[:-1] + _ints(states)


def _accepts(state: FacilityState, commodities: list[str]) -> list[bool]:
    if state.capacity_kg == 0:
        return [False] * len(commodities)
    if state.commodities is None:
        return [True] * len(commodities)
    return [commodity in state.commodities for commodity in commodities]


def _ints(values: list[int] | tuple[int, ...]) -> Ints:
    return np.array(values, dtype=np.int64)


def _bools(values: list[list[bool]], columns: list[str] | tuple[str, ...]) -> Bools:
    return np.array(values, dtype=np.bool_).reshape(len(values), len(columns))
