"""Solves VROOM problems as they are: shipments, deliveries, pickups, breaks.

For what a routing problem cannot say (``routing.vrp.formats.vroom_contract``);
OR-Tools' guided local search over VROOM's own rules.
"""

import time
from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import partial
from itertools import pairwise
from typing import Any

import numpy as np
from numpy.typing import NDArray
from ortools.constraint_solver import pywrapcp, routing_enums_pb2
from ortools.util import optional_boolean_pb2

from routing.engines.ortools_watch import SearchWatch, Teller
from routing.options import ProgressCallback, SolveOptions
from routing.vrp.costs import PARTS_PER_FEN
from routing.vrp.formats.vroom_contract import (
    COST_PARTS,
    FEN_PER_COST,
    HOUR_PARTS,
    duration_table,
    travel_price,
)
from routing.vrp.formats.vroom_problem import (
    VroomAnswer,
    VroomProblem,
    VroomRoute,
    VroomStep,
    VroomVehicle,
)

type Matrix = NDArray[np.int64]


def solve_tasks(
    problem: VroomProblem, options: SolveOptions, progress: ProgressCallback
) -> VroomAnswer:
    """Return the best answer found within the limits of ``options``.

    Tasks that cannot be served are unassigned, those of high priority last.
    """
    teller = Teller(progress, time.perf_counter(), options.time_limit_s)
    teller.tell("build")
    best: tuple[int, VroomAnswer] | None = None
    for turn, wide in enumerate((False, True)):
        model = _Model(problem)
        watch = SearchWatch(model.routing, _PART_OF_A_PART, model.penalty, teller)
        left_s = options.time_limit_s - teller.seconds
        if best is not None and (teller.stopped or left_s <= 0):
            break
        share_s = max(left_s, MIN_SEARCH_S) / (2 - turn)
        model.routing.AddAtSolutionCallback(watch.note)
        solver = model.routing.solver()
        model.routing.AddSearchMonitor(solver.CustomLimit(watch.is_over))
        parameters = _parameters(options, share_s, wide=wide)
        found = model.routing.SolveWithParameters(parameters)
        watch.raise_failure()
        worth = model.worst if found is None else found.ObjectiveValue()
        if best is None or worth < best[0]:
            best = worth, model.read(found)
    assert best is not None  # noqa: S101 - the first turn always answers
    return replace(best[1], seconds=teller.seconds)


MIN_SEARCH_S = 0.05
"""A search that has no time left still looks for a first answer."""

_PART_OF_A_PART = COST_PARTS / FEN_PER_COST / PARTS_PER_FEN
"""Units of the model's costs in a part of a fen."""


def _parameters(options: SolveOptions, time_limit_s: float, *, wide: bool) -> Any:
    """Return how to search; ``wide`` also frees whole parts of routes at a time.

    Neither finds on every problem what the other does, so both have their turn.
    """
    parameters = pywrapcp.DefaultRoutingSearchParameters()
    parameters.first_solution_strategy = (
        routing_enums_pb2.FirstSolutionStrategy.PARALLEL_CHEAPEST_INSERTION
    )
    parameters.local_search_metaheuristic = (
        routing_enums_pb2.LocalSearchMetaheuristic.GUIDED_LOCAL_SEARCH
    )
    parameters.time_limit.FromMilliseconds(round(1000 * time_limit_s))
    if wide:
        operators = parameters.local_search_operators
        operators.use_path_lns = optional_boolean_pb2.BOOL_TRUE
        operators.use_inactive_lns = optional_boolean_pb2.BOOL_TRUE
    if options.solution_limit is not None:
        parameters.solution_limit = options.solution_limit
    return parameters


class _Model:
    """The OR-Tools model: tasks first, then each vehicle's start and its end."""

    def __init__(self, problem: VroomProblem) -> None:
        self.problem = problem
        self.count = len(problem.tasks)
        vehicles = problem.vehicles
        starts = [self.count + 2 * v for v in range(len(vehicles))]
        self.manager = pywrapcp.RoutingIndexManager(
            self.count + 2 * len(vehicles),
            len(vehicles),
            starts,
            [start + 1 for start in starts],
        )
        self.routing = pywrapcp.RoutingModel(self.manager)
        self.rows = [task.location for task in problem.tasks]
        for vehicle in vehicles:
            ends = (vehicle.start, vehicle.end)
            self.rows += [problem.size if row is None else row for row in ends]
        self._registered: dict[tuple[Any, ...], int] = {}
        self.penalty = self._penalty()
        self._add_costs()
        self._add_time()
        self._add_loads()
        self._add_limits()
        self._add_tasks()
        self._add_breaks()

    def _spread(self, table: Matrix) -> Matrix:
        """Return a table between the nodes; free ends cost nothing."""
        padded = np.pad(table, ((0, 1), (0, 1)))
        return padded[np.ix_(self.rows, self.rows)]

    def _callback(self, key: tuple[Any, ...], make: Callable[[], Matrix]) -> int:
        """Return the callback of a table, made once for vehicles that are alike."""
        if key not in self._registered:
            table = make().tolist()
            self._registered[key] = self.routing.RegisterTransitMatrix(table)
        return self._registered[key]

    def _callbacks(
        self, name: str, make: Callable[[VroomVehicle], Matrix]
    ) -> list[int]:
        return [
            self._callback(
                (name, v.profile, v.speed_factor, v.costs, v.type, v.max_distance_m),
                partial(make, v),
            )
            for v in self.problem.vehicles
        ]

    def _work(self, vehicle: VroomVehicle) -> Matrix:
        """Return the seconds of service by node; none at the ends."""
        work = [task.service(vehicle.type) for task in self.problem.tasks]
        return np.array(work + [0] * (len(self.rows) - self.count), dtype=np.int64)

    def _setups(self, vehicle: VroomVehicle) -> Matrix:
        """Return the seconds of setup by way: none from a task's own place."""
        setups = [task.setup(vehicle.type) for task in self.problem.tasks]
        setups += [0] * (len(self.rows) - self.count)
        rows = np.array(self.rows)
        return np.where(rows[:, None] == rows[None, :], 0, np.array(setups)[None, :])

    def _cost(self, vehicle: VroomVehicle) -> Matrix:
        price = travel_price(self.problem, vehicle)
        hours = HOUR_PARTS * vehicle.costs.per_task_hour
        # Work costs alike wherever the vehicle comes from, setups apart.
        work = self._setups(vehicle) + self._work(vehicle)[None, :]
        return price.parts * self._spread(price.table) + hours * work

    def _add_costs(self) -> None:
        callbacks = self._callbacks("cost", self._cost)
        for position, vehicle in enumerate(self.problem.vehicles):
            self.routing.SetArcCostEvaluatorOfVehicle(callbacks[position], position)
            fixed = COST_PARTS * vehicle.costs.fixed
            self.routing.SetFixedCostOfVehicle(fixed, position)

    def _penalty(self) -> int:
        """Return more than any routes cost: the price of a task left out."""
        dearest = max(
            (int(self._cost(v).max(initial=0)) for v in self.problem.vehicles),
            default=0,
        )
        fixed = sum(COST_PARTS * v.costs.fixed for v in self.problem.vehicles)
        most = (self.count + len(self.problem.vehicles)) * dearest + fixed + 1
        # Sums over all tasks and priorities stay within 64 bits.
        return min(most, 2**62 // (101 * (self.count + 1)))

    def _add_time(self) -> None:
        """Count time; a task's moment is when its setup is over."""

        def transit(vehicle: VroomVehicle) -> Matrix:
            travel = self._spread(duration_table(self.problem, vehicle))
            return travel + self._work(vehicle)[:, None] + self._setups(vehicle)

        horizon_s = self.problem.horizon_s
        callbacks = self._callbacks("time", transit)
        self.routing.AddDimensionWithVehicleTransits(
            callbacks, horizon_s, horizon_s, False, "time"
        )
        self.time = self.routing.GetDimensionOrDie("time")
        for position, vehicle in enumerate(self.problem.vehicles):
            for node in (self.routing.Start(position), self.routing.End(position)):
                if vehicle.window is not None:
                    self.time.CumulVar(node).SetRange(*vehicle.window)
                self.routing.AddVariableMinimizedByFinalizer(self.time.CumulVar(node))
        for position, task in enumerate(self.problem.tasks):
            setup_s = max([task.setup_s, *task.setup_by_type.values()])
            moment = self.time.CumulVar(self.manager.NodeToIndex(position))
            # A window that is good with and without the setup.
            windows = [(a + setup_s, max(b, a + setup_s)) for a, b in task.windows]
            _keep_within(moment, windows)

    def _add_loads(self) -> None:
        """Count loads: what jobs deliver is on board from the start."""
        tasks = self.problem.tasks
        for dimension in range(self.problem.dimensions):
            brought = [
                -task.delivery[dimension] if task.kind == "job" else 0 for task in tasks
            ]
            change = [
                task.pickup[dimension] - task.delivery[dimension] for task in tasks
            ]
            capacity = [v.capacity[dimension] for v in self.problem.vehicles]
            names = f"brought {dimension}", f"load {dimension}"
            for name, steps in zip(names, (brought, change), strict=True):
                ends = [0] * (len(self.rows) - self.count)
                callback = self.routing.RegisterUnaryTransitVector(steps + ends)
                self.routing.AddDimensionWithVehicleCapacity(
                    callback, 0, capacity, False, name
                )
            rest, load = map(self.routing.GetDimensionOrDie, names)
            for position in range(len(self.problem.vehicles)):
                start, end = self.routing.Start(position), self.routing.End(position)
                rest.CumulVar(end).SetValue(0)
                self.routing.solver().Add(rest.CumulVar(start) == load.CumulVar(start))

    def _add_limits(self) -> None:
        vehicles = self.problem.vehicles
        self._limit(
            "travel",
            [v.max_travel_s for v in vehicles],
            lambda v: self._spread(duration_table(self.problem, v)),
        )
        self._limit("distance", [v.max_distance_m for v in vehicles], self._metres)
        ones = [1] * self.count + [0] * (len(self.rows) - self.count)
        self._limit(
            "tasks",
            [v.max_tasks for v in vehicles],
            lambda v: np.tile(np.array(ones)[:, None], len(ones)),
        )

    def _metres(self, vehicle: VroomVehicle) -> Matrix:
        matrix = self.problem.matrices[vehicle.profile]
        if vehicle.max_distance_m is None or matrix.distances is None:
            return np.zeros((len(self.rows), len(self.rows)), dtype=np.int64)
        return self._spread(matrix.distances)

    def _limit(
        self,
        name: str,
        limits: Sequence[int | None],
        make: Callable[[VroomVehicle], Matrix],
    ) -> None:
        if all(limit is None for limit in limits):
            return
        most = [2**40 if limit is None else limit for limit in limits]
        callbacks = self._callbacks(name, make)
        self.routing.AddDimensionWithVehicleTransitAndCapacity(
            callbacks, 0, most, True, name
        )

    def _add_tasks(self) -> None:
        """Say who may serve what, what omissions weigh, and what goes together."""
        ends: dict[int, list[int]] = {}
        for position, task in enumerate(self.problem.tasks):
            node = self.manager.NodeToIndex(position)
            self.routing.AddDisjunction([node], self.penalty * (1 + task.priority))
            allowed = [
                number
                for number, vehicle in enumerate(self.problem.vehicles)
                if task.skills <= vehicle.skills
            ]
            self.routing.VehicleVar(node).SetValues([-1, *allowed])
            if task.shipment is not None:
                ends.setdefault(task.shipment, []).append(node)
        for pickup, delivery in ends.values():
            self.routing.AddPickupAndDelivery(pickup, delivery)
            vehicles = map(self.routing.VehicleVar, (pickup, delivery))
            first, second = vehicles
            self.routing.solver().Add(first == second)
            moments = map(self.time.CumulVar, (pickup, delivery))
            before, after = moments
            self.routing.solver().Add(before <= after)

    def _add_breaks(self) -> None:
        self.pauses: list[list[Any]] = []
        horizon_s = self.problem.horizon_s
        for position, vehicle in enumerate(self.problem.vehicles):
            pauses: list[Any] = []
            for pause in vehicle.breaks:
                interval = self.routing.solver().FixedDurationIntervalVar(
                    0,
                    horizon_s,
                    pause.service_s,
                    False,
                    f"break {position} {len(pauses)}",
                )
                _keep_within(interval.SafeStartExpr(0).Var(), pause.windows)
                pauses.append(interval)
            self.pauses.append(pauses)
            if pauses:
                work = self._work(vehicle).tolist()
                # Nodes, not indices: the ends have no work, and come last.
                self.time.SetBreakIntervalsOfVehicle(pauses, position, work)

    @property
    def worst(self) -> int:
        """More than any answer is worth."""
        weights = sum(1 + task.priority for task in self.problem.tasks)
        return self.penalty * (weights + 1)

    def read(self, found: Any) -> VroomAnswer:
        """Return OR-Tools' assignment as an answer."""
        if found is None:
            return VroomAnswer((), tuple(range(self.count)))
        routes = [
            self._read_route(found, position)
            for position in range(len(self.problem.vehicles))
            if self.routing.IsVehicleUsed(found, position)
        ]
        served = {step.task for route in routes for step in route.steps}
        left = tuple(task for task in range(self.count) if task not in served)
        return VroomAnswer(tuple(routes), left)

    def _read_route(self, found: Any, position: int) -> VroomRoute:
        """Return a vehicle's tasks and breaks in the order they begin."""
        vehicle = self.problem.vehicles[position]
        setups, work = self._setups(vehicle), self._work(vehicle)
        travel = self._spread(duration_table(self.problem, vehicle))
        nodes = self._nodes(found, position)
        moments = [found.Min(self.time.CumulVar(index)) for index, _ in nodes]
        start_s, end_s = moments[0], moments[-1]
        pauses = self._read_breaks(found, position, start_s, end_s)
        steps: list[VroomStep] = []
        free_s = start_s
        for at, (_, node) in enumerate(nodes[1:-1], start=1):
            leg = nodes[at - 1][1], node
            begin_s = moments[at] - int(setups[leg])
            due = [p for p in pauses if free_s <= p.start_s < begin_s]
            arrival_s = free_s + int(travel[leg])
            arrival_s += sum(p.departure_s - p.start_s for p in due)
            arrival_s = max([arrival_s, *(p.departure_s for p in due)])
            free_s = moments[at] + int(work[node])
            steps += [*due, VroomStep(node, None, arrival_s, begin_s, free_s)]
        steps += [pause for pause in pauses if pause.start_s >= free_s]
        return VroomRoute(position, start_s, end_s, tuple(steps))

    def _nodes(self, found: Any, position: int) -> list[tuple[int, int]]:
        """Return the indices and nodes of a route, its ends included."""
        index = self.routing.Start(position)
        indices = [index]
        while not self.routing.IsEnd(index):
            index = found.Value(self.routing.NextVar(index))
            indices.append(index)
        return [(index, self.manager.IndexToNode(index)) for index in indices]

    def _read_breaks(
        self, found: Any, position: int, start_s: int, end_s: int
    ) -> list[VroomStep]:
        """Return the breaks on the way; those before and after need no mention."""
        vehicle = self.problem.vehicles[position]
        container = found.IntervalVarContainer()
        starts = {
            container.Element(number).Var().Name(): container.Element(number)
            for number in range(container.Size())
        }
        steps = []
        for number, interval in enumerate(self.pauses[position]):
            begin_s = starts[interval.Name()].StartValue()
            leave_s = begin_s + vehicle.breaks[number].service_s
            if start_s <= begin_s and leave_s <= end_s:
                steps.append(VroomStep(None, number, begin_s, begin_s, leave_s))
        return sorted(steps, key=lambda step: step.start_s)


def _keep_within(variable: Any, windows: Sequence[tuple[int, int]]) -> None:
    """Keep a variable within windows in order."""
    if not windows:
        return
    variable.SetRange(windows[0][0], windows[-1][1])
    for earlier, later in pairwise(windows):
        variable.RemoveInterval(earlier[1] + 1, later[0] - 1)
