"""A depot's day as a plan: what is done, and what an answer has for the rest."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace

from recycling.dispatch.freeze import Begun
from recycling.dispatch.problem import PROFILE
from recycling.dispatch.routes import planned_stops
from recycling.dispatch.under_way import Rest, joined
from recycling.dispatch.vehicles import vehicle_type
from recycling.dispatch.workbench import STOP_FAILED, Workbench
from recycling.domain.plans import (
    PlannedRoute,
    PlannedStop,
    PlanState,
    RoutePlan,
    StopKind,
    UnservedOrder,
)
from routing.vrp.problem import VehicleType
from routing.vrp.report import RouteReport, RoutingReport
from routing.vrp.solution import Route, RoutingSolution


@dataclass(frozen=True, slots=True)
class Answer:
    """Routes for the rest of the day, and the figures of each."""

    solution: RoutingSolution
    report: RoutingReport

    def by_vehicle(self) -> dict[int, tuple[Route, RouteReport]]:
        """Return routes and figures by position of their vehicle."""
        pairs = zip(self.solution.routes, self.report.routes, strict=True)
        return {route.vehicle_type: (route, report) for route, report in pairs}


@dataclass(frozen=True, slots=True)
class Made:
    """How a version of a plan came about.

    Attributes
    ----------
    plan_id
        Key of the version.
    engine, seconds
        What made it, and how long that took.
    planned_from_s
        What lies before is done.
    made_by
        Who asked for it.
    reasons
        Why orders are left out, where that is known better than by the answer.
    """

    plan_id: str
    engine: str
    seconds: float = 0.0
    planned_from_s: int = 0
    made_by: str = ""
    reasons: Mapping[str, str] | None = None


def plan_of(bench: Workbench, answer: Answer, made: Made) -> RoutePlan:
    """Return an answer as a version of a depot's plan.

    Parameters
    ----------
    bench
        What the answer is for.
    answer
        The answer.
    made
        How it came about.
    """
    base = bench.situation.plan
    return RoutePlan(
        plan_id=made.plan_id,
        day=base.day,
        siting_plan_id=base.siting_plan_id,
        engine=made.engine,
        seconds=made.seconds,
        routes=tuple(_routes(bench, answer, made.plan_id)),
        unserved=tuple(_unserved(bench, answer, made.reasons or {})),
        travel=bench.conditions.travel.name,
        state=PlanState.DRAFT,
        depots=(bench.situation.depot_id,),
        based_on=base.plan_id,
        planned_from_s=made.planned_from_s,
        made_by=made.made_by,
    )


def base_part(bench: Workbench) -> RoutePlan:
    """Return the part of the plan in hand that is the depot's."""
    plan, situation = bench.situation.plan, bench.situation
    return replace(plan, routes=situation.routes, depots=(situation.depot_id,))


def _routes(bench: Workbench, answer: Answer, plan_id: str) -> Iterator[PlannedRoute]:
    """Yield the vehicles' days, by vehicle."""
    situation = bench.situation
    given = answer.by_vehicle()
    numbers = {key: n for n, key in enumerate(bench.vehicle_ids)}
    was = {route.vehicle_id: route for route in situation.routes}
    for vehicle_id in sorted(numbers.keys() | situation.begun.keys()):
        begun = situation.begun.get(vehicle_id)
        number = numbers.get(vehicle_id)
        found = None if number is None else given.get(number)
        if found is None:
            if begun is not None and begun.is_out:
                yield _ended(bench, begun, number, plan_id, was.get(vehicle_id))
            continue
        route, report = found
        laid = None if number is None else bench.laid[number]
        if laid is not None and laid.route == route and not _is_changed(begun, was):
            # Nobody touched it: it stays as it was planned, to the second.
            yield replace(was[vehicle_id], route_id=f"{plan_id}-{vehicle_id}")
            continue
        stops = planned_stops(bench.built, route)
        decided = _until(begun, stops[0], vehicle_id)
        key = plan_id, situation.depot_id
        kind = bench.whole[route.vehicle_type]
        rest = Rest(stops[1:], report.energy_wh)
        yield joined(bench.problem, kind, decided, rest, key)


def _until(begun: Begun | None, start: PlannedStop, vehicle_id: str) -> Begun:
    """Return what is done of a vehicle's day when it leaves for the rest of it."""
    if begun is None or not begun.is_out:
        first = replace(start, arrival_s=start.departure_s)
        left_s = start.departure_s
        return Begun(vehicle_id, (first,), start.site_id, left_s, {}, ())
    last = begun.stops[-1]
    if last.departure_s >= start.departure_s:
        return begun
    # It waits where it is.
    stays = replace(last, departure_s=start.departure_s)
    return replace(begun, stops=(*begun.stops[:-1], stays))


def _is_changed(begun: Begun | None, was: Mapping[str, PlannedRoute]) -> bool:
    """Whether what is done differs from what was planned."""
    if begun is None or not begun.is_out:
        return False
    planned = was[begun.vehicle_id].stops
    return planned[: len(begun.stops)] != begun.stops


def _ended(
    bench: Workbench,
    begun: Begun,
    number: int | None,
    plan_id: str,
    was: PlannedRoute | None,
) -> PlannedRoute:
    """Return the day of a vehicle that goes home, or stays where it broke down."""
    key = plan_id, bench.situation.depot_id
    if number is None:
        kind = _like(bench, begun.vehicle_id)
        return joined(bench.problem, kind, begun, Rest(()), key)
    if (
        was is not None
        and begun.is_on_time
        and not _is_changed(begun, {begun.vehicle_id: was})
        and all(stop.kind is StopKind.DEPOT for stop in begun.rest)
    ):
        return replace(was, route_id=f"{plan_id}-{begun.vehicle_id}")
    is_home = begun.stops[-1].kind is StopKind.DEPOT and len(begun.stops) > 1
    home = () if is_home else (_home(bench, begun, number),)
    return joined(bench.problem, bench.whole[number], begun, Rest(home), key)


def _like(bench: Workbench, vehicle_id: str) -> VehicleType:
    """Return what a vehicle that drives no more was."""
    conditions = bench.conditions
    vehicle = conditions.network.vehicles[vehicle_id]
    return vehicle_type(conditions.network, [vehicle], PROFILE, conditions.rules)


def _home(bench: Workbench, begun: Begun, number: int) -> PlannedStop:
    """Return the arrival of a vehicle with nothing more to do at its depot."""
    problem = bench.problem
    kind = problem.vehicle_types[number]
    table = problem.tables[kind.profile]
    here = problem.depots[kind.start_depot].location
    depot = problem.depots[kind.end_depot]
    ends = [stop for stop in begun.rest if stop.kind is StopKind.DEPOT]
    came_s = begun.ready_s + max(0, int(table.duration_s[here, depot.location]))
    if len(begun.rest) == 1 and ends:
        came_s = max(ends[0].arrival_s, begun.ready_s)
    return PlannedStop(
        StopKind.DEPOT, depot.name, "", 1, came_s, came_s, came_s, 0, 0,
        max(0, int(table.distance_m[here, depot.location])),
    )  # fmt: skip


def _unserved(
    bench: Workbench, answer: Answer, reasons: Mapping[str, str]
) -> Iterator[UnservedOrder]:
    """Yield the orders left out, by id, each once."""
    situation = bench.situation
    own = {stop.order_id for route in situation.routes for stop in route.stops}
    own |= {u.order_id for u in situation.plan.unserved if u.reason == STOP_FAILED}
    failed = own & (situation.failed | situation.plan_failed) - set(bench.order_ids)
    found = dict.fromkeys(failed, STOP_FAILED)
    for left in answer.solution.unserved:
        order_id = bench.order_ids[left.stop]
        found.setdefault(order_id, reasons.get(order_id, left.reason.value))
    for order_id in sorted(found):
        yield UnservedOrder(order_id, found[order_id])
