"""What of a day's direct loads is beyond the fleet, and how many vehicles it needs."""

from collections import Counter
from collections.abc import Sequence

import numpy as np

from recycling.config import DispatchSettings
from recycling.dispatch.direct import direct_vehicles
from recycling.dispatch.direct_deal import NEVER_S, Cycles, Seconds, cycles_of, hours_s
from recycling.dispatch.direct_problem import DirectDay, kind_of, rooms_and_ends
from recycling.dispatch.planning import RouteRequest
from recycling.domain.direct import CARRIERS, HEAVY, Shortage, is_elv
from recycling.domain.fleet import Vehicle
from recycling.domain.network import Network, Travel
from recycling.domain.orders import Order
from recycling.domain.plans import RoutePlan
from routing.vrp.solution import UnservedReason

FOR_WANT_OF_TIME = frozenset(
    {UnservedReason.FLEET_FULL.value, UnservedReason.SHIFT_TOO_SHORT.value}
)
"""Reasons that more vehicles do away with."""


def shortages(
    network: Network,
    travel: Travel,
    day: DirectDay,
    plan: RoutePlan,
    settings: DispatchSettings,
    request: RouteRequest,
) -> tuple[Shortage, ...]:
    """Tell what of the loads a plan leaves out needs more vehicles.

    Parameters
    ----------
    network, travel, day, settings, request
        What the plan was made from.
    plan
        The plan.

    Returns
    -------
    One for full loads and one for end-of-life vehicles, where some are left for want
    of time.
    """
    fetched = Counter[str]()
    for stop in (s for route in plan.routes for s in route.stops if s.order_id):
        fetched[stop.order_id] += stop.load_kg
    late = {o.order_id for o in plan.unserved if o.reason in FOR_WANT_OF_TIME}
    found = []
    for roles in (HEAVY, CARRIERS):
        fleet = [
            v for v in direct_vehicles(network) if kind_of(network, v).role in roles
        ]
        orders = [
            o for o in day.orders
            if o.site_id in network.sites
            and is_elv(network, o.material) is (roles is CARRIERS)
        ]  # fmt: skip
        if fleet and late.intersection(o.order_id for o in orders):
            _, ends = rooms_and_ends(network, travel, day, orders, settings, request)
            cycles = cycles_of(network, orders, fleet, travel, ends)
            left_kg = [
                o.load_kg - fetched[o.order_id] if o.order_id in late else 0
                for o in orders
            ]
            found.append(_shortage(network, cycles, orders, fleet, left_kg))
    return tuple(found)


def _shortage(
    network: Network,
    cycles: Cycles,
    orders: Sequence[Order],
    fleet: Sequence[Vehicle],
    left_kg: Sequence[int],
) -> Shortage:
    shortest_s = _shortest_s(network, cycles, orders, fleet)
    share = np.array(left_kg) / np.maximum([order.load_kg for order in orders], 1)
    kind, needed = _needed(shortest_s, share, fleet)
    return Shortage(
        is_elv=is_elv(network, orders[0].material),
        loads=len(orders),
        left=sum(kg > 0 for kg in left_kg),
        left_kg=sum(left_kg),
        vehicles=len(fleet),
        most=most_orders(shortest_s, fleet),
        vehicle_type=kind,
        needed=needed,
    )


def _shortest_s(
    network: Network, cycles: Cycles, orders: Sequence[Order], fleet: Sequence[Vehicle]
) -> Seconds:
    """Shape (orders, vehicles): least time an order takes of a vehicle's day.

    Every trip comes from the nearest depot or unloading, is loaded, goes to the nearest
    site and is unloaded. Where a carrier has places left, its ways count in
    proportion: other vehicles may ride along.
    """
    way_in_s = np.minimum(
        cycles.between_s.min(axis=0), cycles.from_depot_s.min(axis=1)
    )[:, None]
    whole_s = cycles.trips * (cycles.trip_s + way_in_s)
    places = [max(1, kind_of(network, v).capacity_units) for v in fleet]
    units = np.array([o.load_units for o in orders])[:, None]
    load_s = np.array([o.service_s for o in orders])[:, None]
    ways_s = whole_s - load_s
    shared_s = load_s + ways_s * units / np.maximum(cycles.trips * places, 1)
    shortest_s = np.where(units > 0, shared_s, whole_s)
    return np.where(cycles.trips > 0, shortest_s, NEVER_S).astype(np.int64)


def most_orders(shortest_s: Seconds, fleet: Sequence[Vehicle]) -> int:
    """Count the orders that vehicles can fetch at the most.

    Vehicles of each type as if they could share one day as long as all of theirs, and
    had the orders that take them least to themselves. No plan fetches more.

    Parameters
    ----------
    shortest_s
        Shape (orders, vehicles): least time of each.
    fleet
        Vehicles, the columns.
    """
    total = 0.0
    for kind in sorted({vehicle.vehicle_type for vehicle in fleet}):
        columns = [n for n, v in enumerate(fleet) if v.vehicle_type == kind]
        left_s = sum(hours_s(fleet[column]) for column in columns)
        for seconds in np.sort(shortest_s[:, columns].min(axis=1)).tolist():
            part = min(1.0, left_s / max(1, seconds))
            total += part
            left_s -= seconds
            if left_s <= 0:
                break
    return min(len(shortest_s), int(total))


def _needed(
    shortest_s: Seconds, share: np.ndarray[tuple[int], np.dtype[np.float64]],
    fleet: Sequence[Vehicle],
) -> tuple[str, int]:  # fmt: skip
    """Return the type of which the fewest do what is left, and how many that are."""
    numbers = []
    for kind in sorted({vehicle.vehicle_type for vehicle in fleet}):
        columns = [n for n, v in enumerate(fleet) if v.vehicle_type == kind]
        day_s = max(hours_s(fleet[column]) for column in columns)
        left_s = float((shortest_s[:, columns].min(axis=1) * share).sum())
        numbers.append((-int(-left_s // day_s), kind))
    number, kind = min(numbers)
    return kind, number
