"""Counts along a route: ways, trips, stops, places in the sequence."""

import numpy as np

from routing.engines.ortools_frame import ModelFrame
from routing.vrp.view import CLOSED, Ints


def add_limits(model: ModelFrame) -> None:
    """Add the longest way, the most trips and stops, and places in the sequence."""
    _add_longest_way(model)
    _add_most_trips(model)
    _add_most_stops(model)
    _add_last_places(model)


def _add_longest_way(model: ModelFrame) -> None:
    longest = [vehicle.max_distance_m for vehicle in model.types]
    if any(limit is not None for limit in longest):
        evaluators = model.per_vehicle(lambda kind: model.matrix(model.travel(kind)[0]))
        limits = [CLOSED if limit is None else limit for limit in longest]
        model.routing.AddDimensionWithVehicleTransitAndCapacity(
            evaluators, 0, limits, True, "way"
        )


def _add_most_trips(model: ModelFrame) -> None:
    most = [vehicle.max_trips for vehicle in model.types]
    if any(limit is not None for limit in most):
        layout = model.layout
        counts = np.zeros(len(layout.nodes), dtype=np.int64)
        counts[layout.num_stops : layout.num_stops + layout.num_copies] = 1
        limits = [layout.num_copies if limit is None else limit for limit in most]
        model.routing.AddDimensionWithVehicleCapacity(
            model.unary(counts), 0, limits, True, "trips"
        )


def _add_most_stops(model: ModelFrame) -> None:
    """Count the stops from the start of a route, for limits and first places."""
    most = [vehicle.max_stops for vehicle in model.types]
    ranks = _ranks(model)
    if all(limit is None for limit in most) and all(
        rank < 0 for rank in ranks.values()
    ):
        return
    total = model.layout.num_stops
    limits = [total if limit is None else limit for limit in most]
    model.routing.AddDimensionWithVehicleCapacity(
        model.unary(_one_per_stop(model)), 0, limits, True, "stops"
    )
    count = model.dimension("stops")
    for index, rank in ranks.items():
        if rank >= 0:
            count.CumulVar(index).SetValue(min(rank, total))


def _add_last_places(model: ModelFrame) -> None:
    """Count the stops down to the end of a route, for places from the last on."""
    ranks = {index: rank for index, rank in _ranks(model).items() if rank < 0}
    if not ranks:
        return
    total = model.layout.num_stops
    model.routing.AddDimension(
        model.unary(-_one_per_stop(model)), 0, total, False, "stops left"
    )
    count = model.dimension("stops left")
    for vehicle in range(len(model.types)):
        count.CumulVar(model.routing.End(vehicle)).SetValue(0)
    for index, rank in ranks.items():
        if -rank <= total:
            count.CumulVar(index).SetValue(-rank)
        else:
            model.routing.ActiveVar(index).SetValue(0)


def _ranks(model: ModelFrame) -> dict[int, int]:
    answer = {}
    for position, index in zip(model.layout.stops, model.stop_indices, strict=True):
        rank = model.problem.stops[position].rank
        if rank is not None:
            answer[index] = rank
    return answer


def _one_per_stop(model: ModelFrame) -> Ints:
    counts = np.zeros(len(model.layout.nodes), dtype=np.int64)
    counts[: model.layout.num_stops] = 1
    return counts
