"""Route plans as they are saved: their names, and where their orders stand."""

import re
from collections.abc import Iterable
from dataclasses import replace
from datetime import date

from recycling.dispatch.planning import pickups
from recycling.domain.orders import Order, OrderSource, OrderStatus
from recycling.domain.plans import PlannedRoute, PlanState, RoutePlan
from recycling.services.clock import utc_now
from recycling.services.ports import UnitOfWork

_VERSION = re.compile(r"-v\d+$")


def plan_name(day: date, depots: Iterable[str] = ()) -> str:
    """Name the plan of a day: the city's, or that of some depots."""
    return "-".join([f"routes-{day:%Y-%m-%d}", *sorted(depots)])


def next_version(work: UnitOfWork, plan_id: str, day: date) -> str:
    """Name the next version of a plan: its name, ``-v`` and a number that counts up.

    Call ``work.lock()`` before, so that nobody else takes the name.

    Parameters
    ----------
    work
        Open transaction.
    plan_id
        The plan, or a version of it.
    day
        Its day.
    """
    base = _VERSION.sub("", plan_id)
    taken = {version.plan_id for version in work.plans.versions(day)}
    number = 2
    while f"{base}-v{number}" in taken:
        number += 1
    return f"{base}-v{number}"


def renamed(plan: RoutePlan, plan_id: str) -> RoutePlan:
    """Return a plan under another name; its routes are called after it."""
    routes = tuple(
        replace(route, route_id=f"{plan_id}-{route.vehicle_id}")
        for route in plan.routes
    )
    return replace(plan, plan_id=plan_id, routes=routes)


def published_routes(work: UnitOfWork, day: date) -> dict[str, list[PlannedRoute]]:
    """Routes crews drive by on a day, by depot."""
    found: dict[str, list[PlannedRoute]] = {}
    plans: dict[str, RoutePlan | None] = {}
    for depot, publication in work.publications.of_day(day).items():
        if publication.plan_id not in plans:
            plans[publication.plan_id] = work.plans.routes(publication.plan_id)
        plan = plans[publication.plan_id]
        routes = plan.routes if plan else ()
        found[depot] = [route for route in routes if route.catchment == depot]
    return found


def routes_of_others(
    work: UnitOfWork, day: date, depots: tuple[str, ...]
) -> tuple[PlannedRoute, ...]:
    """Return what crews of depots not planned for drive by; nothing for the city."""
    if not depots:
        return ()
    found = published_routes(work, day)
    return tuple(r for depot in found if depot not in depots for r in found[depot])


def record_plan(
    work: UnitOfWork, orders: Iterable[Order], plan: RoutePlan, who: str
) -> RoutePlan:
    """Save a draft, and mark the orders it serves as planned, the others as confirmed.

    A plan of its name that is published stays; the draft is then its next version.
    Orders that went on meanwhile, cancelled ones for instance, stay where they are,
    and so do those that crews have on their lists: publishing tells of them.

    Parameters
    ----------
    work
        Open transaction.
    orders
        What was planned; orders of the visiting cycle are recorded with it.
    plan
        The plan.
    who
        Who planned.

    Returns
    -------
    RoutePlan
        The plan as it was saved.
    """
    work.lock()
    at = utc_now()
    left = {unserved.order_id for unserved in plan.unserved}
    picked_up = {stop.order_id for stop in pickups(plan.routes)}
    own_keys = left | picked_up
    given = [order for order in orders if order.order_id in own_keys]
    states = {
        version.plan_id: version.state for version in work.plans.versions(plan.day)
    }
    if states.get(plan.plan_id, PlanState.DRAFT) is not PlanState.DRAFT:
        plan = renamed(plan, next_version(work, plan.plan_id, plan.day))
    plan = replace(plan, made_by=plan.made_by or who)
    keys = [order.order_id for order in given]
    known = work.orders.find(keys)
    # What others wrote of an order meanwhile stays; the cycle's are the planner's own.
    own = (OrderSource.SCHEDULE,)
    fresh = [o for o in given if o.order_id not in known or o.source in own]
    work.orders.record(fresh, who, at, plan.plan_id)
    now = work.orders.find(keys)
    on_lists = {
        stop.order_id
        for routes in published_routes(work, plan.day).values()
        for stop in pickups(routes)
    }
    for after, before, chosen in (
        (OrderStatus.PLANNED, OrderStatus.CONFIRMED, picked_up - left),
        (OrderStatus.CONFIRMED, OrderStatus.PLANNED, left - on_lists),
    ):
        moved = [k for k in now if k in chosen and now[k].status is before]
        work.orders.change(moved, after, who, at, plan.plan_id)
    work.plans.save_routes(plan)
    return plan
