"""Checks a saved plan again, against the database as it is now."""

from collections.abc import Collection

from recycling.dispatch.broken import broken_rules
from recycling.dispatch.editing import draft_of
from recycling.domain.edits import BrokenRule, BrokenRuleCode
from recycling.domain.plans import RoutePlan
from recycling.services.context import Context
from recycling.services.depot_day import opened, read_depot_day


def check_plan(
    context: Context, plan: RoutePlan, depots: Collection[str] = ()
) -> tuple[BrokenRule, ...]:
    """Name every rule a plan breaks as things stand now, depot by depot.

    Orders may have been cancelled or changed since it was made, vehicles gone out of
    service, sites closed, docks taken by what others published. What lies before the
    moment it plans from is done, and breaks nothing; what happened by then holds.

    Parameters
    ----------
    context
        Settings and storage.
    plan
        The plan.
    depots
        Depots to check, around what the plan has for the others; all of them where
        none is named.
    """
    recorded = read_depot_day(context, plan)
    vehicles = recorded.conditions.network.vehicles
    checked = [r for r in plan.routes if not depots or r.catchment in depots]
    gone = sorted({route.vehicle_id for route in checked} - vehicles.keys())
    code = BrokenRuleCode.VEHICLE_GONE
    broken = [BrokenRule(code, vehicle_id=key) for key in gone]
    able = recorded.only(vehicles)
    able_depots = dict.fromkeys(route.catchment for route in able.plan.routes)
    for depot in (key for key in able_depots if not depots or key in depots):
        bench, _ = opened(able, depot, plan.planned_from_s)
        broken += broken_rules(bench, draft_of(bench, able.locks).evaluated())
    return tuple(broken)
