"""Siting tested by routing: days of the plan really routed, and the plan redone."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from recycling.demand.generation import estimate_supply
from recycling.dispatch.frequency import orders_on, plan_cycle
from recycling.dispatch.planning import RouteRequest
from recycling.dispatch.planning import plan_routes as solve_routes
from recycling.dispatch.visit_patterns import CYCLE_DAYS
from recycling.domain.errors import InputError, PlanningError
from recycling.domain.network import Network
from recycling.domain.orders import Order
from recycling.domain.plans import PlannedRoute, RoutePlan, SitingPlan
from recycling.domain.trials import SitingTrial, ZoneTrial
from recycling.schema.said import said
from recycling.services.context import Context
from recycling.services.planning import checked_network, working_site_ids
from recycling.services.roads import travel_of
from recycling.services.siting_request import SitingAsk
from recycling.services.siting_studies import study_siting, with_factors
from recycling.siting.studying import Solve
from routing.solve import solve_siting


def try_siting(
    context: Context,
    day: date,
    ask: SitingAsk,
    days: int,
    solve: Solve = solve_siting,
) -> SitingTrial:
    """Plan, route sampled days of the plan, correct its ways, and plan again.

    The days are spread over the visiting cycle from ``day`` on. By travel zone of
    the depots, load times way of the routes is compared with that of the plan's
    assignments of the same loads; the second study prices collected loads with
    the ratio.

    Parameters
    ----------
    context
        Settings, storage and worker processes.
    day
        First day.
    ask
        Options of the study.
    days
        Number of days, up to the length of the cycle.
    solve
        Solves a siting problem.

    Raises
    ------
    InputError
        When the number of days cannot be sampled.
    PlanningError
        When no load was routed.
    """
    if not 1 <= days <= CYCLE_DAYS:
        msg = said("siting.days", cycle_days=CYCLE_DAYS, days=days)
        raise InputError(msg)
    before = study_siting(context, day, ask, solve)
    sampled = tuple(day + timedelta(i * CYCLE_DAYS // days) for i in range(days))
    zones = _routed(context, before.plans[0], sampled)
    factors = {trial.zone: trial.factor for trial in zones}
    known = [(zone, factor) for zone, factor in factors.items() if factor]
    if not known:
        msg = said("siting.no_load")
        raise PlanningError(msg)
    after = study_siting(context, day, with_factors(ask, known), solve)
    return SitingTrial(sampled, zones, before, after)


@dataclass(slots=True)
class _Sum:
    """Sums of a travel zone over the days."""

    days: int = 0
    load_kg: int = 0
    estimated_kg_m: int = 0
    routed_kg_m: int = 0


def _routed(
    context: Context, plan: SitingPlan, days: Sequence[date]
) -> tuple[ZoneTrial, ...]:
    """Route the days and compare, by zone."""
    with context.unit_of_work() as work:
        network, _ = checked_network(work, days[0])
        learnt = work.rates.in_force()
    supplies = estimate_supply(network, plan.year, learnt)
    settings = context.settings.dispatch
    cycle = plan_cycle(network, supplies, settings)
    network, travel = travel_of(context, network)
    hauls = _hauls(plan)
    sums: dict[str, _Sum] = defaultdict(_Sum)
    context.progress.stage("routes")
    for place, day in enumerate(days):
        orders = orders_on(network, cycle, day)
        request = RouteRequest(
            plan_id=f"trial-{day:%Y-%m-%d}",
            day=day,
            siting_plan_id=plan.plan_id,
            open_site_ids=working_site_ids(network, plan),
            seed=context.settings.seed,
        )
        with context.executor() as executor:
            routes = solve_routes(
                network, orders, travel, settings, request, executor, _ignore
            )
        _add(network, routes, {order.order_id: order for order in orders}, hauls, sums)
        context.progress.advance(place + 1, len(days))
    return tuple(
        ZoneTrial(zone, one.days, one.load_kg, one.estimated_kg_m, one.routed_kg_m)
        for zone, one in sorted(sums.items())
    )


def _ignore(done: int, total: int) -> None:
    """Leave the bar to the days."""


type _Hauls = Mapping[tuple[str, str], int]


def _hauls(plan: SitingPlan) -> _Hauls:
    """Mean way of a source's material under the plan, in metres."""
    kg: Counter[tuple[str, str]] = Counter()
    kg_m: Counter[tuple[str, str]] = Counter()
    for flow in plan.assignments:
        key = flow.source_site_id, flow.material
        kg[key] += flow.kg_per_year
        kg_m[key] += flow.kg_per_year * flow.distance_m
    return {key: kg_m[key] // mass for key, mass in kg.items() if mass}


def _add(
    network: Network,
    plan: RoutePlan,
    orders: Mapping[str, Order],
    hauls: _Hauls,
    sums: Mapping[str, _Sum],
) -> None:
    """Add a day's routes; loads the siting plan assigns nowhere do not count."""
    seen = set()
    for route in plan.routes:
        picked = [orders[s.order_id] for s in route.stops if s.order_id in orders]
        known = [order for order in picked if (order.site_id, order.material) in hauls]
        load_kg = sum(order.load_kg for order in known)
        if not load_kg:
            continue
        zone = _zone(network, route)
        one = sums[zone]
        one.load_kg += load_kg
        one.estimated_kg_m += _estimated_kg_m(known, hauls)
        # Only the share of the route's work that the counted loads have.
        one.routed_kg_m += route.kg_m * load_kg // sum(o.load_kg for o in picked)
        seen.add(zone)
    for zone in seen:
        sums[zone].days += 1


def _estimated_kg_m(orders: Iterable[Order], hauls: _Hauls) -> int:
    return sum(o.load_kg * hauls[o.site_id, o.material] for o in orders)


def _zone(network: Network, route: PlannedRoute) -> str:
    district = network.sites[route.stops[0].site_id].district
    known = network.districts.get(district)
    return known.travel_zone.value if known else ""
