"""Solves VROOM problems as they are: shipments, deliveries, pickups, breaks.

For what a routing problem cannot say (``routing.vrp.formats.vroom_contract``);
OR-Tools' guided local search over VROOM's own rules.
"""

import time
from dataclasses import replace
from typing import Any

from ortools.constraint_solver import pywrapcp, routing_enums_pb2
from ortools.util import optional_boolean_pb2

from routing.engines.ortools_tasks_model import TaskModel
from routing.engines.ortools_watch import SearchWatch, Teller
from routing.options import ProgressCallback, SolveOptions
from routing.vrp.costs import PARTS_PER_FEN
from routing.vrp.formats.vroom_contract import (
    COST_PARTS,
    FEN_PER_COST,
    duration_table,
)
from routing.vrp.formats.vroom_problem import (
    VroomAnswer,
    VroomProblem,
    VroomRoute,
    VroomStep,
)


def solve_tasks(
    problem: VroomProblem, options: SolveOptions, progress: ProgressCallback
) -> VroomAnswer:
    """Return the best answer found within the limits of ``options``.

    Tasks that cannot be served are unassigned, those of high priority last. The
    search begins with those routes of the problem's steps that can be driven.
    """
    teller = Teller(progress, time.perf_counter(), options.time_limit_s)
    teller.tell("build")
    best: tuple[int, VroomAnswer] | None = None
    for turn, wide in enumerate((False, True)):
        model = TaskModel(problem)
        watch = SearchWatch(model.routing, _PART_OF_A_PART, model.penalty, teller)
        left_s = options.time_limit_s - teller.seconds
        if best is not None and (teller.stopped or left_s <= 0):
            break
        share_s = max(left_s, MIN_SEARCH_S) / (2 - turn)
        model.routing.AddAtSolutionCallback(watch.note)
        solver = model.routing.solver()
        model.routing.AddSearchMonitor(solver.CustomLimit(watch.is_over))
        parameters = _parameters(options, share_s, wide=wide)
        found = model.solve(parameters)
        watch.raise_failure()
        worth = model.worst if found is None else found.ObjectiveValue()
        if best is None or worth < best[0]:
            best = worth, _read(model, found)
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


def _read(model: TaskModel, found: Any) -> VroomAnswer:
    """Return OR-Tools' assignment as an answer."""
    if found is None:
        return VroomAnswer((), tuple(range(model.count)))
    routes = [
        _read_route(model, found, position)
        for position in range(len(model.problem.vehicles))
        if model.routing.IsVehicleUsed(found, position)
    ]
    served = {step.task for route in routes for step in route.steps}
    left = tuple(task for task in range(model.count) if task not in served)
    return VroomAnswer(tuple(routes), left)


def _read_route(model: TaskModel, found: Any, position: int) -> VroomRoute:
    """Return a vehicle's tasks and breaks in the order they begin."""
    vehicle = model.problem.vehicles[position]
    setups, work = model.setups(vehicle), model.work(vehicle)
    travel = model.spread(duration_table(model.problem, vehicle))
    nodes = _nodes(model, found, position)
    moments = [found.Min(model.time.CumulVar(index)) for index, _ in nodes]
    start_s, end_s = moments[0], moments[-1]
    pauses = _read_breaks(model, found, position, start_s, end_s)
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


def _nodes(model: TaskModel, found: Any, position: int) -> list[tuple[int, int]]:
    """Return the indices and nodes of a route, its ends included."""
    index = model.routing.Start(position)
    indices = [index]
    while not model.routing.IsEnd(index):
        index = found.Value(model.routing.NextVar(index))
        indices.append(index)
    return [(index, model.manager.IndexToNode(index)) for index in indices]


def _read_breaks(
    model: TaskModel, found: Any, position: int, start_s: int, end_s: int
) -> list[VroomStep]:
    """Return the breaks on the way; those before and after need no mention."""
    vehicle = model.problem.vehicles[position]
    container = found.IntervalVarContainer()
    starts = {
        container.Element(number).Var().Name(): container.Element(number)
        for number in range(container.Size())
    }
    steps = []
    for number, interval in enumerate(model.pauses[position]):
        begin_s = starts[interval.Name()].StartValue()
        leave_s = begin_s + vehicle.breaks[number].service_s
        if start_s <= begin_s and leave_s <= end_s:
            steps.append(VroomStep(None, number, begin_s, begin_s, leave_s))
    return sorted(steps, key=lambda step: step.start_s)
