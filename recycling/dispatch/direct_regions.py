"""Cuts a city's direct loads into regions: some depots near each other, their loads.

A truck fetches one full load at a time and takes it to a site nearby: where loads are
dealt to vehicles first, little is lost by planning regions of some depots one after
another, each around what those before have taken of docks and licences. One problem
of a whole city grows with loads times vehicles times sites.
"""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from recycling.dispatch.direct import in_loads
from recycling.dispatch.direct_deal import NOBODY, cycles_of, deal
from recycling.domain.fleet import Vehicle
from recycling.domain.network import Network, Travel
from recycling.domain.orders import Order

REGION_LOADS = 60
"""Loads of a region, about: as many as are searched whole in a few seconds."""


@dataclass(frozen=True, slots=True)
class Region:
    """Orders, cut into loads, and the vehicles of the depots that are to fetch them."""

    orders: tuple[Order, ...]
    vehicles: tuple[Vehicle, ...]


def cut_regions(
    network: Network,
    orders: Sequence[Order],
    vehicles: Sequence[Vehicle],
    travel: Travel,
    ends: Sequence[str],
    most: int = REGION_LOADS,
    tried: Collection[tuple[str, str]] = (),
    *,
    are_all_told: bool = True,
) -> list[Region]:
    """Deal orders to vehicles, cut them into loads of theirs, and join near depots.

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
    ends
        Sites that take something.
    most
        Orders up to which all are one region; the loads of more are cut into regions
        of about as many.
    tried
        Orders and vehicles, by id, that are kept apart or came to nothing before.
    are_all_told
        Whether orders that no vehicle could fetch with all its time are in a region,
        to be told why; and all others, too, where there is but one.

    Returns
    -------
    list of Region
        Every vehicle of a depot with loads is in one.
    """
    cycles = cycles_of(network, orders, vehicles, travel, ends)
    dealt = deal(cycles, orders, vehicles, tried)
    is_one = len(orders) <= most
    own: dict[str, list[Order]] = defaultdict(list)
    nearest = cycles.alone_s.argmin(axis=1).tolist()
    for order, place, near in zip(orders, dealt, nearest, strict=True):
        if place >= 0:
            own[vehicles[place].depot_id] += in_loads(
                network, [order], [vehicles[place]]
            )
        elif are_all_told and (is_one or place == NOBODY):
            some = vehicles if is_one else [vehicles[near]]
            own[some[0].depot_id] += in_loads(network, [order], some)
    fleet: dict[str, list[Vehicle]] = defaultdict(list)
    for vehicle in vehicles:
        fleet[vehicle.depot_id].append(vehicle)
    if not own:
        return []
    groups = [sorted(own)] if is_one else _groups(network, own, most)
    return [
        Region(
            tuple(sorted((o for d in group for o in own[d]), key=_id)),
            tuple(vehicles)
            if is_one
            else tuple(v for depot in group for v in fleet[depot]),
        )
        for group in groups
    ]


def _id(order: Order) -> str:
    return order.order_id


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
