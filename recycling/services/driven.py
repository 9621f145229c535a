"""What crews drive by on a day: published plans, and drafts where none is."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import date

from recycling.domain.plans import DIRECT, PlannedRoute, RoutePlan
from recycling.domain.running import PlanVersion
from recycling.services.plan_records import plan_name
from recycling.services.ports import UnitOfWork


def driven_plans(work: UnitOfWork, day: date) -> list[RoutePlan]:
    """Plans of a day, each with the routes alone that are driven by it.

    What is published for a depot counts; for depots without, the draft saved last
    that plans for them; and the plan of direct loads saved last. Each with its
    routes, so that no vehicle has two.

    Parameters
    ----------
    work
        Open transaction.
    day
        The day.
    """
    versions = work.plans.versions(day)
    published = {
        depot: each.plan_id for depot, each in work.publications.of_day(day).items()
    }
    city, by_depot = _drafts(_of_kind(versions, plan_name(day)))
    by_depot |= published
    direct = [v.plan_id for v in _of_kind(versions, f"{DIRECT}{day:%Y-%m-%d}")][-1:]
    wanted = [*([city] if city else []), *by_depot.values(), *direct]
    found = []
    for plan_id in dict.fromkeys(wanted):
        plan = work.plans.routes(plan_id)
        if plan is not None:
            kept = tuple(
                route
                for route in plan.routes
                if plan_id in direct or by_depot.get(route.catchment, city) == plan_id
            )
            found.append(replace(plan, routes=kept))
    return [plan for plan in found if plan.routes]


def routes_by_vehicle(plans: Iterable[RoutePlan]) -> dict[str, PlannedRoute]:
    """Routes of some plans by the vehicle that drives them."""
    return {route.vehicle_id: route for plan in plans for route in plan.routes}


def _of_kind(versions: Iterable[PlanVersion], name: str) -> list[PlanVersion]:
    return [version for version in versions if version.plan_id.startswith(name)]


def _drafts(versions: Iterable[PlanVersion]) -> tuple[str, dict[str, str]]:
    """Draft saved last for the city, and those saved later for some depots."""
    city, by_depot = "", dict[str, str]()
    for version in versions:
        if version.depots:
            by_depot |= dict.fromkeys(version.depots, version.plan_id)
        else:
            city, by_depot = version.plan_id, {}
    return city, by_depot
