"""When work may start: windows in order, and what access rules leave of them."""

from collections.abc import Iterable

from routing.vrp.problem import AccessRule, RoutingProblem, Stop, TimeWindow, UnloadSite

FOREVER = 10**12

type Windows = tuple[tuple[int, int], ...]

ALWAYS: Windows = ((0, FOREVER),)

NEVER: Windows = ((FOREVER, FOREVER),)
"""A window after the end of any shift, where none is left."""


def merged_windows(windows: Iterable[TimeWindow]) -> Windows:
    """Return windows in order, overlapping ones joined; all time for none."""
    merged: list[tuple[int, int]] = []
    for window in sorted(windows, key=lambda item: (item.start_s, item.end_s)):
        if merged and window.start_s <= merged[-1][1] + 1:
            merged[-1] = (merged[-1][0], max(merged[-1][1], window.end_s))
        else:
            merged.append((window.start_s, window.end_s))
    return tuple(merged) or ALWAYS


def workplaces(problem: RoutingProblem) -> tuple[Stop | UnloadSite, ...]:
    """Return the stops, then the unloading sites."""
    return (*problem.stops, *problem.unload_sites)


def place_windows(problem: RoutingProblem) -> tuple[Windows, ...]:
    """Return the windows of the stops, then the unloading sites, then the depots."""
    given = [place.time_windows for place in workplaces(problem)]
    given += [()] * len(problem.depots)
    return tuple(map(merged_windows, given))


def rules_by_type(problem: RoutingProblem) -> tuple[tuple[AccessRule, ...], ...]:
    """Return the access rules that hold for each vehicle type."""
    return tuple(
        tuple(rule for rule in problem.access_rules if kind in rule.vehicle_types)
        for kind in range(len(problem.vehicle_types))
    )


def open_windows(
    problem: RoutingProblem,
    windows: tuple[Windows, ...],
    rules: Iterable[AccessRule],
) -> tuple[Windows, ...]:
    """Return what rules leave of ``place_windows``, each of them at least ``NEVER``."""
    answer = list(windows)
    places = workplaces(problem)
    for rule in rules:
        sites = (len(problem.stops) + site for site in rule.unload_sites)
        for node in (*rule.stops, *sites):
            service_s = places[node].service_s
            answer[node] = without(answer[node], rule.closed, service_s)
    return tuple(answer)


def without(windows: Windows, closed: TimeWindow, service_s: int) -> Windows:
    """Return the windows less the starts whose work would overlap a closed time.

    Work of s seconds from t on is over at t + s. It overlaps when it starts
    before the closed time ends and ends after it begins.
    """
    low, high = closed.start_s - service_s, closed.end_s
    left: list[tuple[int, int]] = []
    for start_s, end_s in windows:
        pieces = ((start_s, min(end_s, low)), (max(start_s, high), end_s))
        left += [piece for piece in pieces if piece[0] <= piece[1]]
    return tuple(left) or NEVER
