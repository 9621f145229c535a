"""Multipliers of the whole contract: where they start, and how they rise."""

import numpy as np

from routing.engines.facility.arrays import Floats
from routing.engines.facility.lagrangian import Lagrangian
from routing.engines.facility.volume import ROUND, Climb, Dual, Pace
from routing.siting.arrays import Bools
from routing.siting.solution import Certificate

ECHELONS = 4
"""Passes that settle prices of what arrives, one echelon after the other."""
NEAR, FURTHER = 1.5e-3, 6e-3
"""How near the bound comes to where it aims, relatively, before it aims further, and
by how much: there is no answer yet that says how far it can rise."""
CLIENT_PACE = Pace(step=0.05, weight=0.1, shortest=1e-5)


def first_multipliers(lagrangian: Lagrangian) -> Floats:
    """Price each client and sink at its cheapest way with a part of fixed costs."""
    network, layout = lagrangian.network, lagrangian.network.layout
    takes = layout.capacity > 0.0
    spread = np.full(layout.rows, np.inf)
    spread[takes] = layout.fixed[takes] / layout.capacity[takes]
    no_credit = np.zeros(len(lagrangian.ways.leg_fen))
    money = np.zeros(layout.clients)
    kind = layout.commodity[layout.arc_client]
    for _ in range(ECHELONS if network.sinks else 1):
        weight = np.maximum(layout.weight, 1e-9)
        unit = layout.row_unit.copy()
        lagrangian.ways.price((money / weight)[network.real :], no_credit, unit)
        cheapest = np.minimum.reduceat(unit + spread[:, None], layout.row_first[:-1])
        by_weight = cheapest[layout.arc_block, kind]
        price = layout.arc_cost + by_weight * layout.weight[layout.arc_client]
        money = _cheapest(lagrangian, price)
    mu = _floor_prices(lagrangian, price)
    price = price - lagrangian.limits.arcs.credit(mu, layout.arcs)
    money[: network.real] = _cheapest(lagrangian, price)[: network.real]
    multiplier = np.zeros(len(lagrangian.scale))
    multiplier[: layout.clients] = money
    multiplier[layout.clients : layout.clients + len(mu)] = mu
    return _allowed(lagrangian, multiplier)


def _floor_prices(lagrangian: Lagrangian, price: Floats) -> Floats:
    """Price floors over arcs at the dearest client that it takes to reach them.

    Parameters
    ----------
    lagrangian
        The function.
    price
        Of the whole client over each arc.
    """
    layout, limits = lagrangian.network.layout, lagrangian.limits
    mu = np.zeros(len(limits.floor_t))
    used = np.isfinite(price[limits.arcs.place]) & (limits.arcs.value > 0.0)
    for floor, least_t in enumerate(limits.floor_t):
        own = used & (limits.arcs.limit == floor)
        arc, counts = limits.arcs.place[own], limits.arcs.value[own]
        client = layout.arc_client[arc]
        left = layout.unserved[client]
        extra = price[arc] - np.where(np.isfinite(left), left, price[arc])
        order = np.argsort(extra / counts, kind="stable")
        _, first = np.unique(client[order], return_index=True)
        order = order[np.sort(first)]
        place = int(np.searchsorted(np.cumsum(counts[order]), least_t))
        if order.size and least_t > 0.0:
            last = order[min(place, order.size - 1)]
            mu[floor] = max(0.0, float(extra[last] / counts[last]))
    return mu


def multipliers_of(
    lagrangian: Lagrangian, certificate: Certificate, known: Bools
) -> Floats:
    """Price clients one by one at what facilities and limits cost by a certificate.

    Parameters
    ----------
    lagrangian
        The function.
    certificate
        Prices of groups of clients: inflows of all facilities, not of sinks only.
    known
        Shape (F, G): where a group brings something.
    """
    network, layout = lagrangian.network, lagrangian.network.layout
    facility, period = np.divmod(layout.arc_block, layout.periods)
    kind = layout.commodity[layout.arc_client]
    inflow = certificate.inflow_fen_per_t
    price = (
        layout.arc_cost
        + inflow[period, facility, kind] * (layout.weight[layout.arc_client])
    )
    mu = certificate.floor_fen_per_t.ravel()
    price -= lagrangian.limits.arcs.credit(mu, layout.arcs)
    price[~known[facility, kind]] = np.inf
    money = _cheapest(lagrangian, price)
    money[network.real :] = (
        inflow[:, network.sink[0], network.sink[1]].ravel()
        * layout.weight[network.real :]
    )
    theta = [
        max(0.0, sign * float(certificate.tag_fen[t, tag]))
        for t, tag, sign in lagrangian.limits.tag_of
    ]
    whole = np.concatenate([money, mu, theta, certificate.budget])
    return _allowed(lagrangian, whole)


def _cheapest(lagrangian: Lagrangian, price: Floats) -> Floats:
    """Return the least price of each client's arcs, at most that of leaving it."""
    layout = lagrangian.network.layout
    money = np.full(layout.clients, np.inf)
    np.minimum.at(money, layout.arc_client, price)
    money = np.minimum(money, layout.unserved)
    return np.where(np.isfinite(money), money, 0.0)


def _allowed(lagrangian: Lagrangian, multiplier: Floats) -> Floats:
    scaled = multiplier / lagrangian.scale
    allowed: Floats = np.clip(scaled, lagrangian.lowest, lagrangian.highest)
    return allowed


class Ascent:
    """An ascent that aims ever further, and goes on where it was left.

    Attributes
    ----------
    dual
        The best multipliers.
    """

    def __init__(self, lagrangian: Lagrangian, dual: Dual) -> None:
        self.dual = dual
        self._climb = Climb(lagrangian, dual, self._further(), CLIENT_PACE)

    def step(self) -> bool:
        """Make one step; return whether another is worth making."""
        climb, dual = self._climb, self.dual
        if dual.bound > climb.target - NEAR * abs(climb.target):
            climb.target = self._further()
        moved = climb.advance()
        if dual.steps % ROUND == 0:
            climb.review()
        return moved and climb.length > CLIENT_PACE.shortest

    def _further(self) -> float:
        return self.dual.bound + FURTHER * abs(self.dual.bound) + 1.0
