"""A whole plan explained: causes, fixes, gaps and impossible sets of orders."""

import time
from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from concurrent.futures import Executor
from dataclasses import dataclass, replace
from types import MappingProxyType

from recycling.dispatch.catchments import milk_run_vehicles, nearest_depots
from recycling.dispatch.changes import Change, changes
from recycling.dispatch.explain import Standing, find_causes, standing
from recycling.dispatch.fixes import Trial, trial, without_left
from recycling.dispatch.gaps import FAR_CAUSES, network_gaps
from recycling.dispatch.nearby import Near, neighbourhood
from recycling.dispatch.trying import Advance, try_all
from recycling.dispatch.workbench import Conditions, Situation, Workbench, lay_out
from recycling.domain.errors import InputError
from recycling.domain.explanations import (
    Cause,
    Explanation,
    FixKind,
    ImpossibleDay,
    LeftOut,
    LeftOutGroup,
    NetworkGap,
)
from recycling.domain.orders import Order
from recycling.domain.plans import PlannedRoute, RoutePlan
from recycling.domain.sites import SiteKind
from routing.errors import RoutingError
from routing.options import SolveOptions
from routing.solve import explain_routing

NO_LOCKS: Mapping[str, str] = MappingProxyType({})
"""No order is locked."""

LEAST_S = 1.0
MOST_S = 5.0
"""Seconds for one change at the least and at the most."""

CONFLICT_SHARE = 0.2
"""Share of the time for the smallest sets that cannot be served together."""

MOST_TOGETHER = 60
"""Orders of a group that are planned again together, the largest ones."""

CROWDED = frozenset({Cause.FLEET_FULL, Cause.SITE_FULL, Cause.SITE_SHUT})
"""Causes of orders that could be served, if it were not for others."""


@dataclass(frozen=True, slots=True)
class PlannedDay:
    """A plan, and what holds on its day.

    Attributes
    ----------
    conditions
        What holds.
    plan
        The plan.
    orders
        Orders on its routes, and those left out, by id, in a state to be served.
    left
        Ids of the orders left out.
    others
        Routes of depots the plan is not about.
    locks
        Vehicle that orders are locked to by a dispatcher, by order.
    """

    conditions: Conditions
    plan: RoutePlan
    orders: Mapping[str, Order]
    left: tuple[str, ...] = ()
    others: tuple[PlannedRoute, ...] = ()
    locks: Mapping[str, str] = NO_LOCKS

    def situation(self, depot_id: str, left: Sequence[Order]) -> Situation:
        """Return a depot's day: its routes, and some orders left out."""
        own = [r for r in self.plan.routes if r.catchment == depot_id]
        away = [r for r in self.plan.routes if r.catchment != depot_id]
        keys = {s.order_id for r in own for s in r.stops if s.order_id}
        orders = {key: self.orders[key] for key in keys if key in self.orders}
        return Situation(
            self.plan,
            depot_id,
            orders | {order.order_id: order for order in left},
            (*away, *self.others),
        )


@dataclass(frozen=True, slots=True)
class Effort:
    """How much is tried.

    Attributes
    ----------
    time_limit_s
        Seconds for all changes, and all sets of orders, together.
    workers, seed, engine
        As of the solver.
    has_fixes
        Whether changes are tried at all.
    """

    time_limit_s: float
    workers: int = 1
    seed: int = 1
    engine: str = "auto"
    has_fixes: bool = True

    def options(self, seconds: float) -> SolveOptions:
        """Options of one call of the solver."""
        return SolveOptions(self.engine, max(LEAST_S, seconds), 1, self.seed)


@dataclass(frozen=True, slots=True)
class DepotLeft:
    """What a depot leaves out.

    Attributes
    ----------
    depot_id
        The depot; empty where no depot could serve the orders.
    situation
        Its day; ``None`` where it has no vehicle.
    now
        Its plan as it stands; ``None`` where it has no vehicle.
    orders
        The orders with their causes.
    """

    depot_id: str
    orders: tuple[LeftOut, ...]
    situation: Situation | None = None
    now: Standing | None = None


def explain_plan(
    day: PlannedDay,
    later: Sequence[PlannedDay],
    effort: Effort,
    executor: Executor | None,
    advance: Advance,
    only: Collection[str] = (),
) -> Explanation:
    """Explain why a plan leaves orders out, and find what would serve them.

    Parameters
    ----------
    day
        The plan.
    later
        Plans of the next days, on which orders might be visited instead.
    effort
        How much is tried.
    executor
        Worker processes; ``None`` to solve here.
    advance
        Told how many changes were tried, and of how many.
    only
        Orders to explain; empty for all.
    """
    began = time.perf_counter()
    found = list(left_out(day, only))
    groups = _grouped(found)
    if effort.has_fixes:
        share = 1 - CONFLICT_SHARE
        limit_s = effort.time_limit_s * share
        groups = _with_fixes(
            day, later, groups, replace(effort, time_limit_s=limit_s), executor, advance
        )
    served = {s.order_id for r in day.plan.routes for s in r.stops if s.order_id}
    return Explanation(
        plan_id=day.plan.plan_id,
        day=day.plan.day,
        served=len(served),
        left_out=sum(len(part.orders) for part in found),
        groups=tuple(groups),
        gaps=tuple(gaps_of(day, found)),
        impossible=tuple(_impossible(found, effort)) if effort.has_fixes else (),
        seconds=time.perf_counter() - began,
    )


def left_out(day: PlannedDay, only: Collection[str] = ()) -> Iterator[DepotLeft]:
    """Yield what each depot leaves out, with the causes.

    Parameters
    ----------
    day
        The plan.
    only
        Orders to look at; empty for all.
    """
    network = day.conditions.network
    left = [day.orders[key] for key in day.left if key in day.orders]
    left = [order for order in left if not only or order.order_id in only]
    excluded = [order for order in left if order.site_id not in network.sites]
    known = [order for order in left if order.site_id in network.sites]
    if excluded:
        yield DepotLeft(
            "", tuple(_entry(order, "", Cause.SITE_EXCLUDED) for order in excluded)
        )
    fleet = milk_run_vehicles(network)
    depots = sorted(fleet) or [s.site_id for s in network.of_kind(SiteKind.DEPOT)]
    if not depots:
        if known:
            none = tuple(_entry(order, "", Cause.NO_VEHICLE) for order in known)
            yield DepotLeft("", none)
        return
    near = nearest_depots([o.site_id for o in known], depots, day.conditions.travel)
    own: dict[str, list[Order]] = defaultdict(list)
    for order, place in zip(known, near, strict=True):
        own[depots[place]].append(order)
    for depot_id in sorted(own):
        yield _of_depot(day, depot_id, own[depot_id])


def _of_depot(day: PlannedDay, depot_id: str, left: Sequence[Order]) -> DepotLeft:
    situation = day.situation(depot_id, left)
    try:
        bench = lay_out(day.conditions, situation)
    except InputError:
        none = (_entry(order, depot_id, Cause.NO_VEHICLE) for order in left)
        return DepotLeft(depot_id, tuple(none))
    now = standing(_with_locks(bench, day.locks, {order.order_id for order in left}))
    causes = find_causes(now)
    wanted = {order.order_id for order in left}
    entries: dict[str, LeftOut] = {}
    for stop, cause in causes.items():
        order = bench.built.catchment.orders[stop]
        if order.order_id in wanted:
            entries[order.order_id] = _entry(order, depot_id, cause)
    return DepotLeft(
        depot_id, tuple(entries[key] for key in sorted(entries)), situation, now
    )


def _with_locks(
    bench: Workbench, locks: Mapping[str, str], left: Collection[str]
) -> Workbench:
    """Keep orders that are left out to the vehicle they are locked to.

    One on a route is where it is; a vehicle of another depot is no matter of this one.
    """
    number = {key: n for n, key in enumerate(bench.vehicle_ids)}
    stops = tuple(
        replace(stop, vehicle_types=frozenset({number[locks[key]]}))
        if key in left and locks.get(key) in number
        else stop
        for stop, key in zip(bench.problem.stops, bench.order_ids, strict=True)
    )
    problem = replace(bench.problem, stops=stops)
    return replace(bench, built=replace(bench.built, problem=problem))


def _entry(order: Order, depot_id: str, cause: Cause) -> LeftOut:
    return LeftOut(
        order.order_id, order.site_id, order.material, order.load_kg, depot_id, cause
    )


def _grouped(found: Sequence[DepotLeft]) -> list[LeftOutGroup]:
    groups: dict[tuple[str, Cause], list[LeftOut]] = defaultdict(list)
    for part in found:
        for order in part.orders:
            groups[part.depot_id, order.cause].append(order)
    made = [LeftOutGroup(*key, tuple(orders)) for key, orders in groups.items()]
    return sorted(made, key=lambda g: (-g.load_kg, g.depot_id, g.cause))


def gaps_of(day: PlannedDay, found: Sequence[DepotLeft]) -> list[NetworkGap]:
    """Return the gaps of the network behind what depots leave out."""
    gaps = []
    for part in found:
        far = [
            day.orders[order.order_id]
            for order in part.orders
            if order.cause in FAR_CAUSES
        ]
        if far and part.situation is not None:
            gaps += network_gaps(day.conditions, part.situation, far)
    return sorted(gaps, key=lambda gap: (-gap.load_kg, gap.district, gap.material))


def _with_fixes(
    day: PlannedDay,
    later: Sequence[PlannedDay],
    groups: Sequence[LeftOutGroup],
    effort: Effort,
    executor: Executor | None,
    advance: Advance,
) -> list[LeftOutGroup]:
    """Try changes for the groups, the largest first, as many as the time allows."""
    most = int(effort.time_limit_s * effort.workers / LEAST_S)
    trials: list[tuple[int, Trial]] = []
    for number, group in enumerate(groups):
        if len(trials) >= most:
            break
        trials += [(number, one) for one in _trials(day, later, group)]
    trials = trials[: max(most, 1)]
    seconds = effort.time_limit_s * effort.workers / max(1, len(trials))
    options = effort.options(min(MOST_S, seconds))
    until = time.time() + effort.time_limit_s
    return try_all(groups, trials, options, executor, advance, until)


def _trials(
    day: PlannedDay, later: Sequence[PlannedDay], group: LeftOutGroup
) -> Iterator[Trial]:
    """Yield what to try for a group."""
    if not group.depot_id or group.cause is Cause.PLACE_FIXED:
        # What a lock is in the way of, more vehicles or other routes do not help.
        return
    largest = sorted(group.orders, key=lambda order: (-order.load_kg, order.order_id))
    left = [day.orders[order.order_id] for order in largest[:MOST_TOGETHER]]
    near = _near(day, group.depot_id, left)
    tries = [(without_left(near), Change(FixKind.REPLAN, near.depot_id))]
    tries += [(near, change) for change in changes(near, group.cause)]
    for other in later:
        moved = [replace(order, day=other.plan.day) for order in left]
        change = Change(FixKind.OTHER_DAY, other.plan.day.isoformat())
        there = _near(other, group.depot_id, moved)
        tries += [(without_left(there), change), (there, change)]
    for where, change in tries:
        found = trial(where, change)
        if found is not None:
            yield found


def _near(day: PlannedDay, depot_id: str, left: Sequence[Order]) -> Near:
    return neighbourhood(day.conditions, day.situation(depot_id, left), left)


def _impossible(found: Sequence[DepotLeft], effort: Effort) -> Iterator[ImpossibleDay]:
    """Yield the fewest orders of each depot that cannot be served together."""
    crowded = [
        (part.depot_id, part.now.bench, stops)
        for part in found
        if part.now is not None and (stops := _crowded_out(part.orders, part.now))
    ]
    limit_s = CONFLICT_SHARE * effort.time_limit_s / max(1, len(crowded))
    for depot_id, bench, stops in crowded:
        try:
            conflict = explain_routing(
                bench.problem, effort.options(limit_s), left_out=stops
            )
        except RoutingError:
            # What vehicles have promised cannot be done: that is told elsewhere.
            continue
        if conflict is None:
            continue
        yield ImpossibleDay(
            depot_id,
            tuple(sorted({bench.order_ids[stop] for stop in conflict.stops})),
            conflict.is_proved,
            conflict.is_minimal,
        )


def _crowded_out(orders: Sequence[LeftOut], now: Standing) -> list[int]:
    """Return the stops of required orders that others leave no place for."""
    keys = {order.order_id for order in orders if order.cause in CROWDED}
    bench = now.bench
    return [
        stop
        for stop in now.left
        if bench.order_ids[stop] in keys and bench.problem.stops[stop].required
    ]
