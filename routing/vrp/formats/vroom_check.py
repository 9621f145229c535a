"""Recomputes an answer to a VROOM problem; no engine is trusted."""

from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import pairwise

from routing.errors import InvalidSolutionError
from routing.vrp.formats.vroom_contract import duration_table
from routing.vrp.formats.vroom_output import route_rows
from routing.vrp.formats.vroom_problem import (
    VroomAnswer,
    VroomProblem,
    VroomRoute,
    VroomStep,
    VroomTask,
    Window,
)


def check_vroom(problem: VroomProblem, answer: VroomAnswer) -> None:
    """Refuse an answer that breaks a rule of its problem.

    Raises
    ------
    InvalidSolutionError
        With every rule that is broken.
    """
    faults = list(_coverage(problem, answer))
    for route in answer.routes:
        place = f"vehicle {problem.vehicles[route.vehicle].key}"
        faults += [f"{place}: {fault}" for fault in _route(problem, route)]
    if faults:
        headline = "The answer breaks the rules of the problem"
        raise InvalidSolutionError(headline, faults)


def _coverage(problem: VroomProblem, answer: VroomAnswer) -> Iterator[str]:
    served = Counter(step.task for route in answer.routes for step in route.steps)
    left = Counter(answer.unassigned)
    for position, task in enumerate(problem.tasks):
        if served[position] + left[position] != 1:
            yield f"{task.kind} {task.key}: must be served or unassigned, once"
    used = Counter(route.vehicle for route in answer.routes)
    for vehicle, count in used.items():
        if count > 1:
            yield f"vehicle {problem.vehicles[vehicle].key}: has {count} routes"


def _route(problem: VroomProblem, route: VroomRoute) -> Iterator[str]:
    vehicle = problem.vehicles[route.vehicle]
    tasks = [problem.tasks[s.task] for s in route.steps if s.task is not None]
    for task in tasks:
        if task.skills - vehicle.skills:
            yield f"lacks skills of {task.kind} {task.key}"
    if vehicle.max_tasks is not None and len(tasks) > vehicle.max_tasks:
        yield f"has {len(tasks)} tasks, at most {vehicle.max_tasks}"
    legs = list(pairwise(route_rows(problem, route)))
    travel_s = sum(int(duration_table(problem, vehicle)[leg]) for leg in legs)
    if vehicle.max_travel_s is not None and travel_s > vehicle.max_travel_s:
        yield f"travels {travel_s} s, at most {vehicle.max_travel_s}"
    distances = problem.matrices[vehicle.profile].distances
    if vehicle.max_distance_m is not None and distances is not None:
        metres = sum(int(distances[leg]) for leg in legs)
        if metres > vehicle.max_distance_m:
            yield f"drives {metres} m, at most {vehicle.max_distance_m}"
    yield from _loads(tasks, vehicle.capacity)
    yield from _break_loads(problem, route)
    yield from _order(tasks)
    yield from _times(problem, route)


def _loads(tasks: Sequence[VroomTask], capacity: Sequence[int]) -> Iterator[str]:
    jobs = [task.delivery for task in tasks if task.kind == "job"]
    for dimension, most in enumerate(capacity):
        load = sum(amount[dimension] for amount in jobs)
        peak = load
        for task in tasks:
            load += task.pickup[dimension] - task.delivery[dimension]
            peak = max(peak, load)
        if peak > most:
            yield f"carries {peak}, holds {most}"


def _break_loads(problem: VroomProblem, route: VroomRoute) -> Iterator[str]:
    """Compare what is on board at each break with the most there may be."""
    vehicle = problem.vehicles[route.vehicle]
    tasks = [problem.tasks[s.task] for s in route.steps if s.task is not None]
    brought = [task.delivery for task in tasks if task.kind == "job"]
    load = [sum(amounts) for amounts in zip(*brought, strict=True)]
    load = load or [0] * problem.dimensions
    for step in route.steps:
        if step.task is not None:
            task = problem.tasks[step.task]
            for dimension in range(problem.dimensions):
                load[dimension] += task.pickup[dimension] - task.delivery[dimension]
            continue
        most = vehicle.breaks[step.pause or 0].max_load
        if most is not None and any(a > b for a, b in zip(load, most, strict=True)):
            yield f"carries {load} at a break, at most {list(most)}"


def _order(tasks: Sequence[VroomTask]) -> Iterator[str]:
    loaded: set[int] = set()
    for task in tasks:
        if task.kind == "pickup" and task.shipment is not None:
            loaded.add(task.shipment)
        elif task.kind == "delivery" and task.shipment not in loaded:
            yield f"delivery {task.key}: is not on board"
    delivered = {task.shipment for task in tasks if task.kind == "delivery"}
    for shipment in sorted(loaded - delivered):
        yield f"shipment {shipment}: is not delivered"


def _times(problem: VroomProblem, route: VroomRoute) -> Iterator[str]:
    """Walk a route in time; pauses may be anywhere between two tasks."""
    vehicle = problem.vehicles[route.vehicle]
    durations = duration_table(problem, vehicle)
    window = vehicle.window
    if window and not window[0] <= route.start_s <= route.end_s <= window[1]:
        yield f"is on its way from {route.start_s} to {route.end_s}, outside {window}"
    free_s = clock_s = route.start_s
    row = vehicle.start
    for step in route.steps:
        if step.task is None:
            pause = vehicle.breaks[step.pause or 0]
            yield from _start("a break", step, clock_s, pause.windows)
            clock_s = step.start_s + pause.service_s
            free_s += pause.service_s
        else:
            task = problem.tasks[step.task]
            name = f"{task.kind} {task.key}"
            free_s += 0 if row is None else int(durations[row, task.location])
            yield from _start(name, step, max(free_s, clock_s), task.windows)
            work_s = task.service(vehicle.type)
            work_s += 0 if row == task.location else task.setup(vehicle.type)
            free_s = clock_s = step.start_s + work_s
            row = task.location
        if step.departure_s != clock_s:
            yield f"leaves at {step.departure_s}, must be {clock_s}"
    if vehicle.end is not None and row is not None:
        free_s += int(durations[row, vehicle.end])
    if route.end_s < max(free_s, clock_s):
        yield f"ends at {route.end_s}, not before {free_s}"


def _start(
    name: str, step: VroomStep, earliest_s: int, windows: Sequence[Window]
) -> Iterator[str]:
    if step.start_s < earliest_s:
        yield f"{name} starts at {step.start_s}, not before {earliest_s}"
    if windows and not any(a <= step.start_s <= b for a, b in windows):
        yield f"{name} starts at {step.start_s}, outside its windows"
