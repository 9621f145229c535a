"""Flows in whole kilograms beside fractional ones.

Every sum that a limit is put on (a client's supply, what a facility takes in of a
commodity, and in all) stays between the whole numbers next to its fractional value:
such a rounding exists because the sums form a tree on either side (Cox and Ernst,
"Controlled rounding", INFOR 20, 1982), and a min-cost flow finds the cheapest.
"""

import numpy as np
from ortools.graph.python.min_cost_flow import SimpleMinCostFlow

from routing.siting.arrays import KG_PER_T, Floats, Ints, SitingArrays, add_up

NOISE_KG = 1e-3
"""A solver's error: what is so near a whole number is that number."""
BY_FAR = 10**6
"""Reward of a kilogram that a sum needs to reach its whole number below."""


def whole_flows(
    arrays: SitingArrays, period: int, flow_t: Floats, left_t: Floats
) -> tuple[Ints, Ints] | None:
    """Round the flows of a period to whole kilograms.

    Parameters
    ----------
    arrays
        The problem.
    period
        Position of the period.
    flow_t, left_t
        Shapes (A,), (C,): tonnes on arcs, and left.

    Returns
    -------
    Kilograms on arcs, and left; ``None`` where the tonnes do not add up.
    """
    flow, left = _apart(flow_t), _apart(left_t)
    supply = arrays.supply_kg[period]
    served = add_up(arrays.arc_client, flow.below, arrays.clients)
    missing = supply - served - left.below
    if not missing.any():
        return flow.below, left.below
    if (missing < 0).any():
        return None
    arc, stays = np.flatnonzero(flow.open), np.flatnonzero(left.open)
    taken = _round(arrays, flow, arc, stays, missing)
    if taken is None:
        return None
    flow.below[arc] += taken[: arc.size]
    left.below[stays] += taken[arc.size :]
    return flow.below, left.below


class _apart:  # noqa: N801 - reads as a function
    """Masses as whole kilograms below, and whether there is more."""

    def __init__(self, tonnes: Floats) -> None:
        kg = np.maximum(tonnes, 0.0) * KG_PER_T
        near = np.rint(kg)
        noise = np.maximum(NOISE_KG, 1e-12 * kg)
        kg = np.where(np.abs(kg - near) <= noise, near, kg)
        self.kg = kg
        self.below: Ints = np.floor(kg).astype(np.int64)
        self.open = kg > self.below


def _round(
    arrays: SitingArrays, flow: _apart, arc: Ints, stays: Ints, missing: Ints
) -> Ints | None:
    """Return which fractions are rounded up, arcs first."""
    clients, facilities = arrays.clients, arrays.facilities
    cells = facilities * arrays.commodities
    cell = arrays.arc_facility * arrays.commodities + arrays.arc_commodity
    rest = np.where(flow.open, flow.kg - flow.below, 0.0)
    by_cell = np.bincount(cell, rest, cells)
    by_facility = by_cell.reshape(facilities, -1).sum(axis=1)
    first_cell, first_facility = clients, clients + cells
    sink = first_facility + facilities
    edges = _Edges()
    count = arc.size + stays.size
    price = np.concatenate(
        [arrays.arc_fen_per_t[arc], arrays.unserved_fen_per_t[stays]]
    )
    edges.add(
        np.concatenate([arrays.arc_client[arc], stays]),
        np.concatenate([first_cell + cell[arc], np.full(stays.size, sink)]),
        np.ones(count, np.int64),
        np.minimum(price, BY_FAR // 10),
    )
    at_cell = np.arange(cells)
    at_facility = at_cell // arrays.commodities
    edges.add_between(first_cell + at_cell, first_facility + at_facility, by_cell)
    ends = np.full(facilities, sink)
    edges.add_between(first_facility + np.arange(facilities), ends, by_facility)
    supplies = np.zeros(sink + 1, np.int64)
    supplies[:clients] = missing
    supplies[sink] = -missing.sum()
    taken = edges.solve(supplies)
    return None if taken is None else taken[:count]


class _Edges:
    """A min-cost flow under construction."""

    def __init__(self) -> None:
        self._parts: list[tuple[Ints, Ints, Ints, Ints]] = []

    def add(self, tail: Ints, head: Ints, most: Ints, price: Ints) -> None:
        """Append edges."""
        self._parts.append((tail, head, most, price))

    def add_between(self, tail: Ints, head: Ints, mass: Floats) -> None:
        """Append edges that carry the whole number below or above each mass."""
        near = np.rint(mass)
        mass = np.where(np.abs(mass - near) < NOISE_KG * 10, near, mass)
        below = np.floor(mass).astype(np.int64)
        above = np.ceil(mass).astype(np.int64) - below
        self.add(tail, head, below, np.full(len(tail), -BY_FAR))
        self.add(tail, head, above, np.zeros(len(tail), np.int64))

    def solve(self, supplies: Ints) -> Ints | None:
        """Return the mass on every edge, ``None`` where it does not fit."""
        tail, head, most, price = (
            np.concatenate(column) for column in zip(*self._parts, strict=True)
        )
        solver = SimpleMinCostFlow()
        edge = solver.add_arcs_with_capacity_and_unit_cost(
            tail.astype(np.int32), head.astype(np.int32), most, price
        )
        solver.set_nodes_supplies(np.arange(supplies.size, dtype=np.int32), supplies)
        if solver.solve() != solver.OPTIMAL:
            return None
        flows: Ints = solver.flows(edge)
        return flows
