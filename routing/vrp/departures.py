"""When to leave: the departure that makes a day cheapest and short."""

from routing.vrp.dayplan import DayPlanner, time_parts
from routing.vrp.labels import DayPlan, Task, lateness_s
from routing.vrp.schedule import TRIES, earliest_start, latest_start
from routing.vrp.solution import VisitKind

MOST_PLANNED = 3
"""Later departures planned in full, of those that look best."""

MOST_TURNS = 3
"""Times a day is moved later; each plans it anew, which may free more."""

HALVINGS = 6
"""Steps of the search for a departure where the latest thinkable is too late."""

type Rank = tuple[bool, int, int]
"""Whether a day is too long, its cost in parts, its duration."""


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


def best_day(
    planner: DayPlanner, enough_s: int = 0, first: DayPlan | None = None
) -> DayPlan | None:
    """Return the cheapest day found, and among equals the shortest.

    From the earliest day the departure moves later as long as the vehicle is home
    as early, and no later anywhere at a price. Where a later departure may be worth
    a later end (several windows, prices for lateness, breaks, speeds that change),
    some, evenly spread, are looked at without pauses, and those that look best are
    planned in full.

    Parameters
    ----------
    planner
        Plans the day for a given departure.
    enough_s
        A duration that is short enough: the first one found is returned.
    first
        The day that leaves as early as it can, if it is known.
    """
    plan = first_day(planner) if first is None else first
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
    """Return the day moved later, as long as it ends as early and as cheap.

    The same visits, done as late as the same end allows, give the departure; the
    day is planned anew from it. Where that fails, pauses too are left as they are;
    where that fails too, an earlier departure is looked for by halving.
    """
    for _ in range(MOST_TURNS):
        latest_s = _latest_departure_s(planner, plan)
        if latest_s <= plan.departure_s:
            break
        found = _if_as_good(planner, plan, latest_s)
        if found is None:
            same_s = _latest_departure_s(planner, plan, same_pauses=True)
            found = _if_as_good(planner, plan, same_s)
        if found is None:
            return _halved(planner, plan, latest_s)
        plan = found
    return plan


def _if_as_good(planner: DayPlanner, plan: DayPlan, departure_s: int) -> DayPlan | None:
    """Return the day that leaves at a later moment, if it ends as early and cheap."""
    if departure_s <= plan.departure_s:
        return None
    found = planner.plan_from(departure_s)
    if found is None or found.end_s > plan.end_s:
        return None
    return found if found.extra_parts <= plan.extra_parts else None


def _halved(planner: DayPlanner, plan: DayPlan, high_s: int) -> DayPlan:
    """Return the best day that leaves before a moment, found by halving."""
    low_s = plan.departure_s
    for _ in range(HALVINGS):
        middle_s = (low_s + high_s) // 2
        if middle_s <= low_s:
            break
        found = _if_as_good(planner, plan, middle_s)
        if found is None:
            high_s = middle_s
        else:
            plan, low_s = found, middle_s
    return plan


def _latest_departure_s(
    planner: DayPlanner, plan: DayPlan, *, same_pauses: bool = False
) -> int:
    """Return the latest departure with which the same day ends at the same time.

    No later than the day's own where there is none. With charging only a bound:
    the departure cannot move by more than the vehicle waits.

    Parameters
    ----------
    planner, plan
        The day.
    same_pauses
        Whether breaks stay where they are in the order, and waiting that may be a
        rest stays as long as a rest.
    """
    if any(visit[0] is VisitKind.CHARGE for visit in plan.visits):
        waits = (start_s - arrival_s for _, _, arrival_s, start_s, _ in plan.visits)
        return plan.departure_s + sum(waits)
    breaks, tasks = planner.vehicle.breaks, planner.tasks
    rule = planner.vehicle.driving_rest
    rest_s = rule.rest_s if same_pauses and rule is not None else 0
    position = len(tasks) - 1
    limit_s: int | None = plan.end_s
    after_s = plan.end_s
    for kind, index, arrival_s, start_s, end_s in reversed(plan.visits):
        if after_s > end_s and limit_s is not None:
            limit_s = tasks[position].leg.departure_s(limit_s)
        if limit_s is None:
            return plan.departure_s
        limit_s -= end_s - start_s
        if kind is VisitKind.BREAK:
            if same_pauses:
                limit_s = min(limit_s, breaks[index].latest_s)
        elif kind is not VisitKind.REST:
            position -= 1
            limit_s = _latest_work_s(planner, tasks[position], start_s, limit_s)
        if limit_s is not None and start_s - arrival_s >= rest_s:
            limit_s -= rest_s
        after_s = arrival_s
    if after_s > plan.departure_s and limit_s is not None:
        limit_s = tasks[position].leg.departure_s(limit_s)
    return plan.departure_s if limit_s is None else limit_s


def _latest_work_s(
    planner: DayPlanner, task: Task, start_s: int, limit_s: int
) -> int | None:
    """Return the last start up to a limit of work that starts at a moment now.

    What waits in turn keeps its turn, and what has a price does not come later
    than it costs nothing, or than now.
    """
    if planner.shared is not None and planner.shared.busy.get(task.node):
        return start_s
    if task.late_parts:
        ends = [end_s for begin_s, end_s in task.due if begin_s <= start_s <= end_s]
        limit_s = min(limit_s, ends[0] if ends else start_s)
    return latest_start(task.leg.windows, limit_s)


def _moments(planner: DayPlanner, plan: DayPlan) -> list[int]:
    """Return later departures worth planning in full, if there are any."""
    tasks, shift = planner.tasks, planner.vehicle.shift
    several = any(len(t.leg.windows) > 1 or t.late_parts for t in tasks)
    if not (several or planner.vehicle.breaks or planner.view.paces is not None):
        return []
    last_s = shift.end_s
    if planner.view.paces is None:
        last_s -= sum(task.leg.travel_s + task.leg.service_s for task in tasks)
    if plan.duration_s <= shift.end_s - last_s and not plan.extra_parts:
        return []
    step_s = (last_s - plan.departure_s) // TRIES + 1
    moments = {*range(plan.departure_s + step_s, last_s + 1, step_s)}
    moments.update(item.latest_s for item in planner.vehicle.breaks)
    now = _looks(planner, plan.departure_s)
    is_over = planner.rank(plan)[0]
    looks = [
        (look, moment_s)
        for moment_s in sorted(moments)
        if plan.departure_s < moment_s <= last_s
        and (look := _looks(planner, moment_s)) is not None
        and (is_over or now is None or look < now)
    ]
    # A day that is too long has to change: then all are planned.
    return [
        moment_s for _, moment_s in sorted(looks)[: None if is_over else MOST_PLANNED]
    ]


def _looks(planner: DayPlanner, departure_s: int) -> Rank | None:
    """Estimate the day that leaves at a moment; ``None`` if there is none.

    Breaks that are due use up what it waits; docks, rests and charging are left
    out.
    """
    vehicle, clock_s = planner.vehicle, departure_s
    waited_s = parts = 0
    for task in planner.tasks:
        leg = task.leg
        arrival_s = leg.arrival_s(clock_s)
        start_s = earliest_start(leg.windows, max(arrival_s, task.not_before_s))
        if start_s is None:
            return None
        waited_s += start_s - arrival_s
        if task.late_parts:
            parts += task.late_parts * lateness_s(task.due, start_s)
        clock_s = start_s + leg.service_s
    if clock_s > vehicle.shift.end_s:
        return None
    breaks = [b for b in vehicle.breaks if departure_s < b.latest_s < clock_s]
    paused_s = sum(item.duration_s for item in breaks)
    duration_s = clock_s - departure_s + max(0, paused_s - waited_s)
    longest_s = vehicle.max_duration_s
    is_over = longest_s is not None and duration_s > longest_s
    return is_over, parts + time_parts(vehicle, duration_s), duration_s
