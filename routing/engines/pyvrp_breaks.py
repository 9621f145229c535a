"""Breaks for PyVRP, which has none: the time they take is taken out of the day.

It plans by a clock that stands still during breaks. Where all vehicles pause at
the same times, windows and releases are told by that clock: what begins when a
break is surely over comes earlier by its length, and what ends when it may have
been taken ends earlier by as much. Shifts and limits are shorter by the breaks
that are due on a whole shift. The days of the answer are then planned anew with
their breaks, exactly, and what they no longer hold is put elsewhere
(``routing.vrp.assemble``).
"""

from collections.abc import Sequence
from dataclasses import replace

from routing.vrp.parts import Break
from routing.vrp.problem import RoutingProblem, TimeWindow, VehicleType


def without_breaks(problem: RoutingProblem) -> RoutingProblem:
    """Return the problem by a clock without breaks; itself where there are none."""
    types = problem.vehicle_types
    if not any(vehicle.breaks for vehicle in types):
        return problem
    shared = {vehicle.breaks for vehicle in types if vehicle.num_available}
    breaks = next(iter(shared)) if len(shared) == 1 else ()
    return replace(
        problem,
        vehicle_types=tuple(_shortened(vehicle) for vehicle in types),
        unload_sites=tuple(
            replace(site, time_windows=_worked(site.time_windows, breaks))
            for site in problem.unload_sites
        ),
        stops=tuple(
            replace(
                stop,
                time_windows=_worked(stop.time_windows, breaks),
                release_s=stop.release_s - _over_s(breaks, stop.release_s),
            )
            for stop in problem.stops
        ),
    )


def _shortened(vehicle: VehicleType) -> VehicleType:
    """Return a vehicle whose day is shorter by the breaks due on its whole shift."""
    shift, overtime = vehicle.shift, vehicle.overtime
    pause_s = sum(
        item.duration_s
        for item in vehicle.breaks
        if shift.start_s < item.latest_s < shift.end_s
    )
    if overtime is not None:
        overtime = replace(overtime, regular_s=max(0, overtime.regular_s - pause_s))
    longest_s = vehicle.max_duration_s
    return replace(
        vehicle,
        breaks=(),
        shift=TimeWindow(shift.start_s, max(shift.start_s, shift.end_s - pause_s)),
        max_duration_s=None if longest_s is None else max(0, longest_s - pause_s),
        overtime=overtime,
    )


def _worked(
    windows: Sequence[TimeWindow], breaks: Sequence[Break]
) -> tuple[TimeWindow, ...]:
    """Return windows by the clock without breaks, whenever these are taken."""
    found = []
    for window in windows:
        start_s = window.start_s - _over_s(breaks, window.start_s)
        begun_s = sum(b.duration_s for b in breaks if b.earliest_s < window.end_s)
        found.append(TimeWindow(start_s, max(start_s, window.end_s - begun_s)))
    return tuple(found)


def _over_s(breaks: Sequence[Break], moment_s: int) -> int:
    """Return how long the breaks take that are surely over at a moment."""
    return sum(b.duration_s for b in breaks if b.latest_s + b.duration_s <= moment_s)
