"""Turns orders of visits into an answer with times, cost and reasons."""

import time
from collections.abc import Callable, Iterable

from routing.options import SearchStopped
from routing.vrp.choosing import broken_choices
from routing.vrp.costs import route_cost
from routing.vrp.joint import Joint, remove_stops, settle
from routing.vrp.labels import DayPlan
from routing.vrp.openroute import OpenRoute
from routing.vrp.reasons import unserved_with_reasons
from routing.vrp.salvage import route_from_nodes, salvaged_route
from routing.vrp.solution import Route, RoutingSolution, Visit, VisitKind
from routing.vrp.start import complete, say_nothing
from routing.vrp.view import ProblemView
from routing.vrp.walk_rules import lateness_parts, lateness_s

__all__ = ["assemble", "route_from_nodes", "salvaged_route"]


def assemble(
    view: ProblemView,
    routes: Iterable[OpenRoute],
    engine: str,
    began: float,
    tell: Callable[[], None] = say_nothing,
) -> RoutingSolution:
    """Return a valid answer made of routes, whatever they are.

    Routes that keep every rule, alone and together, are kept as they are. Of
    others, what an engine modelled only by approximation is repaired: the routes
    are timed again with docks, plugs and intake shared, what no longer fits is
    left out, and inserted elsewhere where it fits and pays.

    Parameters
    ----------
    view
        The problem.
    routes
        One per vehicle used. They are not changed.
    engine
        Name of the engine.
    began
        The ``time.perf_counter`` at which the engine was called.
    tell
        Called while stops are inserted; ``SearchStopped`` leaves the others out.

    Raises
    ------
    InfeasibleError
        If what a vehicle has promised, or has on board, cannot be done.
    """
    kept = [route.copy() for route in routes]
    joint = Joint(view)
    if settle(view, kept, joint):
        try:
            complete(view, kept, joint=joint, tell=tell)
        except SearchStopped:
            # Stopped in the middle of something: what was booked may be outdated.
            joint = Joint(view)
            settle(view, kept, joint)
        _finish_choices(view, kept, joint)
    days = [joint.day(route) for route in kept]
    timed = [timed_route(route, day) for route, day in zip(kept, days, strict=True)]
    return RoutingSolution(
        routes=tuple(route for route, _ in timed),
        unserved=unserved_with_reasons(view, kept, joint),
        cost_fen=sum(cost for _, cost in timed),
        engine=engine,
        seconds=time.perf_counter() - began,
    )


def _finish_choices(view: ProblemView, routes: list[OpenRoute], joint: Joint) -> None:
    """Leave out alternatives that could not be completed."""
    surplus = set(broken_choices(view, routes))
    while surplus:
        remove_stops(routes, surplus)
        for route in routes:
            joint.drop(route)
        settle(view, routes, joint)
        surplus = set(broken_choices(view, routes))


def timed_route(route: OpenRoute, day: DayPlan) -> tuple[Route, int]:
    """Return a route with its times, and its cost in fen."""
    view, vehicle = route.view, route.vehicle
    start_s, end_s = day.departure_s, day.end_s
    visits = (
        Visit(VisitKind.DEPOT, vehicle.start_depot, start_s, start_s, start_s),
        *(Visit(*visit) for visit in day.visits),
        Visit(VisitKind.DEPOT, vehicle.end_depot, end_s, end_s, end_s),
    )
    late_parts = 0
    for kind, index, _, start_s, _ in day.visits:
        if kind is VisitKind.STOP:
            stop = view.problem.stops[index]
            late_parts += lateness_parts(stop, lateness_s(stop, start_s))
    cost = route_cost(
        view.problem, vehicle, route.metres_of(day), day.duration_s, late_parts
    )
    return Route(route.vehicle_type, visits), cost.total_fen
