"""Rest that is due because of driving before the moment from which a day is planned.

A routing problem knows nothing of what was driven before it begins. So answers are
looked at with it, and whoever would drive too long is told to pause before: a break
within the time left to drive, as if all of it were driven, is on the safe side.
"""

from collections.abc import Collection
from dataclasses import replace

from recycling.dispatch.freeze import Begun
from recycling.dispatch.workbench import Workbench
from routing.vrp.parts import Break, DrivingRest
from routing.vrp.solution import Route, RoutingSolution, Visit, VisitKind

_PAUSES = frozenset({VisitKind.BREAK, VisitKind.REST, VisitKind.CHARGE})


def drives_on(bench: Workbench, solution: RoutingSolution) -> set[int]:
    """Return the vehicles whose drivers drive too long without a rest.

    Parameters
    ----------
    bench
        What the vehicles have done.
    solution
        What they are to do.
    """
    found = set()
    for route in solution.routes:
        rule = bench.problem.vehicle_types[route.vehicle_type].driving_rest
        begun = bench.situation.begun.get(bench.vehicle_ids[route.vehicle_type])
        if rule is None or begun is None or not begun.is_out:
            continue
        if _is_too_long(rule, begun, route):
            found.add(route.vehicle_type)
    return found


def _is_too_long(rule: DrivingRest, begun: Begun, route: Route) -> bool:
    driven_s = begun.driven_s(rule.rest_s)
    before_s = route.visits[0].departure_s
    if before_s - begun.ready_s >= rule.rest_s:
        return False
    for visit in route.visits[1:]:
        driven_s += max(0, visit.arrival_s - before_s)
        if driven_s > rule.max_driving_s:
            return True
        if _paused_s(visit) >= rule.rest_s:
            return False
        before_s = visit.departure_s
    return False


def _paused_s(visit: Visit) -> int:
    """Return how long a driver pauses at a visit in one piece."""
    if visit.kind in _PAUSES:
        return visit.departure_s - visit.arrival_s
    return visit.start_s - visit.arrival_s


def with_rests(bench: Workbench, numbers: Collection[int]) -> Workbench:
    """Let some vehicles' drivers pause before they have driven too long.

    A lunch that can be had by then is had by then; otherwise they rest.
    """
    kinds = list(bench.problem.vehicle_types)
    for number in numbers:
        kind = kinds[number]
        begun = bench.situation.begun[bench.vehicle_ids[number]]
        rule = kind.driving_rest
        if rule is None:
            continue
        until_s = begun.ready_s + max(
            0, rule.max_driving_s - begun.driven_s(rule.rest_s)
        )
        breaks = list(kind.breaks)
        first = breaks[0] if breaks else None
        if first and first.duration_s >= rule.rest_s and first.earliest_s <= until_s:
            latest_s = min(first.latest_s, until_s)
            breaks[0] = replace(first, latest_s=latest_s)
        else:
            breaks.insert(0, Break(begun.ready_s, until_s, rule.rest_s))
        kinds[number] = replace(kind, breaks=tuple(breaks))
    problem = replace(bench.problem, vehicle_types=tuple(kinds))
    return replace(bench, built=replace(bench.built, problem=problem))


def as_rests(bench: Workbench, solution: RoutingSolution) -> RoutingSolution:
    """Call rests what they are: they are no lunch."""
    routes = []
    for route in solution.routes:
        number = route.vehicle_type
        begun = bench.situation.begun.get(bench.vehicle_ids[number])
        had = 0 if begun is None else begun.breaks
        due = len(bench.whole[number].breaks[had:])
        more = len(bench.problem.vehicle_types[number].breaks) - due
        visits = tuple(
            replace(visit, kind=VisitKind.REST, index=0)
            if visit.kind is VisitKind.BREAK and visit.index < more
            else visit
            for visit in route.visits
        )
        routes.append(replace(route, visits=visits))
    return replace(solution, routes=tuple(routes))
