"""What counts besides money in a routing model: equal days, compact routes."""

from typing import Any

import numpy as np

from routing.engines.ortools_clock import longest_day_s, time_evaluators
from routing.engines.ortools_frame import NEVER_S, ModelFrame
from routing.engines.ortools_loads import zeros
from routing.vrp.costs import DISTANCE_PARTS, DURATION_PARTS
from routing.vrp.view import CLOSED, Ints


def add_weights(model: ModelFrame) -> None:
    """Price unequal days, and stops far from the centres of their routes."""
    if model.problem.objective.balance_fen_per_h:
        _price_unequal_days(model)
    if model.problem.objective.compactness_fen_per_km and model.knows_centres:
        _price_scattered_stops(model)


def _price_unequal_days(model: ModelFrame) -> None:
    """Price the seconds between the longest and the shortest of the days driven.

    A dimension that stands still holds them: its last values are bounded softly.
    Days are counted without waiting, so that the order of visits alone says how
    long they are; of days still to be timed the library would try one spread
    after another.
    """
    routing, solver = model.routing, model.solver
    most_s = sum(map(longest_day_s, model.types))
    routing.AddDimensionWithVehicleTransitAndCapacity(
        time_evaluators(model), 0, [NEVER_S] * len(model.types), True, "work"
    )
    routing.AddDimension(model.unary(zeros(model)), 0, most_s, False, "spread")
    work, spread = model.dimension("work"), model.dimension("spread")
    long, short = [], []
    for vehicle in range(len(model.types)):
        day_s = work.CumulVar(routing.End(vehicle))
        is_used = routing.ActiveVehicleVar(vehicle)
        long.append((day_s * is_used).Var())
        short.append((day_s + (1 - is_used) * most_s).Var())
    apart = solver.Max(long) - solver.Min(short)
    weight = DURATION_PARTS * model.problem.objective.balance_fen_per_h
    # Bounds of vehicles that stay at home cost nothing: the first one used pays.
    before: list[Any] = []
    for vehicle in range(len(model.types)):
        end = routing.End(vehicle)
        paid = apart - most_s * solver.Sum(before) if before else apart
        solver.Add(spread.CumulVar(end) >= paid)
        spread.SetCumulVarSoftUpperBound(end, 0, model.units(weight))
        before.append(routing.ActiveVehicleVar(vehicle))


def _price_scattered_stops(model: ModelFrame) -> None:
    """Price the metres from all stops of a route to the best of them, its centre.

    A dimension that stands still holds them, as for unequal days.
    """
    routing, price = model.routing, model.problem.objective.compactness_fen_per_km
    ways = {kind: _ways_between_stops(model, kind) for kind in model.layout.vehicles}
    most_m = sum(int(way.sum(axis=0).max(initial=0)) for way in ways.values()) + 1
    routing.AddDimension(model.unary(zeros(model)), 0, most_m, False, "scatter")
    scatter = model.dimension("scatter")
    for vehicle, kind in enumerate(model.layout.vehicles):
        end = routing.End(vehicle)
        metres = _scatter_m(model, vehicle, ways[kind], most_m)
        model.solver.Add(scatter.CumulVar(end) >= metres)
        scatter.SetCumulVarSoftUpperBound(end, 0, model.units(DISTANCE_PARTS * price))


def _ways_between_stops(model: ModelFrame, kind: int) -> Ints:
    stops = model.layout.stops
    metres = model.view.distance_m(kind, stops[:, None], stops[None, :])
    longest = int(metres[metres < CLOSED].max(initial=0))
    return np.minimum(metres, longest)


def _scatter_m(model: ModelFrame, vehicle: int, ways: Ints, most_m: int) -> Any:
    """Return the metres between the stops of a vehicle and its centre; 0 unused."""
    solver, routing = model.solver, model.routing
    here = [
        solver.IsEqualCstVar(routing.VehicleVar(index), vehicle)
        for index in model.stop_indices
    ]
    sums = [
        (solver.ScalProd(here, column) + (1 - is_centre) * most_m).Var()
        for is_centre, column in zip(here, ways.T.tolist(), strict=True)
    ]
    # Without stops there is no centre, and every sum is the same.
    any_here = solver.Max(here)
    return (solver.Min(sums) - (1 - any_here) * most_m).Var()
