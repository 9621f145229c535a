"""VROOM as a peer, through ``pyvroom``, for the families it can express.

It has one cost for distance and time, capacities and windows, but neither reload,
release times, limits on a route's duration, nor prizes.
"""

from datetime import timedelta
from importlib import import_module
from importlib.util import find_spec
from time import perf_counter
from typing import Any

import numpy as np

from benchmarks.jobs import NotExpressibleError
from benchmarks.routing.cases import build_case
from benchmarks.routing.job import RoutingJob
from benchmarks.routing.vrplib_case import write_sol
from routing.vrp.problem import RoutingProblem

FAMILIES = frozenset({"cvrp_x", "cvrp_ags", "vrptw_gh1000"})
EXPLORATION = 5
"""Its most thorough search."""

SPARE_VEHICLES = 1.2
"""Vehicles offered, as a multiple of what the loads need: each costs it time."""

MOST_PLACES = 5_000
"""It builds its routes in memory that grows with vehicles times places."""


def solve_job(job: RoutingJob) -> float:
    """Solve an instance, write the answer and return the seconds it took.

    Raises
    ------
    NotExpressibleError
        If it is not installed or cannot express the family.
    """
    if find_spec("vroom") is None:
        msg = "pyvroom is not installed; it comes with the extra 'bench'"
        raise NotExpressibleError(msg)
    if job.family not in FAMILIES:
        msg = "VROOM cannot express the family"
        raise NotExpressibleError(msg)
    problem = build_case(job.instance_path, job.kind).problem
    if len(problem.stops) > MOST_PLACES:
        msg = f"VROOM is not run above {MOST_PLACES} places"
        raise NotExpressibleError(msg)
    vroom = import_module("vroom")
    model = _model(vroom, problem)
    started = perf_counter()
    answer = model.solve(
        exploration_level=EXPLORATION,
        nb_threads=job.workers,
        timeout=timedelta(seconds=job.time_limit_s),
    )
    seconds = perf_counter() - started
    steps = answer.routes
    visited = steps[steps["type"] == "job"]
    routes = {
        number: [int(place) for place in group["location_index"]]
        for number, (_, group) in enumerate(visited.groupby("vehicle_id"))
    }
    write_sol(job.solution_path, routes, None)
    return seconds


def _model(vroom: Any, problem: RoutingProblem) -> Any:
    (truck,) = problem.vehicle_types
    total = sum(stop.load[0] for stop in problem.stops)
    needed = total / truck.capacity[0]
    count = min(truck.num_available, int(SPARE_VEHICLES * needed) + 5)
    model = vroom.Input()
    matrix = problem.tables["default"].duration_s.astype(np.uint32)
    model.set_durations_matrix(profile="car", matrix_input=matrix)
    home = problem.depots[0].location
    window = vroom.TimeWindow(truck.shift.start_s, truck.shift.end_s)
    has_windows = any(stop.time_windows for stop in problem.stops)
    for vehicle in range(count):
        model.add_vehicle(
            vroom.Vehicle(
                vehicle + 1,
                start=home,
                end=home,
                capacity=list(truck.capacity),
                time_window=window if has_windows else None,
            )
        )
    for stop in problem.stops:
        model.add_job(
            vroom.Job(
                stop.location,
                location=stop.location,
                default_service=stop.service_s,
                pickup=vroom.Amount(list(stop.load)),
                time_windows=[
                    vroom.TimeWindow(window.start_s, window.end_s)
                    for window in stop.time_windows
                ],
            )
        )
    return model
