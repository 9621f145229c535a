"""Verifies an answer to an instance of Kim et al. (2006), file against file."""

from collections import Counter
from collections.abc import Iterable, Iterator
from itertools import pairwise
from pathlib import Path

from benchmarks.faults import MOST_FAULTS
from benchmarks.routing.kim_file import (
    DEPOT,
    FEET_PER_MILE,
    LANDFILL,
    LUNCH_FIRST_S,
    LUNCH_LAST_S,
    STOP,
    KimFile,
    KimPlace,
    read_kim,
)
from benchmarks.routing.route_file import PlaceId, TimedRoute, read_routes
from benchmarks.routing.verdict import Verdict

TOLERANCE = 1e-6
"""Seconds and cubic yards below which a difference is one of arithmetic."""


def verify_kim(instance: Path, solution: Path) -> Verdict:
    """Recompute the miles of an answer and find every rule it breaks."""
    problem = read_kim(instance)
    places: dict[PlaceId, KimPlace] = {place.id: place for place in problem.places}
    written = [route for route in read_routes(solution) if len(route.visits) > 2]
    routes = [route for route in written if set(route.visits) <= set(places)]
    faults = ["a route visits a place that does not exist"] * (
        len(written) - len(routes)
    )
    faults += _coverage_faults(problem, routes)
    feet = 0.0
    for route in routes:
        stations = [places[visit] for visit in route.visits]
        feet += sum(problem.feet(start, end) for start, end in pairwise(stations))
        faults += (
            f"vehicle {route.vehicle}: {fault}"
            for fault in (
                *_load_faults(problem, stations),
                *_time_faults(problem, stations, route),
            )
        )
    served = {visit for route in routes for visit in route.visits}
    return Verdict(
        cost=round(feet / FEET_PER_MILE, 4),
        vehicles=len(routes),
        served=sum(places[visit].kind == STOP for visit in served),
        faults=tuple(faults[:MOST_FAULTS]),
    )


def _coverage_faults(problem: KimFile, routes: Iterable[TimedRoute]) -> Iterator[str]:
    """Every stop once, every vehicle once."""
    routes = list(routes)
    times = Counter(visit for route in routes for visit in route.visits)
    for place in problem.places:
        if place.kind == STOP and times[place.id] != 1:
            yield f"stop {place.id} is visited {times[place.id]} times"
    for vehicle, count in Counter(route.vehicle for route in routes).items():
        if count > 1:
            yield f"vehicle {vehicle} has {count} routes"


def _load_faults(problem: KimFile, stations: list[KimPlace]) -> Iterator[str]:
    """Capacity between unloadings, daily limits, empty at both ends."""
    if stations[0].kind != DEPOT or stations[-1].kind != DEPOT:
        yield "does not start and end at the depot"
    if any(place.kind == DEPOT for place in stations[1:-1]):
        yield "passes the depot on its way"
    stops = [place for place in stations if place.kind == STOP]
    day = sum(place.load for place in stops)
    if day > problem.daily_load + TOLERANCE:
        yield f"picks up {day} yards in a day, more than {problem.daily_load}"
    if len(stops) > problem.daily_stops:
        yield f"serves {len(stops)} stops in a day, more than {problem.daily_stops}"
    load = 0.0
    for place in stations:
        load = 0.0 if place.kind == LANDFILL else load
        load += place.load if place.kind == STOP else 0.0
        if load > problem.capacity + TOLERANCE:
            yield f"carries {load} yards at {place.id}, more than {problem.capacity}"
    if load > TOLERANCE:
        yield f"returns with {load} yards on board"


def _time_faults(
    problem: KimFile, stations: list[KimPlace], route: TimedRoute
) -> Iterator[str]:
    """Windows, travel and work between arrivals, and lunch."""
    ready = [
        max(arrival, place.earliest_s) + (0 if place.kind == DEPOT else place.service_s)
        for place, arrival in zip(stations, route.arrivals, strict=True)
    ]
    for place, arrival in zip(stations, route.arrivals, strict=True):
        if max(arrival, place.earliest_s) > place.latest_s:
            yield f"is at {place.id} at {arrival} s, after its window"
    if route.arrivals[0] < stations[0].earliest_s:
        yield "leaves before the depot opens"
    has_lunch = False
    for leg, (start, end) in enumerate(pairwise(stations)):
        travel_s = problem.travel_s(start, end)
        begin, arrival = ready[leg], route.arrivals[leg + 1]
        if begin + travel_s > arrival + TOLERANCE:
            yield f"cannot be at {end.id} at {arrival} s"
        has_lunch |= _holds_lunch(problem, begin, arrival, travel_s)
        work = arrival if end.kind == DEPOT else max(arrival, end.earliest_s)
        has_lunch |= _holds_lunch(problem, arrival, work, 0)
    # A day over before noon, or begun after it, leaves lunch to the driver.
    spans = route.arrivals[0] < LUNCH_LAST_S < route.arrivals[-1]
    if spans and not has_lunch:
        yield "takes no lunch between 11:00 and 12:00"


def _holds_lunch(
    problem: KimFile, begin: float, arrival: float, travel_s: float
) -> bool:
    """Whether lunch fits before the way, or after it, in ``[begin, arrival]``."""
    last = min(LUNCH_LAST_S, arrival - problem.lunch_s - travel_s)
    before = max(LUNCH_FIRST_S, begin) <= last + TOLERANCE
    latest = min(LUNCH_LAST_S, arrival - problem.lunch_s)
    after = max(LUNCH_FIRST_S, begin + travel_s) <= latest + TOLERANCE
    return before or after
