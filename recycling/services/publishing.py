"""Use case of the dispatcher: make a plan the one crews drive by."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime

from recycling.domain.edits import BrokenRule, PlanChange, change_of
from recycling.domain.errors import (
    BrokenPlanError,
    ConflictError,
    InputError,
    OvertakenError,
)
from recycling.domain.network import Network
from recycling.domain.orders import Order, OrderStatus
from recycling.domain.plans import PlanState, RoutePlan
from recycling.domain.running import Publication
from recycling.schema.said import one_after_another, said
from recycling.services.clock import utc_now
from recycling.services.context import Context
from recycling.services.day_states import (
    orders_on_lists,
    refuse_closed,
    settle_orders,
    settle_plans,
)
from recycling.services.ports import UnitOfWork

NAMED = 5
"""How many faults or orders a message names."""

_TRIES = 3
"""How often a plan is checked anew when what it is checked against has changed."""

type Check = Callable[[Context, RoutePlan], Sequence[BrokenRule]]
"""Names every rule a plan breaks, against the database as it is now."""


@dataclass(frozen=True, slots=True)
class Published:
    """What publishing did.

    Attributes
    ----------
    plan_id, day
        The plan and its day.
    publications
        What is in force now at the plan's depots.
    waiting
        Confirmed orders of the day that no published plan serves.
    """

    plan_id: str
    day: date
    publications: tuple[Publication, ...]
    waiting: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class _Seen:
    """What a plan is checked against; compared to tell whether it has changed."""

    network: Network
    orders: list[Order]
    publications: Mapping[str, Publication]


def publish(
    context: Context,
    plan_id: str,
    check: Check,
    *,
    depots: Iterable[str] = (),
    replaces: str = "",
) -> Published:
    """Make a plan the one crews drive by.

    It is checked again, against the database as it is now. Where another plan is in
    force, it has to be one this plan was made from, or the one named; so of two
    dispatchers who publish at once, or one after the other without knowing of it,
    exactly one wins.

    Parameters
    ----------
    context
        Settings and storage, and who publishes.
    plan_id
        The plan.
    check
        Names the rules it breaks.
    depots
        Depots to publish for; all the plan is for where none is named.
    replaces
        Plan in force that is knowingly replaced.

    Raises
    ------
    InputError
        When there is no such plan, or it is not for one of the depots.
    OvertakenError
        When another plan is in force; tells depots, by whom, and which orders differ.
    BrokenPlanError
        When it breaks a rule; tells all of them.
    ConflictError
        When a depot's day is closed.
    """
    context.progress.stage("check")
    for _ in range(_TRIES):
        with context.unit_of_work() as work:
            plan = _known(work, plan_id)
            chosen = _depots(work, plan, set(depots))
            _refuse_overtaken(work, plan, chosen, replaces)
            seen = _seen(work, plan.day)
        broken = check(context, plan)
        if broken:
            raise BrokenPlanError(_told_broken(plan_id, broken), broken)
        with context.unit_of_work() as work:
            work.lock()
            _refuse_overtaken(work, plan, chosen, replaces)
            if _seen(work, plan.day) == seen:
                return put_in_force(work, plan, chosen, context.user)
    msg = said("publish.unsteady", plan_id=plan_id, tries=_TRIES)
    raise ConflictError(msg)


def _known(work: UnitOfWork, plan_id: str) -> RoutePlan:
    plan = work.plans.routes(plan_id)
    if plan is None:
        msg = said("publish.unknown_plan", plan_id=plan_id)
        raise InputError(msg)
    return plan


def _depots(work: UnitOfWork, plan: RoutePlan, named: set[str]) -> tuple[str, ...]:
    """Depots to publish for; the city's plan also takes back what it has no more."""
    own = {route.catchment for route in plan.routes} | set(plan.depots)
    if not plan.depots:
        own |= work.publications.of_day(plan.day).keys()
    foreign = sorted(named - own)
    if foreign or not own:
        msg = said(
            "publish.other_depot",
            plan_id=plan.plan_id,
            foreign=list(foreign) or said("a_depot"),
            own=sorted(own) or said("none"),
        )
        raise InputError(msg)
    return tuple(sorted(named or own))


def _refuse_overtaken(
    work: UnitOfWork, plan: RoutePlan, depots: Iterable[str], replaces: str
) -> None:
    """See that what is in force is what the plan was made from."""
    published = work.publications.of_day(plan.day)
    found = [published[depot] for depot in depots if depot in published]
    refuse_closed(found)
    known = {plan.plan_id, replaces, *_ancestors(work, plan)}
    overtaken = [p for p in found if p.plan_id not in known]
    if not overtaken:
        return
    others = {p.plan_id: work.plans.routes(p.plan_id) for p in overtaken}
    changes = [
        change_of(_part(plan, p.depot_id), _part(others[p.plan_id] or plan, p.depot_id))
        for p in overtaken
    ]
    lines = map(_told_overtaken, overtaken, changes)
    msg = said(
        "publish.overtaken",
        plan_id=plan.plan_id,
        lines=one_after_another(*lines),
        others=sorted(others),
    )
    raise OvertakenError(msg, overtaken, changes)


def _part(plan: RoutePlan, depot: str) -> RoutePlan:
    """Take a plan's routes of one depot."""
    routes = tuple(route for route in plan.routes if route.catchment == depot)
    return replace(plan, routes=routes)


def _ancestors(work: UnitOfWork, plan: RoutePlan) -> Iterator[str]:
    """Yield the plans a plan was made from, the nearest first."""
    made_from = {v.plan_id: v.based_on for v in work.plans.versions(plan.day)}
    name, met = plan.based_on, {plan.plan_id}
    while name and name not in met:
        yield name
        met.add(name)
        name = made_from.get(name, "")


def _seen(work: UnitOfWork, day: date) -> _Seen:
    network, orders = work.inputs.network(), work.inputs.orders(day)
    return _Seen(network, orders, work.publications.of_day(day))


def put_in_force(
    work: UnitOfWork, plan: RoutePlan, depots: tuple[str, ...], who: str
) -> Published:
    """Publish, in a transaction that holds the lock and has checked the plan.

    Parameters
    ----------
    work
        Open transaction; ``work.lock()`` was called before the plan was checked in it.
    plan, depots
        The plan, and the depots to publish it for.
    who
        Who publishes.
    """
    at = utc_now()
    before = work.publications.of_day(plan.day)
    listed = orders_on_lists(work, plan.day, depots)
    for depot in depots:
        _put_depot(work, plan, before.get(depot), depot, who, at)
    now = work.publications.of_day(plan.day)
    settle_plans(work, before, now)
    settle_orders(work, plan.day, depots, listed, who)
    served = orders_on_lists(work, plan.day, now)
    waiting = [
        order.order_id
        for order in work.inputs.orders(plan.day)
        if order.status is OrderStatus.CONFIRMED and order.order_id not in served
    ]
    chosen = tuple(now[depot] for depot in depots)
    return Published(plan.plan_id, plan.day, chosen, tuple(waiting))


def _put_depot(
    work: UnitOfWork,
    plan: RoutePlan,
    before: Publication | None,
    depot: str,
    who: str,
    at: datetime,
) -> None:
    if before is not None and before.plan_id == plan.plan_id:
        return
    publication = Publication(
        day=plan.day,
        depot_id=depot,
        version=before.version + 1 if before else 1,
        plan_id=plan.plan_id,
        # Crews that are out stay out.
        state=before.state if before else PlanState.PUBLISHED,
        published_at=at,
        published_by=who,
    )
    if not work.publications.put(publication):
        msg = said("publish.meanwhile", plan_id=plan.plan_id, depot=depot)
        raise ConflictError(msg)


def _told_overtaken(publication: Publication, change: PlanChange) -> str:
    moved = [f"{t.order_id} ({t.before} -> {t.after})" for t in change.moved]
    added = [
        said("publish.added", order_id=t.order_id, after=t.after) for t in change.added
    ]
    dropped = [
        said("publish.dropped", order_id=t.order_id, before=t.before)
        for t in change.dropped
    ]
    differing = [*moved, *added, *dropped]
    return said(
        "publish.differs",
        depot=publication.depot_id,
        plan_id=publication.plan_id,
        who=publication.published_by or said("publish.unknown_person"),
        at=f"{publication.published_at:%H:%M}",
        count=len(differing),
        orders=named(differing),
    )


def _told_broken(plan_id: str, broken: Sequence[BrokenRule]) -> str:
    faults = [
        " ".join(
            part
            for part in (b.vehicle_id, b.order_id, b.site_id, b.rule.value, b.value)
            if part
        )
        for b in broken
    ]
    return said(
        "publish.broken", plan_id=plan_id, count=len(faults), faults=named(faults)
    )


def named(keys: Sequence[str]) -> str:
    """List some names for a message, and say how many more there are."""
    if len(keys) > NAMED:
        return said("and_more", some=list(keys[:NAMED]), count=len(keys) - NAMED)
    return said("these", names=list(keys)) if keys else said("none")
