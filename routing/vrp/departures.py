"""When to leave: the departure that makes a day cheapest and short."""

from collections.abc import Iterator

from routing.vrp.dayplan import DayPlanner
from routing.vrp.labels import DayPlan
from routing.vrp.schedule import TRIES


def first_day(planner: DayPlanner) -> DayPlan | None:
    """Return the day that leaves as early as it can.

    A break that is due but fits nowhere is not due on a later departure.
    """
    plan = planner.plan_from(planner.earliest_s)
    if plan is not None:
        return plan
    for moment_s in sorted({item.latest_s for item in planner.vehicle.breaks}):
        if moment_s > planner.earliest_s:
            plan = planner.plan_from(moment_s)
            if plan is not None:
                return plan
    return None


def best_day(planner: DayPlanner, enough_s: int = 0) -> DayPlan | None:
    """Return the cheapest day found, and among equals the shortest.

    From the earliest day the departure moves later as long as the vehicle is
    home as early, and no later anywhere at a price. Where a later departure may
    be worth a later end (several windows, prices for lateness, speeds that
    change), some are tried, evenly spread.

    Parameters
    ----------
    planner
        Plans the day for a given departure.
    enough_s
        A duration that is short enough: the first one found is returned.
    """
    plan = first_day(planner)
    if plan is None or plan.duration_s <= enough_s:
        return plan
    best = _leave_later(planner, plan)
    for moment_s in _moments(planner, best):
        if best.duration_s <= enough_s:
            break
        later = planner.plan_from(moment_s)
        if later is not None:
            best = min(best, _leave_later(planner, later), key=planner.rank)
    return best


def _leave_later(planner: DayPlanner, plan: DayPlan) -> DayPlan:
    """Return the day with the latest departure that ends as early and as cheap."""
    waited_s = sum(start_s - arrival_s for _, _, arrival_s, start_s, _ in plan.visits)
    if not waited_s and planner.view.paces is None:
        return plan
    low_s, high_s = plan.departure_s, plan.end_s
    if planner.view.paces is None:
        high_s = low_s + waited_s
    while low_s < high_s:
        middle_s = (low_s + high_s + 1) // 2
        found = planner.plan_from(middle_s)
        if (
            found is not None
            and found.end_s <= plan.end_s
            and found.extra_parts <= plan.extra_parts
        ):
            plan, low_s = found, middle_s
        else:
            high_s = middle_s - 1
    return plan


def _moments(planner: DayPlanner, plan: DayPlan) -> Iterator[int]:
    """Yield later departures worth a try, in order, if there are any."""
    tasks, shift = planner.tasks, planner.vehicle.shift
    several = any(len(t.leg.windows) > 1 or t.late_parts for t in tasks)
    if not (several or planner.vehicle.breaks or planner.view.paces is not None):
        return
    last_s = shift.end_s
    if planner.view.paces is None:
        last_s -= sum(task.leg.travel_s + task.leg.service_s for task in tasks)
    if plan.duration_s <= shift.end_s - last_s and not plan.extra_parts:
        return
    step_s = (last_s - plan.departure_s) // TRIES + 1
    moments = {*range(plan.departure_s + step_s, last_s + 1, step_s)}
    moments.update(item.latest_s for item in planner.vehicle.breaks)
    yield from sorted(m for m in moments if plan.departure_s < m <= last_s)
