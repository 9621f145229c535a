"""The same problem with some rules left out, to find out which one is in the way."""

from collections.abc import Callable
from dataclasses import replace

from routing.vrp.problem import RoutingProblem
from routing.vrp.view import ProblemView


def without_rules(view: ProblemView, *rules: str) -> ProblemView:
    """Return the view of the problem without some rules, made once.

    Parameters
    ----------
    view
        The problem.
    rules
        Of ``access``, ``energy``, ``windows`` (of stops), ``rank``, ``intake``
        and ``promises`` (prefixes and loads on board).
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


_WITHOUT: dict[str, Callable[[RoutingProblem], RoutingProblem]] = {
    "access": _without_access,
    "energy": _without_energy,
    "windows": _without_windows,
    "rank": _without_rank,
    "intake": _without_intake,
    "promises": _without_promises,
}
