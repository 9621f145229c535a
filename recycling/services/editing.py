"""Use case of the dispatcher: edit a plan by hand, and be told what that breaks."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from time import perf_counter

from recycling.dispatch.broken import broken_rules
from recycling.dispatch.day_plan import Answer, Made, base_part, plan_of
from recycling.dispatch.editing import Draft, draft_of, edited
from recycling.dispatch.replan import replanned
from recycling.domain.edits import (
    BrokenRule,
    Edit,
    EditKind,
    PlanChange,
    change_of,
)
from recycling.domain.errors import ConflictError, InputError
from recycling.domain.plans import PlanState, RoutePlan
from recycling.schema.said import said
from recycling.services.context import Context
from recycling.services.day_states import refuse_closed
from recycling.services.depot_day import (
    DepotDay,
    opened,
    plan_named,
    read_depot_day,
)
from recycling.services.listening import listening
from recycling.services.plan_records import next_version, record_plan
from recycling.services.ports import UnitOfWork
from routing.vrp.evaluate import Evaluation

BY_HAND = "by hand"
REMOVED = "removed"
"""Reason of an order a dispatcher took out."""


@dataclass(frozen=True, slots=True)
class EditAsk:
    """What a dispatcher wants done.

    Attributes
    ----------
    edits
        In the order in which they are made.
    at_s
        Moment before which nothing changes, seconds after midnight; 0 before the day.
    reoptimise
        Whether the rest is searched for the best once more, keeping locks.
    force
        Whether a draft is kept though it breaks rules; it cannot be published.
    is_trial
        Whether nothing is kept, whatever comes of it.
    depot_id
        Depot, where edits do not tell which of a plan's is meant.
    """

    edits: tuple[Edit, ...]
    at_s: int = 0
    reoptimise: bool = False
    force: bool = False
    is_trial: bool = False
    depot_id: str = ""


@dataclass(frozen=True, slots=True)
class Edited:
    """What came of edits.

    Attributes
    ----------
    plan
        The new version.
    is_saved
        Whether it was kept.
    broken
        Rules it breaks that the plan before did not.
    broken_before
        Rules it breaks as the plan before did.
    change
        What tells it from the plan before.
    """

    plan: RoutePlan
    is_saved: bool
    broken: tuple[BrokenRule, ...]
    broken_before: tuple[BrokenRule, ...]
    change: PlanChange

    @property
    def is_broken(self) -> bool:
        """Whether it breaks any rule."""
        return bool(self.broken or self.broken_before)


def edit_plan(context: Context, plan_id: str, ask: EditAsk) -> Edited:
    """Apply edits to a plan, and keep the result as its next version.

    All edits are of one depot. A version that breaks rules is not kept, unless that
    is forced; publishing refuses it either way.

    Parameters
    ----------
    context
        Settings, storage, and who edits.
    plan_id
        The plan.
    ask
        What is wanted.

    Raises
    ------
    NotReadyError
        When there is no such plan.
    ConflictError
        When the day is closed, or crews are out and no moment is named.
    RefusedError
        When edits cannot be applied; tells all of them.
    """
    context.progress.stage("network")
    return edit_day(context, day_to_edit(context, plan_id), ask)


def day_to_edit(context: Context, plan_id: str) -> DepotDay:
    """Read what edits of a plan are tried on; a page keeps it between edits.

    Raises
    ------
    NotReadyError
        When there is no such plan.
    """
    with context.unit_of_work() as work:
        plan = plan_named(work, plan_id)
    return read_depot_day(context, plan)


def edit_day(context: Context, recorded: DepotDay, ask: EditAsk) -> Edited:
    """Apply edits to a plan that was read; otherwise as `edit_plan`."""
    began = perf_counter()
    plan = recorded.plan
    depot_id = ask.depot_id or _depot(recorded, ask.edits)
    _refuse(recorded, depot_id, ask)
    context.progress.stage("routes")
    bench, _ = opened(recorded, depot_id, ask.at_s or plan.planned_from_s)
    draft = draft_of(bench, recorded.locks)
    earlier = broken_rules(bench, draft.evaluated())
    draft = edited(draft, ask.edits, context.user)
    draft, answer = _answer(context, draft, reoptimise=ask.reoptimise)
    found = broken_rules(bench, answer)
    known = {broken.place for broken in earlier}
    new = tuple(broken for broken in found if broken.place not in known)
    made = Made(
        plan.plan_id,
        answer.solution.engine if ask.reoptimise else BY_HAND,
        perf_counter() - began,
        planned_from_s=ask.at_s or plan.planned_from_s,
        made_by=context.user,
        reasons=_reasons(plan, ask.edits),
    )
    version = plan_of(draft.bench, Answer(answer.solution, answer.report), made)
    is_saved = (not found or ask.force) and not ask.is_trial
    if is_saved:
        with context.unit_of_work() as work:
            version = save_version(work, plan, version, context.user)
            _keep_locks(work, recorded, draft)
    before = tuple(broken for broken in found if broken.place in known)
    change = change_of(base_part(bench), version)
    return Edited(version, is_saved, new, before, change)


def save_version(
    work: UnitOfWork, base: RoutePlan, version: RoutePlan, who: str
) -> RoutePlan:
    """Save a plan as the next version of another one.

    Raises
    ------
    ConflictError
        When the day was closed for its depots meanwhile.
    """
    work.lock()
    published = work.publications.of_day(base.day)
    refuse_closed(published[key] for key in version.depots if key in published)
    plan_id = next_version(work, base.plan_id, base.day)
    routes = tuple(
        replace(route, route_id=f"{plan_id}-{route.vehicle_id}")
        for route in version.routes
    )
    named = replace(version, plan_id=plan_id, routes=routes)
    keys = [stop.order_id for route in routes for stop in route.stops if stop.order_id]
    keys += [left.order_id for left in version.unserved]
    return record_plan(work, work.orders.find(keys).values(), named, who)


def _depot(recorded: DepotDay, edits: Sequence[Edit]) -> str:
    """Return the depot that edits are about.

    Raises
    ------
    InputError
        When they are about none that the plan has, or about several.
    """
    network = recorded.conditions.network
    vehicles = {key for edit in edits for key in (edit.vehicle_id, edit.to_vehicle_id)}
    orders = {key for edit in edits for key in edit.orders}
    depots = {
        network.vehicles[key].depot_id for key in vehicles if key in network.vehicles
    }
    depots |= {
        route.catchment
        for route in recorded.plan.routes
        if any(stop.order_id in orders for stop in route.stops if stop.order_id)
    }
    if not depots and len(recorded.depots) == 1:
        return recorded.depots[0]
    if len(depots) == 1 and depots <= set(recorded.depots):
        return depots.pop()
    shown = ", ".join(sorted(depots)) or ", ".join(sorted(vehicles | orders))
    msg = said("edit.one_depot", plan_id=recorded.plan.plan_id, shown=shown)
    raise InputError(msg)


def _refuse(recorded: DepotDay, depot_id: str, ask: EditAsk) -> None:
    """See that a plan may be edited.

    Raises
    ------
    ConflictError
        When its day is closed, or its crews are out and no moment is named.
    """
    publication = recorded.force.publications.get(depot_id)
    refuse_closed([publication] if publication else [])
    plan = recorded.plan
    if plan.state is PlanState.RUNNING and not ask.at_s:
        msg = said("edit.running", plan_id=plan.plan_id)
        raise ConflictError(msg)


def _answer(
    context: Context, draft: Draft, *, reoptimise: bool
) -> tuple[Draft, Evaluation]:
    """Time the edited plan, after a search where that is wanted."""
    if not reoptimise:
        return draft, draft.evaluated()
    settings = context.settings
    found, draft = replanned(
        draft,
        min(settings.dispatch.time_limit_s, settings.dispatch.replan_time_limit_s),
        1,
        settings.seed,
        listening(context.progress),
    )
    return draft, Evaluation(found.solution, found.report, ())


def _reasons(plan: RoutePlan, edits: Iterable[Edit]) -> dict[str, str]:
    """Return why orders are left out, as it is known."""
    reasons = {left.order_id: left.reason for left in plan.unserved}
    for edit in edits:
        if edit.kind is EditKind.REMOVE:
            reasons |= dict.fromkeys(edit.orders, REMOVED)
    return reasons


def _keep_locks(work: UnitOfWork, recorded: DepotDay, draft: Draft) -> None:
    """Record locks that edits put or took away."""
    before = {lock.order_id: lock for lock in recorded.locks}
    for order_id, lock in draft.locks.items():
        if before.get(order_id) != lock:
            work.locks.put(lock)
    for order_id in before.keys() - draft.locks.keys():
        work.locks.drop(recorded.plan.day, order_id)
