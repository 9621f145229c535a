"""An instance as the solver gets it, and how its answer is written."""

import math
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from benchmarks.routing.route_file import PlaceId, TimedRoute
from routing.vrp.problem import RoutingProblem
from routing.vrp.solution import Route, RoutingSolution, Visit, VisitKind

WORK = frozenset({VisitKind.DEPOT, VisitKind.STOP, VisitKind.UNLOAD})


@dataclass(frozen=True, slots=True)
class Case:
    """An instance.

    Attributes
    ----------
    problem
        What the solver gets.
    write
        Writes an answer to a path in the convention of the family.
    unit
        Fen of the problem in one unit of the verifier's cost.
    counted
        The problem with nothing but what the verifier counts as cost, where that
        is not all.
    """

    problem: RoutingProblem
    write: Callable[[RoutingSolution, Path], None]
    unit: float
    counted: RoutingProblem | None = None


@dataclass(frozen=True, slots=True)
class PlaceIds:
    """Ids of the instance for the positions of the problem."""

    depots: Sequence[PlaceId]
    stops: Sequence[PlaceId]
    unload_sites: Sequence[PlaceId]

    def of(self, visit: Visit) -> PlaceId:
        """Id of the place of a visit."""
        if visit.kind is VisitKind.DEPOT:
            return self.depots[visit.index]
        if visit.kind is VisitKind.STOP:
            return self.stops[visit.index]
        return self.unload_sites[visit.index]


def works(route: Route) -> list[Visit]:
    """Visits with a place of their own: pauses are seen in the times."""
    return [visit for visit in route.visits if visit.kind in WORK]


def begin_times(visits: Sequence[Visit]) -> list[int]:
    """When each visit begins: departure, begin of each work, return."""
    *begun, last = visits
    return [begun[0].departure_s, *(v.start_s for v in begun[1:]), last.arrival_s]


def timed_routes(
    solution: RoutingSolution,
    ids: PlaceIds,
    vehicles: Sequence[Sequence[int]],
    days: Sequence[int],
    times: Callable[[Route], list[int]] = lambda route: begin_times(works(route)),
) -> list[TimedRoute]:
    """Routes with the instance's ids.

    Parameters
    ----------
    solution
        The solver's answer.
    ids
        Ids by position.
    vehicles, days
        Per vehicle type, the numbers of its vehicles and their day.
    times
        When each visit of a route is said to begin.
    """
    used: Counter[int] = Counter()
    routes = []
    for route in solution.routes:
        kind = route.vehicle_type
        routes.append(
            TimedRoute(
                vehicle=vehicles[kind][used[kind]],
                day=days[kind],
                visits=[ids.of(visit) for visit in works(route)],
                arrivals=times(route),
            )
        )
        used[kind] += 1
    return sorted(routes, key=lambda route: (route.day, route.vehicle))


def scaled_up(amount: float, scale: int) -> int:
    """Whole number not below an amount in parts of one over ``scale``."""
    return math.ceil(round(amount * scale, 6))


def scaled_down(amount: float, scale: int) -> int:
    """Whole number not above an amount in parts of one over ``scale``."""
    return math.floor(round(amount * scale, 6))
