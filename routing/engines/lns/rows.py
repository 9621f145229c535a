"""Stops, sites and vehicle types as rows of a search's memory."""

from dataclasses import replace
from itertools import permutations

import numpy as np

from routing.engines.lns.fields import (
    CLOSED,
    N_CLOSE,
    N_LATE,
    N_LOAD,
    N_MASK,
    N_OPEN,
    N_PRIZE,
    N_RATE,
    N_RELEASE,
    N_SERVICE,
    N_WEIGHT,
    N_ZONE,
    UNLIMITED,
    Floats,
    Ints,
)
from routing.vrp.costs import DISTANCE_PARTS, DURATION_PARTS, PARTS_PER_FEN
from routing.vrp.problem import Stop, UnloadSite, VehicleType, work_s
from routing.vrp.view import ProblemView

LATE_PARTS = PARTS_PER_FEN // 60
"""Parts a second of a fen a minute."""


def node_rows(view: ProblemView) -> Ints:
    """Return a row per node: stops, unloading sites, depots."""
    stops, sites = view.problem.stops, view.problem.unload_sites
    classes = _classes(view)
    width = N_LOAD + len(view.problem.dimensions)
    rows = np.zeros((view.location.size, width), dtype=np.int64)
    rows[:, N_OPEN], rows[:, N_CLOSE] = _hulls(view)
    if view.paces is not None:
        rows[:, N_ZONE] = view.zone
    for index in range(view.num_stops + view.num_sites):
        if index < view.num_stops:
            stop = stops[index]
            rows[index, N_SERVICE] = work_s(stop, stop.load)
            rows[index, N_RELEASE] = stop.release_s
            rows[index, N_MASK] = any(stop.load) << classes[stop.commodity]
            rows[index, N_WEIGHT] = 1 + stop.priority if stop.required else 0
            rows[index, N_PRIZE] = view.prize_fen[index] * PARTS_PER_FEN
            late = stop.late_cost_fen_per_min
            rows[index, N_LATE] = -1 if late is None else late * LATE_PARTS
            rows[index, N_LOAD:] = stop.load
        else:
            site = sites[index - view.num_stops]
            rows[index, N_SERVICE] = site.service_s
            rows[index, N_RATE] = site.service_s_per_1000
            accepted = site.commodities
            for commodity, bit in classes.items():
                if accepted is None or commodity in accepted:
                    rows[index, N_MASK] |= 1 << bit
    return rows


def _hulls(view: ProblemView) -> tuple[Ints, Ints]:
    """Return first and last start of work per node, for any vehicle type."""
    arrays = [view.window_arrays(k) for k in range(len(view.problem.vehicle_types))]
    arrays = list({id(pair[0]): pair for pair in arrays}.values())
    opens = np.min([starts.min(axis=1) for starts, _ in arrays], axis=0)
    closes = np.max([ends.max(axis=1) for _, ends in arrays], axis=0)
    return np.maximum(opens, 0), np.minimum(closes, UNLIMITED)


def _classes(view: ProblemView) -> dict[str, int]:
    """Return a bit per commodity; those that all sites treat alike share one."""
    alike: dict[tuple[bool, ...], int] = {}
    answer: dict[str, int] = {}
    for stop in view.problem.stops:
        if stop.commodity not in answer:
            key = tuple(
                site.commodities is None or stop.commodity in site.commodities
                for site in view.problem.unload_sites
            )
            answer[stop.commodity] = alike.setdefault(key, len(alike))
    return answer


def kind_rows(view: ProblemView, profiles: list[int]) -> Ints:
    """Return a row per vehicle type; the columns of its slots are left at 0."""
    rows = []
    for number, vehicle in enumerate(view.problem.vehicle_types):
        start, end = view.depot_nodes(number)
        longest_s = vehicle.shift.end_s - vehicle.shift.start_s
        most = vehicle.max_load or [UNLIMITED] * len(vehicle.capacity)
        if not view.num_sites:
            most = [min(pair) for pair in zip(most, vehicle.capacity, strict=True)]
        row = [
            start,
            end,
            vehicle.shift.start_s,
            vehicle.shift.end_s,
            _limit(vehicle.max_duration_s, longest_s),
            _limit(vehicle.max_distance_m, CLOSED - 1),
            _limit(vehicle.max_trips),
            _limit(vehicle.max_stops),
            int(vehicle.returns_empty),
            profiles[number],
            *[0] * 4,
            *vehicle.capacity,
            *most,
        ]
        rows.append(row)
    return np.array(rows, dtype=np.int64)


def _limit(value: int | None, most: int = UNLIMITED) -> int:
    return most if value is None else min(value, most)


def price_rows(view: ProblemView) -> Floats:
    """Return the prices per vehicle type, in parts."""
    return np.array([_prices(view, kind) for kind in view.problem.vehicle_types])


def _prices(view: ProblemView, vehicle: VehicleType) -> list[float]:
    """Return the prices of a type; a metre always costs something."""
    per_g = view.problem.objective.carbon_price_fen_per_t * PARTS_PER_FEN / 1e9
    per_m = DISTANCE_PARTS * vehicle.unit_distance_cost_fen_per_km
    per_s = DURATION_PARTS * vehicle.unit_duration_cost_fen_per_h
    overtime = vehicle.overtime
    return [
        float(PARTS_PER_FEN * vehicle.fixed_cost_fen),
        per_m + per_g * vehicle.emission_g_per_km if per_m or per_s else 1.0,
        float(per_s),
        float(UNLIMITED if overtime is None else overtime.regular_s),
        float(DURATION_PARTS * overtime.unit_cost_fen_per_h if overtime else 0),
    ]


def allowed_rows(view: ProblemView) -> Ints:
    """Return whether a vehicle type may serve a stop, shape (stops, types).

    0 where it may not, else 1 and what it weighs because the stop's home is another.
    """
    answer = view.eligible.astype(np.int64)
    for row, stop in enumerate(view.problem.stops):
        only = stop.vehicle_types
        if only is not None:
            barred = [kind for kind in range(answer.shape[1]) if kind not in only]
            answer[row, barred] = 0
    answer[answer > 0] += view.away.astype(np.int64)[answer > 0]
    return answer


def alike_rows(view: ProblemView) -> Ints:
    """Return whether a type differs from another by its room and its prices only.

    Shape (types, types). Nowhere, where there are unloading sites or choices.
    """
    kinds = view.problem.vehicle_types
    answer = np.zeros((len(kinds), len(kinds)), dtype=np.int64)
    if view.num_sites or view.problem.choices:
        return answer
    allowed = allowed_rows(view)
    plain = [
        replace(
            kind,
            name="",
            num_available=0,
            capacity=kinds[0].capacity,
            max_load=None,
            fixed_cost_fen=0,
            unit_distance_cost_fen_per_km=0,
            unit_duration_cost_fen_per_h=0,
            overtime=None,
            emission_g_per_km=0,
        )
        for kind in kinds
    ]
    for one, other in permutations(range(len(kinds)), 2):
        if plain[one] == plain[other]:
            answer[one, other] = np.array_equal(allowed[:, one], allowed[:, other])
    return answer


def times_matter(view: ProblemView) -> bool:
    """Whether anything depends on times."""
    problem = view.problem
    places: tuple[Stop | UnloadSite, ...] = (*problem.stops, *problem.unload_sites)
    if any(place.time_windows for place in places):
        return True
    return any(
        vehicle.max_duration_s is not None
        or vehicle.unit_duration_cost_fen_per_h
        or vehicle.overtime is not None
        or _could_be_late(view, vehicle)
        for vehicle in problem.vehicle_types
    )


def _could_be_late(view: ProblemView, vehicle: VehicleType) -> bool:
    """Whether the longest conceivable day is longer than the shift."""
    longest_s = int(view.problem.tables[vehicle.profile].duration_s.max(initial=0))
    day_s = (2 * view.num_stops + 2) * longest_s + int(view.service_s.sum())
    return day_s > vehicle.shift.end_s - vehicle.shift.start_s
