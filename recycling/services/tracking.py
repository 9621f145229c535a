"""Use cases of the road: records of crews come in, and are set beside the plan."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import cast

from recycling.domain.errors import InputError, NotReadyError, RefusedError
from recycling.domain.orders import Order, OrderStatus
from recycling.domain.plans import PlannedRoute, PlanState, RoutePlan
from recycling.domain.site_records import Visit
from recycling.domain.tracking import TrackedDay
from recycling.execution.tracking import order_path, track
from recycling.execution.visit_faults import Roster, VisitFault, faults_of, overlaps
from recycling.schema.columns import Lang
from recycling.schema.messages import text
from recycling.schema.said import said
from recycling.services.batches import batch_of, log_entry
from recycling.services.clock import utc_now
from recycling.services.context import Context
from recycling.services.day_states import settle_plans
from recycling.services.driven import driven_plans, routes_by_vehicle
from recycling.services.ports import UnitOfWork

VISITS = "visits"


@dataclass(frozen=True, slots=True)
class Recorded:
    """What became of the records of crews.

    Attributes
    ----------
    added, unchanged
        New ones, and those that were recorded already.
    collected, failed
        Orders that are collected or have failed by them.
    """

    added: int
    unchanged: int
    collected: int
    failed: int


def record_visits(context: Context, visits: Sequence[Visit], source: str) -> Recorded:
    """Record what crews say, all of it or nothing; the same again changes nothing.

    Parameters
    ----------
    context
        Settings and storage.
    visits
        The records.
    source
        File or device they come from, for the log.

    Raises
    ------
    RefusedError
        When a record cannot be true, with a line for each reason.
    """
    lang = cast("Lang", context.settings.language)
    with context.unit_of_work() as work:
        work.lock()
        known = work.rates.recorded({visit.visit_id for visit in visits})
        new, faults = _unlike(visits, known)
        days = sorted({visit.day for visit in new})
        by_day = {day: _Day(work, day, new) for day in days}
        for each in by_day.values():
            faults += each.faults()
        if faults:
            lines = [_line(fault, lang) for fault in faults]
            raise RefusedError(text("track.refused", lang), lines)
        if new:
            entry = log_entry(work, source, VISITS)
            work.inputs.merge(batch_of(VISITS, new), entry)
        states = [each.move_on(context.user, source) for each in by_day.values()]
    return Recorded(
        added=len(new),
        unchanged=len(visits) - len(new),
        collected=sum(moved[OrderStatus.COLLECTED] for moved in states),
        failed=sum(moved[OrderStatus.FAILED] for moved in states),
    )


def tracked_day(context: Context, day: date, vehicle_id: str = "") -> TrackedDay:
    """Set the records of a day beside its plans.

    Parameters
    ----------
    context
        Settings and storage.
    day
        The day.
    vehicle_id
        The one vehicle that is looked at; all when empty.

    Raises
    ------
    NotReadyError
        When nothing is planned for the day.
    InputError
        When the vehicle has no route.
    """
    with context.unit_of_work() as work:
        plans = driven_plans(work, day)
        visits = work.rates.visits(day)
    if not plans:
        msg = said("track.no_routes", day=day)
        raise NotReadyError(msg)
    tracked = track(day, plans, visits)
    if not vehicle_id:
        return tracked
    routes = tuple(r for r in tracked.routes if r.vehicle_id == vehicle_id)
    if not routes:
        msg = said("track.vehicle", vehicle_id=vehicle_id, day=day)
        raise InputError(msg)
    return replace(tracked, routes=routes)


def _unlike(
    visits: Iterable[Visit], known: Mapping[str, Visit]
) -> tuple[list[Visit], list[VisitFault]]:
    """Pick the new records, and find ids that stand for two different ones."""
    seen = dict(known)
    new, faults = [], []
    for visit in visits:
        if visit.visit_id not in seen:
            seen[visit.visit_id] = visit
            new.append(visit)
        elif seen[visit.visit_id] != visit:
            faults.append(VisitFault(visit.visit_id, "duplicate", {}))
    return new, faults


class _Day:
    """The records of a day, and what they are held against.

    Parameters
    ----------
    work
        Open transaction.
    day
        The day.
    new
        Records that come in, those of other days among them.
    """

    def __init__(self, work: UnitOfWork, day: date, new: Iterable[Visit]) -> None:
        self._work = work
        self._day = day
        self._new = [visit for visit in new if visit.day == day]
        self._before = work.rates.visits(day)
        self._by_order: dict[str, list[Visit]] = defaultdict(list)
        for visit in (*self._before, *self._new):
            self._by_order[visit.order_id].append(visit)
        self._plans: list[RoutePlan] = driven_plans(work, day)
        routes: dict[str, PlannedRoute] = routes_by_vehicle(self._plans)
        named = {visit.order_id for visit in self._new}
        named |= {s.order_id for r in routes.values() for s in r.stops if s.order_id}
        orders = work.orders.find(named)
        self._roster = Roster(work.inputs.keys("vehicles"), orders, routes)

    def faults(self) -> list[VisitFault]:
        """Find what cannot be true."""
        found = [f for visit in self._new for f in faults_of(visit, self._roster)]
        # What was recorded before is not these records' fault.
        old = list(overlaps(self._before))
        found += [f for f in overlaps([*self._before, *self._new]) if f not in old]
        return found

    def move_on(self, who: str, note: str) -> dict[OrderStatus, int]:
        """Bring orders to where the records leave them; return how many by state.

        A vehicle that recorded something is out: all of its orders are on route.
        """
        at = utc_now()
        vehicles = {visit.vehicle_id for visit in self._new}
        stops = (s for v in sorted(vehicles) for s in self._roster.routes[v].stops)
        orders = self._roster.orders
        waiting = {s.order_id for s in stops if s.order_id in orders}
        out = {k for k in waiting if orders[k].status is OrderStatus.PLANNED}
        self._work.orders.change(sorted(out), OrderStatus.ON_ROUTE, who, at, note)
        self._run(vehicles)
        paths: dict[tuple[OrderStatus, ...], list[str]] = defaultdict(list)
        touched = sorted({visit.order_id for visit in self._new})
        for key, order in sorted(self._work.orders.find(touched).items()):
            paths[tuple(self._path(order))].append(key)
        moved: dict[OrderStatus, int] = defaultdict(int)
        for path, keys in paths.items():
            for after in path:
                moved[after] += self._work.orders.change(keys, after, who, at, note)
        return moved

    def _path(self, order: Order) -> list[OrderStatus]:
        """Tell the states an order goes through by all records of it."""
        own = self._by_order[order.order_id]
        return order_path(order, own, len(self._roster.stops_of(order.order_id)))

    def _run(self, vehicles: Iterable[str]) -> None:
        """Mark published plans that vehicles drive by as running."""
        depots = {self._roster.routes[v].catchment for v in vehicles}
        published = self._work.publications.of_day(self._day)
        begun = [
            depot
            for depot in sorted(depots & published.keys())
            if published[depot].state is PlanState.PUBLISHED
        ]
        if begun:
            self._work.publications.set_state(self._day, begun, PlanState.RUNNING)
            now = self._work.publications.of_day(self._day)
            settle_plans(self._work, published, now)


def _line(fault: VisitFault, lang: Lang) -> str:
    """Word a fault: place, rule, value and way out."""
    return text(f"track.fault.{fault.rule}", lang, visit=fault.visit_id, **fault.facts)
