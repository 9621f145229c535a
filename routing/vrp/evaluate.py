"""What orders of visits come to, whatever rules they break: times, costs, violations.

An order is timed as well as it can be: by all the rules, if it keeps them; otherwise
without those it cannot keep, as few kinds of them as will do. Then the check says,
in its own words, which are broken, all at once.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from routing.errors import InvalidSolutionError
from routing.vrp.assemble import timed_route
from routing.vrp.check import check_routing
from routing.vrp.committed import trips_along
from routing.vrp.joint import Joint
from routing.vrp.lenient import without_rules
from routing.vrp.openroute import OpenRoute
from routing.vrp.parts import PlannedVisit
from routing.vrp.problem import RoutingProblem
from routing.vrp.reasons import not_chosen_stops
from routing.vrp.report import RoutingReport
from routing.vrp.restart import ORDERED
from routing.vrp.solution import (
    Route,
    RoutingSolution,
    Unserved,
    UnservedReason,
    VisitKind,
)
from routing.vrp.view import ProblemView
from routing.vrp.violations import Violation, violations_of

ENGINE = "by hand"

_LENIENT: tuple[tuple[str, ...], ...] = (
    ("untimed",),
    ("untimed", "late"),
    ("untimed", "late", "access"),
    ("untimed", "late", "energy"),
    ("untimed", "late", "hours"),
    ("untimed", "late", "hours", "access"),
    ("untimed", "late", "hours", "energy"),
    ("untimed", "late", "hours", "access", "energy", "pauses"),
    ("untimed", "late", "hours", "access", "energy", "pauses", "doors"),
    ("untimed", "late", "hours", "access", "energy", "pauses", "doors", "ways"),
)
"""Rules that times are worked out without, in the order in which that is tried."""


@dataclass(frozen=True, slots=True)
class VisitOrder:
    """The stops and unloadings of one vehicle in their order.

    Attributes
    ----------
    vehicle_type
        Position of the vehicle's type.
    visits
        Stops and unloadings by position; pauses and charging come with the times.
    """

    vehicle_type: int
    visits: tuple[PlannedVisit, ...]


@dataclass(frozen=True, slots=True)
class Evaluation:
    """What orders of visits come to.

    Attributes
    ----------
    solution
        The routes with their times, in the order given.
    report
        Its figures, and in the check's words what it breaks.
    violations
        The same, and what each is about.
    """

    solution: RoutingSolution
    report: RoutingReport
    violations: tuple[Violation, ...]


def order_of(route: Route) -> VisitOrder:
    """Return the order of a route's visits, its times left aside."""
    visits = (PlannedVisit(v.kind, v.index) for v in route.visits if v.kind in ORDERED)
    return VisitOrder(route.vehicle_type, tuple(visits))


def evaluate(
    problem: RoutingProblem,
    routes: Sequence[Route | VisitOrder],
    unserved: Sequence[Unserved] = (),
) -> Evaluation:
    """Time orders of visits as well as possible, and list every rule they break.

    Parameters
    ----------
    problem
        The problem.
    routes
        Per vehicle a route, which stays as it is, or an order of visits to be timed.
        A load that is fetched in parts is, in an order, fetched whole.
    unserved
        Reasons of stops left out, where they are known; those of stops that are
        served are not looked at.

    Raises
    ------
    InvalidSolutionError
        If an order names what the problem does not have; every fault is told.
    """
    faults = list(_unknown(problem, routes))
    if faults:
        headline = "The orders of visits cannot be driven"
        raise InvalidSolutionError(headline, faults)
    view = ProblemView(problem)
    timed = tuple(_timed(view, routes))
    served = {
        visit.index
        for route in timed
        for visit in route.visits
        if visit.kind is VisitKind.STOP
    }
    left_out = tuple(_left_out(view, served, unserved))
    answer = RoutingSolution(timed, left_out, 0, ENGINE)
    answer = replace(answer, cost_fen=check_routing(problem, answer).cost_fen)
    report = check_routing(problem, answer)
    return Evaluation(answer, report, violations_of(report.violations))


def _unknown(
    problem: RoutingProblem, routes: Sequence[Route | VisitOrder]
) -> Iterator[str]:
    sizes = {
        VisitKind.STOP: len(problem.stops),
        VisitKind.UNLOAD: len(problem.unload_sites),
    }
    for number, route in enumerate(routes):
        place = f"routes[{number}]"
        kinds = len(problem.vehicle_types)
        if not 0 <= route.vehicle_type < kinds:
            value = route.vehicle_type
            yield f"{place}.vehicle_type: must be a position below {kinds}, got {value}"
        if isinstance(route, Route):
            continue
        for order, visit in enumerate(route.visits):
            where = f"{place}.visits[{order}]"
            size = sizes.get(visit.kind)
            if size is None:
                yield f"{where}.kind: must be stop or unload, got {visit.kind}"
            elif not 0 <= visit.index < size:
                value = visit.index
                yield f"{where}.index: must be a position below {size}, got {value}"


def _timed(view: ProblemView, routes: Sequence[Route | VisitOrder]) -> Iterator[Route]:
    """Yield the routes; those that keep the rules take turns at docks and plugs."""
    opened = [_opened(view, route) for route in routes]
    joint = Joint(view)
    known = [route for route in opened if route is not None and route.refresh()]
    joint.reserve(known)
    for given, route in zip(routes, opened, strict=True):
        if isinstance(given, Route):
            yield given
            continue
        assert route is not None  # noqa: S101 - every order was opened
        yield _in_turn(joint, route) or _with_least_broken(view, given)


def _opened(view: ProblemView, given: Route | VisitOrder) -> OpenRoute | None:
    """Return the open route of an order; of a route with loads in parts, nothing."""
    if isinstance(given, Route) and any(v.load is not None for v in given.visits):
        return None
    order = order_of(given) if isinstance(given, Route) else given
    return _route(view, order)


def _route(view: ProblemView, order: VisitOrder) -> OpenRoute:
    route = OpenRoute(view, order.vehicle_type)
    nodes = [view.node(visit.kind, visit.index) for visit in order.visits]
    route.trips = trips_along(view, nodes)
    return route


def _in_turn(joint: Joint, route: OpenRoute) -> Route | None:
    """Return a route with its times, if it keeps all rules as things stand."""
    if not (joint.claim(route) and route.refresh()):
        return None
    joint.book(route)
    return timed_route(route, joint.day(route))[0]


def _with_least_broken(view: ProblemView, order: VisitOrder) -> Route:
    """Return the route of an order that breaks rules, timed by the others."""
    for rules in ((), *_LENIENT):
        route = _route(without_rules(view, *rules), order)
        day = route.day() if route.refresh() else None
        if day is not None:
            return timed_route(route, day)[0]
    msg = f"no times at all for {order}"
    raise AssertionError(msg)


def _left_out(
    view: ProblemView, served: set[int], unserved: Sequence[Unserved]
) -> Iterator[Unserved]:
    """Yield what is left out, with the reason known or the one that may be true."""
    known = {entry.stop: entry for entry in unserved if entry.load is None}
    not_chosen = not_chosen_stops(view, served)
    for stop in range(view.num_stops):
        if stop in served:
            continue
        if stop in not_chosen:
            yield Unserved(stop, UnservedReason.NOT_CHOSEN)
            continue
        reason = UnservedReason.FLEET_FULL
        if stop in known and known[stop].reason is not UnservedReason.NOT_CHOSEN:
            reason = known[stop].reason
        yield Unserved(stop, reason)
