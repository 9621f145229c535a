"""The steps a VROOM file gives its vehicles: the routes a search begins with."""

import time
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from routing.vrp.assemble import assemble, route_from_nodes, salvaged_route
from routing.vrp.formats.faults import Faults
from routing.vrp.formats.vroom_contract import Expressed
from routing.vrp.formats.vroom_problem import VroomTask
from routing.vrp.solution import RoutingSolution
from routing.vrp.start import complete
from routing.vrp.view import ProblemView

TASKS = frozenset({"job", "pickup", "delivery"})
MOMENTS = ("service_at", "service_after", "service_before")
"""What a step may say of its time, where a plan is only to be checked."""

type Steps = tuple[tuple[int, ...], ...]
"""Positions of the tasks each vehicle serves, in order."""


def read_steps(
    vehicles: Sequence[Mapping[str, Any]], tasks: Sequence[VroomTask], faults: Faults
) -> Steps:
    """Return the tasks that steps name, by vehicle; empty where none are given.

    Breaks are planned anew. Faults are noted: a task that is missing, or there
    more than once.
    """
    known = {(task.kind, task.key): at for at, task in enumerate(tasks)}
    found = []
    for number, vehicle in enumerate(vehicles):
        positions = []
        for order, step in enumerate(vehicle.get("steps", ())):
            place = f"$.vehicles[{number}].steps[{order}]"
            if step["type"] not in TASKS:
                continue
            position = known.get((step["type"], step.get("id")))
            if position is None:
                rule = f"must be the id of a {step['type']}"
                faults.add(f"{place}.id", rule, step.get("id"))
            else:
                positions.append(position)
        found.append(tuple(positions))
    named = Counter(position for positions in found for position in positions)
    for position, count in named.items():
        if count > 1:
            task = tasks[position]
            rule = f"must be on one route once, {task.kind} {task.key} is there"
            faults.add("$.vehicles", rule, f"{count} times")
    return tuple(found)


def step_notes(vehicles: Sequence[Mapping[str, Any]]) -> Iterator[str]:
    """Yield what steps say that makes no difference."""
    for number, vehicle in enumerate(vehicles):
        said = {name for step in vehicle.get("steps", ()) for name in step}
        if not said.isdisjoint(MOMENTS):
            yield (
                f"$.vehicles[{number}].steps: the search begins with this route; "
                f"{', '.join(name for name in MOMENTS if name in said)} are not kept"
            )


def start_of(expressed: Expressed, steps: Steps) -> RoutingSolution | None:
    """Return the routes of the steps as a valid answer; ``None`` without any.

    What does not fit in its place is left out there, and served where it does.
    """
    if not any(steps):
        return None
    view = ProblemView(expressed.problem)
    routes = []
    for kind, positions in enumerate(expressed.vehicles):
        for position in positions:
            nodes = list(steps[position])
            if nodes:
                whole = route_from_nodes(view, kind, nodes)
                routes.append(whole or salvaged_route(view, kind, nodes))
    kept = [route for route in routes if route is not None]
    complete(view, kept)
    return assemble(view, kept, "steps", time.perf_counter())
