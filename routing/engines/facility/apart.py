"""Takes groups apart: whole kilograms of every client, with intakes as they were."""

import numpy as np
from ortools.graph.python.min_cost_flow import SimpleMinCostFlow

from routing.siting.arrays import KG_PER_T, Floats, Ints, SitingArrays

FILLED = 10**9
"""Reward of a kilogram that an intake needs to be what it was, above all prices."""
WAYS = 12
"""Cheapest arcs of each client that are tried."""


def take_apart(
    arrays: SitingArrays, period: int, chosen: Ints, cell: Ints, intake_t: Floats
) -> tuple[Ints, Ints] | None:
    """Assign the clients of a period to facilities whose intakes are known.

    Parameters
    ----------
    arrays
        The problem.
    period
        Position of the period.
    chosen
        Shape (F,): rows.
    cell
        Shape (A,): the intake that each arc is a part of, -1 for none; those of an
        intake lead to one facility.
    intake_t
        Tonnes of each intake.

    Returns
    -------
    Kilograms on arcs, and left; ``None`` where they do not fit. Intakes stay within
    a kilogram of what they were, or below where no client is left that has an arc.
    """
    supply, rows = arrays.supply_kg[period], arrays.rows
    arc = _arcs(arrays, supply, chosen, cell, intake_t)
    client = arrays.arc_client[arc]
    clients, cells = arrays.clients, len(intake_t)
    kg = intake_t * KG_PER_T
    least = np.floor(kg + 1e-3).astype(np.int64)
    used = np.flatnonzero(kg > 1e-3)
    leads = np.zeros(cells, np.int64)
    leads[cell[arc]] = arrays.arc_facility[arc]
    facility = np.arange(arrays.facilities)
    sink = clients + cells + arrays.facilities
    price = np.maximum(arrays.arc_fen_per_t[arc], 0)
    refused = FILLED // 10
    out = np.where(
        arrays.required, refused, np.minimum(arrays.unserved_fen_per_t, refused)
    )
    place, end = clients + used, clients + cells + leads[used]
    edges = [
        (client, clients + cell[arc], supply[client], price),
        (np.arange(clients), np.full(clients, sink), supply, out),
        (place, end, least[used], np.full(used.size, -FILLED)),
        (place, end, np.ones(used.size, np.int64), np.zeros(used.size, np.int64)),
        (
            clients + cells + facility,
            np.full(facility.size, sink),
            rows.capacity_kg[chosen],
            np.zeros(facility.size, np.int64),
        ),
    ]
    tail, head, most, fen = (np.concatenate(part) for part in zip(*edges, strict=True))
    solver = SimpleMinCostFlow()
    solver.add_arcs_with_capacity_and_unit_cost(
        tail.astype(np.int32), head.astype(np.int32), most, fen
    )
    node = np.append(np.arange(clients), sink).astype(np.int32)
    solver.set_nodes_supplies(node, np.append(supply, -supply.sum()))
    if solver.solve() != solver.OPTIMAL:
        return None
    flow = np.zeros(len(arrays.arc_client), np.int64)
    flow[arc] = solver.flows(np.arange(arc.size))
    return flow, solver.flows(arc.size + np.arange(clients))


def _arcs(
    arrays: SitingArrays, supply: Ints, chosen: Ints, cell: Ints, intake_t: Floats
) -> Ints:
    """Return the cheapest arcs of each client to where its commodity is taken in."""
    taken = arrays.rows.accepts[chosen[arrays.arc_facility], arrays.arc_commodity]
    taken &= (cell >= 0) & (np.append(intake_t, 0.0)[cell] > 0.0)
    arc = np.flatnonzero(taken & (supply[arrays.arc_client] > 0))
    order = arc[np.lexsort((arrays.arc_fen_per_t[arc], arrays.arc_client[arc]))]
    client = arrays.arc_client[order]
    first = np.searchsorted(client, client)
    near: Ints = order[np.arange(order.size) - first < WAYS]
    return near
