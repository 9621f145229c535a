"""Windows and pauses as regions of a search's memory."""

import numpy as np

from routing.engines.lns.fields import PAUSE_WIDTH, UNLIMITED, Ints
from routing.vrp.features import RoutingFeature, features_of
from routing.vrp.view import ProblemView
from routing.vrp.windows import Windows

RICH_FEATURES = frozenset(
    {
        RoutingFeature.MULTIPLE_WINDOWS,
        RoutingFeature.ACCESS_RULES,
        RoutingFeature.TIME_DEPENDENT,
        RoutingFeature.BREAKS,
        RoutingFeature.SOFT_WINDOWS,
    }
)
"""What needs a day to be worked out visit by visit."""


def is_rich(view: ProblemView) -> bool:
    """Whether days have to be worked out visit by visit."""
    by_load = any(site.service_s_per_1000 for site in view.problem.unload_sites)
    features = features_of(view.problem)
    many = any(len(site.time_windows) > 1 for site in view.problem.unload_sites)
    return by_load or many or bool(features & RICH_FEATURES)


def is_released(view: ProblemView) -> bool:
    """Whether trips wait for releases."""
    return any(stop.release_s for stop in view.problem.stops)


def window_sets(view: ProblemView) -> tuple[Ints, list[int]]:
    """Return the windows per set, node and number, and the set per vehicle type.

    A stop with soft windows has them as given.
    """
    found: dict[int, int] = {}
    sets: list[list[Windows]] = []
    numbers = []
    for kind in range(len(view.problem.vehicle_types)):
        windows = view.windows(kind)
        if id(windows) not in found:
            found[id(windows)] = len(sets)
            nodes = range(view.location.size)
            sets.append([_windows_at(view, windows, node) for node in nodes])
        numbers.append(found[id(windows)])
    most = max(len(windows) for rows in sets for windows in rows)
    padded = [[[*w, *[w[-1]] * (most - len(w))] for w in rows] for rows in sets]
    return np.minimum(np.array(padded, dtype=np.int64), UNLIMITED), numbers


def _windows_at(view: ProblemView, windows: tuple[Windows, ...], node: int) -> Windows:
    if node < view.num_stops:
        is_soft = view.problem.stops[node].late_cost_fen_per_min is not None
        return view.raw_windows[node] if is_soft else windows[node]
    return windows[node] if node < len(windows) else ((0, UNLIMITED),)


def pause_rows(view: ProblemView) -> Ints:
    """Return the pauses per vehicle type, shape (types, most, 3); 0 s for none."""
    fleet = view.problem.vehicle_types
    most = max(len(vehicle.breaks) for vehicle in fleet)
    answer = np.zeros((len(fleet), most, PAUSE_WIDTH), dtype=np.int64)
    for kind, vehicle in enumerate(fleet):
        for index, pause in enumerate(vehicle.breaks):
            row = pause.earliest_s, pause.latest_s, pause.duration_s
            answer[kind, index] = row
    return answer
