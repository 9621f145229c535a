"""Cuts a day's orders into catchments: one depot, its stops, where it unloads."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from recycling.domain.fleet import Vehicle, VehicleRole
from recycling.domain.network import Network, Travel
from recycling.domain.orders import Order
from recycling.domain.sites import Site

MILK_RUN_ROLES = frozenset({VehicleRole.MILK_RUN})
"""Roles of the vehicles that visit collection points."""


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
    unload_site_ids
        Sites its vehicles may unload at, nearest first.
    """

    depot_id: str
    orders: tuple[Order, ...]
    vehicles: tuple[Vehicle, ...]
    unload_site_ids: tuple[str, ...]


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
    unload_sites: Sequence[Site],
    travel: Travel,
    unload_sites_each: int,
) -> list[Catchment]:
    """Give each order to the depot with vehicles that is nearest in time.

    Parameters
    ----------
    network
        Sites and vehicles.
    orders
        Orders whose sites the network knows.
    unload_sites
        Sites that take loads on the day.
    travel
        Travel between sites.
    unload_sites_each
        Unloading sites offered to a catchment: the nearest ones, and where
        none of them takes a material, the nearest one that does.

    Returns
    -------
    list of Catchment
        Catchments with orders, by depot; none when no depot has a vehicle.
    """
    fleet = milk_run_vehicles(network)
    depots = sorted(fleet)
    if not depots or not orders:
        return []
    nearest = _nearest_depot(orders, depots, travel)
    groups: dict[str, list[Order]] = defaultdict(list)
    for order, position in zip(orders, nearest, strict=True):
        groups[depots[position]].append(order)
    return [
        Catchment(
            depot_id=depot,
            orders=tuple(sorted(groups[depot], key=lambda order: order.order_id)),
            vehicles=tuple(fleet[depot]),
            unload_site_ids=_unload_sites_of(
                network, depot, groups[depot], unload_sites, travel, unload_sites_each
            ),
        )
        for depot in sorted(groups)
    ]


def intake_shares(
    network: Network, catchments: Sequence[Catchment], taken_kg: Mapping[str, int]
) -> dict[str, dict[str, int]]:
    """Divide what sites may still take among the catchments that may unload there.

    In proportion to the kilograms of their orders, rounded down: catchments are
    planned side by side, and together they must not bring more than fits.

    Parameters
    ----------
    network
        Sites, with their daily intake.
    catchments
        The catchments of the day.
    taken_kg
        What sites have been given already.

    Returns
    -------
    dict
        Kilograms by site, by depot; sites without a limit are not named.
    """
    shares: dict[str, dict[str, int]] = {c.depot_id: {} for c in catchments}
    waiting_kg = {c.depot_id: sum(o.load_kg for o in c.orders) for c in catchments}
    for site_id in {site for c in catchments for site in c.unload_site_ids}:
        limit_kg = network.sites[site_id].intake_kg_per_day
        if limit_kg is None:
            continue
        left_kg = max(0, limit_kg - taken_kg.get(site_id, 0))
        users = [c.depot_id for c in catchments if site_id in c.unload_site_ids]
        total_kg = sum(waiting_kg[depot] for depot in users)
        for depot in users:
            shares[depot][site_id] = left_kg * waiting_kg[depot] // max(1, total_kg)
    return shares


def _nearest_depot(
    orders: Sequence[Order], depots: Sequence[str], travel: Travel
) -> list[int]:
    block = travel.block(depots, [order.site_id for order in orders])
    return [int(position) for position in _seconds(block.duration_s).argmin(axis=0)]


def _unload_sites_of(
    network: Network,
    depot: str,
    orders: Sequence[Order],
    unload_sites: Sequence[Site],
    travel: Travel,
    number: int,
) -> tuple[str, ...]:
    if not unload_sites:
        return ()
    seconds = _seconds(
        travel.block([depot], [site.site_id for site in unload_sites]).duration_s
    )[0]
    by_time = [unload_sites[i] for i in np.argsort(seconds, kind="stable")]
    chosen = by_time[:number]
    for material in sorted({order.material for order in orders}):
        if not any(material in network.accepted(site) for site in chosen):
            taking = [site for site in by_time if material in network.accepted(site)]
            chosen += taking[:1]
    return tuple(site.site_id for site in chosen)


def _seconds(durations: object) -> np.ndarray[tuple[int, int], np.dtype[np.int64]]:
    """Durations as a matrix where the unreachable is farther than anything."""
    seconds = np.array(durations, dtype=np.int64)
    seconds[seconds < 0] = np.iinfo(np.int64).max
    return seconds
