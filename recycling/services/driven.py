"""What crews drive by on a day: published plans, and drafts where none is."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import date

from recycling.dispatch.planning import pickups
from recycling.domain.fleet import Vehicle
from recycling.domain.plans import DIRECT, PlannedRoute, PlanState, RoutePlan
from recycling.services.plan_records import plan_name, renamed
from recycling.services.plans_in_force import PlansInForce, plans_in_force
from recycling.services.ports import UnitOfWork


def driven_plans(work: UnitOfWork, day: date) -> list[RoutePlan]:
    """Plans of a day, each with the routes alone that are driven by it.

    Those in force for the depots, and the plan of direct loads saved last; no
    vehicle has two routes.

    Parameters
    ----------
    work
        Open transaction.
    day
        The day.
    """
    in_force = _in_force(work, day)
    plans = {plan.plan_id: plan for plan in in_force.plans.values()}
    routes: dict[str, list[PlannedRoute]] = {plan_id: [] for plan_id in plans}
    for depot, plan in in_force.plans.items():
        routes[plan.plan_id] += in_force.routes(depot)
    found = [replace(plan, routes=tuple(routes[key])) for key, plan in plans.items()]
    return [plan for plan in (*found, *_direct(work, day)) if plan.routes]


def driven_plan(work: UnitOfWork, day: date) -> RoutePlan | None:
    """Read a day's milk runs as one plan under the day's one name.

    Depots may drive by versions of their own. What is booked and reconciled names
    the routes of a day, so their names must not depend on the version.

    Returns
    -------
    RoutePlan or None
        ``None`` when nothing is planned for the day.
    """
    in_force = _in_force(work, day)
    if not in_force.plans:
        return None
    routes = tuple(r for depot in in_force.plans for r in in_force.routes(depot))
    served = {stop.order_id for stop in pickups(routes)}
    plans = {plan.plan_id: plan for plan in in_force.plans.values()}
    whole = next((p for p in plans.values() if not p.depots), None)
    if whole is not None and whole.routes == routes:
        # Then what is both served and left out is an order fetched in part.
        served = set()
    left = {u.order_id: u for plan in plans.values() for u in plan.unserved}
    return renamed(
        replace(
            whole or next(iter(plans.values())),
            routes=routes,
            unserved=tuple(left[key] for key in sorted(left) if key not in served),
        ),
        plan_name(day),
    )


def _in_force(work: UnitOfWork, day: date) -> PlansInForce:
    depots = sorted({vehicle.depot_id for vehicle in work.inputs.rows(Vehicle)})
    return plans_in_force(work, day, depots)


def routes_by_vehicle(plans: Iterable[RoutePlan]) -> dict[str, PlannedRoute]:
    """Routes of some plans by the vehicle that drives them."""
    return {route.vehicle_id: route for plan in plans for route in plan.routes}


def _direct(work: UnitOfWork, day: date) -> Iterable[RoutePlan]:
    """Plan of the direct loads of a day published last, or else saved last."""
    name = f"{DIRECT}{day:%Y-%m-%d}"
    saved = [v for v in work.plans.versions(day) if v.plan_id.startswith(name)]
    in_force = [v for v in saved if v.state in {PlanState.PUBLISHED, PlanState.RUNNING}]
    plans = (work.plans.routes(v.plan_id) for v in (in_force or saved)[-1:])
    return [plan for plan in plans if plan is not None]
