"""The OR-Tools model of VROOM's rules."""

from collections.abc import Callable, Sequence
from functools import partial
from itertools import pairwise
from typing import Any

import numpy as np
from numpy.typing import NDArray
from ortools.constraint_solver import pywrapcp

from routing.vrp.formats.vroom_contract import (
    COST_PARTS,
    HOUR_PARTS,
    duration_table,
    travel_price,
)
from routing.vrp.formats.vroom_problem import VroomBreak, VroomProblem, VroomVehicle

type Matrix = NDArray[np.int64]


class TaskModel:
    """Tasks first, then each vehicle's start and its end.

    Attributes
    ----------
    problem, count
        The problem, and how many tasks it has.
    manager, routing
        OR-Tools' own.
    rows
        Row of the matrices of each node; one beyond them for a free end.
    penalty
        More than any routes cost: the price of a task left out.
    time
        The dimension of time; a task's moment is when its setup is over.
    pauses
        Intervals of each vehicle's breaks.
    """

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

    def spread(self, table: Matrix) -> Matrix:
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

    def work(self, vehicle: VroomVehicle) -> Matrix:
        """Return the seconds of service by node; none at the ends."""
        work = [task.service(vehicle.type) for task in self.problem.tasks]
        return np.array(work + [0] * (len(self.rows) - self.count), dtype=np.int64)

    def setups(self, vehicle: VroomVehicle) -> Matrix:
        """Return the seconds of setup by way: none from a task's own place."""
        setups = [task.setup(vehicle.type) for task in self.problem.tasks]
        setups += [0] * (len(self.rows) - self.count)
        rows = np.array(self.rows)
        return np.where(rows[:, None] == rows[None, :], 0, np.array(setups)[None, :])

    def _cost(self, vehicle: VroomVehicle) -> Matrix:
        price = travel_price(self.problem, vehicle)
        hours = HOUR_PARTS * vehicle.costs.per_task_hour
        # Work costs alike wherever the vehicle comes from, setups apart.
        work = self.setups(vehicle) + self.work(vehicle)[None, :]
        return price.parts * self.spread(price.table) + hours * work

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
            travel = self.spread(duration_table(self.problem, vehicle))
            return travel + self.work(vehicle)[:, None] + self.setups(vehicle)

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
            lambda v: self.spread(duration_table(self.problem, v)),
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
        return self.spread(matrix.distances)

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
                if pause.max_load is not None:
                    self._add_max_load(position, pause, interval)
            self.pauses.append(pauses)
            if pauses:
                work = self.work(vehicle).tolist()
                # Nodes, not indices: the ends have no work, and come last.
                self.time.SetBreakIntervalsOfVehicle(pauses, position, work)

    def _add_max_load(self, position: int, pause: VroomBreak, interval: Any) -> None:
        """Keep a break away from the ways on which a vehicle carries too much."""
        solver, routing = self.routing.solver(), self.routing
        begins = interval.SafeStartExpr(0)
        ends = range(routing.Size(), routing.Size() + len(self.problem.vehicles))
        everywhere = [*range(routing.Size()), *ends]
        moments = [self.time.CumulVar(index) for index in everywhere]
        loads = [
            routing.GetDimensionOrDie(f"load {dimension}")
            for dimension in range(self.problem.dimensions)
        ]
        tasks = [self.manager.NodeToIndex(task) for task in range(self.count)]
        for index in (routing.Start(position), *tasks):
            here = routing.VehicleVar(index) == position
            earlier = begins < self.time.CumulVar(index)
            later = begins >= solver.Element(moments, routing.NextVar(index))
            for load, most in zip(loads, pause.max_load or (), strict=True):
                following = [load.CumulVar(other) for other in everywhere]
                carried = solver.Element(following, routing.NextVar(index))
                solver.Add(here + (carried > most) <= 1 + earlier + later)

    def solve(self, parameters: Any) -> Any:
        """Search, from the routes of the steps if there are any."""
        self.routing.CloseModelWithParameters(parameters)
        start = self.start()
        if start is None:
            return self.routing.SolveWithParameters(parameters)
        return self.routing.SolveFromAssignmentWithParameters(start, parameters)

    def start(self) -> Any:
        """Return the steps as an assignment, routes that cannot be driven left out.

        ``None`` without any. The model is closed.
        """
        start = None
        routes: list[list[int]] = [[] for _ in self.problem.vehicles]
        for position, steps in enumerate(self.problem.steps):
            if steps:
                routes[position] = [self.manager.NodeToIndex(task) for task in steps]
                found = self.routing.ReadAssignmentFromRoutes(routes, True)
                start = start if found is None else found
                routes[position] = [] if found is None else routes[position]
        return start

    @property
    def worst(self) -> int:
        """More than any answer is worth."""
        weights = sum(1 + task.priority for task in self.problem.tasks)
        return self.penalty * (weights + 1)


def _keep_within(variable: Any, windows: Sequence[tuple[int, int]]) -> None:
    """Keep a variable within windows in order."""
    if not windows:
        return
    variable.SetRange(windows[0][0], windows[-1][1])
    for earlier, later in pairwise(windows):
        variable.RemoveInterval(earlier[1] + 1, later[0] - 1)
