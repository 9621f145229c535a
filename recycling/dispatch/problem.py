"""A catchment as a routing problem, and back from its answer to routes."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import pairwise
from types import MappingProxyType

import numpy as np

from recycling.dispatch.catchments import Catchment
from recycling.dispatch.traffic import (
    Traffic,
    access_rules,
    barred_table,
    rules_of,
    speed_profile,
)
from recycling.domain.fleet import Vehicle
from recycling.domain.network import Network, Travel
from recycling.domain.orders import Order
from recycling.domain.plans import PlannedRoute, PlannedStop, StopKind, UnservedOrder
from routing.vrp.problem import (
    Depot,
    RoutingProblem,
    Stop,
    TimeWindow,
    TravelTable,
    UnloadSite,
    VehicleType,
)
from routing.vrp.report import RoutingResult
from routing.vrp.solution import Route, Visit, VisitKind

PROFILE = "truck"
DIMENSIONS = ("kg", "l")

NO_LIMITS: Mapping[str, int] = MappingProxyType({})


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
    intake_kg: Mapping[str, int] = NO_LIMITS,
) -> CatchmentProblem:
    """State a catchment's day as a routing problem.

    Vehicles that are alike, the traffic rules that bar them included, become
    one vehicle type. A vehicle leaves and returns empty; it unloads at any of
    the catchment's sites that takes all it carries, within the site's opening
    hours, in the site's fixed time and its time per tonne.

    Parameters
    ----------
    network
        Sites, vehicles, restrictions.
    catchment
        What one depot serves.
    travel
        Travel between sites.
    traffic
        What holds on the roads on the day.
    day
        Day of the routes.
    intake_kg
        Most that sites take from this catchment; the others take everything.
    """
    site_ids = _places(catchment)
    location = {site_id: row for row, site_id in enumerate(site_ids)}
    table = _table(travel, site_ids)
    traffic = traffic.near(site_ids)
    groups = _alike(network, catchment, traffic, day)
    rules = [rules_of(network, traffic, group[0], day) for group in groups]
    problem = RoutingProblem(
        dimensions=DIMENSIONS,
        tables={
            profile_of(barred): barred_table(
                network, traffic, barred, site_ids, table, _out(catchment)
            )
            for barred in set(rules)
        },
        depots=(Depot(catchment.depot_id, location[catchment.depot_id]),),
        unload_sites=tuple(
            _unload_site(network, catchment, site_id, location[site_id], intake_kg)
            for site_id in catchment.unload_site_ids
        ),
        stops=tuple(_stop(o, location[o.site_id]) for o in catchment.orders),
        vehicle_types=tuple(
            _vehicle_type(network, group, profile_of(barred))
            for group, barred in zip(groups, rules, strict=True)
        ),
        access_rules=access_rules(
            network,
            traffic,
            rules,
            [order.site_id for order in catchment.orders],
            catchment.unload_site_ids,
        ),
        speed_profile=speed_profile(network, traffic, site_ids, *_out(catchment)),
    )
    vehicle_ids = tuple(tuple(v.vehicle_id for v in group) for group in groups)
    return CatchmentProblem(catchment, problem, site_ids, vehicle_ids)


def _places(catchment: Catchment) -> tuple[str, ...]:
    """Depot, unloading sites and sites of the orders, each once."""
    order_sites = (order.site_id for order in catchment.orders)
    places = [catchment.depot_id, *catchment.unload_site_ids, *order_sites]
    return tuple(dict.fromkeys(places))


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


def _alike(
    network: Network, catchment: Catchment, traffic: Traffic, day: date
) -> list[list[Vehicle]]:
    groups: dict[tuple[object, ...], list[Vehicle]] = defaultdict(list)
    for vehicle in catchment.vehicles:
        key = (
            vehicle.vehicle_type,
            vehicle.shift_start_s,
            vehicle.shift_end_s,
            vehicle.max_duration_s,
            vehicle.materials,
            rules_of(network, traffic, vehicle, day),
        )
        groups[key].append(vehicle)
    return list(groups.values())


def _unload_site(
    network: Network,
    catchment: Catchment,
    site_id: str,
    location: int,
    intake_kg: Mapping[str, int],
) -> UnloadSite:
    site = network.sites[site_id]
    # Its licence counts kilograms: litres are limited by what there is.
    litres = sum(order.load_l for order in catchment.orders)
    limit_kg = intake_kg.get(site_id)
    return UnloadSite(
        name=site_id,
        location=location,
        service_s=site.service_s,
        service_s_per_1000=site.unload_s_per_t,
        intake=None if limit_kg is None else (limit_kg, litres),
        time_windows=(TimeWindow(site.opens_s, site.closes_s),),
        commodities=network.accepted(site),
    )


def _stop(order: Order, location: int) -> Stop:
    return Stop(
        name=order.order_id,
        location=location,
        load=(order.load_kg, order.load_l),
        commodity=order.material,
        service_s=order.service_s,
        time_windows=(TimeWindow(order.window_start_s, order.window_end_s),),
        required=order.is_required,
        prize_fen=order.prize_fen,
    )


def _vehicle_type(network: Network, group: list[Vehicle], profile: str) -> VehicleType:
    first = group[0]
    kind = network.vehicle_types[first.vehicle_type]
    return VehicleType(
        name=f"{first.vehicle_type}@{first.depot_id}",
        num_available=len(group),
        capacity=(kind.payload_kg, kind.loose_volume_l()),
        shift=TimeWindow(first.shift_start_s, first.shift_end_s),
        max_duration_s=first.max_duration_s,
        fixed_cost_fen=kind.fixed_cost_fen_per_day,
        unit_distance_cost_fen_per_km=kind.unit_distance_cost_fen_per_km,
        unit_duration_cost_fen_per_h=kind.unit_duration_cost_fen_per_h,
        commodities=frozenset(first.materials) or None,
        profile=profile,
    )


def planned_routes(
    built: CatchmentProblem, result: RoutingResult, plan_id: str
) -> list[PlannedRoute]:
    """Turn an answer into routes of real vehicles, with the check's figures."""
    free = {kind: iter(ids) for kind, ids in enumerate(built.vehicle_ids)}
    routes = []
    for route, report in zip(result.solution.routes, result.report.routes, strict=True):
        stops = _planned_stops(built, route)
        vehicle_id = next(free[route.vehicle_type])
        routes.append(
            PlannedRoute(
                route_id=f"{plan_id}-{vehicle_id}",
                vehicle_id=vehicle_id,
                catchment=built.catchment.depot_id,
                stops=stops,
                distance_m=report.distance_m,
                duration_s=report.duration_s,
                load_kg=sum(s.load_kg for s in stops if s.kind is StopKind.PICKUP),
                kg_m=report.load_distance[0],
                cost_fen=report.cost_fen,
            )
        )
    return routes


def _planned_stops(built: CatchmentProblem, route: Route) -> tuple[PlannedStop, ...]:
    locations = [_location(built.problem, visit) for visit in route.visits]
    profile = built.problem.vehicle_types[route.vehicle_type].profile
    table = built.problem.tables[profile].distance_m
    legs = [0, *(int(table[a, b]) for a, b in pairwise(locations))]
    trip, load_kg, load_l = 1, 0, 0
    stops = []
    for visit, row, leg_m in zip(route.visits, locations, legs, strict=True):
        change = (0, 0)
        order_id = ""
        if visit.kind is VisitKind.STOP:
            order = built.catchment.orders[visit.index]
            order_id = order.order_id
            # A load larger than a truck is fetched in parts.
            whole = (order.load_kg, order.load_l)
            part_kg, part_l = whole if visit.load is None else visit.load
            change = (part_kg, part_l)
        elif visit.kind is VisitKind.UNLOAD:
            change = (-load_kg, -load_l)
        stops.append(
            PlannedStop(
                kind=_KINDS[visit.kind],
                site_id=built.site_ids[row],
                order_id=order_id,
                trip=trip,
                arrival_s=visit.arrival_s,
                start_s=visit.start_s,
                departure_s=visit.departure_s,
                load_kg=change[0],
                load_l=change[1],
                distance_m=leg_m,
            )
        )
        load_kg, load_l = load_kg + change[0], load_l + change[1]
        trip += visit.kind is VisitKind.UNLOAD
    return tuple(stops)


_KINDS: Mapping[VisitKind, StopKind] = {
    VisitKind.DEPOT: StopKind.DEPOT,
    VisitKind.STOP: StopKind.PICKUP,
    VisitKind.UNLOAD: StopKind.UNLOAD,
}


def _location(problem: RoutingProblem, visit: Visit) -> int:
    if visit.kind is VisitKind.STOP:
        return problem.stops[visit.index].location
    if visit.kind is VisitKind.UNLOAD:
        return problem.unload_sites[visit.index].location
    return problem.depots[visit.index].location


def unserved_orders(
    built: CatchmentProblem, result: RoutingResult
) -> list[UnservedOrder]:
    """Orders the answer leaves out, each with its reason."""
    return [
        UnservedOrder(built.catchment.orders[left.stop].order_id, left.reason.value)
        for left in result.solution.unserved
    ]
