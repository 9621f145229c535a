"""The cheapest flows in whole kilograms once every site is in a known state."""

import numpy as np
from ortools.graph.python.min_cost_flow import SimpleMinCostFlow

from routing.engines.facility.capacitated import Capacitated
from routing.siting.arrays import KG_PER_T, Floats, Ints, add_up

DEAREST = 10**9
"""Whole numbers that the dearest price is told in where prices are not whole."""


def divided_flows(case: Capacitated, chosen: Ints) -> Ints | None:
    """Assign all supply at least cost, divided as need be.

    Parameters
    ----------
    case
        The problem.
    chosen
        Shape (F,): the problem's row of each facility.

    Returns
    -------
    Shape (1, A): kilograms; ``None`` where they do not fit.
    """
    arrays, rows = case.arrays, case.arrays.rows
    room = rows.capacity_kg[chosen]
    arc = case.arc[room[arrays.arc_facility[case.arc]] > 0]
    supply = arrays.supply_kg[0]
    clients, facilities = arrays.clients, arrays.facilities
    client, facility = arrays.arc_client[arc], arrays.arc_facility[arc]
    sink = clients + facilities
    solver = SimpleMinCostFlow()
    solver.add_arcs_with_capacity_and_unit_cost(
        np.concatenate([client, clients + np.arange(facilities)]).astype(np.int32),
        np.concatenate([clients + facility, np.full(facilities, sink)]).astype(
            np.int32
        ),
        np.concatenate([supply[client], room]),
        np.concatenate([_prices(case, arc, chosen), np.zeros(facilities, np.int64)]),
    )
    solver.set_nodes_supplies(
        np.append(np.arange(clients), sink).astype(np.int32),
        np.append(supply, -supply.sum()),
    )
    if solver.solve() != solver.OPTIMAL:
        return None
    flow = np.zeros((1, len(arrays.arc_client)), np.int64)
    flow[0, arc] = solver.flows(np.arange(arc.size))
    return flow


def undivided_flows(case: Capacitated, share: Floats) -> Ints | None:
    """Send every client whole over the arc that has its share.

    Parameters
    ----------
    case
        The problem.
    share
        Shape (A,) of the layout: 0 or 1.

    Returns
    -------
    Shape (1, A) of the problem: kilograms; ``None`` where a client has not one arc.
    """
    arrays = case.arrays
    arc = case.arc[share > 0.5]
    flow = np.zeros((1, len(arrays.arc_client)), np.int64)
    flow[0, arc] = arrays.supply_kg[0, arrays.arc_client[arc]]
    served = add_up(arrays.arc_client, flow[0], arrays.clients)
    return flow if (served == arrays.supply_kg[0]).all() else None


def _prices(case: Capacitated, arc: Ints, chosen: Ints) -> Ints:
    """Return prices of arcs in whole numbers, fen per tonne where those are whole."""
    arrays = case.arrays
    unit = arrays.rows.unit_fen_per_t[chosen[arrays.arc_facility[arc]]]
    fen_per_t = arrays.arc_fen_per_t[arc] + unit
    if not arrays.carbon_fen_per_t:
        return fen_per_t
    grams = arrays.arc_g_per_t[arc] * arrays.carbon_fen_per_t
    price = fen_per_t + grams / (KG_PER_T * KG_PER_T)
    scale = DEAREST / max(float(price.max(initial=0.0)), 1.0)
    return np.rint(price * scale).astype(np.int64)
