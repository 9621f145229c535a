"""Tours as crews drive them where nobody plans: always to the nearest point.

The nearest-neighbour rule of the travelling salesman, with vehicles that fill up: a
crew drives to the point where it can begin soonest, of those it still has room and
time for, unloads at the nearest centre when none of those about it fits any more, and
goes on so until its day is over (D. J. Rosenkrantz, R. E. Stearns, P. M. Lewis, An
analysis of several heuristics for the traveling salesman problem, SIAM Journal on
Computing 6, 1977). It stands for today's tours where no tracks of them are recorded: a
documented method, not a measurement.
"""

import time
from collections.abc import Iterator

import numpy as np

from routing.errors import InvalidSolutionError
from routing.vrp.assemble import timed_route
from routing.vrp.check import check_routing
from routing.vrp.insertion import (
    Insertion,
    earliest_starts,
    fitting,
    insert,
    open_trip,
)
from routing.vrp.joint import Joint
from routing.vrp.openroute import OpenRoute
from routing.vrp.problem import RoutingProblem
from routing.vrp.reasons import unserved_with_reasons
from routing.vrp.report import RoutingResult
from routing.vrp.solution import RoutingSolution
from routing.vrp.split import join_parts, split_large
from routing.vrp.view import Ints, ProblemView

ENGINE = "nearest_neighbour"

LOOKED_AT = 10
"""Points a crew thinks of, those it has not visited where it can begin soonest."""


def nearest_tours(problem: RoutingProblem) -> RoutingResult:
    """Let one vehicle after the other visit the nearest points until all are done.

    Every rule of the problem is kept: windows, breaks, docks, range and access. A
    load larger than any vehicle is fetched in parts.

    Parameters
    ----------
    problem
        The problem.

    Raises
    ------
    InvalidSolutionError
        If the tours break a rule: a fault of this method, kept from doing harm.
    """
    began = time.perf_counter()
    divided, parts = split_large(problem)
    view = ProblemView(divided)
    joint = Joint(view)
    routes = list(_tours(view, joint))
    timed = [timed_route(route, joint.day(route)) for route in routes]
    answer = RoutingSolution(
        routes=tuple(route for route, _ in timed),
        unserved=unserved_with_reasons(view, routes, joint),
        cost_fen=sum(cost for _, cost in timed),
        engine=ENGINE,
        seconds=time.perf_counter() - began,
    )
    answer = join_parts(problem, parts, answer)
    report = check_routing(problem, answer)
    if report.violations:
        headline = "Tours to the nearest points break the rules"
        raise InvalidSolutionError(headline, report.violations)
    return RoutingResult(answer, report)


def _tours(view: ProblemView, joint: Joint) -> Iterator[OpenRoute]:
    left = np.arange(view.num_stops)
    for kind, vehicle in enumerate(view.problem.vehicle_types):
        for _ in range(vehicle.num_available):
            if not left.size:
                return
            route = OpenRoute(view, kind)
            route.shared = joint.shared()
            _drive(route, left)
            if route.stops:
                joint.book(route)
                left = np.setdiff1d(left, route.stops)
                yield route


def _drive(route: OpenRoute, left: Ints) -> None:
    """Visit the nearest of some stops, trip by trip, until the day is over."""
    while True:
        left = np.setdiff1d(left, route.stops)
        if route.trips:
            last = -2 if route.trips[-1].site is None else -3
            if _goes_on(route, _nearest(route, left, last)):
                continue
            _unload_near(route)
        # The last place before home: where it unloaded, or the depot it leaves.
        if open_trip(route, _nearest(route, left, -2)) is None:
            return


def _nearest(route: OpenRoute, stops: Ints, place: int) -> Ints:
    """Return the stops where work can begin soonest after a place of the route."""
    here = np.array([route.nodes[place]])
    ready_s = np.array([route.departure_s[place]])
    arrival_s = ready_s + route.travel(here, stops, ready_s)[1]
    kind = route.vehicle_type
    starts_s = earliest_starts(route.view, kind, stops, arrival_s[:, None])[:, 0]
    # Of those that open later, the nearest first.
    near: Ints = stops[np.lexsort((arrival_s, starts_s))[:LOOKED_AT]]
    return near


def _goes_on(route: OpenRoute, near: Ints) -> bool:
    """Visit the nearest stop that still fits into the trip under way."""
    trip = len(route.trips) - 1
    kept = set(fitting(route, trip, near).tolist())
    end = len(route.trips[trip].stops)
    return any(
        stop in kept and insert(route, Insertion(trip, end, stop, 0.0))
        for stop in near.tolist()
    )


def _unload_near(route: OpenRoute) -> None:
    """Unload at the site nearest to the last stop, if that can be."""
    view, trip = route.view, route.trips[-1]
    sites = view.num_stops + np.arange(view.num_sites)
    seconds = route.travel(np.array([trip.stops[-1]]), sites)[1]
    chosen = trip.site
    for site in sites[np.argsort(seconds, kind="stable")].tolist():
        trip.site = site
        if route.refresh():
            return
    trip.site = chosen
    route.refresh()
