"""Use cases of the planner and the dispatcher: siting plans and a day's routes."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date
from time import perf_counter

from recycling.accounting.emissions import vehicle_emissions
from recycling.config import DispatchSettings
from recycling.demand.generation import estimate_supply
from recycling.dispatch.frequency import plan_cycle
from recycling.dispatch.planning import RouteRequest, pickups, unload_sites
from recycling.dispatch.planning import plan_routes as solve_routes
from recycling.dispatch.prizes import with_prizes
from recycling.dispatch.traffic import Traffic
from recycling.domain.direct import goes_direct
from recycling.domain.errors import NotReadyError
from recycling.domain.network import Finding, Network, SiteSupply, Travel
from recycling.domain.order_states import SERVED_BY_PLANS
from recycling.domain.orders import Order, OrderStatus
from recycling.domain.plans import RoutePlan, SitingPlan
from recycling.domain.sites import SiteStatus
from recycling.network.build import build_network
from recycling.network.checks import run_checks
from recycling.network.speeds import speed_buckets
from recycling.network.zones import SiteLines, sites_in_restriction_zones
from recycling.schema.said import said
from recycling.services.context import Context
from recycling.services.fill_levels import (
    NOTHING_KNOWN,
    FillLevels,
    read_fill_levels,
    regular_orders,
)
from recycling.services.job_handle import JobHandle
from recycling.services.listening import listening
from recycling.services.plan_records import (
    plan_name,
    record_plan,
    routes_of_others,
)
from recycling.services.ports import UnitOfWork
from recycling.services.roads import travel_of
from recycling.services.siting_request import green_due
from recycling.siting.planning import SitingRequest
from recycling.siting.planning import plan_siting as solve_siting
from routing.decompose.workers import make_ready

SITING_YEAR = "siting.year"

MOST_RECORDING_SHARE = 0.05
"""Most of the time for a plan that is kept to record it."""

LEAST_SEARCH_SHARE = 0.5
"""Share of the time for a plan that goes to the search, however long reading took."""


def checked_network(work: UnitOfWork, day: date) -> tuple[Network, list[Finding]]:
    """Read the network, check it, and leave out what is unusable.

    Parameters
    ----------
    work
        Open transaction.
    day
        Day the planning is for.

    Raises
    ------
    NotReadyError
        When nothing has been imported yet.
    """
    imported = work.inputs.network()
    if not imported.sites or not imported.parameters:
        missing = "sites" if not imported.sites else "parameters"
        msg = said("database.empty", missing=missing)
        raise NotReadyError(msg)
    findings = run_checks(imported, day)
    return build_network(imported, findings), findings


def plan_siting(context: Context, day: date, year: int | None = None) -> SitingPlan:
    """Decide which sorting centres to keep, close, upgrade and open, and save it.

    Parameters
    ----------
    context
        Settings and storage.
    day
        Day on which permits and zones are judged.
    year
        Year of the supply; the parameter ``siting.year`` when not given.
    """
    progress = context.progress
    progress.stage("network")
    with context.unit_of_work() as work:
        network, _ = checked_network(work, day)
        targets = work.inputs.targets()
        learnt = work.rates.in_force()
    chosen_year = year or int(network.parameter(SITING_YEAR))
    progress.stage("demand")
    supplies = estimate_supply(network, chosen_year, learnt)
    progress.stage("siting")
    network, travel = travel_of(context, network)
    plan = solve_siting(
        network,
        [supply for supply in supplies if supply.site_id in network.sites],
        travel,
        context.settings.siting,
        SitingRequest(
            plan_id=f"siting-{chosen_year}",
            year=chosen_year,
            green_target=green_due(targets, (chosen_year,))[0],
            seed=context.settings.seed,
        ),
        listening(progress),
    )
    with context.unit_of_work() as work:
        work.plans.save_siting(plan)
    return plan


@dataclass(frozen=True, slots=True)
class DayInputs:
    """What the routes of a day are planned from.

    Attributes
    ----------
    network, travel
        Sites that can be reached, with vehicles, and ways between them.
    orders
        Orders to serve, by id; some may be at sites that cannot be reached.
    request
        What holds on the day.
    """

    network: Network
    travel: Travel
    orders: tuple[Order, ...]
    request: RouteRequest


def read_day(
    context: Context, day: date, plan_id: str, *, has_orders: bool = True
) -> DayInputs:
    """Read what the routes of a day are planned from.

    Parameters
    ----------
    context
        Settings and storage.
    day
        The day.
    plan_id
        Key the plan gets.
    has_orders
        Whether orders are wanted: the visiting cycle of a city takes seconds, and
        what is planned already has its orders.
    """
    with context.unit_of_work() as work:
        network, _ = checked_network(work, day)
        siting = work.plans.siting()
    orders: list[Order] = []
    if has_orders:
        context.progress.stage("orders")
        orders = _read_orders(context, network, day)
    # After the orders: those at sites off the road stay, left out with a reason.
    network, travel = travel_of(context, network)
    request = RouteRequest(
        plan_id=plan_id,
        day=day,
        siting_plan_id=siting.plan_id if siting else "",
        open_site_ids=working_site_ids(network, siting),
        seed=context.settings.seed,
        traffic=day_traffic(context, network, day),
        emission_g_per_km=vehicle_emissions(
            network, context.settings.accounting.factor_version
        ),
    )
    return DayInputs(network, travel, tuple(orders), request)


def _read_orders(context: Context, network: Network, day: date) -> list[Order]:
    """Read the orders of a day: those recorded, and those the visiting cycle sets."""
    with context.unit_of_work() as work:
        recorded = work.inputs.orders(day)
        learnt = work.rates.in_force()
        supplies = estimate_supply(network, day.year, learnt)
        levels = read_fill_levels(work, supplies, learnt, day)
    return day_orders(
        network, supplies, recorded, day, context.settings.dispatch, levels
    )


def plan_routes(
    context: Context,
    day: date,
    prize_fen_per_t: int | None = None,
    *,
    depots: tuple[str, ...] = (),
    handle: JobHandle | None = None,
) -> RoutePlan:
    """Plan a day's collection routes and save them with their orders.

    The orders are those recorded for the day and those the visiting cycle
    sets. Loads go to the sites the last siting plan has open, or to all that
    work today when there is no siting plan. A day that was weighed keeps the
    plan it was driven by; where one is published, the new plan is a version beside
    it.

    Parameters
    ----------
    context
        Settings, storage and worker processes.
    day
        Day to plan.
    prize_fen_per_t
        Worth of a recovered tonne: visits of the cycle are then optional, and left
        out where they cost more than their tonnes are worth.
    depots
        Depots to plan for, around what crews of the others drive by; all of the
        city's where none is named.
    handle
        The job it is done as: keeps depots that are planned, and ends with the plan.
    """
    began = perf_counter()
    progress = context.progress
    progress.stage("network")
    asked = plan_name(day, depots)
    with context.unit_of_work() as work:
        driven = work.plans.routes(asked)
        recorded = work.inputs.orders(day)
        earlier = routes_of_others(work, day, depots)
    if driven and any(order.status is OrderStatus.WEIGHED for order in recorded):
        return driven
    settings = context.settings.dispatch
    with context.executor() as executor:
        make_ready(executor, settings.workers, settings.engine)
        given = read_day(context, day, asked)
        taken = {stop.order_id for stop in pickups(earlier)}
        orders = [order for order in given.orders if order.order_id not in taken]
        if prize_fen_per_t is not None:
            orders = with_prizes(orders, prize_fen_per_t)
        progress.stage("routes")
        plan = solve_routes(
            given.network,
            orders,
            given.travel,
            hurried(settings, perf_counter() - began),
            replace(given.request, depots=depots, earlier=earlier),
            executor,
            progress.advance,
            handle,
        )
        # Before the processes end: nobody waits for them.
        with context.unit_of_work() as work:
            saved = record_plan(work, orders, plan, context.user)
            if handle is not None:
                handle.finish(work, {"plan": saved.plan_id})
    return saved


def hurried(settings: DispatchSettings, read_s: float) -> DispatchSettings:
    """Return settings with what reading leaves of the time, and recording will take.

    Recording takes less than reading does, on a busy machine as well.

    Parameters
    ----------
    settings
        Settings whose time is that of the whole use case.
    read_s
        Seconds it took to read the day.
    """
    limit_s = settings.time_limit_s
    kept_s = min(read_s, MOST_RECORDING_SHARE * limit_s)
    left_s = max(limit_s - read_s - kept_s, LEAST_SEARCH_SHARE * limit_s)
    return replace(settings, time_limit_s=left_s)


def day_traffic(context: Context, network: Network, day: date) -> Traffic:
    """Look up what holds on the roads on a day, where the settings respect it."""
    if not context.settings.dispatch.traffic_rules:
        return Traffic()
    return Traffic(
        sites_in_restriction_zones(network, day),
        speed_buckets(network),
        SiteLines(network),
    )


def day_orders(
    network: Network,
    supplies: Iterable[SiteSupply],
    recorded: Iterable[Order],
    day: date,
    settings: DispatchSettings,
    levels: FillLevels = NOTHING_KNOWN,
) -> list[Order]:
    """Orders of milk runs on a day: recorded ones, and regular ones where none is.

    Regular orders are those of the visiting cycle and of full containers.

    Those recorded in another state than one a plan serves keep their place, so
    that the cycle does not bring them back: what is cancelled or collected is not
    served, and what is only asked for is not promised.
    """
    cycle = plan_cycle(network, supplies, settings)
    regular = regular_orders(network, cycle, levels, day, settings)
    by_id = {order.order_id: order for order in regular}
    by_id |= {order.order_id: order for order in recorded}
    found = (by_id[key] for key in sorted(by_id))
    return [
        order
        for order in found
        if order.status in SERVED_BY_PLANS and not goes_direct(network, order)
    ]


def working_site_ids(network: Network, siting: SitingPlan | None) -> frozenset[str]:
    """Sites that take loads: those a plan has open, else the centres of today.

    A candidate that a plan opens takes loads too: the routes then rehearse
    the network as planned.
    """
    existing = {
        site.site_id
        for site in network.sites.values()
        if site.status is SiteStatus.EXISTING
    }
    if siting is None:
        return frozenset(site.site_id for site in unload_sites(network, existing))
    return siting.open_site_ids()


def last_plans(context: Context) -> tuple[SitingPlan | None, RoutePlan | None]:
    """Read the siting plan and the route plan saved last."""
    with context.unit_of_work() as work:
        return work.plans.siting(), work.plans.routes()
