"""A depot with 40 vehicles and 1,000 stops, made up from the sample city."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from random import Random

from recycling.config import DATA_DIR, DispatchSettings
from recycling.dispatch.freeze import Begun, freeze
from recycling.dispatch.planning import RouteRequest, plan_routes, unload_sites
from recycling.dispatch.traffic import Traffic
from recycling.dispatch.vehicles import DayRules
from recycling.dispatch.workbench import Conditions, Situation
from recycling.domain.fleet import Vehicle
from recycling.domain.network import Network
from recycling.domain.orders import Order, OrderSource
from recycling.domain.plans import RoutePlan
from recycling.domain.sites import Site, SiteKind, SiteStatus
from recycling.domain.units import KG_PER_T, L_PER_M3, S_PER_H
from recycling.network.build import build_network
from recycling.network.speeds import speed_buckets
from recycling.network.travel import SiteTravel, great_circle
from recycling.network.zones import SiteLines, sites_in_restriction_zones
from recycling.sample.city import sample_network

DAY = date(2026, 11, 2)
VEHICLES = 40
STOPS = 1000
MEAN_KG = 200
"""Mean load of a visit: as much as lets the fleet serve about all of them."""

UNLOAD_SITES = 12
"""A depot as large as that needs more than the six of a usual one."""

BOOKED_SHARE = 0.1
SLOT_S = 2 * S_PER_H
SHIFT = (7 * S_PER_H, 17 * S_PER_H)
KINDS = ("compact_ev", "compact_ev", "light_diesel")


@dataclass(frozen=True, slots=True)
class DepotDay:
    """A depot's planned day.

    Attributes
    ----------
    conditions
        What holds on the day.
    orders
        Its orders, by id.
    plan
        Its plan.
    """

    conditions: Conditions
    orders: Mapping[str, Order]
    plan: RoutePlan

    def at(self, at_s: int, *more: Order) -> Situation:
        """Tell where the day stands at a moment, with further orders."""
        orders = {**self.orders, **{order.order_id: order for order in more}}
        materials = {key: order.material for key, order in orders.items()}
        begun: dict[str, Begun] = {
            route.vehicle_id: freeze(route, at_s, materials)
            for route in self.plan.routes
        }
        depot_id = self.plan.routes[0].catchment
        return Situation(self.plan, depot_id, orders, begun=begun)


def depot_day(time_limit_s: float = 20.0) -> DepotDay:
    """Make the depot and plan its day."""
    network = _network()
    orders = {order.order_id: order for order in _orders(network)}
    settings = DispatchSettings(
        time_limit_s=time_limit_s, workers=1, unload_sites=UNLOAD_SITES
    )
    centres = frozenset(s.site_id for s in network.of_kind(SiteKind.SORTING_CENTRE))
    traffic = Traffic(
        sites_in_restriction_zones(network, DAY),
        speed_buckets(network),
        SiteLines(network),
    )
    travel = SiteTravel(network, great_circle(network))
    request = RouteRequest("routes-benchmark", DAY, "", centres, 1, traffic)
    plan = plan_routes(
        network, list(orders.values()), travel, settings, request, None, lambda *_: None
    )
    sites = tuple(unload_sites(network, centres))
    conditions = Conditions(network, travel, traffic, DAY, sites, settings, DayRules())
    return DepotDay(conditions, orders, plan)


def _network() -> Network:
    """Return the city with one depot's vehicles and the points nearest to it."""
    network, _ = sample_network(DATA_DIR, "full", 1)
    depots = network.of_kind(SiteKind.DEPOT)
    points = network.of_kind(SiteKind.COLLECTION_POINT)
    depot = min(depots, key=lambda site: _far(site, points)[STOPS - 1][0])
    near = {point.site_id for _, point in _far(depot, points)[:STOPS]}
    kept = {
        key: site
        for key, site in network.sites.items()
        if site.kind is not SiteKind.COLLECTION_POINT or key in near
    }
    vehicles = [
        Vehicle(
            f"B{number:03d}",
            KINDS[number % len(KINDS)],
            depot.site_id,
            plate=f"渝A{number:05d}",
            emission_stage=6,
            shift_start_s=SHIFT[0],
            shift_end_s=SHIFT[1],
        )
        for number in range(1, VEHICLES + 1)
    ]
    by_id = {vehicle.vehicle_id: vehicle for vehicle in vehicles}
    return build_network(replace(network, sites=kept, vehicles=by_id), [])


def _far(depot: Site, points: list[Site]) -> list[tuple[float, Site]]:
    """Return points with their squared distance in degrees, the nearest first."""
    far = (
        ((point.lon - depot.lon) ** 2 + (point.lat - depot.lat) ** 2, point)
        for point in points
    )
    return sorted(far, key=lambda pair: (pair[0], pair[1].site_id))


def _orders(network: Network) -> list[Order]:
    # Not for secrets: the same orders every time are wanted.
    random = Random(1)  # noqa: S311
    materials = ("paper", "plastic")
    fixed_s = network.parameter("time.stop_s")
    per_t_s = network.parameter("time.stop_s_per_t")
    found = []
    for point in network.of_kind(SiteKind.COLLECTION_POINT, SiteStatus.EXISTING):
        kg = random.randint(MEAN_KG // 2, 3 * MEAN_KG // 2)
        material = network.materials[materials[random.random() < 0.3]]
        density = material.density_loose_kg_per_m3 or 100.0
        booked = random.random() < BOOKED_SHARE
        start_s = random.randrange(SHIFT[0] + S_PER_H, SHIFT[1] - 3 * S_PER_H, 900)
        order = Order(
            f"O-{point.site_id}",
            point.site_id,
            DAY,
            material.code,
            kg,
            load_l=round(kg * L_PER_M3 / density),
            service_s=round(fixed_s + per_t_s * kg / KG_PER_T),
        )
        if booked:
            order = replace(
                order,
                source=OrderSource.BOOKING,
                window_start_s=start_s,
                window_end_s=start_s + SLOT_S,
            )
        found.append(order)
    return found
