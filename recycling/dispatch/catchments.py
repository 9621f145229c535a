"""Cuts a day's orders into catchments: one depot, its orders, its vehicles."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType

import numpy as np

from recycling.domain.fleet import Vehicle, VehicleRole
from recycling.domain.network import Network, Travel
from recycling.domain.orders import Order
from recycling.domain.sites import Site

MILK_RUN_ROLES = frozenset({VehicleRole.MILK_RUN})
"""Roles of the vehicles that visit collection points."""

NOWHERE: Mapping[str, str] = MappingProxyType({})
"""Ties no site to a depot."""


@dataclass(frozen=True, slots=True)
class Catchment:
    """What one depot serves on a day.

    Attributes
    ----------
    depot_id
        Depot, and name of the catchment.
    orders
        Orders nearest to the depot, by id.
    vehicles
        Vehicles of the depot that are available, by id.
    """

    depot_id: str
    orders: tuple[Order, ...]
    vehicles: tuple[Vehicle, ...]


def milk_run_vehicles(network: Network) -> dict[str, list[Vehicle]]:
    """Available milk-run vehicles by depot, each list by vehicle id."""
    fleet: dict[str, list[Vehicle]] = defaultdict(list)
    for vehicle_id in sorted(network.vehicles):
        vehicle = network.vehicles[vehicle_id]
        role = network.vehicle_types[vehicle.vehicle_type].role
        if vehicle.is_available and role in MILK_RUN_ROLES:
            fleet[vehicle.depot_id].append(vehicle)
    return dict(fleet)


def cut_catchments(
    network: Network,
    orders: Sequence[Order],
    travel: Travel,
    assigned: Mapping[str, str] = NOWHERE,
) -> list[Catchment]:
    """Give each order to the depot with vehicles that is nearest in time.

    Parameters
    ----------
    network
        Sites and vehicles.
    orders
        Orders whose sites the network knows.
    travel
        Travel between sites.
    assigned
        Depots that sites are tied to, whatever is nearer; one without a vehicle
        serves nothing.

    Returns
    -------
    list of Catchment
        Catchments with orders, by depot; none when no depot has a vehicle.
    """
    fleet = milk_run_vehicles(network)
    depots = sorted(fleet)
    if not depots or not orders:
        return []
    groups: dict[str, list[Order]] = defaultdict(list)
    free = [order for order in orders if order.site_id not in assigned]
    nearest = nearest_depots([order.site_id for order in free], depots, travel)
    for order, position in zip(free, nearest, strict=True):
        groups[depots[position]].append(order)
    for order in orders:
        if assigned.get(order.site_id) in fleet:
            groups[assigned[order.site_id]].append(order)
    return [
        Catchment(
            depot_id=depot,
            orders=tuple(sorted(groups[depot], key=lambda order: order.order_id)),
            vehicles=tuple(fleet[depot]),
        )
        for depot in sorted(groups)
    ]


def nearest_first(
    depot: str, sites: Sequence[Site], travel: Travel
) -> tuple[Site, ...]:
    """Sort sites by the time it takes to get there from a depot."""
    if not sites:
        return ()
    block = travel.block([depot], [site.site_id for site in sites])
    seconds = _seconds(block.duration_s)[0]
    return tuple(sites[i] for i in np.argsort(seconds, kind="stable"))


def nearest_depots(
    site_ids: Sequence[str], depots: Sequence[str], travel: Travel
) -> list[int]:
    """Return the position of the depot that is nearest in time to each site."""
    if not site_ids:
        return []
    block = travel.block(depots, site_ids)
    return [int(position) for position in _seconds(block.duration_s).argmin(axis=0)]


def _seconds(durations: object) -> np.ndarray[tuple[int, int], np.dtype[np.int64]]:
    """Durations as a matrix where the unreachable is farther than anything."""
    seconds = np.array(durations, dtype=np.int64)
    seconds[seconds < 0] = np.iinfo(np.int64).max
    return seconds
