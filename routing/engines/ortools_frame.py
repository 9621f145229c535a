"""What all parts of an OR-Tools routing model share: indices, arcs, prices."""

from collections.abc import Callable, Iterable
from typing import Any

import numpy as np
from numpy.typing import NDArray
from ortools.constraint_solver import pywrapcp

from routing.engines.ortools_layout import Layout
from routing.engines.ortools_times import ExpectedTimes
from routing.vrp.costs import DISTANCE_PARTS, DURATION_PARTS, PARTS_PER_FEN
from routing.vrp.features import is_committed
from routing.vrp.problem import VehicleType
from routing.vrp.view import CLOSED, Ints

LARGEST_COST = 10**18
"""All penalties together stay below this, so that sums fit 64 bits."""

NEVER_S = 4 * 10**8
"""Travel time of a closed arc: longer than any shift."""

GRAM_METRES = 10**9
"""Gram metres per kilometre in one tonne kilometre: a price per tonne of CO2
times grams per kilometre times metres, over this, is fen."""

MOST_CENTRE_TERMS = 20_000
"""Pairs of stops times vehicles up to which routes have centres in the model."""

CLOCK = "time"


class ModelFrame:
    """An OR-Tools model without rules yet, and what adding them needs.

    Attributes
    ----------
    layout, times
        What the nodes stand for; durations of the arcs.
    types
        Vehicle type per vehicle of the model.
    manager, routing, solver
        The OR-Tools objects; the model is not closed yet.
    stop_indices, copy_indices, charger_indices
        Index of each stop, copy of an unloading site and copy of a charger.
    work_s
        Seconds of work per node, as far as they do not depend on the load.
    prices_waiting
        Whether time is priced from departure to return, waiting included, or
        only where it is driven and worked.
    penalty
        Cost of an omission of weight 1, above that of any answer.
    scale
        Model units per part of a fen.
    """

    def __init__(
        self, layout: Layout, times: ExpectedTimes, *, prices_waiting: bool = True
    ) -> None:
        self.layout = layout
        self.times = times
        self.view = layout.view
        self.problem = layout.view.problem
        self.types = [layout.vehicle(v) for v in range(len(layout.vehicles))]
        # A priced span is minimised before it is known where a vehicle rests: the
        # library would try one second after another.
        resting = any(kind.driving_rest is not None for kind in self.types)
        self.prices_waiting = prices_waiting and not resting
        ends = [layout.ends(vehicle) for vehicle in range(len(self.types))]
        self.manager = pywrapcp.RoutingIndexManager(
            len(layout.nodes),
            len(self.types),
            [start for start, _ in ends],
            [end for _, end in ends],
        )
        self.routing = pywrapcp.RoutingModel(self.manager)
        self.solver = self.routing.solver()
        first = layout.num_stops + layout.num_copies
        places = [self.manager.NodeToIndex(node) for node in range(layout.num_places)]
        self.stop_indices = places[: layout.num_stops]
        self.copy_indices = places[layout.num_stops : first]
        self.charger_indices = places[first:]
        self.work_s = self._work_s()
        self.has_clock = self._needs_clock()
        self.scale, self.penalty = self._scales()

    @property
    def place_indices(self) -> list[int]:
        """Indices of all nodes that are no depots, in their order."""
        return self.stop_indices + self.copy_indices + self.charger_indices

    @property
    def knows_centres(self) -> bool:
        """Whether the model knows the centre of each route; few stops allow it."""
        return self.layout.num_stops**2 * len(self.types) <= MOST_CENTRE_TERMS

    @property
    def always_used(self) -> list[int]:
        """Vehicles that leave their depot whatever there is to do."""
        every = enumerate(self.types)
        return [vehicle for vehicle, kind in every if is_committed(kind)]

    def dimension(self, name: str) -> Any:
        """Return a dimension added before."""
        return self.routing.GetDimensionOrDie(name)

    def per_vehicle(self, register: Callable[[int], int]) -> list[int]:
        """Register one evaluator per vehicle type; return one per vehicle."""
        found = {kind: register(kind) for kind in sorted(set(self.layout.vehicles))}
        return [found[kind] for kind in self.layout.vehicles]

    def matrix(self, values: NDArray[np.int64]) -> int:
        """Register a transit per arc."""
        return int(self.routing.RegisterTransitMatrix(values.tolist()))

    def unary(self, values: NDArray[np.int64]) -> int:
        """Register a transit per node left."""
        return int(self.routing.RegisterUnaryTransitVector(values.tolist()))

    def travel(self, kind: int) -> tuple[Ints, Ints]:
        """Return metres and seconds of driving per arc."""
        nodes = self.layout.nodes
        metres = self.view.distance_m(kind, nodes[:, None], nodes[None, :])
        return metres, self.times.legs_s(kind)

    def units(self, parts: float) -> int:
        """Return a price in units of the model."""
        return round(parts * self.scale)

    def loads_of(self, vehicle: VehicleType) -> tuple[int, ...]:
        """Return what a vehicle carries when it sets out, per dimension."""
        size = len(self.problem.dimensions)
        return tuple(
            sum(item.load[column] for item in vehicle.on_board)
            for column in range(size)
        )

    def _work_s(self) -> Ints:
        """Return the seconds of work per node; at a site those without a load."""
        seconds = np.zeros(len(self.layout.nodes), dtype=np.int64)
        first = self.layout.num_stops + self.layout.num_copies
        seconds[:first] = self.view.service_s[self.layout.nodes[:first]]
        return seconds

    def _needs_clock(self) -> bool:
        """Whether the time of day matters, or anybody may have to wait."""
        problem = self.problem
        sites = problem.unload_sites
        return (
            any(stop.release_s for stop in problem.stops)
            or any(site.docks is not None or site.service_s_per_1000 for site in sites)
            or any(
                kind.breaks or kind.driving_rest or kind.energy for kind in self.types
            )
            or self._any_window(self.layout.nodes[: self.layout.num_places].tolist())
        )

    def _any_window(self, nodes: Iterable[int]) -> bool:
        """Whether a window of a node closes within any vehicle's shift."""
        first_s = min(vehicle.shift.start_s for vehicle in self.types)
        last_s = max(vehicle.shift.end_s for vehicle in self.types)
        if any(
            stop.late_cost_fen_per_min is not None and stop.time_windows
            for stop in self.problem.stops
        ):
            return True
        every = [self.view.windows(kind) for kind in set(self.layout.vehicles)]
        windows = {windows[node] for windows in every for node in nodes}
        return any(w[0][0] > first_s or w[0][1] < last_s for w in windows)

    def arc_costs(self, kind: int) -> NDArray[np.float64]:
        """Return arc costs in parts: way, carbon, compactness, reassignment, and time.

        Time only where no clock prices it. A vehicle that costs nothing to run is
        priced at one part a metre, so that short ways are preferred among equals.
        """
        vehicle, objective = self.problem.vehicle_types[kind], self.problem.objective
        metres, seconds = self.travel(kind)
        closed = metres >= CLOSED
        seconds = seconds + self.work_s[:, None]
        metres[closed] = seconds[closed] = 0
        carbon = vehicle.emission_g_per_km * objective.carbon_price_fen_per_t
        per_m: float = DISTANCE_PARTS * vehicle.unit_distance_cost_fen_per_km
        per_m += PARTS_PER_FEN * carbon / GRAM_METRES
        per_s = DURATION_PARTS * vehicle.unit_duration_cost_fen_per_h
        if not per_m and not per_s:
            per_m = 1
        cost = per_m * metres.astype(np.float64)
        if not (self.has_clock and self.prices_waiting):
            cost += per_s * seconds
        if not self.knows_centres:
            # Stops near each other on a route are near its centre.
            stops = slice(0, self.layout.num_stops)
            price = DISTANCE_PARTS * objective.compactness_fen_per_km
            cost[stops, stops] += price * metres[stops, stops]
        cost[:, : self.layout.num_stops] += self.view.away[self.layout.stops, kind]
        return np.asarray(cost)

    def _scales(self) -> tuple[float, int]:
        """Return what makes any sum of costs and penalties fit 64 bits."""
        rows = [self.arc_costs(kind).max(axis=1) for kind in set(self.layout.vehicles)]
        most = np.max(rows, axis=0)
        total = float(most.sum() + len(self.types) * most.max())
        total += sum(map(self._most_of_day, self.types))
        last_s = max(vehicle.shift.end_s for vehicle in self.types)
        stops = [self.problem.stops[stop] for stop in self.layout.stops]
        scatter = DISTANCE_PARTS * self.problem.objective.compactness_fen_per_km
        total += scatter * self._longest_m() * len(stops)
        for stop in stops:
            late_parts = PARTS_PER_FEN // 60 * (stop.late_cost_fen_per_min or 0)
            prize = 0 if stop.required else stop.prize_fen
            total += late_parts * last_s + prize * PARTS_PER_FEN
        weights = sum(1 + stop.priority for stop in stops)
        scale = min(1.0, LARGEST_COST / ((1.0 + total) * (weights + 1)))
        return scale, int(total * scale) + 1

    def _longest_m(self) -> int:
        ways = [self.travel(kind)[0] for kind in set(self.layout.vehicles)]
        return max(int(way[way < CLOSED].max(initial=0)) for way in ways)

    def _most_of_day(self, vehicle: VehicleType) -> float:
        """Return what a vehicle's day may cost besides its ways, in parts."""
        day_s = vehicle.shift.end_s - vehicle.shift.start_s
        per_h = vehicle.unit_duration_cost_fen_per_h
        per_h += self.problem.objective.balance_fen_per_h
        if vehicle.overtime is not None:
            per_h += vehicle.overtime.unit_cost_fen_per_h
        return DURATION_PARTS * per_h * day_s + vehicle.fixed_cost_fen * PARTS_PER_FEN
