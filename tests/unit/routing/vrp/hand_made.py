"""Answers written by hand, and what the check finds in them."""

from collections.abc import Sequence
from dataclasses import replace

from routing.vrp.check import check_routing
from routing.vrp.costs import objective
from routing.vrp.problem import RoutingProblem
from routing.vrp.report import RoutingReport
from routing.vrp.solution import (
    Route,
    RoutingSolution,
    Unserved,
    UnservedReason,
    Visit,
    VisitKind,
)

DEPOT, STOP, UNLOAD = VisitKind.DEPOT, VisitKind.STOP, VisitKind.UNLOAD
BREAK, REST, CHARGE = VisitKind.BREAK, VisitKind.REST, VisitKind.CHARGE


def depot(moment_s: int, index: int = 0) -> Visit:
    return Visit(DEPOT, index, moment_s, moment_s, moment_s)


def visit(kind: VisitKind, index: int, arrival_s: int, *times_s: int) -> Visit:
    """Return a visit; who says no start and departure neither waits nor stays."""
    start_s = times_s[0] if times_s else arrival_s
    departure_s = times_s[1] if len(times_s) > 1 else start_s
    return Visit(kind, index, arrival_s, start_s, departure_s)


def checked(
    problem: RoutingProblem,
    *routes: Sequence[Visit] | Route,
    unserved: Sequence[tuple[int, UnservedReason] | Unserved] = (),
) -> RoutingReport:
    """Return the report on routes, at the cost that the report itself computes."""
    made = tuple(
        route if isinstance(route, Route) else Route(0, tuple(route))
        for route in routes
    )
    left_out = tuple(
        entry if isinstance(entry, Unserved) else Unserved(*entry) for entry in unserved
    )
    free = RoutingSolution(made, left_out, 0, "by hand")
    cost_fen = check_routing(problem, free).cost_fen
    solution = replace(free, cost_fen=cost_fen)
    report = check_routing(problem, solution)
    assert report.violations or report.objective == objective(problem, solution)
    return report


def only_fault(report: RoutingReport) -> str:
    """Return the one violation there is."""
    (fault,) = report.violations
    return fault
