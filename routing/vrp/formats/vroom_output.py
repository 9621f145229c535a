"""Writes answers in VROOM's output format."""

from collections.abc import Sequence
from itertools import pairwise
from typing import Any

from routing.vrp.formats.vroom_contract import (
    COST_PARTS,
    HOUR_PARTS,
    duration_table,
    travel_price,
)
from routing.vrp.formats.vroom_problem import (
    Coordinates,
    VroomAnswer,
    VroomProblem,
    VroomRoute,
    VroomStep,
    VroomTask,
    VroomVehicle,
)


def vroom_output(problem: VroomProblem, answer: VroomAnswer) -> dict[str, Any]:
    """Return an answer as VROOM words it: code, summary, unassigned, routes."""
    routes = [_Writer(problem, route).route() for route in answer.routes]
    sums = ("cost", "setup", "service", "duration", "waiting_time", "priority")
    summary: dict[str, Any] = {
        name: sum(route[name] for route in routes) for name in sums
    }
    summary |= {"routes": len(routes), "unassigned": len(answer.unassigned)}
    if problem.dimensions:
        for name in ("delivery", "pickup"):
            summary[name] = _total([route[name] for route in routes], problem)
    if routes and all("distance" in route for route in routes):
        summary["distance"] = sum(route["distance"] for route in routes)
    solving = round(1000 * answer.seconds)
    summary |= {"violations": [], "computing_times": {"solving": solving}}
    return {
        "code": 0,
        "summary": summary,
        "unassigned": [_unassigned(problem.tasks[task]) for task in answer.unassigned],
        "routes": routes,
    }


def vroom_error(message: str, code: int = 2) -> dict[str, Any]:
    """Return what VROOM answers to an input it cannot use."""
    return {"code": code, "error": message}


def route_parts(problem: VroomProblem, route: VroomRoute) -> int:
    """Return the cost of a route in parts of ``COST_PARTS`` to a unit."""
    vehicle = problem.vehicles[route.vehicle]
    price = travel_price(problem, vehicle)
    rows = route_rows(problem, route)
    travel = sum(int(price.table[leg]) for leg in pairwise(rows))
    work_s = sum(s.departure_s - s.start_s for s in route.steps if s.task is not None)
    return (
        COST_PARTS * vehicle.costs.fixed
        + price.parts * travel
        + HOUR_PARTS * vehicle.costs.per_task_hour * work_s
    )


def route_rows(problem: VroomProblem, route: VroomRoute) -> list[int]:
    """Return the rows a route goes through, its start and end if they are fixed."""
    vehicle = problem.vehicles[route.vehicle]
    tasks = [problem.tasks[s.task] for s in route.steps if s.task is not None]
    start = [] if vehicle.start is None else [vehicle.start]
    end = [] if vehicle.end is None else [vehicle.end]
    return [*start, *(task.location for task in tasks), *end]


def _unassigned(task: VroomTask) -> dict[str, Any]:
    return {"id": task.key, "type": task.kind, **_optional(task)}


def _optional(task: VroomTask) -> dict[str, Any]:
    found = _at(task.place, task.location)
    if task.description is not None:
        found["description"] = task.description
    return found


def _total(amounts: Sequence[Sequence[int]], problem: VroomProblem) -> list[int]:
    sums = [0] * problem.dimensions
    for amount in amounts:
        sums = [a + b for a, b in zip(sums, amount, strict=True)]
    return sums


class _Writer:
    """Words one route, keeping count on its way."""

    def __init__(self, problem: VroomProblem, route: VroomRoute) -> None:
        self.problem = problem
        self.plan = route
        self.vehicle: VroomVehicle = problem.vehicles[route.vehicle]
        self.durations = duration_table(problem, self.vehicle)
        self.distances = problem.matrices[self.vehicle.profile].distances
        self.tasks = [problem.tasks[s.task] for s in route.steps if s.task is not None]
        self.row = self.vehicle.start
        self.clock_s = route.start_s
        self.travel_s = self.distance_m = 0
        self.setup_s = self.service_s = self.waiting_s = 0
        # What jobs deliver is on board from the start.
        given = [task.delivery for task in self.tasks if task.kind == "job"]
        self.load = _total(given, problem)

    def route(self) -> dict[str, Any]:
        """Return the route."""
        steps = [*self._steps()]
        costs = route_parts(self.problem, self.plan)
        found: dict[str, Any] = {
            "vehicle": self.vehicle.key,
            "cost": (2 * costs + COST_PARTS) // (2 * COST_PARTS),
            "setup": self.setup_s,
            "service": self.service_s,
            "duration": self.travel_s,
            "waiting_time": self.waiting_s,
            "priority": sum(task.priority for task in self.tasks),
            "steps": steps,
            "violations": [],
        }
        if self.problem.dimensions:
            for name in ("delivery", "pickup"):
                amounts = [getattr(task, name) for task in self.tasks]
                found[name] = _total(amounts, self.problem)
        if self.distances is not None:
            found["distance"] = self.distance_m
        if self.vehicle.description is not None:
            found["description"] = self.vehicle.description
        return found

    def _steps(self) -> list[dict[str, Any]]:
        plan, vehicle = self.plan, self.vehicle
        steps = []
        if vehicle.start is not None:
            start = self._end_step("start", plan.start_s)
            steps.append(start | _at(vehicle.start_place, vehicle.start))
        steps += [
            self._break(step) if step.task is None else self._task(step)
            for step in plan.steps
        ]
        if vehicle.end is not None:
            self._drive(vehicle.end)
            end = self._end_step("end", plan.end_s)
            steps.append(end | _at(vehicle.end_place, vehicle.end))
        return steps

    def _drive(self, row: int) -> None:
        if self.row is not None:
            self.travel_s += int(self.durations[self.row, row])
            if self.distances is not None:
                self.distance_m += int(self.distances[self.row, row])
        self.row = row

    def _end_step(self, kind: str, arrival_s: int) -> dict[str, Any]:
        head = {"type": kind, "setup": 0, "service": 0, "waiting_time": 0}
        return head | self._count(arrival_s)

    def _count(self, arrival_s: int) -> dict[str, Any]:
        """Return what every step says: when, after how long, with what on board."""
        found: dict[str, Any] = {
            "arrival": arrival_s + self.problem.origin_s,
            "duration": self.travel_s,
            "violations": [],
        }
        if self.distances is not None:
            found["distance"] = self.distance_m
        if self.problem.dimensions:
            found["load"] = list(self.load)
        return found

    def _break(self, step: VroomStep) -> dict[str, Any]:
        pause = self.vehicle.breaks[step.pause or 0]
        waiting_s = self._wait(step)
        self.service_s += pause.service_s
        found = {"type": "break", "id": pause.key, "setup": 0}
        found |= {"service": pause.service_s, "waiting_time": waiting_s}
        if pause.description is not None:
            found |= {"description": pause.description}
        return found | self._count(step.arrival_s)

    def _task(self, step: VroomStep) -> dict[str, Any]:
        task = self.problem.tasks[step.task or 0]
        self._drive(task.location)
        service_s = task.service(self.vehicle.type)
        setup_s = step.departure_s - step.start_s - service_s
        arrival_s = max(step.arrival_s, self.clock_s)
        waiting_s = self._wait(step)
        self.setup_s += setup_s
        self.service_s += service_s
        change = zip(self.load, task.pickup, task.delivery, strict=True)
        self.load = [load + more - less for load, more, less in change]
        found = {"type": task.kind, "id": task.key, "setup": setup_s}
        found |= {"service": service_s, "waiting_time": waiting_s, "job": task.key}
        return found | _optional(task) | self._count(arrival_s)

    def _wait(self, step: VroomStep) -> int:
        """Return the waiting before a step: a break on arrival is none."""
        waiting_s = step.start_s - max(step.arrival_s, self.clock_s)
        self.waiting_s += waiting_s
        self.clock_s = step.departure_s
        return waiting_s


def _at(place: Coordinates | None, row: int) -> dict[str, Any]:
    """Return a place as the input named it: by coordinates, or else by row."""
    return {"location_index": row} if place is None else {"location": list(place)}
