"""Verifies an answer to the Qingdao problem, files against file."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from itertools import pairwise
from pathlib import Path

from benchmarks.faults import MOST_FAULTS
from benchmarks.routing.qingdao_file import (
    SHIFT_S,
    SPEED_M_PER_S,
    QingdaoFile,
    QingdaoPlace,
    read_qingdao,
)
from benchmarks.routing.route_file import PlaceId, TimedRoute, read_routes
from benchmarks.routing.verdict import Verdict

TOLERANCE_S = 1.0
"""A leg's metres and seconds may be rounded to whole ones."""


def verify_qingdao(folder: Path, solution: Path) -> Verdict:
    """Recompute the kilometres of an answer and find every rule it breaks."""
    problem = read_qingdao(folder)
    sites: dict[PlaceId, QingdaoPlace] = {site.id: site for site in problem.sites}
    ends: dict[PlaceId, QingdaoPlace] = {
        place.id: place for place in (*problem.depots, *problem.facilities)
    }
    places = {**ends, **sites}
    written = [route for route in read_routes(solution) if len(route.visits) > 2]
    routes = [
        route
        for route in written
        if set(route.visits) <= set(places)
        and route.vehicle in range(len(problem.homes))
    ]
    faults = ["a route has an unknown vehicle or place"] * (len(written) - len(routes))
    faults += _coverage_faults(problem, routes)
    metres = 0.0
    for route in routes:
        way = [places[visit] for visit in route.visits]
        metres += sum(start.metres(end) for start, end in pairwise(way))
        faults += (
            f"vehicle {route.vehicle}: {fault}"
            for fault in (
                *_load_faults(problem, sites, route),
                *_time_faults(way, route.arrivals),
            )
        )
    served = {visit for route in routes for visit in route.visits} & set(sites)
    km = round(metres / 1000, 3)
    return Verdict(km, len(routes), len(served), tuple(faults[:MOST_FAULTS]))


def _coverage_faults(
    problem: QingdaoFile, routes: Sequence[TimedRoute]
) -> Iterator[str]:
    times = Counter(visit for route in routes for visit in route.visits)
    for site in problem.sites:
        if times[site.id] != 1:
            yield f"site {site.id} is visited {times[site.id]} times"
    for vehicle, count in Counter(route.vehicle for route in routes).items():
        if count > 1:
            yield f"vehicle {vehicle} has {count} routes"


def _load_faults(
    problem: QingdaoFile, sites: Mapping[PlaceId, QingdaoPlace], route: TimedRoute
) -> Iterator[str]:
    """From home to home, never above the capacity, empty at the end."""
    home = problem.depots[problem.homes[route.vehicle]].id
    if route.visits[0] != home or route.visits[-1] != home:
        yield "does not start and end at its home"
    facilities = {facility.id for facility in problem.facilities}
    capacity = problem.capacities[route.vehicle]
    load = 0
    for visit in route.visits[1:-1]:
        if visit in sites:
            load += sites[visit].load
        elif visit in facilities:
            load = 0
        else:
            yield f"passes {visit}, which is neither site nor facility"
        if load > capacity:
            yield f"carries {load} at {visit}, more than {capacity}"
    if load > 0:
        yield f"returns with {load} on board"


def _time_faults(way: Sequence[QingdaoPlace], arrivals: Sequence[int]) -> Iterator[str]:
    """Windows, travel and work between arrivals, eight hours in all."""
    for (start, end), (left, reached) in zip(
        pairwise(way), pairwise(arrivals), strict=True
    ):
        ready = max(left, start.window[0]) + start.service_s
        travel_s = start.metres(end) / SPEED_M_PER_S
        if ready + travel_s > reached + TOLERANCE_S:
            yield f"cannot be at {end.id} at {reached} s"
    for place, arrival in zip(way, arrivals, strict=True):
        if max(arrival, place.window[0]) > place.window[1]:
            yield f"is at {place.id} at {arrival} s, after its window"
    if arrivals[-1] - arrivals[0] > SHIFT_S:
        yield f"is away for {arrivals[-1] - arrivals[0]} s, more than {SHIFT_S}"
