"""The time of a routing model: shifts, windows, prices of time, release, breaks."""

from typing import Any

from ortools.constraint_solver import pywrapcp

from routing.engines.ortools_frame import CLOCK, NEVER_S, ModelFrame
from routing.engines.ortools_loads import load_name, used_columns, zeros
from routing.engines.ortools_windows import add_windows
from routing.vrp.costs import DURATION_PARTS
from routing.vrp.parts import DrivingRest
from routing.vrp.problem import VehicleType
from routing.vrp.view import CLOSED


def add_time(model: ModelFrame) -> None:
    """Add the working time, or the time of day where anybody may have to wait."""
    if model.has_clock:
        _add_clock(model)
    else:
        _add_working_time(model)
    _price_time(model)


def time_evaluators(model: ModelFrame) -> list[int]:
    """Return, per vehicle, what driving and work on an arc take."""

    def register(kind: int) -> int:
        metres, seconds = model.travel(kind)
        seconds = seconds + model.work_s[:, None]
        seconds[(metres >= CLOSED) | (seconds > NEVER_S)] = NEVER_S
        return model.matrix(seconds)

    return model.per_vehicle(register)


def _add_working_time(model: ModelFrame) -> None:
    """Limit time where nobody ever waits: the shift is a budget of seconds."""
    budgets = [longest_day_s(vehicle) for vehicle in model.types]
    model.routing.AddDimensionWithVehicleTransitAndCapacity(
        time_evaluators(model), 0, budgets, True, CLOCK
    )


def longest_day_s(vehicle: VehicleType) -> int:
    """Return the most seconds between departure and return."""
    shift_s = vehicle.shift.end_s - vehicle.shift.start_s
    longest = vehicle.max_duration_s
    return shift_s if longest is None else min(shift_s, longest)


def _add_clock(model: ModelFrame) -> None:
    """Follow the time of day, with waiting, windows and flexible departure."""
    routing = model.routing
    ends = [vehicle.shift.end_s for vehicle in model.types]
    routing.AddDimensionWithVehicleTransitAndCapacity(
        time_evaluators(model), max(ends), ends, False, CLOCK
    )
    clock = model.dimension(CLOCK)
    for vehicle, kind in enumerate(model.types):
        start, end = routing.Start(vehicle), routing.End(vehicle)
        clock.CumulVar(start).SetMin(kind.shift.start_s)
        clock.CumulVar(end).SetMin(kind.shift.start_s)
        # Waiting at the depot is leaving later.
        clock.SlackVar(start).SetValue(0)
        if kind.max_duration_s is not None:
            clock.SetSpanUpperBoundForVehicle(kind.max_duration_s, vehicle)
        routing.AddVariableMinimizedByFinalizer(clock.CumulVar(end))
    add_windows(model, max(ends))
    _add_unloading_work(model)
    _add_release(model, max(ends))
    _add_breaks(model)
    _add_rests(model)


def _price_time(model: ModelFrame) -> None:
    """Price overtime and, where the clock does it, every second."""
    clock = model.dimension(CLOCK)
    for vehicle, kind in enumerate(model.types):
        per_s = DURATION_PARTS * kind.unit_duration_cost_fen_per_h
        if model.has_clock and model.prices_waiting and per_s:
            clock.SetSpanCostCoefficientForVehicle(model.units(per_s), vehicle)
        if kind.overtime is not None:
            price = model.units(DURATION_PARTS * kind.overtime.unit_cost_fen_per_h)
            bound = pywrapcp.BoundCost(kind.overtime.regular_s, price)
            clock.SetSoftSpanUpperBoundForVehicle(bound, vehicle)


def unloading_s(model: ModelFrame, copy: int) -> Any:
    """Return seconds of work at a copy: a number, or an expression of the load."""
    site = model.problem.unload_sites[model.layout.sites[copy]]
    if not site.service_s_per_1000 or 0 not in used_columns(model):
        return site.service_s
    arriving = model.dimension(load_name(0)).CumulVar(model.copy_indices[copy])
    thousandths = arriving * site.service_s_per_1000 + 999
    return thousandths // 1000 + site.service_s


def _add_unloading_work(model: ModelFrame) -> None:
    """Keep a vehicle at a site as long as its load asks for."""
    clock = model.dimension(CLOCK)
    for copy, index in enumerate(model.copy_indices):
        work = unloading_s(model, copy)
        fixed_s = model.problem.unload_sites[model.layout.sites[copy]].service_s
        if not isinstance(work, int):
            model.solver.Add(clock.SlackVar(index) + fixed_s >= work)


def _add_release(model: ModelFrame, last_s: int) -> None:
    """Let no trip leave before all that it fetches is ready.

    A dimension carries the moment at which the trip began: it is constant along
    a trip and moves on, by its slack, only where work at an unloading ends.
    """
    stops = [model.problem.stops[stop] for stop in model.layout.stops]
    if not any(stop.release_s for stop in stops):
        return
    routing, clock = model.routing, model.dimension(CLOCK)
    routing.AddDimension(model.unary(zeros(model)), last_s, last_s, False, "trip")
    trip = model.dimension("trip")
    for stop, index in zip(stops, model.stop_indices, strict=True):
        trip.CumulVar(index).SetMin(min(stop.release_s, last_s))
        if stop.release_s > last_s:
            routing.ActiveVar(index).SetValue(0)
    for index in model.stop_indices + model.charger_indices:
        trip.SlackVar(index).SetValue(0)
    for copy, index in enumerate(model.copy_indices):
        begins = trip.CumulVar(index) + trip.SlackVar(index)
        model.solver.Add(begins <= clock.CumulVar(index) + unloading_s(model, copy))
    for vehicle in range(len(model.types)):
        start = routing.Start(vehicle)
        trip.SlackVar(start).SetValue(0)
        model.solver.Add(trip.CumulVar(start) <= clock.CumulVar(start))


def _add_breaks(model: ModelFrame) -> None:
    """Give each vehicle its pauses, where they are due.

    The library may put a pause into the middle of a way.
    """
    clock, solver = model.dimension(CLOCK), model.solver
    if not any(kind.breaks for kind in model.types):
        return
    nodes = [model.manager.IndexToNode(i) for i in range(model.routing.Size())]
    work_s = model.work_s[nodes].tolist()
    for vehicle, kind in enumerate(model.types):
        intervals = []
        start = clock.CumulVar(model.routing.Start(vehicle))
        end = clock.CumulVar(model.routing.End(vehicle))
        for number, pause in enumerate(kind.breaks):
            if pause.duration_s <= 0:
                continue
            name = f"break {vehicle} {number}"
            interval = solver.FixedDurationIntervalVar(
                pause.earliest_s, pause.latest_s, pause.duration_s, True, name
            )
            left = solver.IsLessCstVar(start, pause.latest_s)
            still_out = solver.IsGreaterCstVar(end, pause.latest_s)
            solver.Add(interval.PerformedExpr() >= left + still_out - 1)
            intervals.append(interval)
        if intervals:
            clock.SetBreakIntervalsOfVehicle(intervals, vehicle, work_s)


def _add_rests(model: ModelFrame) -> None:
    """Let nobody drive too long without a rest.

    For each rule a dimension counts down the driving that is left; it is filled
    up again, by its slack, where the vehicle stays long enough after its work.
    """
    rules = {
        kind.driving_rest
        for kind in model.types
        if kind.driving_rest is not None
        and kind.driving_rest.max_driving_s < longest_day_s(kind)
    }
    ordered = sorted(rules, key=lambda rule: (rule.max_driving_s, rule.rest_s))
    for number, rule in enumerate(ordered):
        members = [kind.driving_rest == rule for kind in model.types]
        name = f"driving {number}"
        most = rule.max_driving_s
        model.routing.AddDimensionWithVehicleTransitAndCapacity(
            _driving_evaluators(model, rule),
            most,
            [most] * len(members),
            False,
            name,
        )
        left, clock = model.dimension(name), model.dimension(CLOCK)
        for vehicle in range(len(members)):
            start = model.routing.Start(vehicle)
            left.CumulVar(start).SetValue(most)
            left.SlackVar(start).SetValue(0)
        for position, index in enumerate(model.place_indices):
            refilled = left.SlackVar(index)
            rests = model.solver.IsGreaterCstVar(refilled, 0)
            model.solver.Add(left.CumulVar(index) + refilled <= most)
            model.solver.Add(left.CumulVar(index) + refilled >= most * rests)
            model.routing.AddVariableMinimizedByFinalizer(rests)
            stays = clock.SlackVar(index) - _extra_work(model, position)
            model.solver.Add(stays >= rule.rest_s * rests)


def _extra_work(model: ModelFrame, position: int) -> Any:
    """Return the seconds of work at a place that the clock's transit leaves out."""
    copy = position - model.layout.num_stops
    if not 0 <= copy < model.layout.num_copies:
        return 0
    fixed_s = model.problem.unload_sites[model.layout.sites[copy]].service_s
    return unloading_s(model, copy) - fixed_s


def _driving_evaluators(model: ModelFrame, rule: DrivingRest) -> list[int]:
    def register(kind: int) -> int:
        if model.problem.vehicle_types[kind].driving_rest != rule:
            return model.unary(zeros(model))
        metres, seconds = model.travel(kind)
        seconds[(metres >= CLOSED) | (seconds > NEVER_S)] = NEVER_S
        return model.matrix(-seconds)

    return model.per_vehicle(register)
