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
    Flows*, 1993, chapter 9: integrality), so nothing is lost by rounding.

    A minimum throughput is a first part of the facility's capacity with a
    premium above the price of any rerouting (one that passes every facility):
    the flow fills as much of the minima as can be filled together, and a
    facility left below its own shows in ``throughput_kg``.

    Raises
    ------
    RoutingError
        If the prices are too large for 64 bits.
    """
    arc = np.flatnonzero(network.open_arc & (tables.supply_kg[tables.arc_client] > 0))
    dearest = int(tables.arc_fen_per_t.max(initial=0) + network.fen_per_t.max())
    premium = 1 + tables.unserved_fen_per_t + (tables.facilities + 1) * dearest
    solver = _lay_out(tables, network, arc, premium)
    if solver.solve() != solver.OPTIMAL:
        msg = f"unit costs up to {dearest} fen/t: too large to add up. Check the unit."
        raise RoutingError(msg)
    flow_kg = np.zeros(len(tables.arc_client), np.int64)
    flow_kg[arc] = solver.flows(np.arange(arc.size))
    unserved_kg = solver.flows(arc.size + np.arange(tables.clients))
    return Flow(flow_kg, unserved_kg, tables.throughput_kg(flow_kg))


def _lay_out(
    tables: SitingTables, network: Network, arc: Ints, premium: int
) -> SimpleMinCostFlow:
    """Set up the flow: the given arcs, one per client, two per facility."""
    clients, facilities = tables.clients, tables.facilities
    at_client, at_facility = np.arange(clients), clients + np.arange(facilities)
    client, sink = tables.arc_client[arc], clients + facilities
    tail = np.concatenate([client, at_client, at_facility, at_facility])
    to_sink = np.full(clients + 2 * facilities, sink)
    head = np.concatenate([clients + tables.arc_facility[arc], to_sink])
    most_kg = np.concatenate(
        [
            tables.supply_kg[client],
            tables.supply_kg,
            network.min_kg,
            network.capacity_kg - network.min_kg,
        ]
    )
    price = np.concatenate(
        [
            tables.arc_fen_per_t[arc],
            np.full(clients, tables.unserved_fen_per_t),
            network.fen_per_t - premium,
            network.fen_per_t,
        ]
    )
    solver = SimpleMinCostFlow()
    solver.add_arcs_with_capacity_and_unit_cost(
        tail.astype(np.int32), head.astype(np.int32), most_kg, price
    )
    solver.set_nodes_supplies(
        np.append(at_client, sink).astype(np.int32),
        np.append(tables.supply_kg, -tables.supply_kg.sum()),
    )
    return solver
