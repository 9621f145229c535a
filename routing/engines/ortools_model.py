"""A routing problem as an OR-Tools routing model.

A vehicle leaves and returns with every load dimension at 0; only the copies of
the unloading sites, by their slack, let a load drop. Costs are in parts of a fen
(``routing.vrp.costs``), so that no metre is rounded away.
"""

from collections.abc import Callable
from typing import Any

import numpy as np
from numpy.typing import NDArray
from ortools.constraint_solver import pywrapcp

from routing.engines.ortools_layout import Layout
from routing.engines.ortools_times import ExpectedTimes
from routing.engines.ortools_windows import add_windows
from routing.vrp.costs import DURATION_PARTS, PARTS_PER_FEN
from routing.vrp.view import CLOSED, Ints

LARGEST_COST = 10**18
"""All penalties together stay below this, so that sums fit 64 bits."""

NEVER_S = 4 * 10**8
"""Travel time of a closed arc: longer than any shift."""


class RoutingModelBuilder:
    """Fills an OR-Tools model with the rules of a problem.

    Attributes
    ----------
    times
        Durations of the arcs.
    manager, routing
        The OR-Tools objects; the model is not closed yet.
    penalty
        Cost of leaving a required stop out, above that of any answer.
    scale
        Model units per part of a fen.
    """

    def __init__(self, layout: Layout, times: ExpectedTimes) -> None:
        self.layout = layout
        self.times = times
        self.view = layout.view
        self.types = [layout.vehicle(v) for v in range(len(layout.vehicles))]
        first = layout.num_stops + layout.num_copies
        ends = [layout.ends(vehicle) for vehicle in range(len(self.types))]
        self.manager = pywrapcp.RoutingIndexManager(
            len(layout.nodes),
            len(self.types),
            [start for start, _ in ends],
            [end for _, end in ends],
        )
        self.routing = pywrapcp.RoutingModel(self.manager)
        indices = [self.manager.NodeToIndex(node) for node in range(first)]
        self.stop_indices = indices[: layout.num_stops]
        self.copy_indices = indices[layout.num_stops :]
        self.may_wait = self._any_window(layout.nodes[:first].tolist())
        self.scale, self.penalty = self._scales()

    def build(self) -> None:
        """Add costs, dimensions and disjunctions."""
        self._add_costs()
        if self.may_wait:
            self._add_clock()
        else:
            self._add_working_time()
        self._add_loads()
        self._add_classes()
        self._add_limits()
        self._add_disjunctions()

    def read(self, nodes: list[list[int]]) -> Any:
        """Return routes as an assignment of the closed model; ``None`` if refused."""
        indices = [[self.manager.NodeToIndex(node) for node in way] for way in nodes]
        return self.routing.ReadAssignmentFromRoutes(
            indices, ignore_inactive_indices=False
        )

    def _any_window(self, nodes: list[int]) -> bool:
        """Whether a window of a node closes within any vehicle's shift."""
        first_s = min(vehicle.shift.start_s for vehicle in self.types)
        last_s = max(vehicle.shift.end_s for vehicle in self.types)
        every = [self.view.windows(kind) for kind in set(self.layout.vehicles)]
        windows = {windows[node] for windows in every for node in nodes}
        return any(w[0][0] > first_s or w[0][1] < last_s for w in windows)

    def _travel(self, kind: int) -> tuple[Ints, Ints]:
        """Return metres, and seconds with the service at the node left."""
        nodes = self.layout.nodes
        metres = self.view.distance_m(kind, nodes[:, None], nodes[None, :])
        seconds = self.times.legs_s(kind)
        return metres, seconds + self.view.service_s[nodes][:, None]

    def _arc_costs(self, kind: int) -> NDArray[np.float64]:
        """Return arc costs in parts, driving and service included.

        Waiting is not priced: measured on 200 stops with windows, a span or slack
        cost made the search so slow that its answers cost 5 % more, waiting
        included. The answer's own cost counts it.
        """
        metres, seconds = self._travel(kind)
        closed = metres >= CLOSED
        metres[closed] = seconds[closed] = 0
        return self.view.parts(kind, metres, seconds)

    def _scales(self) -> tuple[float, int]:
        rows = [self._arc_costs(kind).max(axis=1) for kind in set(self.layout.vehicles)]
        most = np.max(rows, axis=0)
        total = float(most.sum() + len(self.types) * most.max())
        for vehicle in self.types:
            day_s = vehicle.shift.end_s - vehicle.shift.start_s
            waiting = DURATION_PARTS * vehicle.unit_duration_cost_fen_per_h * day_s
            total += waiting + vehicle.fixed_cost_fen * PARTS_PER_FEN
        total += float(self.view.prize_fen[self.layout.stops].sum()) * PARTS_PER_FEN
        scale = min(1.0, LARGEST_COST / ((1.0 + total) * (self.layout.num_stops + 1)))
        return scale, int(total * scale) + 1

    def _per_vehicle(self, register: Callable[[int], int]) -> list[int]:
        """Register one evaluator per vehicle type; return one per vehicle."""
        found = {kind: register(kind) for kind in sorted(set(self.layout.vehicles))}
        return [found[kind] for kind in self.layout.vehicles]

    def _add_costs(self) -> None:
        def register(kind: int) -> int:
            units = np.rint(self._arc_costs(kind) * self.scale).astype(np.int64)
            return int(self.routing.RegisterTransitMatrix(units.tolist()))

        for vehicle, evaluator in enumerate(self._per_vehicle(register)):
            self.routing.SetArcCostEvaluatorOfVehicle(evaluator, vehicle)
            fixed = self.types[vehicle].fixed_cost_fen * PARTS_PER_FEN * self.scale
            self.routing.SetFixedCostOfVehicle(round(fixed), vehicle)

    def _time_evaluators(self) -> list[int]:
        def register(kind: int) -> int:
            metres, seconds = self._travel(kind)
            seconds[(metres >= CLOSED) | (seconds > NEVER_S)] = NEVER_S
            return int(self.routing.RegisterTransitMatrix(seconds.tolist()))

        return self._per_vehicle(register)

    def _add_working_time(self) -> None:
        """Limit time where nobody ever waits: the shift is a budget of seconds."""
        budgets = [
            min(
                vehicle.shift.end_s - vehicle.shift.start_s,
                NEVER_S if vehicle.max_duration_s is None else vehicle.max_duration_s,
            )
            for vehicle in self.types
        ]
        self.routing.AddDimensionWithVehicleTransitAndCapacity(
            self._time_evaluators(), 0, budgets, True, "time"
        )

    def _add_clock(self) -> None:
        """Follow the time of day, with waiting, windows and flexible departure."""
        ends = [vehicle.shift.end_s for vehicle in self.types]
        self.routing.AddDimensionWithVehicleTransitAndCapacity(
            self._time_evaluators(), max(ends), ends, False, "time"
        )
        clock = self.routing.GetDimensionOrDie("time")
        for vehicle, kind in enumerate(self.types):
            start, end = self.routing.Start(vehicle), self.routing.End(vehicle)
            clock.CumulVar(start).SetMin(kind.shift.start_s)
            clock.CumulVar(end).SetMin(kind.shift.start_s)
            if kind.max_duration_s is not None:
                clock.SetSpanUpperBoundForVehicle(kind.max_duration_s, vehicle)
            self.routing.AddVariableMinimizedByFinalizer(clock.CumulVar(end))
        indices = self.stop_indices + self.copy_indices
        add_windows(self.routing, self.layout, indices, max(ends))

    def _add_loads(self) -> None:
        """Add one dimension per load that anybody has."""
        loads = self.view.load[self.layout.stops]
        for column, name in enumerate(self.view.problem.dimensions):
            if loads[:, column].any():
                limits = [vehicle.capacity[column] for vehicle in self.types]
                self._add_filling(f"load {name}", loads[:, column], limits)

    def _add_classes(self) -> None:
        """Count stops on board by which sites accept them.

        Commodities with the same accepting sites are one class. A class that
        every copy accepts needs no counting.
        """
        layout, view = self.layout, self.view
        takes = view.accepted[layout.stops][:, np.unique(layout.sites)]
        open_to = view.accepted[layout.stops][:, layout.sites]
        classes, member = np.unique(takes, axis=0, return_inverse=True)
        for number, row in enumerate(classes):
            if not row.all():
                among = member.ravel() == number
                emptied = open_to[among][0]
                limits = [int(among.sum())] * len(self.types)
                self._add_filling(f"class {number}", among, limits, emptied)

    def _add_filling(
        self,
        name: str,
        amounts: NDArray[np.integer] | NDArray[np.bool_],
        limits: list[int],
        emptied: NDArray[np.bool_] | None = None,
    ) -> None:
        """Add what fills up at stops and is emptied at copies, 0 at both ends.

        At a copy where ``emptied`` is false nothing of it may be on board.
        """
        layout, most = self.layout, max(limits)
        if emptied is None:
            emptied = np.ones(layout.num_copies, dtype=np.bool_)
        transits = np.zeros(len(layout.nodes), dtype=np.int64)
        transits[: layout.num_stops] = amounts
        transits[layout.num_stops : layout.num_stops + layout.num_copies] = -most
        held = layout.num_stops + np.flatnonzero(~emptied)
        transits[held] = 0
        evaluator = self.routing.RegisterUnaryTransitVector(transits.tolist())
        self.routing.AddDimensionWithVehicleCapacity(
            evaluator, most, limits, True, name
        )
        filling = self.routing.GetDimensionOrDie(name)
        for vehicle in range(len(limits)):
            filling.CumulVar(self.routing.End(vehicle)).SetValue(0)
            filling.SlackVar(self.routing.Start(vehicle)).SetValue(0)
        for index in self.stop_indices:
            filling.SlackVar(index).SetValue(0)
        for index, empties in zip(self.copy_indices, emptied, strict=True):
            if not empties:
                filling.SlackVar(index).SetValue(0)
                filling.CumulVar(index).SetValue(0)

    def _add_limits(self) -> None:
        """Add the longest way and the most trips, where a vehicle has them."""
        longest = [vehicle.max_distance_m for vehicle in self.types]
        if any(limit is not None for limit in longest):
            evaluators = self._per_vehicle(self._register_metres)
            limits = [CLOSED if limit is None else limit for limit in longest]
            self.routing.AddDimensionWithVehicleTransitAndCapacity(
                evaluators, 0, limits, True, "way"
            )
        most = [vehicle.max_trips for vehicle in self.types]
        if any(limit is not None for limit in most):
            layout = self.layout
            counts = np.zeros(len(layout.nodes), dtype=np.int64)
            counts[layout.num_stops : layout.num_stops + layout.num_copies] = 1
            evaluator = self.routing.RegisterUnaryTransitVector(counts.tolist())
            limits = [layout.num_copies if limit is None else limit for limit in most]
            self.routing.AddDimensionWithVehicleCapacity(
                evaluator, 0, limits, True, "trips"
            )

    def _register_metres(self, kind: int) -> int:
        return int(self.routing.RegisterTransitMatrix(self._travel(kind)[0].tolist()))

    def _add_disjunctions(self) -> None:
        """Let every stop be left out at its price, and every copy for nothing."""
        kinds = np.array(self.layout.vehicles)
        for stop, index in zip(self.layout.stops, self.stop_indices, strict=True):
            price = int(self.view.prize_fen[stop]) * PARTS_PER_FEN * self.scale
            required = bool(self.view.required[stop])
            cost = self.penalty if required else round(price)
            self.routing.AddDisjunction([index], cost)
            # SetAllowedVehiclesForIndex cannot be called from Python in 9.15.
            for vehicle in np.flatnonzero(~self.view.eligible[stop][kinds]).tolist():
                self.routing.VehicleVar(index).RemoveValue(vehicle)
        for index in self.copy_indices:
            self.routing.AddDisjunction([index], 0)
