"""The cheapest integer flow once every facility is in a known state."""

from dataclasses import dataclass

import numpy as np
from ortools.graph.python.min_cost_flow import SimpleMinCostFlow

from routing.errors import RoutingError
from routing.siting.tables import Bools, Ints, SitingTables


@dataclass(frozen=True, slots=True)
class Network:
    """Facilities as a min-cost flow sees them.

    Attributes
    ----------
    open_arc
        Shape (A,): which arcs may carry flow.
    fen_per_t
        Shape (F,): price of a tonne taken in.
    capacity_kg, min_kg
        Shape (F,): most and least taken in.
    """

    open_arc: Bools
    fen_per_t: Ints
    capacity_kg: Ints
    min_kg: Ints


@dataclass(frozen=True, slots=True)
class Flow:
    """An assignment of supply.

    Attributes
    ----------
    flow_kg
        Shape (A,).
    unserved_kg
        Shape (C,).
    throughput_kg
        Shape (F,).
    """

    flow_kg: Ints
    unserved_kg: Ints
    throughput_kg: Ints


def network_of(tables: SitingTables, chosen: Ints) -> Network:
    """Describe the facilities in their chosen rows, shape (F,)."""
    return Network(
        open_arc=tables.accepted_by(chosen),
        fen_per_t=tables.unit_fen_per_t[chosen],
        capacity_kg=tables.capacity_kg[chosen],
        min_kg=tables.min_kg[chosen],
    )


def cheapest_flow(tables: SitingTables, network: Network) -> Flow:
    """Assign all supply at least cost, in whole kilograms.

    With the states fixed the problem is a min-cost flow: client -> facility ->
    sink, and client -> sink for what stays unserved. Its optimum over the
    integers is as good as over the reals (Ahuja, Magnanti, Orlin, *Network
    Flows*, theorem 9.10), so nothing is lost by rounding.

    A minimum throughput is a first part of the facility's capacity with a
    premium above the price of any rerouting (one that passes every facility):
    the flow fills as much of the minima as can be filled together, and a
    facility left below its own shows in ``throughput_kg``.

    Raises
    ------
    RoutingError
        If the prices are too large for 64 bits.
    """
    clients, facilities = tables.clients, tables.facilities
    sink = clients + facilities
    arc = np.flatnonzero(network.open_arc & (tables.supply_kg[tables.arc_client] > 0))
    at_client, at_facility = np.arange(clients), clients + np.arange(facilities)
    dearest = int(tables.arc_fen_per_t.max(initial=0) + network.fen_per_t.max())
    premium = 1 + tables.unserved_fen_per_t + (facilities + 1) * dearest
    solver = SimpleMinCostFlow()
    solver.add_arcs_with_capacity_and_unit_cost(
        np.concatenate(
            [tables.arc_client[arc], at_client, at_facility, at_facility]
        ).astype(np.int32),
        np.concatenate(
            [
                clients + tables.arc_facility[arc],
                np.full(clients + 2 * facilities, sink),
            ]
        ).astype(np.int32),
        np.concatenate(
            [
                tables.supply_kg[tables.arc_client[arc]],
                tables.supply_kg,
                network.min_kg,
                network.capacity_kg - network.min_kg,
            ]
        ),
        np.concatenate(
            [
                tables.arc_fen_per_t[arc],
                np.full(clients, tables.unserved_fen_per_t),
                network.fen_per_t - premium,
                network.fen_per_t,
            ]
        ),
    )
    solver.set_nodes_supplies(
        np.append(at_client, sink).astype(np.int32),
        np.append(tables.supply_kg, -tables.supply_kg.sum()),
    )
    if solver.solve() != solver.OPTIMAL:
        msg = f"unit costs up to {dearest} fen/t: too large to add up. Check the unit."
        raise RoutingError(msg)
    flow_kg = np.zeros(len(tables.arc_client), np.int64)
    flow_kg[arc] = solver.flows(np.arange(len(arc)))
    unserved_kg = solver.flows(len(arc) + at_client)
    return Flow(flow_kg, unserved_kg, tables.throughput_kg(flow_kg))
