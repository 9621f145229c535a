"""The times at which the vehicles of an OR-Tools model may work where."""

from itertools import pairwise
from typing import Any

from routing.engines.ortools_frame import CLOCK, ModelFrame
from routing.engines.ortools_loads import zeros
from routing.vrp.costs import PARTS_PER_FEN
from routing.vrp.problem import TimeWindow
from routing.vrp.windows import Windows, merged_windows

LATE_PARTS = PARTS_PER_FEN // 60
"""Parts of a fen per minute, for each second."""


def add_windows(model: ModelFrame, last_s: int) -> None:
    """Restrict the clock at every stop and copy to the windows of its vehicle.

    At chargers it is the start of charging; how long it lasts is left to the times
    the answer gets. Windows open to any vehicle bound the clock itself, which the
    search looks at first; what is closed to some only is a constraint on both.
    """
    clock, layout = model.dimension(CLOCK), model.layout
    fleet = layout.vehicles
    windows = {kind: layout.view.windows(kind) for kind in set(fleet)}
    for node, index in zip(layout.nodes.tolist(), model.place_indices, strict=False):
        by_kind = {kind: of_kind[node] for kind, of_kind in windows.items()}
        common = _union(set(by_kind.values()))
        cumul = clock.CumulVar(index)
        if not _restrict(cumul, common, last_s):
            model.routing.ActiveVar(index).SetValue(0)
            continue
        for narrow in set(by_kind.values()) - {common}:
            some = [v for v, kind in enumerate(fleet) if by_kind[kind] == narrow]
            _close(model.solver, model.routing.VehicleVar(index), cumul, some, narrow)
    _add_lateness(model, last_s)


def _restrict(cumul: Any, windows: Windows, last_s: int) -> bool:
    """Keep a time within windows; return whether there is any such time."""
    first_s, last_s = cumul.Min(), min(cumul.Max(), last_s)
    possible = [(max(s, first_s), min(e, last_s)) for s, e in windows]
    possible = [(start_s, end_s) for start_s, end_s in possible if start_s <= end_s]
    if possible:
        cumul.SetRange(possible[0][0], possible[-1][1])
        for low_s, high_s in _gaps(tuple(possible)):
            cumul.RemoveInterval(low_s, high_s)
    return bool(possible)


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


def _add_lateness(model: ModelFrame, last_s: int) -> None:
    """Price late starts: past the only window, or past each of several."""
    clock = model.dimension(CLOCK)
    several = []
    for position, index in zip(model.layout.stops, model.stop_indices, strict=True):
        stop = model.problem.stops[position]
        price = LATE_PARTS * (stop.late_cost_fen_per_min or 0)
        windows = merged_windows(stop.time_windows)
        if not price or not stop.time_windows:
            continue
        if len(windows) == 1:
            units = model.units(price)
            clock.SetCumulVarSoftUpperBound(index, windows[0][1], units)
        else:
            several.append((index, windows, price))
    if several:
        _add_sawtooth(model, several, last_s)


def _add_sawtooth(
    model: ModelFrame, several: list[tuple[int, Windows, int]], last_s: int
) -> None:
    """Price the time since the last window before each start.

    A dimension sums up the prices, by its slack; its span is what is paid.
    """
    most = last_s * max(price for _, _, price in several)
    total = most * len(several)
    model.routing.AddDimension(model.unary(zeros(model)), most, total, True, "late")
    late, clock = model.dimension("late"), model.dimension(CLOCK)
    late.SetSpanCostCoefficientForAllVehicles(model.units(1) or 1)
    priced = {index for index, _, _ in several}
    starts = [model.routing.Start(vehicle) for vehicle in range(len(model.types))]
    for index in [*starts, *model.place_indices]:
        if index not in priced:
            late.SlackVar(index).SetValue(0)
    solver = model.solver
    for index, windows, price in several:
        begins = clock.CumulVar(index)
        teeth = []
        for number, (start_s, end_s) in enumerate(windows):
            later = windows[number + 1 :]
            until_s = later[0][0] - 1 if later else last_s
            here = solver.IsBetweenVar(begins, start_s, until_s)
            teeth.append(here * solver.Max(begins - end_s, 0))
        since = solver.Sum([tooth.Var() for tooth in teeth])
        paid = late.SlackVar(index)
        model.solver.Add(paid >= since * price)
