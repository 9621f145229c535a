"""OR-Tools as a peer: the model its guides show, savings and guided local search.

Unloading is a set of optional copies of each site, with slack on the load; nothing
of the product's engines is in it.
"""

from collections.abc import Callable
from dataclasses import dataclass
from itertools import pairwise
from math import ceil
from time import perf_counter
from typing import Any

import numpy as np
import numpy.typing as npt
from ortools.constraint_solver import pywrapcp, routing_enums_pb2

from benchmarks.jobs import NotExpressibleError
from benchmarks.routing.cases import build_case
from benchmarks.routing.job import RoutingJob
from routing.vrp.problem import RoutingProblem, TimeWindow, VehicleType
from routing.vrp.solution import Route, RoutingSolution, Visit, VisitKind

MOST_PLACES = 4_000
"""Places from which its callbacks alone take longer than any limit."""

SPARE_TRIPS = 1.5
"""Copies of a site, as a multiple of the trips that the loads need."""

FAR = 10**9
"""Cost of a way that is closed."""

STRATEGY = routing_enums_pb2.FirstSolutionStrategy
METAHEURISTIC = routing_enums_pb2.LocalSearchMetaheuristic

type _Node = tuple[VisitKind, int]


def solve_job(job: RoutingJob) -> float:
    """Solve an instance, write the answer and return the seconds it took.

    Raises
    ------
    NotExpressibleError
        If the plain model has no words for the family, or it is too large.
    """
    case = build_case(job.instance_path, job.kind)
    problem = case.problem
    if any(stop.release_s for stop in problem.stops) or problem.choices:
        msg = "the plain model has neither release times nor choices"
        raise NotExpressibleError(msg)
    if len(problem.stops) > MOST_PLACES:
        msg = f"the plain model is not built above {MOST_PLACES} places"
        raise NotExpressibleError(msg)
    started = perf_counter()
    model = PlainModel(problem)
    answer = model.solve(started + job.time_limit_s)
    seconds = perf_counter() - started
    if answer is None:
        msg = "it found no answer within the limit"
        raise NotExpressibleError(msg)
    case.write(answer, job.solution_path)
    return seconds


@dataclass(frozen=True, slots=True)
class _Fleet:
    """One entry per vehicle: its type, and that type's position."""

    kinds: list[int]
    types: list[VehicleType]


class PlainModel:
    """The routing model of one problem."""

    def __init__(self, problem: RoutingProblem) -> None:
        self._problem = problem
        self._fleet = _fleet_of(problem)
        self._nodes = _nodes_of(problem)
        self._table = problem.tables[self._fleet.types[0].profile]
        depots = len(problem.depots)
        starts = [kind.start_depot for kind in self._fleet.types]
        ends = [kind.end_depot for kind in self._fleet.types]
        self._manager = pywrapcp.RoutingIndexManager(
            depots + len(self._nodes), len(starts), starts, ends
        )
        self._model = pywrapcp.RoutingModel(self._manager)
        self._rows = np.array(
            [
                *(depot.location for depot in problem.depots),
                *(self._location(node) for node in self._nodes),
            ]
        )
        self._time: Any = None
        self._add_costs()
        self._add_loads()
        self._add_limits()
        self._add_times()
        self._add_options()

    def solve(self, ends_at: float) -> RoutingSolution | None:
        """Search until then; ``None`` when nothing was found.

        Savings know no optional visits, such as unloadings, and sometimes find no
        start: insertion makes it then.
        """
        stops = self._problem.stops
        has_options = self._problem.unload_sites or any(not s.required for s in stops)
        strategies = [STRATEGY.SAVINGS, STRATEGY.PARALLEL_CHEAPEST_INSERTION]
        for strategy in strategies[1 if has_options else 0 :]:
            parameters = pywrapcp.DefaultRoutingSearchParameters()
            parameters.first_solution_strategy = strategy
            parameters.local_search_metaheuristic = METAHEURISTIC.GUIDED_LOCAL_SEARCH
            left_ms = int(1000 * (ends_at - perf_counter()))
            parameters.time_limit.FromMilliseconds(max(1, left_ms))
            found = self._model.SolveWithParameters(parameters)
            if found is not None:
                return self._read(found)
        return None

    def _location(self, node: _Node) -> int:
        kind, index = node
        stops, sites = self._problem.stops, self._problem.unload_sites
        place = stops[index] if kind is VisitKind.STOP else sites[index]
        return place.location

    def _node(self, index: int) -> _Node | None:
        """Stop or unloading behind an index; ``None`` for a depot."""
        node = self._manager.IndexToNode(index) - len(self._problem.depots)
        return self._nodes[node] if node >= 0 else None

    def _per_node(self, figure: Callable[[_Node], int]) -> list[int]:
        return [0] * len(self._problem.depots) + [figure(node) for node in self._nodes]

    def _register(self, matrix: npt.NDArray[np.int64]) -> int:
        """Register transits between nodes, the fast way."""
        return int(self._model.RegisterTransitMatrix(matrix.tolist()))

    def _add_costs(self) -> None:
        ways = self._table.distance_m[np.ix_(self._rows, self._rows)].astype(np.int64)
        ways[ways < 0] = FAR
        callbacks: dict[int, int] = {}
        for vehicle, kind in enumerate(self._fleet.types):
            rate = kind.unit_distance_cost_fen_per_km
            if rate not in callbacks:
                callbacks[rate] = self._register(ways * rate // 1000)
            self._model.SetArcCostEvaluatorOfVehicle(callbacks[rate], vehicle)
            self._model.SetFixedCostOfVehicle(kind.fixed_cost_fen, vehicle)

    def _add_loads(self) -> None:
        """Add loads: an unloading takes off up to a full vehicle, the rest is slack."""
        limits = [kind.capacity[0] for kind in self._fleet.types]
        largest = max(limits)
        stops = self._problem.stops
        loads = self._per_node(
            lambda node: (
                stops[node[1]].load[0] if node[0] is VisitKind.STOP else -largest
            )
        )
        callback = self._model.RegisterUnaryTransitVector(loads)
        self._model.AddDimensionWithVehicleCapacity(
            callback, largest, limits, True, "load"
        )
        dimension = self._model.GetDimensionOrDie("load")
        for index in self._indices():
            node = self._node(index)
            if node is not None and node[0] is VisitKind.STOP:
                dimension.SlackVar(index).SetValue(0)
        for vehicle, kind in enumerate(self._fleet.types):
            dimension.SlackVar(self._model.Start(vehicle)).SetValue(0)
            if kind.returns_empty:
                dimension.CumulVar(self._model.End(vehicle)).SetValue(0)

    def _add_limits(self) -> None:
        """Add the limits of a day: loads in all, and stops."""
        stops = self._problem.stops
        counted: list[tuple[str, list[int], list[int | None]]] = [
            (
                "day load",
                self._per_node(
                    lambda n: stops[n[1]].load[0] if n[0] is VisitKind.STOP else 0
                ),
                [
                    None if kind.max_load is None else kind.max_load[0]
                    for kind in self._fleet.types
                ],
            ),
            (
                "day stops",
                self._per_node(lambda n: int(n[0] is VisitKind.STOP)),
                [kind.max_stops for kind in self._fleet.types],
            ),
        ]
        for name, amounts, limits in counted:
            if all(limit is None for limit in limits):
                continue
            callback = self._model.RegisterUnaryTransitVector(amounts)
            bounds = [sum(amounts) if limit is None else limit for limit in limits]
            self._model.AddDimensionWithVehicleCapacity(callback, 0, bounds, True, name)

    def _add_times(self) -> None:
        """Add service, windows, shifts, durations and breaks."""
        places = self._problem.stops, self._problem.unload_sites
        service = self._per_node(lambda n: _of(places, n).service_s)
        types = self._fleet.types
        is_timed = any(service) or any(s.time_windows for s in self._problem.stops)
        if not is_timed and all(kind.max_duration_s is None for kind in types):
            return
        ways = self._table.duration_s[np.ix_(self._rows, self._rows)].astype(np.int64)
        ways[ways < 0] = FAR
        callback = self._register(ways + np.array(service)[:, None])
        horizon = max(kind.shift.end_s for kind in types)
        self._model.AddDimension(callback, horizon, horizon, False, "time")
        time = self._time = self._model.GetDimensionOrDie("time")
        for index in self._indices():
            node = self._node(index)
            if node is not None:
                _keep(time.CumulVar(index), _of(places, node).time_windows)
        for vehicle, kind in enumerate(types):
            start, end = self._model.Start(vehicle), self._model.End(vehicle)
            time.CumulVar(start).SetRange(kind.shift.start_s, kind.shift.end_s)
            time.CumulVar(end).SetRange(kind.shift.start_s, kind.shift.end_s)
            if kind.max_duration_s is not None:
                time.SetSpanUpperBoundForVehicle(kind.max_duration_s, vehicle)
            self._add_breaks(time, vehicle, kind, service)

    def _add_breaks(
        self, time: Any, vehicle: int, kind: VehicleType, service: list[int]
    ) -> None:
        solver = self._model.solver()
        pauses = [
            solver.FixedDurationIntervalVar(
                pause.earliest_s, pause.latest_s, pause.duration_s, False, "break"
            )
            for pause in kind.breaks
        ]
        if pauses:
            work = [
                service[self._manager.IndexToNode(index)]
                for index in range(self._model.Size())
            ]
            time.SetBreakIntervalsOfVehicle(pauses, vehicle, work)

    def _add_options(self) -> None:
        """Say what may be left out, and by whom a stop may be served."""
        for position, (kind, index) in enumerate(self._nodes):
            node = position + len(self._problem.depots)
            place = self._manager.NodeToIndex(node)
            if kind is VisitKind.UNLOAD:
                self._model.AddDisjunction([place], 0)
                continue
            stop = self._problem.stops[index]
            if not stop.required:
                self._model.AddDisjunction([place], stop.prize_fen)
            if stop.vehicle_types is not None:
                allowed = [
                    vehicle
                    for vehicle, kind_index in enumerate(self._fleet.kinds)
                    if kind_index in stop.vehicle_types
                ]
                # -1 is the vehicle of what is left out.
                others = [] if stop.required else [-1]
                self._model.VehicleVar(place).SetValues([*others, *allowed])

    def _indices(self) -> range:
        return range(self._model.Size())

    def _read(self, found: Any) -> RoutingSolution:
        routes = []
        for vehicle, kind in enumerate(self._fleet.kinds):
            if self._model.IsVehicleUsed(found, vehicle):
                routes.append(Route(kind, tuple(self._visits(found, vehicle))))
        return RoutingSolution(tuple(routes), (), found.ObjectiveValue(), "ortools")

    def _visits(self, found: Any, vehicle: int) -> list[Visit]:
        visits = []
        index = self._model.Start(vehicle)
        time = self._time
        kind = self._fleet.types[vehicle]
        while True:
            at_s = found.Min(time.CumulVar(index)) if time else 0
            node = self._node(index)
            is_end = self._model.IsEnd(index)
            depot = kind.end_depot if is_end else kind.start_depot
            what, place = node or (VisitKind.DEPOT, depot)
            visits.append(Visit(what, place, at_s, at_s, at_s))
            if is_end:
                return visits
            index = found.Value(self._model.NextVar(index))


def _fleet_of(problem: RoutingProblem) -> _Fleet:
    """Every vehicle, but of a type no more than there are stops."""
    kinds = [
        kind
        for kind, vehicle in enumerate(problem.vehicle_types)
        for _ in range(min(vehicle.num_available, len(problem.stops)))
    ]
    return _Fleet(kinds, [problem.vehicle_types[kind] for kind in kinds])


def _nodes_of(problem: RoutingProblem) -> list[_Node]:
    """Return the stops, and copies of each site for the trips that may end there."""
    stops = [(VisitKind.STOP, index) for index in range(len(problem.stops))]
    if not problem.unload_sites:
        return stops
    total = sum(stop.load[0] for stop in problem.stops)
    largest = max(kind.capacity[0] for kind in problem.vehicle_types)
    copies = ceil(SPARE_TRIPS * total / largest) + 3
    return stops + [
        (VisitKind.UNLOAD, index)
        for index in range(len(problem.unload_sites))
        for _ in range(copies)
    ]


def _of(places: tuple[Any, Any], node: _Node) -> Any:
    stops, sites = places
    kind, index = node
    return stops[index] if kind is VisitKind.STOP else sites[index]


def _keep(cumul: Any, windows: tuple[TimeWindow, ...]) -> None:
    """Limit a time to windows."""
    if not windows:
        return
    cumul.SetRange(windows[0].start_s, windows[-1].end_s)
    for before, after in pairwise(windows):
        cumul.RemoveInterval(before.end_s + 1, after.start_s - 1)
