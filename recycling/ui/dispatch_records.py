"""What the dispatcher's page shows of a day: depots, routes, figures. No widgets."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from math import cos, radians

from recycling.domain.direct import goes_direct
from recycling.domain.network import Network
from recycling.domain.order_states import SERVED_BY_PLANS
from recycling.domain.orders import Order
from recycling.domain.plans import PlannedRoute, PlannedStop, RoutePlan, StopKind
from recycling.domain.running import PlanVersion, Publication
from recycling.services.depots import able_depots
from recycling.services.dispatch_view import DayStamp

CITY = ""
"""Area of the whole city."""

NOT_IN_PLAN = "not_in_plan"
"""Reason of an order that came after the plan was made."""


@dataclass(frozen=True)
class Desk:
    """A day on the dispatcher's desk.

    Attributes
    ----------
    stamp, network, orders
        Where the day stands, everything recorded, and the day's orders by id.
    depots
        Depots that are worked on; empty for the city.
    shown
        Those of them that are drawn and listed.
    version, plan
        The plan that is looked at; ``None`` before the first.
    vehicle_id
        The vehicle that is looked at, empty for none.
    """

    stamp: DayStamp
    network: Network
    orders: Mapping[str, Order]
    depots: tuple[str, ...] = ()
    shown: tuple[str, ...] = ()
    version: PlanVersion | None = None
    plan: RoutePlan | None = None
    vehicle_id: str = ""
    _found: dict[str, str] = field(default_factory=dict, compare=False)

    @cached_property
    def routes(self) -> tuple[PlannedRoute, ...]:
        """Routes of the depots that are shown."""
        routes = self.plan.routes if self.plan else ()
        return tuple(
            route for route in routes if not self.shown or route.catchment in self.shown
        )

    @property
    def route(self) -> PlannedRoute | None:
        """Route of the vehicle that is looked at."""
        return next((r for r in self.routes if r.vehicle_id == self.vehicle_id), None)

    @cached_property
    def vehicles(self) -> dict[str, str]:
        """Vehicle of each order of the plan, over all its depots."""
        routes = self.plan.routes if self.plan else ()
        return {
            stop.order_id: route.vehicle_id
            for route in routes
            for stop in route.stops
            if stop.order_id
        }

    @cached_property
    def left_out(self) -> dict[str, str]:
        """Reason by order that the plan leaves out, of the depots that are shown."""
        if self.plan is None:
            return {}
        reasons = {left.order_id: left.reason for left in self.plan.unserved}
        if not self.plan.depots:
            late = (
                key
                for key, order in self.orders.items()
                if order.status in SERVED_BY_PLANS
                and key not in self.vehicles
                and not goes_direct(self.network, order)
            )
            reasons = dict.fromkeys(late, NOT_IN_PLAN) | reasons
        return {
            key: reason
            for key, reason in sorted(reasons.items())
            if key not in self.vehicles
            and (not self.shown or self.depot_of(key) in {"", *self.shown})
        }

    def depot_of(self, order_id: str) -> str:
        """Depot whose vehicle serves an order, else the nearest as the crow flies."""
        if not self._found:
            routes = self.plan.routes if self.plan else ()
            self._found.update(
                (stop.order_id, route.catchment)
                for route in routes
                for stop in route.stops
                if stop.order_id
            )
        if order_id not in self._found:
            order = self.orders.get(order_id)
            depots = (self.plan.depots if self.plan else ()) or able_depots(
                self.network
            )
            self._found[order_id] = _nearest(self.network, order, depots)
        return self._found[order_id]

    def shown_orders(self) -> list[Order]:
        """Orders of the day at the depots that are shown."""
        return [
            order
            for key, order in self.orders.items()
            if not self.shown or self.depot_of(key) in {"", *self.shown}
        ]

    def publications(self) -> tuple[Publication, ...]:
        """Tell what crews of the depots that are worked on drive by."""
        return tuple(
            one
            for one in self.stamp.publications
            if not self.depots or one.depot_id in self.depots
        )

    def site_name(self, site_id: str) -> str:
        """Name of a site, its id where it is not recorded."""
        site = self.network.sites.get(site_id)
        return site.name if site else site_id


def _nearest(network: Network, order: Order | None, depots: Iterable[str]) -> str:
    """Return the nearest depot to an order's site, empty where it is not known."""
    here = network.sites.get(order.site_id) if order else None
    places = [network.sites[key] for key in depots if key in network.sites]
    if here is None or not places:
        return ""
    width = cos(radians(here.lat))
    nearest = min(
        places,
        key=lambda s: ((s.lon - here.lon) * width) ** 2 + (s.lat - here.lat) ** 2,
    )
    return nearest.site_id


def areas_of(network: Network) -> list[str]:
    """Areas that can be worked on: the city, districts and depots with vehicles."""
    depots = able_depots(network)
    districts = sorted({network.sites[key].district for key in depots})
    known = [code for code in districts if code in network.districts]
    return [CITY, *known, *depots]


def depots_in(network: Network, area: str) -> tuple[str, ...]:
    """Depots of an area; none is named for the city."""
    if area == CITY:
        return ()
    depots = able_depots(network)
    if area in depots:
        return (area,)
    return tuple(key for key in depots if network.sites[key].district == area)


@dataclass(frozen=True, slots=True)
class DayFigures:
    """Routes of a day in figures.

    Attributes
    ----------
    routes, trips, served, left_out
        Vehicles out, unloadings, orders served, orders left out.
    load_kg, distance_m, duration_s, cost_fen, emission_g
        Sums of the routes.
    load_factor
        Load times way over payload times way; ``None`` without a way.
    """

    routes: int
    trips: int
    served: int
    left_out: int
    load_kg: int
    distance_m: int
    duration_s: int
    cost_fen: int
    emission_g: int
    load_factor: float | None

    @property
    def served_share(self) -> float | None:
        """Part of the orders that is served; ``None`` without any."""
        known = self.served + self.left_out
        return self.served / known if known else None

    @property
    def carbon_kg_per_t(self) -> float:
        """Kilograms of CO2 per tonne that is fetched."""
        return self.emission_g / self.load_kg if self.load_kg else 0.0


def figures_of(desk: Desk) -> DayFigures:
    """Sum up the routes that are shown."""
    routes = desk.routes
    capacity = sum(r.distance_m * payload_kg(desk.network, r) for r in routes)
    return DayFigures(
        routes=len(routes),
        trips=sum(route.trips for route in routes),
        served=len({stop.order_id for r in routes for stop in pickups(r)}),
        left_out=len(desk.left_out),
        load_kg=sum(route.load_kg for route in routes),
        distance_m=sum(route.distance_m for route in routes),
        duration_s=sum(route.duration_s for route in routes),
        cost_fen=sum(route.cost_fen for route in routes),
        emission_g=sum(route.emission_g for route in routes),
        load_factor=sum(r.kg_m for r in routes) / capacity if capacity else None,
    )


def payload_kg(network: Network, route: PlannedRoute) -> int:
    """Payload of a route's vehicle, 0 where it is not recorded any more."""
    vehicle = network.vehicles.get(route.vehicle_id)
    return network.vehicle_types[vehicle.vehicle_type].payload_kg if vehicle else 0


def pickups(route: PlannedRoute) -> list[PlannedStop]:
    """Return the stops of a route at which orders are picked up."""
    return [stop for stop in route.stops if stop.kind is StopKind.PICKUP]


def vehicles_of(network: Network, depot: str) -> list[str]:
    """Available vehicles of a depot, by id."""
    return sorted(
        key
        for key, vehicle in network.vehicles.items()
        if vehicle.depot_id == depot and vehicle.is_available
    )


def largest_depot(routes: Sequence[PlannedRoute], among: Collection[str]) -> str:
    """Depot of the most routes, the first by id of several; empty without any."""
    counts: dict[str, int] = {}
    for route in routes:
        if not among or route.catchment in among:
            counts[route.catchment] = counts.get(route.catchment, 0) + 1
    return min(counts, key=lambda key: (-counts[key], key), default="")
