"""The cheapest split assignment once every block is in a known row: a min-cost flow."""

import numpy as np
from ortools.graph.python.min_cost_flow import SimpleMinCostFlow

from routing.engines.facility.arrays import Bools, Floats, Ints, Layout, Places

FINEST = 2**20
"""Parts of the largest weight that flows are told in where weights are not whole."""
COST_RANGE = 1e9
"""Whole numbers that the dearest price of one weight is told in."""
WAYS = 16
"""Cheapest open arcs of each client that are tried before all of them."""


class Transport:
    """Assigns the clients of a layout to rows that are known."""

    def __init__(self, layout: Layout) -> None:
        self._layout = layout
        weight = layout.weight
        whole = bool((weight == np.rint(weight)).all())
        largest = float(weight.max(initial=1.0))
        self._unit = 1.0 if whole and largest < FINEST else largest / FINEST
        self._supply = np.rint(weight / self._unit).astype(np.int64)
        first, order = layout.client_arcs
        self._first, self._order = first, order

    def assign(self, chosen: Ints) -> tuple[Floats, float] | None:
        """Return the shares of all arcs and the whole cost, ``None`` if none fits.

        Parameters
        ----------
        chosen
            Shape (B,): row of each block.
        """
        layout = self._layout
        row = chosen[layout.arc_block]
        unit = layout.row_unit[row, layout.commodity[layout.arc_client]]
        usable = (layout.capacity[row] > 0.0) & np.isfinite(unit)
        some = self._cheapest(usable)
        found = self._flow(chosen, some, unit)
        if found is None and not np.array_equal(some, usable):
            found = self._flow(chosen, usable, unit)
        return found

    def _cheapest(self, usable: Bools) -> Bools:
        """Keep the ``WAYS`` cheapest usable arcs of each client."""
        order = self._order
        kept = usable[order]
        rank = np.cumsum(kept)
        start = np.concatenate([[0], rank])[self._first[:-1]]
        within = rank - start[self._layout.arc_client[order]]
        some = np.zeros(len(usable), np.bool_)
        some[order[kept & (within <= WAYS)]] = True
        return some

    def _flow(
        self, chosen: Ints, usable: Bools, unit: Floats
    ) -> tuple[Floats, float] | None:
        layout = self._layout
        arc = np.flatnonzero(usable & (self._supply[layout.arc_client] > 0))
        price = self._prices(arc, unit)
        solver = self._lay_out(chosen, arc, price)
        if solver.solve() != solver.OPTIMAL:
            return None
        moved = solver.flows(np.arange(arc.size)).astype(np.float64)
        left = solver.flows(arc.size + np.arange(layout.clients)).astype(np.float64)
        supply = np.maximum(self._supply, 1)
        if (left[~np.isfinite(layout.unserved)] > 0).any():
            return None
        flow = np.zeros(layout.arcs)
        flow[arc] = moved / supply[layout.arc_client[arc]]
        return self._checked(chosen, flow, left / supply, unit)

    def _prices(self, arc: Places, unit: Floats) -> Floats:
        """Return the cost of one weight on each arc."""
        layout = self._layout
        weight = np.maximum(layout.weight[layout.arc_client[arc]], 1e-300)
        prices: Floats = layout.arc_cost[arc] / weight + unit[arc]
        return prices

    def _lay_out(self, chosen: Ints, arc: Places, price: Floats) -> SimpleMinCostFlow:
        """Set up the flow: client to block to sink, client to sink, minima first."""
        layout = self._layout
        clients, blocks = layout.clients, layout.blocks
        sink = clients + blocks
        weight = np.maximum(layout.weight, 1e-300)
        left = layout.unserved / weight
        finite = left[np.isfinite(left)]
        dearest = float(max(np.abs(price).max(initial=1.0), finite.max(initial=0.0)))
        scale = COST_RANGE / max(dearest, 1e-300)
        refused = 2.0 * dearest * scale
        out = np.where(np.isfinite(left), left * scale, refused)
        least = np.ceil(layout.minimum[chosen] / self._unit)
        most = np.floor(layout.capacity[chosen] / self._unit + 1e-9)
        client = np.arange(clients)
        block = clients + np.arange(blocks)
        solver = SimpleMinCostFlow()
        solver.add_arcs_with_capacity_and_unit_cost(
            np.concatenate([layout.arc_client[arc], client, block, block]).astype(
                np.int32
            ),
            np.concatenate(
                [
                    clients + layout.arc_block[arc],
                    np.full(clients + 2 * blocks, sink),
                ]
            ).astype(np.int32),
            np.concatenate(
                [
                    self._supply[layout.arc_client[arc]],
                    self._supply,
                    least,
                    most - least,
                ]
            ).astype(np.int64),
            np.concatenate(
                [price * scale, out, np.full(blocks, -2 * refused), np.zeros(blocks)]
            ).astype(np.int64),
        )
        solver.set_nodes_supplies(
            np.append(client, sink).astype(np.int32),
            np.append(self._supply, -self._supply.sum()),
        )
        return solver

    def _checked(
        self, chosen: Ints, flow: Floats, left: Floats, unit: Floats
    ) -> tuple[Floats, float] | None:
        """Return shares and cost if the minima are kept, else ``None``."""
        layout = self._layout
        weight = layout.weight[layout.arc_client]
        load = np.bincount(layout.arc_block, flow * weight, layout.blocks)
        if (load < layout.minimum[chosen] * (1.0 - 1e-9)).any():
            return None
        used = np.flatnonzero(flow)
        cost = float(
            layout.fixed[chosen].sum()
            + (layout.arc_cost[used] + unit[used] * weight[used]) @ flow[used]
        )
        missed = np.flatnonzero(left)
        return flow, cost + float(layout.unserved[missed] @ left[missed])
