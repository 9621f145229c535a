"""Stops that cannot be served together: what they are, and a problem of some alone."""

from collections.abc import Collection, Iterator
from dataclasses import dataclass, replace

import numpy as np

from routing.vrp.bounds import is_too_much
from routing.vrp.problem import AccessRule, RoutingProblem
from routing.vrp.solution import VisitKind
from routing.vrp.together import cannot_be_together
from routing.vrp.view import Ints, ProblemView


@dataclass(frozen=True, slots=True)
class Conflict:
    """Stops of which not all can be served, if nothing else were to be done.

    Attributes
    ----------
    stops
        Their positions, in order.
    is_proved
        Whether it is proved that no answer serves them all; otherwise a search has
        found none.
    is_minimal
        Whether for each of them an answer was found that serves all the others.
    """

    stops: tuple[int, ...]
    is_proved: bool
    is_minimal: bool


def decided_stops(problem: RoutingProblem) -> frozenset[int]:
    """Return the stops that vehicles have promised."""
    return frozenset(
        visit.index
        for vehicle in problem.vehicle_types
        for visit in vehicle.prefix
        if visit.kind is VisitKind.STOP
    )


def only_stops(problem: RoutingProblem, stops: Collection[int]) -> RoutingProblem:
    """Return the problem of serving some stops, and those decided, and no others."""
    kept = sorted({*stops, *decided_stops(problem)})
    at = {stop: place for place, stop in enumerate(kept)}
    types = tuple(
        replace(
            vehicle,
            prefix=tuple(
                replace(visit, index=at[visit.index])
                if visit.kind is VisitKind.STOP
                else visit
                for visit in vehicle.prefix
            ),
        )
        for vehicle in problem.vehicle_types
    )
    return replace(
        problem,
        stops=tuple(replace(problem.stops[stop], required=True) for stop in kept),
        vehicle_types=types,
        access_rules=tuple(_rules(problem, at)),
        choices=(),
    )


def _rules(problem: RoutingProblem, at: dict[int, int]) -> Iterator[AccessRule]:
    for rule in problem.access_rules:
        stops = frozenset(at[stop] for stop in rule.stops if stop in at)
        yield replace(rule, stops=stops)


def is_refuted(problem: RoutingProblem) -> bool:
    """Whether it is proved that the stops of a problem cannot all be served."""
    every = range(len(problem.stops))
    if is_too_much(problem):
        return True
    return cannot_be_together(ProblemView(problem), every)


def rivals(view: ProblemView, stop: int) -> list[int]:
    """Return the stops in no choice, those first that most compete with one for time.

    Those that the fewest vehicles may serve of those that may serve the stop; among
    them those whose windows leave the least, then the largest, then the nearest.
    """
    count = np.array([kind.num_available for kind in view.problem.vehicle_types])
    shared = view.eligible & view.eligible[stop]
    vehicles: Ints = np.where(view.eligible, count, 0).sum(axis=1)
    competes = shared.any(axis=1) & view.required
    chosen = [s for c in view.problem.choices for g in c.alternatives for s in g]
    competes[[stop, *chosen]] = False
    found = np.flatnonzero(competes)
    kinds = np.flatnonzero(view.eligible[stop])
    kind = int(kinds[0]) if kinds.size else 0
    starts, ends = view.window_arrays(kind)
    last_s = view.problem.vehicle_types[kind].shift.end_s
    open_s = (np.minimum(ends, last_s) - starts).max(axis=1)[found]
    way_s = view.duration_s(kind, np.array([stop]), found)
    load = view.load[found].sum(axis=1)
    order = np.lexsort((way_s, -load, open_s, vehicles[found]))
    ranked: list[int] = found[order].tolist()
    return ranked
