"""The times at which the vehicles of an OR-Tools model may work where."""

from itertools import pairwise
from typing import Any

from routing.engines.ortools_layout import Layout
from routing.vrp.problem import TimeWindow
from routing.vrp.windows import Windows, merged_windows


def add_windows(routing: Any, layout: Layout, indices: list[int], last_s: int) -> None:
    """Restrict the clock at every stop and copy to the windows of its vehicle.

    Those open to any vehicle bound the clock itself, which the search looks at
    first; what is closed to some vehicles only is a constraint on both.
    """
    clock = routing.GetDimensionOrDie("time")
    fleet = layout.vehicles
    windows = {kind: layout.view.windows(kind) for kind in set(fleet)}
    for node, index in zip(layout.nodes.tolist(), indices, strict=False):
        by_kind = {kind: of_kind[node] for kind, of_kind in windows.items()}
        common = _union(set(by_kind.values()))
        cumul = clock.CumulVar(index)
        cumul.SetRange(common[0][0], min(common[-1][1], last_s))
        for low_s, high_s in _gaps(common):
            cumul.RemoveInterval(low_s, high_s)
        for narrow in set(by_kind.values()) - {common}:
            some = [
                v for v, kind in enumerate(layout.vehicles) if by_kind[kind] == narrow
            ]
            _close(routing.solver(), routing.VehicleVar(index), cumul, some, narrow)


def _union(several: set[Windows]) -> Windows:
    if len(several) == 1:
        return next(iter(several))
    return merged_windows(
        TimeWindow(*window) for windows in several for window in windows
    )


def _gaps(windows: Windows) -> list[tuple[int, int]]:
    return [(end_s + 1, start_s - 1) for (_, end_s), (start_s, _) in pairwise(windows)]


def _close(
    solver: Any, vehicle: Any, cumul: Any, some: list[int], windows: Windows
) -> None:
    """Keep some vehicles from a node outside their windows."""
    first_s, last_s = cumul.Min(), cumul.Max()
    if windows[0][0] > last_s:
        for one in some:
            vehicle.RemoveValue(one)
        return
    before, after = (first_s, windows[0][0] - 1), (windows[-1][1] + 1, last_s)
    comes = solver.IsMemberVar(vehicle, some)
    for low_s, high_s in (before, *_gaps(windows), after):
        if low_s <= high_s:
            solver.Add(comes + solver.IsBetweenVar(cumul, low_s, high_s) <= 1)
