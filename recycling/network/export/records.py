"""Plans and sites as plain records with a place, for programs to read.

Names of attributes and values are the codes of the domain; every figure has its
unit in the name. Records of one kind have the same attributes in the same order.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from itertools import accumulate
from typing import Final

from maps.records import Record
from recycling.domain.network import Network
from recycling.domain.orders import Order
from recycling.domain.plans import (
    Assignment,
    PlannedRoute,
    PlannedStop,
    RoutePlan,
    SiteDecision,
    SitingPlan,
    StopKind,
)
from recycling.domain.sites import Site
from recycling.domain.units import (
    FEN_PER_CNY,
    G_PER_KG,
    M_PER_KM,
    S_PER_MIN,
    WH_PER_KWH,
    clock,
)
from recycling.network.export.places import Places, line_wkt

SITES, FLOWS = "sites", "flows"
ROUTES, STOPS, UNSERVED = "routes", "stops", "unserved"

_KM_DIGITS: Final = 3
_SHARE_DIGITS: Final = 4
_KWH_DIGITS: Final = 1

type Tables = dict[str, list[Record]]
"""Records by the layer they belong to, the layer drawn first in front."""


def site_tables(network: Network, places: Places) -> Tables:
    """All sites of the network."""
    return {SITES: [_site(site, places) for _, site in sorted(network.sites.items())]}


def siting_tables(
    network: Network, plan: SitingPlan, places: Places, *, with_flows: bool
) -> Tables:
    """Sites of a siting plan, and who supplies them.

    Parameters
    ----------
    network
        Names and kinds of the sites.
    plan
        What to write.
    places
        Where the sites are.
    with_flows
        Whether to write a line from each source to each of its sites.
    """
    tables: Tables = {}
    if with_flows:
        tables[FLOWS] = list(_flows(plan.assignments, places))
    tables[SITES] = [
        _decided(decision, network.sites.get(decision.site_id), places)
        for decision in plan.decisions
    ]
    return tables


def route_tables(
    network: Network, plan: RoutePlan, orders: Iterable[Order], places: Places
) -> Tables:
    """Routes of a day, their stops, and the orders left out.

    Parameters
    ----------
    network
        Names of the sites and depots of the vehicles.
    plan
        What to write.
    orders
        Orders of the day; one that is missing has no place and no load.
    places
        Where the sites are, and the ways between them.
    """
    by_id = {order.order_id: order for order in orders}
    return {
        ROUTES: [_route(network, route, places) for route in plan.routes],
        STOPS: [
            stop
            for route in plan.routes
            for stop in _stops(network, route, by_id, places)
        ],
        UNSERVED: [
            _unserved(network, left.order_id, left.reason, by_id, places)
            for left in plan.unserved
        ],
    }


def _site(site: Site, places: Places) -> Record:
    return {
        "site_id": site.site_id,
        "name": site.name,
        "kind": site.kind.value,
        "status": site.status.value,
        "district": site.district,
        "facility_class": site.facility_class,
        "is_green": site.is_green,
        "capacity_kg_per_year": site.capacity_kg_per_year,
        "capacity_units_per_year": site.capacity_units_per_year,
        "population_served": site.population_served,
        "opens": clock(site.opens_s),
        "closes": clock(site.closes_s),
        "certainty": site.certainty.value,
        **places.point(site.site_id),
    }


def _decided(decision: SiteDecision, site: Site | None, places: Places) -> Record:
    capacity = decision.capacity_kg
    return {
        "site_id": decision.site_id,
        "name": site.name if site else "",
        "kind": site.kind.value if site else "",
        "status": site.status.value if site else "",
        "district": site.district if site else "",
        "action": decision.action.value,
        "facility_class": decision.facility_class,
        "is_green": decision.is_green,
        "capacity_kg_per_year": capacity,
        "throughput_kg_per_year": decision.throughput_kg,
        "utilisation": round(decision.throughput_kg / capacity, _SHARE_DIGITS)
        if capacity
        else None,
        "fixed_cost_cny_per_year": decision.fixed_cost_fen / FEN_PER_CNY,
        "variable_cost_cny_per_year": decision.variable_cost_fen / FEN_PER_CNY,
        "certainty": site.certainty.value if site else "",
        **places.point(decision.site_id),
    }


@dataclass(slots=True)
class _Flow:
    """What one source sends to one site, all materials and streams together."""

    kg_per_year: int = 0
    distance_m: int = 0
    materials: set[str] = field(default_factory=set)


def _flows(assignments: Iterable[Assignment], places: Places) -> Iterator[Record]:
    flows: dict[tuple[str, str], _Flow] = {}
    for sent in assignments:
        flow = flows.setdefault((sent.source_site_id, sent.site_id), _Flow())
        flow.kg_per_year += sent.kg_per_year
        flow.distance_m = sent.distance_m
        flow.materials.add(sent.material)
    for (source, site_id), flow in sorted(flows.items()):
        yield {
            "source_site_id": source,
            "site_id": site_id,
            "materials": ";".join(sorted(flow.materials)),
            "kg_per_year": flow.kg_per_year,
            "distance_km": round(flow.distance_m / M_PER_KM, _KM_DIGITS),
            # Hundreds of thousands of tonnes do not share a way: always straight.
            "wkt": line_wkt(
                places.positions[key]
                for key in (source, site_id)
                if key in places.positions
            ),
        }


def _route(network: Network, route: PlannedRoute, places: Places) -> Record:
    vehicle = network.vehicles.get(route.vehicle_id)
    kinds = [stop.kind for stop in route.stops]
    return {
        "route_id": route.route_id,
        "vehicle_id": route.vehicle_id,
        "vehicle_type": vehicle.vehicle_type if vehicle else "",
        "depot_id": vehicle.depot_id if vehicle else "",
        "catchment": route.catchment,
        "pickups": kinds.count(StopKind.PICKUP),
        "trips": route.trips,
        "departure": clock(route.stops[0].departure_s) if route.stops else "",
        "arrival": clock(route.stops[-1].arrival_s) if route.stops else "",
        "distance_km": round(route.distance_m / M_PER_KM, _KM_DIGITS),
        "duration_min": round(route.duration_s / S_PER_MIN),
        "pause_min": round(route.pause_s / S_PER_MIN),
        "overtime_min": round(route.overtime_s / S_PER_MIN),
        "energy_kwh": round(route.energy_wh / WH_PER_KWH, _KWH_DIGITS),
        "emission_kg": round(route.emission_g / G_PER_KG, _KM_DIGITS),
        "load_kg": route.load_kg,
        "cost_cny": route.cost_fen / FEN_PER_CNY,
        "way": places.way,
        "wkt": line_wkt(places.line([stop.site_id for stop in route.stops])),
    }


def _stops(
    network: Network,
    route: PlannedRoute,
    orders: Mapping[str, Order],
    places: Places,
) -> Iterator[Record]:
    loads_kg = accumulate(stop.load_kg for stop in route.stops)
    for place, (stop, load_kg) in enumerate(zip(route.stops, loads_kg, strict=True)):
        yield {
            "route_id": route.route_id,
            "vehicle_id": route.vehicle_id,
            "sequence": place,
            "kind": stop.kind.value,
            **_at(network, stop.site_id),
            **_order(stop, orders),
            "trip": stop.trip,
            "arrival": clock(stop.arrival_s),
            "start": clock(stop.start_s),
            "departure": clock(stop.departure_s),
            "load_kg": stop.load_kg,
            "on_board_kg": load_kg,
            "distance_km": round(stop.distance_m / M_PER_KM, _KM_DIGITS),
            **places.point(stop.site_id),
        }


def _at(network: Network, site_id: str) -> dict[str, str]:
    site = network.sites.get(site_id)
    return {"site_id": site_id, "site_name": site.name if site else ""}


def _order(stop: PlannedStop, orders: Mapping[str, Order]) -> dict[str, str]:
    order = orders.get(stop.order_id)
    return {"order_id": stop.order_id, "material": order.material if order else ""}


def _unserved(
    network: Network,
    order_id: str,
    reason: str,
    orders: Mapping[str, Order],
    places: Places,
) -> Record:
    order = orders.get(order_id)
    site_id = order.site_id if order else ""
    return {
        "order_id": order_id,
        "reason": reason,
        **_at(network, site_id),
        "material": order.material if order else "",
        "load_kg": order.load_kg if order else None,
        **places.point(site_id),
    }
