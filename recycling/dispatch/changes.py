"""Changes that may serve orders that are left out, and neighbourhoods with them."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from types import MappingProxyType

import numpy as np

from recycling.dispatch.catchments import MILK_RUN_ROLES, milk_run_vehicles
from recycling.dispatch.measures import with_daily_intake, with_longer_hours
from recycling.dispatch.nearby import Near, with_network
from recycling.domain.explanations import Cause, FixKind
from recycling.domain.fleet import Vehicle
from recycling.domain.network import Network
from recycling.domain.orders import Order
from recycling.domain.plans import StopKind
from recycling.domain.units import S_PER_DAY, S_PER_H, S_PER_MIN

SITE_OPEN = "cost.site_open_fen_per_h"
DOCK = "cost.dock_fen_per_day"

NEAR_SITES = 2
"""Sites whose hours, docks and intake are changed, one at a time."""

OPENING_S = (20 * S_PER_MIN, S_PER_H)
SHIFT_S = (30 * S_PER_MIN, S_PER_H)
WINDOW_S = (S_PER_H, S_PER_DAY)
"""Changes of hours that are tried, the small ones first."""

EARLIEST_S = 6 * S_PER_H
"""Begin of a vehicle's shift where there is no other vehicle to take it from."""

SHIFT = "time.shift_s"

_ALWAYS = (FixKind.REPLAN,)
_HOURS = (FixKind.OPENING, FixKind.SHIFT, FixKind.WINDOW)
_TRIED: Mapping[Cause, tuple[FixKind, ...]] = MappingProxyType(
    {
        Cause.NO_VEHICLE: (FixKind.VEHICLE,),
        Cause.MATERIAL: (FixKind.VEHICLE,),
        Cause.SKILL: (FixKind.VEHICLE,),
        Cause.CAPACITY: (FixKind.VEHICLE,),
        Cause.ACCESS: (FixKind.VEHICLE, FixKind.WINDOW),
        Cause.RANGE: (FixKind.VEHICLE,),
        Cause.WINDOW_CLOSED: (FixKind.WINDOW, FixKind.SHIFT),
        Cause.SITE_SHUT: (FixKind.OPENING, FixKind.WINDOW, FixKind.VEHICLE),
        Cause.SITE_FULL: (FixKind.INTAKE, FixKind.DOCKS, FixKind.OPENING),
        Cause.SHIFT_TOO_SHORT: (FixKind.SHIFT, FixKind.OPENING, FixKind.VEHICLE),
        Cause.PRIZE_BELOW_COST: (FixKind.PRIZE,),
        Cause.FITS: (),
        Cause.FLEET_FULL: (*_HOURS, FixKind.DOCKS, FixKind.VEHICLE),
        Cause.PLACE_FIXED: (FixKind.VEHICLE,),
    }
)
"""Kinds of changes that can do something about a cause; others are not tried."""


@dataclass(frozen=True, slots=True)
class Change:
    """Something that may be changed: see `recycling.domain.explanations.Fix`."""

    kind: FixKind
    subject: str = ""
    amount: int = 0


def changes(near: Near, cause: Cause) -> Iterator[Change]:
    """Yield the changes to try for a cause; planning again alone comes first."""
    for kind in (*_ALWAYS, *_TRIED.get(cause, ())):
        yield from _CHANGES[kind](near)


def _sites(near: Near) -> list[str]:
    """Return sites the neighbourhood unloads at, the most used first, or the next."""
    used: dict[str, int] = {}
    for stop in (s for r in near.situation.routes for s in r.stops):
        if stop.kind is StopKind.UNLOAD:
            used[stop.site_id] = used.get(stop.site_id, 0) + 1
    open_ids = [site.site_id for site in near.conditions.sites]
    block = near.conditions.travel.block([near.depot_id], open_ids)
    order = np.argsort(np.asarray(block.duration_s)[0], kind="stable")
    ranked = sorted(used, key=lambda key: (-used[key], key))
    ranked += [open_ids[n] for n in order if open_ids[n] not in used]
    known = near.conditions.network.sites
    return [key for key in ranked if key in known][:NEAR_SITES]


def _openings(near: Near) -> Iterator[Change]:
    for site in _sites(near):
        if near.conditions.network.sites[site].closes_s < S_PER_DAY:
            for seconds in OPENING_S:
                yield Change(FixKind.OPENING, site, seconds)


def _intakes(near: Near) -> Iterator[Change]:
    load_kg = sum(order.load_kg for order in near.left)
    for site in _sites(near):
        if near.conditions.network.sites[site].intake_kg_per_day is not None:
            yield Change(FixKind.INTAKE, site, load_kg)


def _docks(near: Near) -> Iterator[Change]:
    if near.conditions.settings.dock_limits:
        for site in _sites(near):
            if near.conditions.network.sites[site].docks:
                yield Change(FixKind.DOCKS, site, 1)


def _vehicles(near: Near) -> Iterator[Change]:
    for code, kind in sorted(near.conditions.network.vehicle_types.items()):
        if kind.role in MILK_RUN_ROLES:
            yield Change(FixKind.VEHICLE, code, 1)


_CHANGES: Mapping[FixKind, Callable[[Near], Iterable[Change]]] = MappingProxyType(
    {
        FixKind.REPLAN: lambda near: [Change(FixKind.REPLAN, near.depot_id)],
        FixKind.OPENING: _openings,
        FixKind.INTAKE: _intakes,
        FixKind.DOCKS: _docks,
        FixKind.SHIFT: lambda near: [
            Change(FixKind.SHIFT, near.depot_id, seconds) for seconds in SHIFT_S
        ],
        FixKind.VEHICLE: _vehicles,
        FixKind.WINDOW: lambda near: [
            Change(FixKind.WINDOW, near.depot_id, seconds) for seconds in WINDOW_S
        ],
        FixKind.PRIZE: lambda near: [Change(FixKind.PRIZE, near.depot_id)],
    }
)


def with_change(near: Near, change: Change) -> Near:
    """Return a neighbourhood with something changed."""
    network = near.conditions.network
    if change.kind is FixKind.OPENING:
        hours = change.amount / S_PER_H
        network = with_longer_hours(network, [change.subject], hours)
    elif change.kind is FixKind.INTAKE:
        limit_kg = (
            network.sites[change.subject].intake_kg_per_day or 0
        ) + change.amount
        network = with_daily_intake(network, {change.subject: limit_kg})
    elif change.kind is FixKind.DOCKS:
        site = network.sites[change.subject]
        more = replace(site, docks=site.docks + change.amount)
        network = replace(network, sites={**network.sites, site.site_id: more})
    elif change.kind is FixKind.SHIFT:
        network = _with_longer_shifts(network, near.depot_id, change.amount)
    elif change.kind is FixKind.VEHICLE:
        added = _like_others(network, near.depot_id, change.subject)
        vehicles = {**network.vehicles, added.vehicle_id: added}
        network = replace(network, vehicles=vehicles)
    near = replace(near, conditions=with_network(near.conditions, network))
    if change.kind is FixKind.WINDOW:
        return _with_orders(near, [_wider(o, change.amount) for o in near.left])
    if change.kind is FixKind.PRIZE:
        return _with_orders(near, [replace(o, is_required=True) for o in near.left])
    return near


def _with_orders(near: Near, left: Sequence[Order]) -> Near:
    orders = {**near.situation.orders} | {order.order_id: order for order in left}
    return replace(
        near, situation=replace(near.situation, orders=orders), left=tuple(left)
    )


def _wider(order: Order, seconds: int) -> Order:
    return replace(
        order,
        window_start_s=max(0, order.window_start_s - seconds),
        window_end_s=min(S_PER_DAY, order.window_end_s + seconds),
    )


def _with_longer_shifts(network: Network, depot_id: str, seconds: int) -> Network:
    longer = {
        vehicle.vehicle_id: replace(
            vehicle,
            shift_end_s=vehicle.shift_end_s + seconds,
            max_duration_s=None
            if vehicle.max_duration_s is None
            else vehicle.max_duration_s + seconds,
        )
        for vehicle in milk_run_vehicles(network).get(depot_id, [])
    }
    return replace(network, vehicles={**network.vehicles, **longer})


def _like_others(network: Network, depot_id: str, code: str) -> Vehicle:
    """Return one more vehicle of a type, with the hours of the depot's first one.

    Where the depot has none, of the first of all.
    """
    fleet = milk_run_vehicles(network)
    known = fleet.get(depot_id) or [v for own in fleet.values() for v in own]
    key = f"{depot_id}+{code}"
    if not known:
        shift = network.parameters.get(SHIFT)
        end_s = EARLIEST_S + round(shift.value) if shift else S_PER_DAY
        return Vehicle(key, code, depot_id, shift_start_s=EARLIEST_S, shift_end_s=end_s)
    first = known[0]
    return Vehicle(
        key,
        code,
        depot_id,
        shift_start_s=first.shift_start_s,
        shift_end_s=first.shift_end_s,
        max_duration_s=first.max_duration_s,
    )


def extra_fen(network: Network, change: Change) -> int:
    """Return what a change itself costs, as far as there is a parameter for it.

    An hour more costs the staff of a site; a dock its share of the investment. More
    vehicles and hours of crews are in the cost of the routes.
    """
    prices = {FixKind.OPENING: SITE_OPEN, FixKind.DOCKS: DOCK}
    price = network.parameters.get(prices.get(change.kind, ""))
    if price is None:
        return 0
    scale = S_PER_H if change.kind is FixKind.OPENING else 1
    return round(price.value * change.amount / scale)
