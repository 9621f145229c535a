"""The neighbourhood of orders that are left out: the routes near them, alone."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from recycling.dispatch.workbench import Conditions, Situation
from recycling.domain.network import Network
from recycling.domain.orders import Order
from recycling.domain.plans import PlannedRoute, StopKind

NEAR_ROUTES = 6
"""Routes that are planned again."""


@dataclass(frozen=True, slots=True)
class Near:
    """The neighbourhood of some orders that are left out.

    Attributes
    ----------
    conditions, situation
        What holds, and the routes near the orders; the situation's other orders are
        those that are left out.
    left
        The orders that are left out.
    """

    conditions: Conditions
    situation: Situation
    left: tuple[Order, ...]

    @property
    def depot_id(self) -> str:
        """Depot of the neighbourhood."""
        return self.situation.depot_id


def neighbourhood(
    conditions: Conditions, situation: Situation, left: Sequence[Order]
) -> Near:
    """Return the routes near some orders of a depot, and its idle vehicles.

    Parameters
    ----------
    conditions, situation
        The depot's day; its own routes are those of the plan.
    left
        Orders that are left out.
    """
    near = _nearest_routes(conditions, situation, left)
    chosen = {route.vehicle_id for route in near}
    far = [r for r in situation.routes if r.vehicle_id not in chosen]
    away = {route.vehicle_id for route in far}
    network = conditions.network
    vehicles = {k: v for k, v in network.vehicles.items() if k not in away}
    on_routes = {stop.order_id for route in near for stop in route.stops}
    wanted = {order.order_id: order for order in left}
    orders = {k: o for k, o in situation.orders.items() if k in on_routes} | wanted
    plan = replace(
        situation.plan,
        routes=tuple(near),
        unserved=tuple(u for u in situation.plan.unserved if u.order_id in wanted),
    )
    return Near(
        with_network(conditions, replace(network, vehicles=vehicles)),
        replace(situation, plan=plan, orders=orders, others=(*situation.others, *far)),
        tuple(left),
    )


def _nearest_routes(
    conditions: Conditions, situation: Situation, left: Sequence[Order]
) -> list[PlannedRoute]:
    """Return the routes that pass nearest to some orders."""
    routes = [r for r in situation.routes if any(s.order_id for s in r.stops)]
    if len(routes) <= NEAR_ROUTES:
        return routes
    passed = [
        sorted({s.site_id for s in route.stops if s.kind is StopKind.PICKUP})
        for route in routes
    ]
    places = list(dict.fromkeys(site for sites in passed for site in sites))
    wanted = list(dict.fromkeys(order.site_id for order in left))
    seconds = np.asarray(conditions.travel.block(wanted, places).duration_s, np.int64)
    seconds = np.where(seconds < 0, np.iinfo(np.int64).max, seconds)
    nearest_s = dict(zip(places, seconds.min(axis=0).tolist(), strict=True))
    away = [min(nearest_s[site] for site in sites) for sites in passed]
    return [routes[n] for n in np.argsort(away, kind="stable")[:NEAR_ROUTES]]


def with_network(conditions: Conditions, network: Network) -> Conditions:
    """Return what holds on a day with another network."""
    sites = tuple(network.sites[site.site_id] for site in conditions.sites)
    return replace(conditions, network=network, sites=sites)
