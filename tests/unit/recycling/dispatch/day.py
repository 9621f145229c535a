"""The street's day: planned, and laid out again."""

from collections.abc import Sequence
from dataclasses import replace

from recycling.config import DispatchSettings
from recycling.dispatch.freeze import Begun, freeze
from recycling.dispatch.planning import RouteRequest, plan_routes, unload_sites
from recycling.dispatch.traffic import Traffic
from recycling.dispatch.vehicles import DayRules
from recycling.dispatch.workbench import Conditions, Situation, Workbench, lay_out
from recycling.domain.network import Network
from recycling.domain.orders import Order
from recycling.domain.plans import RoutePlan
from recycling.domain.site_records import Visit
from tests.builders import DAY, StreetTravel

SETTINGS = DispatchSettings(engine="insertion", time_limit_s=1.0, workers=1)
OPEN = frozenset({"C1", "C2"})


def order(site_id: str, load_kg: int = 400, **changes: object) -> Order:
    """Make an order of paper at a point: 10 minutes of work, 20 litres a kilogram."""
    plain = Order(
        f"o-{site_id}", site_id, DAY, "paper", load_kg, load_l=20 * load_kg,
        service_s=600,
    )  # fmt: skip
    return replace(plain, **changes)


def planned(network: Network, orders: Sequence[Order]) -> RoutePlan:
    """Plan the day."""
    request = RouteRequest("routes-x", DAY, "", OPEN, seed=1)
    return plan_routes(
        network, orders, StreetTravel(), SETTINGS, request, None, lambda *_: None
    )


def conditions(network: Network) -> Conditions:
    """Tell what holds on the day."""
    return Conditions(
        network,
        StreetTravel(),
        Traffic(),
        DAY,
        tuple(unload_sites(network, OPEN)),
        SETTINGS,
        DayRules(),
    )


def situation(
    plan: RoutePlan, orders: Sequence[Order], depot_id: str = "D1", **more: object
) -> Situation:
    """Tell where a depot's day stands."""
    others = [route for route in plan.routes if route.catchment != depot_id]
    known = {order.order_id: order for order in orders}
    return replace(Situation(plan, depot_id, known, others), **more)


def bench(
    network: Network, plan: RoutePlan, orders: Sequence[Order], **more: object
) -> Workbench:
    """Lay the first depot's day out."""
    return lay_out(conditions(network), situation(plan, orders, **more))


def begun(
    plan: RoutePlan,
    at_s: int,
    orders: Sequence[Order],
    visits: Sequence[Visit] = (),
) -> dict[str, Begun]:
    """Tell how far the vehicles are."""
    materials = {order.order_id: order.material for order in orders}
    return {
        route.vehicle_id: freeze(
            route,
            at_s,
            materials,
            [visit for visit in visits if visit.vehicle_id == route.vehicle_id],
        )
        for route in plan.routes
    }
