"""Use cases of the day's course: crews set out, the day is closed."""

from collections.abc import Collection, Iterable, Mapping
from datetime import date

from recycling.dispatch.planning import pickups
from recycling.domain.errors import ConflictError, NotReadyError
from recycling.domain.order_states import OPEN
from recycling.domain.orders import OrderStatus
from recycling.domain.plans import PlanState
from recycling.domain.running import Publication
from recycling.schema.said import said
from recycling.services.clock import utc_now
from recycling.services.context import Context
from recycling.services.plan_records import published_routes
from recycling.services.ports import UnitOfWork

_NAMED = 5


def start(context: Context, day: date, depots: Iterable[str] = ()) -> list[Publication]:
    """Say that crews are out: published plans are running, their orders on route.

    Parameters
    ----------
    context
        Storage, and who says so.
    day, depots
        Day and depots; all that have published where none is named.

    Raises
    ------
    NotReadyError
        When a depot has nothing published.
    ConflictError
        When a depot's day is closed.
    """
    with context.unit_of_work() as work:
        work.lock()
        before = _published(work, day, tuple(depots))
        refuse_closed(before.values())
        work.publications.set_state(day, before, PlanState.RUNNING)
        now = work.publications.of_day(day)
        settle_plans(work, now, now)
        settle_orders(work, day, tuple(before), set(), context.user)
        return [now[depot] for depot in before]


def close(
    context: Context,
    day: date,
    depots: Iterable[str] = (),
    *,
    fail_open: bool = False,
) -> list[Publication]:
    """Close a day: nothing is published for it any more.

    Parameters
    ----------
    context
        Storage, and who closes.
    day, depots
        Day and depots; all that have published where none is named.
    fail_open
        Count orders on the routes of which nothing was heard as failed.

    Raises
    ------
    NotReadyError
        When a depot has nothing published.
    ConflictError
        When nothing was heard of some orders on the routes.
    """
    with context.unit_of_work() as work:
        work.lock()
        found = _published(work, day, tuple(depots))
        orders = work.orders.find(sorted(orders_on_lists(work, day, found)))
        unheard = [key for key in orders if orders[key].status in OPEN]
        if unheard and not fail_open:
            some: object = unheard[:_NAMED]
            if unheard[_NAMED:]:
                some = said("and_more", some=some, count=len(unheard) - _NAMED)
            msg = said("day.unheard", day=day, unheard=some)
            raise ConflictError(msg)
        failed = OrderStatus.FAILED
        work.orders.change(unheard, failed, context.user, utc_now(), "day closed")
        work.publications.set_state(day, found, PlanState.CLOSED)
        now = work.publications.of_day(day)
        settle_plans(work, now, now)
        return [now[depot] for depot in found]


def refuse_closed(publications: Iterable[Publication]) -> None:
    """See that no day is closed.

    Raises
    ------
    ConflictError
        When one is, naming the depots.
    """
    closed = [p for p in publications if p.state is PlanState.CLOSED]
    if closed:
        depots = [p.depot_id for p in closed]
        msg = said("day.closed", day=closed[0].day, depots=depots)
        raise ConflictError(msg)


def orders_on_lists(work: UnitOfWork, day: date, depots: Collection[str]) -> set[str]:
    """Orders on the lists of the crews of some depots."""
    routes = published_routes(work, day)
    return {
        stop.order_id
        for key in routes
        if key in depots
        for stop in pickups(routes[key])
    }


def settle_plans(
    work: UnitOfWork,
    before: Mapping[str, Publication],
    now: Mapping[str, Publication],
) -> None:
    """Let plans stand where their publications do; one that is replaced is closed."""
    states: dict[str, set[PlanState]] = {p.plan_id: set() for p in before.values()}
    for publication in now.values():
        states.setdefault(publication.plan_id, set()).add(publication.state)
    for plan_id, found in states.items():
        # One depot that drives by it keeps it running, and one published open.
        order = (PlanState.RUNNING, PlanState.PUBLISHED)
        state = next((s for s in order if s in found), PlanState.CLOSED)
        work.plans.set_state(plan_id, state)


def settle_orders(
    work: UnitOfWork,
    day: date,
    depots: Collection[str],
    listed: set[str],
    who: str,
) -> None:
    """Let orders stand where the lists of the crews say.

    What is on a list is planned, and on route where the crew is out; what was on a
    list and is on none any more is confirmed.

    Parameters
    ----------
    work
        Open transaction.
    day, depots
        Whose lists may have changed.
    listed
        Orders on the lists of these depots before.
    who
        By whom, for the log.
    """
    publications = work.publications.of_day(day)
    routes = published_routes(work, day)
    on_lists = {
        depot: {stop.order_id for stop in pickups(own)} for depot, own in routes.items()
    }
    plans = ", ".join(
        sorted({publications[d].plan_id for d in depots if d in publications})
    )
    everywhere = set().union(*on_lists.values())
    given = set().union(*(on_lists[depot] for depot in depots))
    out = {
        key
        for depot in depots
        if publications[depot].state is PlanState.RUNNING
        for key in on_lists[depot]
    }
    fallen = listed - everywhere
    status = OrderStatus
    for keys, before, after in (
        (fallen, {status.PLANNED, status.ON_ROUTE}, status.CONFIRMED),
        (given, {status.CONFIRMED}, status.PLANNED),
        (out, {status.PLANNED}, status.ON_ROUTE),
    ):
        found = work.orders.find(sorted(keys))
        moved = [key for key in found if found[key].status in before]
        work.orders.change(moved, after, who, utc_now(), plans)


def _published(
    work: UnitOfWork, day: date, depots: tuple[str, ...]
) -> dict[str, Publication]:
    """Publications of some depots, or of all.

    Raises
    ------
    NotReadyError
        When there is none.
    """
    found = work.publications.of_day(day)
    missing = [depot for depot in depots if depot not in found]
    if missing or not found:
        msg = said("day.unpublished", day=day)
        if missing:
            msg = said("day.unpublished_depots", day=day, depots=missing)
        raise NotReadyError(msg)
    return {depot: found[depot] for depot in depots} if depots else found
