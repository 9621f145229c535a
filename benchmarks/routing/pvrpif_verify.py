"""Verifies an answer to a periodic instance with facilities, file against file."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from itertools import pairwise
from pathlib import Path

from benchmarks.faults import MOST_FAULTS
from benchmarks.routing.pvrpif_file import (
    CUSTOMER,
    DEPOT,
    FACILITY,
    PvrpifFile,
    day_patterns,
    read_pvrpif,
)
from benchmarks.routing.route_file import PlaceId, TimedRoute, read_routes
from benchmarks.routing.verdict import Verdict

TOLERANCE = 1e-6


def verify_pvrpif(instance: Path, solution: Path) -> Verdict:
    """Recompute the travel minutes of an answer and find every rule it breaks."""
    problem = read_pvrpif(instance)
    rows: dict[PlaceId, int] = {p.id: row for row, p in enumerate(problem.places)}
    written = [route for route in read_routes(solution) if len(route.visits) > 2]
    routes = [
        route
        for route in written
        if set(route.visits) <= set(rows) and route.day in range(problem.days)
    ]
    faults = ["a route has an unknown day or place"] * (len(written) - len(routes))
    faults += _day_faults(problem, rows, routes)
    minutes = 0.0
    for route in routes:
        way = [rows[visit] for visit in route.visits]
        travel = sum(problem.minutes[start][end] for start, end in pairwise(way))
        minutes += travel
        faults += (
            f"day {route.day}, vehicle {route.vehicle}: {fault}"
            for fault in (
                *_route_faults(problem, way, travel),
                *_time_faults(problem, way, route),
            )
        )
    served = {visit for route in routes for visit in route.visits}
    return Verdict(
        cost=minutes,
        vehicles=max(Counter(route.day for route in routes).values(), default=0),
        served=sum(problem.places[rows[visit]].kind == CUSTOMER for visit in served),
        faults=tuple(faults[:MOST_FAULTS]),
    )


def _day_faults(
    problem: PvrpifFile, rows: dict[PlaceId, int], routes: Iterable[TimedRoute]
) -> Iterator[str]:
    """Visits on allowed days only, no vehicle twice or too many on a day."""
    days: dict[int, list[int]] = defaultdict(list)
    used: dict[int, list[int]] = defaultdict(list)
    for route in routes:
        used[route.day].append(route.vehicle)
        for visit in route.visits:
            days[rows[visit]].append(route.day)
    for row, place in enumerate(problem.places):
        if place.kind != CUSTOMER:
            continue
        visited = tuple(sorted(days[row]))
        if visited not in day_patterns(problem.days, place.frequency):
            yield f"customer {place.id} is visited on days {visited}"
    for day, vehicles in used.items():
        if len(vehicles) > problem.vehicles:
            yield f"day {day} has {len(vehicles)} routes, more than {problem.vehicles}"
        if len(set(vehicles)) < len(vehicles):
            yield f"day {day} has two routes of one vehicle"


def _route_faults(
    problem: PvrpifFile, way: list[int], travel_min: float
) -> Iterator[str]:
    places = [problem.places[row] for row in way]
    if places[0].kind != DEPOT or places[-1].kind != DEPOT:
        yield "does not start and end at the depot"
    if any(place.kind == DEPOT for place in places[1:-1]):
        yield "passes the depot on its way"
    duration = travel_min + sum(place.service_min for place in places)
    if duration > problem.max_duration_min + TOLERANCE:
        yield f"lasts {duration} min, more than {problem.max_duration_min}"
    load = 0.0
    for place in places:
        load = 0.0 if place.kind == FACILITY else load + place.demand
        if load > problem.capacity + TOLERANCE:
            yield f"carries {load} at {place.id}, more than {problem.capacity}"
    if load > TOLERANCE:
        yield f"returns with {load} on board"


def _time_faults(
    problem: PvrpifFile, way: list[int], route: TimedRoute
) -> Iterator[str]:
    legs = zip(pairwise(way), pairwise(route.arrivals), strict=True)
    for (start, end), (left, reached) in legs:
        service = problem.places[start].service_min
        least_s = (problem.minutes[start][end] + service) * 60
        if left + least_s > reached + TOLERANCE:
            yield f"cannot be at {problem.places[end].id} at {reached} s"
    length_min = (route.arrivals[-1] - route.arrivals[0]) / 60
    if length_min > problem.max_duration_min + TOLERANCE:
        yield f"is away for {length_min} min, more than {problem.max_duration_min}"
