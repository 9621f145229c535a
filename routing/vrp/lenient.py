"""The same problem with some rules left out, to find out which one is in the way."""

from collections.abc import Callable
from dataclasses import replace

from routing.vrp.problem import (
    DAY_S,
    UNREACHABLE,
    RoutingProblem,
    TimeWindow,
    TravelTable,
)
from routing.vrp.validate_values import LARGEST
from routing.vrp.view import ProblemView

LATE_FEN_PER_MIN = 10**6
"""Price of lateness that stands for a window that does not end: what can be in time
is, as far as the order of visits allows."""

LONGEST_S = 4 * DAY_S
"""Seconds by which a shift that does not end is longer."""


def without_rules(view: ProblemView, *rules: str) -> ProblemView:
    """Return the view of the problem without some rules, made once.

    Parameters
    ----------
    view
        The problem.
    rules
        Of ``access``, ``energy``, ``windows`` (of stops), ``rank``, ``intake``
        and ``promises`` (prefixes and loads on board); ``untimed`` (all that times
        do not matter to), ``late`` (windows of stops end, at a price), ``hours``
        (shifts end, and days are only so long), ``pauses`` (breaks and rests),
        ``doors`` (windows of unloading sites) and ``ways`` (closed ones, which are
        then no way at all).
    """
    key = frozenset(rules)
    if not key:
        return view
    if key not in view.relatives:
        problem = view.problem
        for rule in sorted(key):
            problem = _WITHOUT[rule](problem)
        view.relatives[key] = ProblemView(problem)
    return view.relatives[key]


def _without_access(problem: RoutingProblem) -> RoutingProblem:
    return replace(problem, access_rules=())


def _without_energy(problem: RoutingProblem) -> RoutingProblem:
    types = tuple(replace(kind, energy=None) for kind in problem.vehicle_types)
    return replace(problem, vehicle_types=types)


def _without_windows(problem: RoutingProblem) -> RoutingProblem:
    stops = tuple(replace(stop, time_windows=()) for stop in problem.stops)
    return replace(problem, stops=stops)


def _without_rank(problem: RoutingProblem) -> RoutingProblem:
    stops = tuple(replace(stop, rank=None) for stop in problem.stops)
    return replace(problem, stops=stops)


def _without_intake(problem: RoutingProblem) -> RoutingProblem:
    sites = tuple(replace(site, intake=None) for site in problem.unload_sites)
    return replace(problem, unload_sites=sites)


def _without_promises(problem: RoutingProblem) -> RoutingProblem:
    types = tuple(
        replace(kind, prefix=(), on_board=()) for kind in problem.vehicle_types
    )
    return replace(problem, vehicle_types=types)


def _without_untimed(problem: RoutingProblem) -> RoutingProblem:
    room = (LARGEST,) * len(problem.dimensions)
    types = tuple(
        replace(
            kind,
            num_available=max(kind.num_available, 1),
            capacity=room,
            returns_empty=False,
            max_distance_m=None,
            max_trips=None,
            max_stops=None,
            max_load=None,
            commodities=None,
            compartments=(),
            prefix=(),
        )
        for kind in problem.vehicle_types
    )
    stops = tuple(
        replace(stop, skills=frozenset(), vehicle_types=None, rank=None)
        for stop in problem.stops
    )
    sites = tuple(
        replace(site, commodities=None, intake=None) for site in problem.unload_sites
    )
    return replace(
        problem,
        vehicle_types=types,
        stops=stops,
        unload_sites=sites,
        incompatible=frozenset(),
    )


def _without_late(problem: RoutingProblem) -> RoutingProblem:
    stops = tuple(
        stop
        if stop.late_cost_fen_per_min is not None
        else replace(stop, late_cost_fen_per_min=LATE_FEN_PER_MIN)
        for stop in problem.stops
    )
    return replace(problem, stops=stops)


def _without_hours(problem: RoutingProblem) -> RoutingProblem:
    types = tuple(
        replace(
            kind,
            shift=TimeWindow(kind.shift.start_s, kind.shift.end_s + LONGEST_S),
            max_duration_s=None,
        )
        for kind in problem.vehicle_types
    )
    return replace(problem, vehicle_types=types)


def _without_pauses(problem: RoutingProblem) -> RoutingProblem:
    types = tuple(
        replace(kind, breaks=(), driving_rest=None) for kind in problem.vehicle_types
    )
    return replace(problem, vehicle_types=types)


def _without_doors(problem: RoutingProblem) -> RoutingProblem:
    sites = tuple(replace(site, time_windows=()) for site in problem.unload_sites)
    return replace(problem, unload_sites=sites)


def _without_ways(problem: RoutingProblem) -> RoutingProblem:
    tables = {}
    for name, table in problem.tables.items():
        closed = (table.distance_m == UNREACHABLE) | (table.duration_s == UNREACHABLE)
        metres, seconds = table.distance_m.copy(), table.duration_s.copy()
        metres[closed] = seconds[closed] = 0
        tables[name] = TravelTable(metres, seconds)
    return replace(problem, tables=tables)


_WITHOUT: dict[str, Callable[[RoutingProblem], RoutingProblem]] = {
    "access": _without_access,
    "energy": _without_energy,
    "windows": _without_windows,
    "rank": _without_rank,
    "intake": _without_intake,
    "promises": _without_promises,
    "untimed": _without_untimed,
    "late": _without_late,
    "hours": _without_hours,
    "pauses": _without_pauses,
    "doors": _without_doors,
    "ways": _without_ways,
}
