"""The Lagrangian function of the whole contract: its value and slope.

Multipliers are those of ``routing.siting.certificate``, one vector: clients and sinks
(money for the whole of each), floors, limits of tags, budgets. They are told in units
in which a step moves the prices of tonnes alike: the multiplier of a client is that
many times the root of its tonnes.
"""

from concurrent.futures import Executor
from dataclasses import replace

import numpy as np

from routing.engines.facility.arrays import Floats, Layout
from routing.engines.facility.legs import take_in
from routing.engines.facility.limits import Limits
from routing.engines.facility.network import Network
from routing.engines.facility.paths import choose_rows, paths_through
from routing.engines.facility.pricing import grid_of, load_chosen, value_rows
from routing.engines.facility.ways import Ways
from routing.siting.arrays import KG_PER_T
from routing.siting.solution import Certificate


class Lagrangian:
    """What multipliers prove, and the answer they choose.

    Attributes
    ----------
    network, ways, limits
        The problem.
    scale
        Unit of each multiplier.
    chosen, flow, value
        What the last evaluation chose: rows (B,), shares of arcs followed by tonnes
        on legs, and worths (R,).
    """

    def __init__(self, network: Network, pool: Executor | None = None) -> None:
        layout = network.layout
        self.network, self._pool = network, pool
        self.ways, self.limits = Ways(network), Limits(network)
        # Prices of ways and arcs change with the multipliers.
        unit, cost = layout.row_unit.copy(), layout.arc_cost.copy()
        self._grid = grid_of(layout)._replace(row_unit=unit, arc_cost=cost)
        self._second = grid_of(layout)._replace(row_unit=unit, arc_cost=cost)
        self._open = np.ones(layout.rows, np.bool_)
        self._served = np.zeros(layout.clients)
        self._taken = np.zeros(layout.row_unit.shape)
        self.chosen = np.zeros(layout.blocks, np.int32)
        self.value = np.zeros(layout.rows)
        self.flow = np.zeros(layout.arcs + len(self.ways.leg_fen))
        own_scale = np.sqrt(np.maximum(layout.weight, 1e-3))
        self.scale = np.concatenate([own_scale, self.limits.scales()])

    @property
    def lowest(self) -> Floats:
        """Lowest allowed multipliers: limits are inequalities."""
        free = np.where(self.network.layout.weight > 0.0, -np.inf, 0.0)
        return np.append(free, np.zeros(sum(self.limits.sizes)))

    @property
    def highest(self) -> Floats:
        """Highest useful ones: the price of not serving."""
        limits = self.limits
        most = np.full(sum(limits.sizes), np.inf)
        budgets = most[len(most) - len(limits.budget) :]
        budgets[~np.isfinite(limits.budget)] = 0.0
        whole = np.append(self.network.layout.unserved, most)
        scaled: Floats = whole / self.scale
        return scaled

    def apart(self, multiplier: Floats) -> tuple[Floats, Floats, Floats, Floats]:
        """Return the prices of clients and sinks, floors, tags and budgets."""
        clients = self.network.layout.clients
        floors, tags, _ = self.limits.sizes
        ends = [clients, clients + floors, clients + floors + tags]
        money, mu, theta, beta = np.split(multiplier * self.scale, ends)
        return money, mu, theta, beta

    def evaluate(self, multiplier: Floats) -> tuple[float, Floats]:
        """Return the bound at some multipliers, and its slope there."""
        network, limits, layout = self.network, self.limits, self.network.layout
        money, mu, theta, beta = self.apart(multiplier)
        self._reprice(money, mu)
        self._value_rows(money)
        self.value -= theta @ limits.tag
        self.value += beta[0] * limits.first_capital
        self.chosen, worth = choose_rows(self._stepped(beta), self.value)
        total = float(worth.sum())
        if not np.isfinite(total):
            return float("inf"), np.zeros(len(multiplier))
        shares = self.flow[: layout.arcs]
        load_chosen(self._grid, money, self.chosen, shares, self._served)
        arriving = self._send()
        budget = np.where(np.isfinite(limits.budget), limits.budget, 0.0)
        total += float(money[: network.real].sum() + mu @ limits.floor_t)
        total += float(theta @ limits.tag_limit - beta @ budget)
        return total, self._slope(arriving, budget) * self.scale

    def _reprice(self, money: Floats, mu: Floats) -> None:
        network, layout = self.network, self.network.layout
        arrives = money[network.real :] / layout.weight[network.real :]
        np.copyto(self._grid.row_unit, layout.row_unit)
        credit = self.limits.legs.credit(mu, len(self.ways.leg_fen))
        self.ways.price(arrives, credit, self._grid.row_unit)
        if len(mu):
            over_arcs = self.limits.arcs.credit(mu, layout.arcs)
            np.subtract(layout.arc_cost, over_arcs, out=self._grid.arc_cost)

    def _value_rows(self, money: Floats) -> None:
        """Value all rows, in two halves at once where there is a pool."""
        layout, blocks = self.network.layout, self.network.layout.blocks
        value, opened = self.value, self._open
        if self._pool is None:
            value_rows(self._grid, money, opened, 0, blocks, value)
            return
        half = int(np.searchsorted(layout.arc_first, layout.arcs // 2))
        other = self._pool.submit(
            value_rows, self._second, money, opened, half, blocks, value
        )
        value_rows(self._grid, money, opened, 0, half, value)
        other.result()

    def _stepped(self, beta: Floats) -> Layout:
        """Return the layout with capital in the costs of steps."""
        layout = self.network.layout
        if layout.periods == 1 or not beta.any():
            return layout
        period = np.arange(layout.blocks) % layout.periods
        price = np.repeat(beta[period], np.diff(layout.step_first))
        step = layout.step_cost + price * self.limits.step_capital
        return replace(layout, step_cost=step)

    def _send(self) -> Floats:
        """Send on what the chosen rows make; return what arrives at each sink."""
        layout = self.network.layout
        self._taken[:] = 0.0
        take_in(
            self.flow[: layout.arcs], layout.arc_first, layout.arc_client,
            layout.weight, layout.commodity, self.chosen, self._taken,
        )  # fmt: skip
        arriving = np.zeros(self.network.sinks)
        self.ways.send(self._taken, self.flow[layout.arcs :], arriving)
        return arriving

    def _slope(self, arriving: Floats, budget: Floats) -> Floats:
        network, limits, layout = self.network, self.limits, self.network.layout
        floors = limits.sizes[0]
        reached = limits.arcs.reached(self.flow[: layout.arcs], floors)
        reached += limits.legs.reached(self.flow[layout.arcs :], floors)
        spent = self.spent()
        return np.concatenate(
            [
                np.where(layout.weight[: network.real] > 0.0, 1.0, 0.0)
                - self._served[: network.real],
                arriving / layout.weight[network.real :] - self._served[network.real :],
                limits.floor_t - reached,
                limits.tag_limit - limits.tag[:, self.chosen].sum(axis=1),
                np.where(np.isfinite(limits.budget), spent - budget, 0.0),
            ]
        )

    def rises(self, multiplier: Floats) -> Floats:
        """Return by how much the bound rises if each row must be chosen, (R,)."""
        self.evaluate(multiplier)
        _, _, _, beta = self.apart(multiplier)
        layout = self.network.layout
        through = paths_through(self._stepped(beta), self.value)
        least = np.minimum.reduceat(through, layout.row_first[:-1])
        rise: Floats = through - least[layout.row_block]
        return rise

    def spent(self) -> Floats:
        """Return the capital of the chosen rows, shape (T,)."""
        layout, limits = self.network.layout, self.limits
        spent = np.zeros(layout.periods)
        spent[0] = limits.first_capital[self.chosen].sum()
        if not limits.has_budget:
            return spent
        place = self.chosen - layout.row_first[:-1]
        count = np.diff(layout.row_first)
        for t in range(1, layout.periods):
            block = np.arange(t, layout.blocks, layout.periods)
            at = layout.step_first[block] + place[block - 1] * count[block]
            spent[t] = limits.step_capital[at + place[block]].sum()
        return spent

    def certificate(self, multiplier: Floats) -> Certificate:
        """Return the multipliers by tonne, as a certificate has them."""
        network, arrays = self.network, self.network.arrays
        money, mu, theta, beta = self.apart(multiplier)
        by_t = money / np.maximum(network.layout.weight, 1.0 / KG_PER_T)
        inflow = np.zeros((arrays.periods, arrays.facilities, arrays.commodities))
        arriving = by_t[network.real :].reshape(arrays.periods, -1)
        inflow[:, network.sink[0], network.sink[1]] = arriving
        tags = np.zeros(arrays.tag_min.shape)
        for price, (t, tag, sign) in zip(theta, self.limits.tag_of, strict=True):
            tags[t, tag] += sign * price
        return Certificate(
            client_fen_per_t=by_t[: network.real].reshape(arrays.supply_kg.shape),
            inflow_fen_per_t=inflow,
            floor_fen_per_t=mu.reshape(arrays.floors.minimum_kg.shape),
            tag_fen=tags,
            budget=beta,
        )
