"""The street's day with orders left out, to be explained."""

from collections.abc import Sequence
from dataclasses import replace

from recycling.config import DispatchSettings
from recycling.dispatch.planning import RouteRequest, plan_routes, unload_sites
from recycling.dispatch.traffic import Traffic
from recycling.dispatch.vehicles import DayRules
from recycling.dispatch.why_not import Effort, PlannedDay, explain_plan
from recycling.dispatch.workbench import Conditions
from recycling.domain.explanations import Explanation, Fix, FixKind
from recycling.domain.materials import Parameter
from recycling.domain.network import Network, Travel
from recycling.domain.orders import Order
from tests.builders import DAY, HOUR_S, StreetTravel

SETTINGS = DispatchSettings(engine="insertion", time_limit_s=1.0, workers=1)
OPEN = frozenset({"C1", "C2"})
EFFORT = Effort(time_limit_s=20.0, engine="insertion")


def order(site_id: str, load_kg: int = 400, **changes: object) -> Order:
    plain = Order(
        f"o-{site_id}", site_id, DAY, "paper", load_kg, load_l=20 * load_kg,
        service_s=600,
    )  # fmt: skip
    return replace(plain, **changes)


def with_site(network: Network, site_id: str, **changes: object) -> Network:
    site = replace(network.sites[site_id], **changes)
    return replace(network, sites={**network.sites, site_id: site})


def with_vehicles(network: Network, *keys: str, **changes: object) -> Network:
    """Keep some vehicles alone, changed."""
    kept = {key: replace(network.vehicles[key], **changes) for key in keys}
    return replace(network, vehicles=kept)


def with_parameters(network: Network, **values: float) -> Network:
    """Set parameters; two underscores stand for a dot."""
    rows = {
        code: Parameter(code, value, "")
        for code, value in ((k.replace("__", "."), v) for k, v in values.items())
    }
    return replace(network, parameters={**network.parameters, **rows})


def planned(
    network: Network,
    orders: Sequence[Order],
    travel: Travel | None = None,
    traffic: Traffic | None = None,
    open_ids: frozenset[str] = OPEN,
    later: Sequence[Order] = (),
) -> PlannedDay:
    """Plan a day, and lay out what it leaves; ``later`` orders were not known."""
    ways, on_roads = travel or StreetTravel(), traffic or Traffic()
    request = RouteRequest("plan", DAY, "", open_ids, seed=1, traffic=on_roads)
    plan = plan_routes(network, orders, ways, SETTINGS, request, None, lambda *_: None)
    conditions = Conditions(
        network, ways, on_roads, DAY, tuple(unload_sites(network, open_ids)),
        SETTINGS, DayRules(),
    )  # fmt: skip
    left = [entry.order_id for entry in plan.unserved]
    return PlannedDay(
        conditions,
        plan,
        {one.order_id: one for one in (*orders, *later)},
        tuple(sorted([*left, *(one.order_id for one in later)])),
    )


def explained(day: PlannedDay, later: Sequence[PlannedDay] = ()) -> Explanation:
    return explain_plan(day, later, EFFORT, None, lambda *_: None)


def fixes_of(day: PlannedDay, later: Sequence[PlannedDay] = ()) -> dict[FixKind, Fix]:
    """Return the cheapest fix of each kind for the only group."""
    (group,) = explained(day, later).groups
    found: dict[FixKind, Fix] = {}
    for fix in group.fixes:
        found.setdefault(fix.kind, fix)
    return found


def until(minutes: int) -> int:
    """Second of the day some minutes after the shift begins at six."""
    return 6 * HOUR_S + 60 * minutes
