"""Cuts a city's direct loads into regions: some depots near each other, their loads.

A truck fetches one full load at a time and takes it to a site nearby: where the next
load is fetched by the nearest depots' trucks, little is lost by planning regions of
some depots one after another, each around what those before have taken of docks and
licences. One problem of a whole city grows with loads times vehicles times sites.
"""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from recycling.dispatch.catchments import nearest_depots
from recycling.domain.direct import CARRIERS, HEAVY, is_elv
from recycling.domain.fleet import Vehicle
from recycling.domain.network import Network, Travel
from recycling.domain.orders import Order

REGION_ORDERS = 60
"""Orders of a region, about: as many as are searched whole in a few seconds."""


@dataclass(frozen=True, slots=True)
class Region:
    """Orders, and the vehicles of the depots nearest to them."""

    orders: tuple[Order, ...]
    vehicles: tuple[Vehicle, ...]


def cut_regions(
    network: Network,
    orders: Sequence[Order],
    vehicles: Sequence[Vehicle],
    travel: Travel,
    most: int = REGION_ORDERS,
) -> list[Region]:
    """Give each order to the nearest depot with a vehicle for it; join near depots.

    Parameters
    ----------
    network
        Sites and vehicle types.
    orders
        Direct orders.
    vehicles
        Vehicles that fetch them.
    travel
        Travel between sites.
    most
        Orders up to which all are one region; more are cut into regions of about as
        many.

    Returns
    -------
    list of Region
        Every order is in one; so is every vehicle of a depot with orders.
    """
    if len(orders) <= most:
        return [Region(tuple(orders), tuple(vehicles))]
    own = _by_depot(network, orders, vehicles, travel)
    fleet: dict[str, list[Vehicle]] = defaultdict(list)
    for vehicle in vehicles:
        fleet[vehicle.depot_id].append(vehicle)
    return [
        Region(
            tuple(sorted((o for d in group for o in own[d]), key=_id)),
            tuple(v for depot in group for v in fleet[depot]),
        )
        for group in _groups(network, own, most)
    ]


def _id(order: Order) -> str:
    return order.order_id


def _by_depot(
    network: Network,
    orders: Sequence[Order],
    vehicles: Sequence[Vehicle],
    travel: Travel,
) -> dict[str, list[Order]]:
    """Return the orders of each depot; one without a vehicle for them takes none."""
    own: dict[str, list[Order]] = defaultdict(list)
    every = sorted({vehicle.depot_id for vehicle in vehicles})
    for roles, is_carried in ((HEAVY, False), (CARRIERS, True)):
        able = sorted(
            {
                vehicle.depot_id
                for vehicle in vehicles
                if network.vehicle_types[vehicle.vehicle_type].role in roles
            }
        )
        some = [o for o in orders if is_elv(network, o.material) is is_carried]
        depots = able or every
        near = nearest_depots([order.site_id for order in some], depots, travel)
        for order, place in zip(some, near, strict=True):
            own[depots[place]].append(order)
    return own


def _groups(
    network: Network, own: Mapping[str, Sequence[Order]], most: int
) -> list[list[str]]:
    """Join depots, from the outermost inwards, with the nearest that are left."""
    depots = sorted(own)
    sites = [network.sites[depot] for depot in depots]
    place = np.array([(site.lon, site.lat) for site in sites], dtype=np.float64)
    place[:, 0] *= np.cos(np.radians(place[:, 1].mean()))
    left = set(range(len(depots)))
    groups = []
    outward = np.argsort(-np.hypot(*(place - place.mean(axis=0)).T), kind="stable")
    for first in outward.tolist():
        if first not in left:
            continue
        away = np.hypot(*(place - place[first]).T)
        group: list[str] = []
        count = 0
        for other in np.argsort(away, kind="stable").tolist():
            number = len(own[depots[other]])
            if other in left and (not group or count + number <= most):
                left.discard(other)
                group.append(depots[other])
                count += number
            elif other in left:
                break
        groups.append(sorted(group))
    return groups
