"""Where the visits of an answer happen."""

from routing.vrp.problem import RoutingProblem
from routing.vrp.solution import VisitKind

PAUSES = frozenset({VisitKind.BREAK, VisitKind.REST})
"""Kinds of visits without a place of their own."""


def location_of(problem: RoutingProblem, kind: VisitKind, index: int) -> int:
    """Return the location of a visit that has a place of its own.

    Parameters
    ----------
    problem
        The problem.
    kind, index
        Of the visit; its kind is none of ``PAUSES``.
    """
    if kind is VisitKind.STOP:
        return problem.stops[index].location
    if kind is VisitKind.UNLOAD:
        return problem.unload_sites[index].location
    if kind is VisitKind.CHARGE:
        return problem.chargers[index].location
    return problem.depots[index].location
