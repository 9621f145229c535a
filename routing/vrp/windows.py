"""When work may start: windows in order, and what access rules leave of them."""

from collections.abc import Iterable

from routing.vrp.problem import (
    AccessRule,
    RoutingProblem,
    Stop,
    TimeWindow,
    UnloadSite,
    work_s,
)

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
    """Return the windows of the stops, unloading sites, depots and chargers.

    A soft window never ends: work may start at any time after the first began.
    """
    found = [merged_windows(place.time_windows) for place in workplaces(problem)]
    for index, stop in enumerate(problem.stops):
        if stop.late_cost_fen_per_min is not None:
            found[index] = ((found[index][0][0], FOREVER),)
    others = len(problem.depots) + len(problem.chargers)
    return (*found, *[ALWAYS] * others)


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
    for rule in rules:
        for index in rule.stops:
            stop = problem.stops[index]
            service_s = work_s(stop, stop.load)
            answer[index] = without(answer[index], rule.closed, service_s)
        for index in rule.unload_sites:
            node = len(problem.stops) + index
            service_s = problem.unload_sites[index].service_s
            answer[node] = without(answer[node], rule.closed, service_s)
        for index in range(len(problem.chargers)):
            if index in rule.chargers:
                # How long charging takes is not known: a second at least.
                node = len(answer) - len(problem.chargers) + index
                answer[node] = without(answer[node], rule.closed, 1)
    return tuple(answer)


def opens_in(windows: Windows, shift: TimeWindow) -> bool:
    """Return whether work of a second or more may be done at some time of a shift."""
    return any(
        start_s < shift.end_s and end_s >= shift.start_s for start_s, end_s in windows
    )


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
