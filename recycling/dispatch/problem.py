"""A catchment's day as a routing problem."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from types import MappingProxyType

import numpy as np

from recycling.dispatch.catchments import Catchment
from recycling.dispatch.shares import Share
from recycling.dispatch.traffic import (
    Traffic,
    access_rules,
    barred_table,
    rules_of,
    speed_profile,
)
from recycling.dispatch.vehicles import DayRules, alike, battery, vehicle_type
from recycling.domain.network import Network, Travel
from recycling.domain.orders import Order, OrderSource
from recycling.domain.sites import Site
from recycling.domain.units import WH_PER_KWH
from routing.vrp.parts import Charger, Objective
from routing.vrp.problem import (
    Depot,
    RoutingProblem,
    Stop,
    TimeWindow,
    TravelTable,
    UnloadSite,
)

PROFILE = "truck"
DIMENSIONS = ("kg", "l")
CARBON = "cost.carbon_fen_per_t"

PRIORITIES: Mapping[OrderSource, int] = MappingProxyType(
    {OrderSource.BOOKING: 2, OrderSource.FILL_LEVEL: 1, OrderSource.SCHEDULE: 0}
)
"""Which orders come first where not all can be served: someone waits for a booking,
a full container overflows, and the visiting cycle comes round again."""


@dataclass(frozen=True, slots=True)
class CatchmentProblem:
    """A routing problem with the keys that lead back to the network.

    Attributes
    ----------
    catchment
        What it was made from.
    problem
        The problem.
    site_ids
        Site of each location: row of the travel table.
    vehicle_ids
        Vehicles of each vehicle type of the problem, in order of use.
    """

    catchment: Catchment
    problem: RoutingProblem
    site_ids: tuple[str, ...]
    vehicle_ids: tuple[tuple[str, ...], ...]


def build_problem(
    network: Network,
    catchment: Catchment,
    travel: Travel,
    traffic: Traffic,
    day: date,
    share: Share,
    rules: DayRules,
    *,
    stands: Sequence[str] | None = None,
) -> CatchmentProblem:
    """State a catchment's day as a routing problem.

    Vehicles that are alike, the traffic rules that bar them included, become
    one vehicle type. A vehicle leaves and returns empty; it unloads at any of
    the catchment's sites that takes all it carries, when the site is open and
    a dock is the catchment's, in the site's fixed time and its time per tonne.

    Parameters
    ----------
    network
        Sites, vehicles, restrictions, parameters.
    catchment
        What one depot serves.
    travel
        Travel between sites.
    traffic
        What holds on the roads on the day.
    day
        Day of the routes.
    share
        What the catchment may use of sites and chargers.
    rules
        What holds for crews and batteries.
    stands
        Site where each vehicle stands, in the catchment's order: every vehicle is
        then a type of its own, to be told from those that are like it, and these
        sites are locations of the problem. ``None`` for all at their depot.
    """
    charger_ids = _charger_ids(network, catchment, share, rules)
    site_ids = _places(catchment, share, charger_ids, stands or ())
    location = {site_id: row for row, site_id in enumerate(site_ids)}
    traffic = traffic.near(site_ids)
    groups = (
        [[vehicle] for vehicle in catchment.vehicles]
        if stands is not None
        else alike(network, catchment.vehicles, traffic, day)
    )
    barred_by = [rules_of(network, traffic, group[0], day) for group in groups]
    order_sites = [order.site_id for order in catchment.orders]
    problem = RoutingProblem(
        dimensions=DIMENSIONS,
        tables=_tables(network, catchment, travel, traffic, site_ids, set(barred_by)),
        depots=(Depot(catchment.depot_id, location[catchment.depot_id]),),
        unload_sites=tuple(
            _unload_site(network, catchment, share, key, location[key])
            for key in share.docks
        ),
        stops=tuple(_stop(o, location[o.site_id]) for o in catchment.orders),
        vehicle_types=tuple(
            vehicle_type(network, group, profile_of(barred), rules)
            for group, barred in zip(groups, barred_by, strict=True)
        ),
        access_rules=access_rules(
            network, traffic, barred_by, order_sites, tuple(share.docks)
        ),
        speed_profile=speed_profile(network, traffic, site_ids, *_out(catchment)),
        chargers=tuple(
            _charger(network.sites[key], share.plugs[key], location[key])
            for key in charger_ids
        ),
        objective=Objective(round(network.parameters[CARBON].value))
        if CARBON in network.parameters
        else Objective(),
    )
    vehicle_ids = tuple(tuple(v.vehicle_id for v in group) for group in groups)
    return CatchmentProblem(catchment, problem, site_ids, vehicle_ids)


def _charger_ids(
    network: Network, catchment: Catchment, share: Share, rules: DayRules
) -> tuple[str, ...]:
    """Chargers that some vehicle may need."""
    kinds = {vehicle.vehicle_type for vehicle in catchment.vehicles}
    ranges = (battery(network, network.vehicle_types[kind]) for kind in kinds)
    return tuple(share.plugs) if rules.ranges and any(ranges) else ()


def _places(
    catchment: Catchment,
    share: Share,
    charger_ids: Sequence[str],
    also: Sequence[str],
) -> tuple[str, ...]:
    """Depot, unloading sites, chargers, sites of the orders and others, each once."""
    order_sites = (order.site_id for order in catchment.orders)
    places = [catchment.depot_id, *share.docks, *charger_ids, *order_sites, *also]
    return tuple(dict.fromkeys(places))


def _tables(
    network: Network,
    catchment: Catchment,
    travel: Travel,
    traffic: Traffic,
    site_ids: Sequence[str],
    barred_by: Collection[tuple[str, ...]],
) -> dict[str, TravelTable]:
    """Travel of vehicles that the same restrictions bar."""
    table, out_s = _table(travel, site_ids), _out(catchment)
    return {
        profile_of(barred): barred_table(
            network, traffic, barred, site_ids, table, out_s
        )
        for barred in barred_by
    }


def _table(travel: Travel, site_ids: Sequence[str]) -> TravelTable:
    block = travel.block(site_ids, site_ids)
    return TravelTable(
        np.asarray(block.distance_m, dtype=np.int32),
        np.asarray(block.duration_s, dtype=np.int32),
    )


def profile_of(rules: Sequence[str]) -> str:
    """Name the travel table of vehicles that some restrictions bar."""
    return "+".join([PROFILE, *rules])


def _out(catchment: Catchment) -> tuple[int, int]:
    """Earliest departure and latest return of a catchment's vehicles."""
    starts_s = [vehicle.shift_start_s for vehicle in catchment.vehicles]
    ends_s = [vehicle.shift_end_s for vehicle in catchment.vehicles]
    return min(starts_s), max(ends_s)


def _unload_site(
    network: Network, catchment: Catchment, share: Share, site_id: str, location: int
) -> UnloadSite:
    site, dock = network.sites[site_id], share.docks[site_id]
    # Its licence counts kilograms: litres are limited by what there is.
    litres = sum(order.load_l for order in catchment.orders)
    limit_kg = share.intake_kg.get(site_id)
    return UnloadSite(
        name=site_id,
        location=location,
        service_s=site.service_s,
        service_s_per_1000=site.unload_s_per_t,
        intake=None if limit_kg is None else (limit_kg, litres),
        time_windows=dock.windows,
        commodities=network.accepted(site),
        # More docks than vehicles are no limit.
        docks=dock.number if _is_limit(dock.number, catchment) else None,
    )


def _is_limit(docks: int | None, catchment: Catchment) -> bool:
    return docks is not None and docks < len(catchment.vehicles)


def _charger(site: Site, plugs: int, location: int) -> Charger:
    return Charger(site.site_id, location, WH_PER_KWH * site.power_kw, plugs)


def _stop(order: Order, location: int) -> Stop:
    return Stop(
        name=order.order_id,
        location=location,
        load=(order.load_kg, order.load_l),
        commodity=order.material,
        service_s=order.service_s,
        time_windows=(TimeWindow(order.window_start_s, order.window_end_s),),
        required=order.is_required,
        priority=PRIORITIES[order.source],
        prize_fen=order.prize_fen,
    )
