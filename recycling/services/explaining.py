"""Use cases: why a plan leaves orders out, what would serve them, and network gaps."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass, replace
from datetime import date, timedelta

from recycling.config import Settings
from recycling.dispatch.planning import pickups, unload_sites
from recycling.dispatch.vehicles import DayRules
from recycling.dispatch.why_not import (
    Effort,
    PlannedDay,
    explain_plan,
    gaps_of,
    left_out,
)
from recycling.dispatch.workbench import Conditions
from recycling.domain.direct import goes_direct
from recycling.domain.errors import InputError, NotReadyError
from recycling.domain.explanations import Explanation, NetworkGap
from recycling.domain.order_states import SERVED_BY_PLANS
from recycling.domain.orders import Order, OrderStatus
from recycling.domain.plans import RoutePlan
from recycling.schema.said import said
from recycling.services.context import Context
from recycling.services.plan_records import plan_name
from recycling.services.planning import DayInputs, read_day
from recycling.services.plans_in_force import plans_in_force
from recycling.services.ports import UnitOfWork

DAYS_AHEAD = 2
"""Days after the plan's own that orders might be visited on, where they have a plan."""

DAYS_BACK = 14
"""Days whose plans the gaps of the network are looked for in."""

_GONE = frozenset({OrderStatus.CANCELLED, OrderStatus.FAILED})


@dataclass(frozen=True, slots=True)
class WhyNotAsk:
    """What is to be explained.

    Attributes
    ----------
    plan_id
        The plan; empty for the newest one of the day.
    day
        The day; ``None`` where a plan is named.
    order_id
        The only order to explain; empty for all.
    time_limit_s
        Time for all changes that are tried.
    has_fixes
        Whether changes are tried at all.
    """

    plan_id: str = ""
    day: date | None = None
    order_id: str = ""
    time_limit_s: float = 60.0
    has_fixes: bool = True


def explain(context: Context, ask: WhyNotAsk) -> Explanation:
    """Explain why a plan leaves orders out, and find the cheapest fixes.

    Nothing is saved.

    Parameters
    ----------
    context
        Settings, storage and worker processes.
    ask
        What is to be explained.

    Raises
    ------
    NotReadyError
        When the day has no plan.
    InputError
        When there is no such plan, or the order is not left out of it.
    """
    plan = _plan_of(context, ask)
    context.progress.stage("explain")
    day = _planned_day(context, plan)
    only = _asked(plan, day, ask.order_id)
    later = _later(context, plan) if ask.has_fixes and day.left else []
    settings = context.settings
    effort = Effort(
        time_limit_s=ask.time_limit_s,
        workers=settings.dispatch.workers,
        seed=settings.seed,
        engine=settings.dispatch.engine,
        has_fixes=ask.has_fixes,
    )
    with context.executor() as executor:
        return explain_plan(
            day, later, effort, executor, context.progress.advance, only
        )


def find_gaps(
    context: Context, start: date | None = None, end: date | None = None
) -> list[NetworkGap]:
    """Find the gaps of the network behind the plans of some days.

    They are worked out anew from the newest plan of each day, so that they are gone
    once a centre is there.

    Parameters
    ----------
    context
        Settings and storage.
    start, end
        First and last day; the last two weeks before the newest plan when not given.

    Raises
    ------
    NotReadyError
        When there is no plan at all.
    InputError
        When the days run backwards.
    """
    context.progress.stage("gaps")
    with context.unit_of_work() as work:
        newest = work.plans.routes()
    if newest is None:
        msg = said("explain.no_plans")
        raise NotReadyError(msg)
    last = end or newest.day
    first = start or last - timedelta(days=DAYS_BACK - 1)
    if first > last:
        msg = said("period.backwards", first=first, last=last)
        raise InputError(msg)
    days = [first + timedelta(days=n) for n in range((last - first).days + 1)]
    with context.unit_of_work() as work:
        plans = [plan for day in days if (plan := _newest(work, day)) is not None]
    found = []
    for number, plan in enumerate(plans):
        context.progress.advance(number, len(plans))
        if plan.unserved:
            day = _planned_day(context, plan)
            found += gaps_of(day, list(left_out(day)))
    return found


def _plan_of(context: Context, ask: WhyNotAsk) -> RoutePlan:
    """Read the plan that is meant.

    Raises
    ------
    InputError
        When there is no plan of that name, or neither plan nor day is named.
    NotReadyError
        When the day has no plan.
    """
    with context.unit_of_work() as work:
        if ask.plan_id:
            named = work.plans.routes(ask.plan_id)
            if named is None:
                msg = said("explain.unknown_plan", plan_id=ask.plan_id)
                raise InputError(msg)
            return named
        if ask.day is None:
            msg = said("explain.unnamed")
            raise InputError(msg)
        found = _newest(work, ask.day)
    if found is None:
        msg = said("explain.no_plan", day=ask.day)
        raise NotReadyError(msg)
    return found


def _newest(work: UnitOfWork, day: date) -> RoutePlan | None:
    """Read the newest plan of a day; plans of scenarios have other names."""
    name = plan_name(day)
    versions = [v for v in work.plans.versions(day) if v.plan_id.startswith(name)]
    return work.plans.routes(versions[-1].plan_id) if versions else None


def _asked(plan: RoutePlan, day: PlannedDay, order_id: str) -> tuple[str, ...]:
    """Name the only order to explain, if there is one.

    Raises
    ------
    InputError
        When it is on a route, or not of the day.
    """
    if not order_id or order_id in day.left:
        return (order_id,) if order_id else ()
    routes = (r for r in plan.routes if any(s.order_id == order_id for s in r.stops))
    on_route = next(routes, None)
    where = (
        said("explain.served", vehicle_id=on_route.vehicle_id)
        if on_route
        else said("explain.not_known")
    )
    some = list(day.left[:5]) or said("none")
    msg = said(
        "explain.not_left",
        order_id=order_id,
        plan_id=plan.plan_id,
        where=where,
        some=some,
    )
    raise InputError(msg)


def _planned_day(context: Context, plan: RoutePlan) -> PlannedDay:
    """Read what holds on a plan's day, and its orders."""
    given = read_day(context, plan.day, plan.plan_id, has_orders=False)
    with context.unit_of_work() as work:
        recorded = {order.order_id: order for order in work.inputs.orders(plan.day)}
        depots = sorted({v.depot_id for v in given.network.vehicles.values()})
        away = [depot for depot in depots if plan.depots and depot not in plan.depots]
        force = plans_in_force(work, plan.day, away)
        locks = {lock.order_id: lock.vehicle_id for lock in work.locks.of_day(plan.day)}
    others = tuple(route for depot in away for route in force.routes(depot))
    served = {stop.order_id for stop in pickups(plan.routes)}
    elsewhere = {stop.order_id for stop in pickups(others)}
    able = [o for o in recorded.values() if not goes_direct(given.network, o)]
    left = _left_ids(plan, able, served | elsewhere)
    orders = {
        key: replace(order, status=OrderStatus.PLANNED)
        for key, order in recorded.items()
        if key in served or key in left
    }
    return PlannedDay(
        conditions_of(context.settings, given), plan, orders, left, others, locks
    )


def _left_ids(
    plan: RoutePlan, recorded: Iterable[Order], served: Collection[str]
) -> tuple[str, ...]:
    """Name the orders a plan leaves out: those it says, and those that came later."""
    said = {entry.order_id for entry in plan.unserved}
    # A plan for some depots says nothing of orders that came later: who knows whose.
    late = () if plan.depots else SERVED_BY_PLANS
    found = [
        order.order_id
        for order in recorded
        if (order.order_id in said and order.status not in _GONE)
        or (order.order_id not in served and order.status in late)
    ]
    return tuple(sorted(found))


def conditions_of(settings: Settings, given: DayInputs) -> Conditions:
    """Return what holds on a day for every depot."""
    request, dispatch = given.request, settings.dispatch
    return Conditions(
        network=given.network,
        travel=given.travel,
        traffic=request.traffic,
        day=request.day,
        sites=tuple(unload_sites(given.network, request.open_site_ids)),
        settings=dispatch,
        rules=DayRules(
            crew=dispatch.crew_rules,
            ranges=dispatch.range_limits,
            emission_g_per_km=request.emission_g_per_km,
        ),
    )


def _later(context: Context, plan: RoutePlan) -> list[PlannedDay]:
    """Read the plans of the next days, where there are any."""
    days = [plan.day + timedelta(days=n + 1) for n in range(DAYS_AHEAD)]
    with context.unit_of_work() as work:
        plans = [found for day in days if (found := _newest(work, day)) is not None]
    return [_planned_day(context, found) for found in plans]
