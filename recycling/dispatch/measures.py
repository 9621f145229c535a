"""Copies of the network with a measure taken: what a dispatcher could do tomorrow."""

from collections.abc import Collection, Mapping
from dataclasses import replace

from recycling.dispatch.catchments import milk_run_vehicles
from recycling.dispatch.frequency import VISIT_L
from recycling.domain.network import Network
from recycling.domain.plans import RoutePlan
from recycling.domain.sites import Site
from recycling.domain.units import S_PER_DAY, S_PER_H

SHORTEST_SHIFT_S = 4 * S_PER_H
"""Nobody is called for less than half a working day."""

SECOND = "+2"
"""Ends the id of a vehicle in its second shift."""


def with_more_vehicles(network: Network, depots: Collection[str]) -> Network:
    """Give each depot one more vehicle like its first one.

    Parameters
    ----------
    network
        Sites and vehicles.
    depots
        Depots with milk-run vehicles.
    """
    fleet = milk_run_vehicles(network)
    more = {}
    for depot in sorted(depots):
        first = fleet[depot][0]
        key = f"{first.vehicle_id}+"
        more[key] = replace(first, vehicle_id=key)
    return replace(network, vehicles={**network.vehicles, **more})


def with_second_shift(network: Network) -> Network:
    """Let every milk-run vehicle go out again with another crew when its shift ends.

    The second shift is as long as the first or ends with the day. Where the vehicle
    went out before, only its second crew and its way cost, not its day:
    ``unpaid_days_fen`` adds the days of those that did not. Vehicles whose day leaves
    less than ``SHORTEST_SHIFT_S`` have no second shift.
    """
    vehicles, kinds = dict(network.vehicles), dict(network.vehicle_types)
    for fleet in milk_run_vehicles(network).values():
        for vehicle in fleet:
            begins = vehicle.shift_end_s
            ends = min(S_PER_DAY, 2 * begins - vehicle.shift_start_s)
            if ends - begins < SHORTEST_SHIFT_S:
                continue
            kind = kinds[vehicle.vehicle_type]
            again = replace(kind, code=f"{kind.code}{SECOND}", fixed_cost_fen_per_day=0)
            kinds[again.code] = again
            key = f"{vehicle.vehicle_id}{SECOND}"
            vehicles[key] = replace(
                vehicle,
                vehicle_id=key,
                vehicle_type=again.code,
                shift_start_s=begins,
                shift_end_s=ends,
            )
    return replace(network, vehicles=vehicles, vehicle_types=kinds)


def unpaid_days_fen(network: Network, plan: RoutePlan) -> int:
    """Cost of the days of vehicles that only go out in their second shift."""
    out = {route.vehicle_id for route in plan.routes}
    first = {key.removesuffix(SECOND) for key in out if key.endswith(SECOND)} - out
    kinds = (network.vehicles[key].vehicle_type for key in first)
    return sum(network.vehicle_types[kind].fixed_cost_fen_per_day for kind in kinds)


def with_daily_intake(network: Network, kg_per_day: Mapping[str, int]) -> Network:
    """Limit what sites take in a day."""
    return _changed(
        network,
        {
            key: replace(network.sites[key], intake_kg_per_day=kg)
            for key, kg in kg_per_day.items()
        },
    )


def with_longer_hours(
    network: Network, site_ids: Collection[str], hours: float
) -> Network:
    """Keep sites open longer in the evening, at most until midnight.

    What a site takes in a day grows as its hours do.
    """
    return _changed(
        network, {key: _longer(network.sites[key], hours) for key in site_ids}
    )


def _longer(site: Site, hours: float) -> Site:
    closes = max(site.closes_s, min(S_PER_DAY, site.closes_s + round(hours * S_PER_H)))
    before, after = site.closes_s - site.opens_s, closes - site.opens_s
    intake = site.intake_kg_per_day
    if intake is not None and before > 0:
        intake = intake * after // before
    return replace(site, closes_s=closes, intake_kg_per_day=intake)


def _changed(network: Network, sites: Mapping[str, Site]) -> Network:
    return replace(network, sites={**network.sites, **sites})


def with_more_visits(network: Network, times: float) -> Network:
    """Visit collection points more often: a visit is due at a smaller load.

    Weekdays a point allows, and a visit a day, stay the limit.
    """
    rule = network.parameters[VISIT_L]
    changed = replace(rule, value=max(1.0, rule.value / times))
    return replace(network, parameters={**network.parameters, VISIT_L: changed})
