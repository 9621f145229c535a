"""Use case: the full loads of a day, straight from where they arise."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from recycling.accounting.emissions import vehicle_emissions
from recycling.demand.generation import estimate_supply
from recycling.dispatch.direct import due_orders
from recycling.dispatch.direct_bound import shortages
from recycling.dispatch.direct_plan import plan_direct as solve_direct
from recycling.dispatch.direct_problem import DirectDay
from recycling.dispatch.planning import RouteRequest
from recycling.domain.direct import Shortage, goes_direct
from recycling.domain.network import Network, SiteSupply
from recycling.domain.order_states import SERVED_BY_PLANS
from recycling.domain.orders import Order, OrderSource
from recycling.domain.plans import DIRECT, PlanState, RoutePlan, SitingPlan
from recycling.domain.sites import SiteStatus
from recycling.services.context import Context
from recycling.services.driven import driven_plans
from recycling.services.plan_records import record_plan
from recycling.services.planning import checked_network, day_traffic
from recycling.services.ports import UnitOfWork
from recycling.services.roads import travel_of


@dataclass(frozen=True, slots=True)
class DirectPlan:
    """The plan of a day's direct loads, with what is needed to read it.

    Attributes
    ----------
    plan
        The plan as it was saved.
    orders
        Its orders.
    taken
        Kilograms and vehicles each site weighed from 1 January to the day before.
    network
        Sites and materials.
    shortages
        What is left out for want of vehicles.
    """

    plan: RoutePlan
    orders: tuple[Order, ...]
    taken: dict[str, tuple[int, int]]
    network: Network
    shortages: tuple[Shortage, ...] = ()


def plan_direct(context: Context, day: date, *, publish: bool = False) -> DirectPlan:
    """Plan the direct loads of a day, and save the plan with its orders.

    The orders are those recorded for the day, and those the yearly supplies make
    expect at places and of materials nothing is recorded of. Loads go to sites the
    last siting plan has open, or to all that work today.

    Parameters
    ----------
    context
        Settings and storage.
    day
        Day to plan.
    publish
        Whether crews drive by it at once; the next plan of the day is then a version
        beside it.
    """
    progress = context.progress
    progress.stage("network")
    with context.unit_of_work() as work:
        network, _ = checked_network(work, day)
        siting = work.plans.siting()
        recorded = work.inputs.orders(day)
        supplies = estimate_supply(network, day.year, work.rates.in_force())
        taken = taken_before(work, day)
        others = [
            route
            for plan in driven_plans(work, day)
            if not plan.plan_id.startswith(DIRECT)
            for route in plan.routes
        ]
    progress.stage("orders")
    orders = direct_orders(network, supplies, recorded, day)
    progress.stage("routes")
    network, travel = travel_of(context, network)
    request = RouteRequest(
        plan_id=f"{DIRECT}{day:%Y-%m-%d}",
        day=day,
        siting_plan_id=siting.plan_id if siting else "",
        open_site_ids=_open_site_ids(network, siting),
        seed=context.settings.seed,
        traffic=day_traffic(context, network, day),
        emission_g_per_km=vehicle_emissions(
            network, context.settings.accounting.factor_version
        ),
    )
    around = DirectDay(orders, taken, others)
    with context.executor() as executor:
        found = solve_direct(
            network,
            travel,
            around,
            context.settings.dispatch,
            request,
            executor,
            progress.advance,
        )
    with context.unit_of_work() as work:
        saved = record_plan(work, orders, found, context.user)
        if publish:
            work.plans.set_state(saved.plan_id, PlanState.PUBLISHED)
    short = shortages(
        network, travel, around, found, context.settings.dispatch, request
    )
    return DirectPlan(saved, tuple(orders), taken, network, short)


def direct_orders(
    network: Network,
    supplies: Iterable[SiteSupply],
    recorded: Iterable[Order],
    day: date,
) -> list[Order]:
    """Direct orders to serve on a day, by id.

    What someone ordered takes the place of what was expected there of the material;
    an order in a state no plan serves keeps its place, so that it does not come back.
    """
    own = [order for order in recorded if goes_direct(network, order)]
    ordered = {
        (order.site_id, order.material)
        for order in own
        if order.source is not OrderSource.SCHEDULE
    }
    by_id = {
        order.order_id: order
        for order in due_orders(network, supplies, day)
        if (order.site_id, order.material) not in ordered
    }
    by_id |= {order.order_id: order for order in own}
    found = (by_id[key] for key in sorted(by_id))
    return [order for order in found if order.status in SERVED_BY_PLANS]


def taken_before(work: UnitOfWork, day: date) -> dict[str, tuple[int, int]]:
    """Kilograms and vehicles each site weighed from 1 January to the day before."""
    first = date(day.year, 1, 1)
    if day == first:
        return {}
    sums = work.books.recovered(first, day - timedelta(days=1), ("site",))
    return {each.site: (each.net_kg, each.units) for each in sums}


def _open_site_ids(network: Network, siting: SitingPlan | None) -> frozenset[str]:
    if siting is not None:
        return siting.open_site_ids()
    return frozenset(
        site.site_id
        for site in network.sites.values()
        if site.status is SiteStatus.EXISTING
    )
