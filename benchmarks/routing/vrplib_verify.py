"""Verifies a VRPLIB solution against its instance, both read from their files."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path

from benchmarks.faults import MOST_FAULTS
from benchmarks.routing.verdict import Verdict
from benchmarks.routing.vrplib_file import (
    VrplibFile,
    VrplibVehicle,
    read_sol,
    read_vrplib_file,
)

type Routes = Mapping[int, Sequence[int]]


def verify_vrplib(instance: Path, solution: Path, rounding: str) -> Verdict:
    """Recompute the cost of a solution and find every rule it breaks.

    Parameters
    ----------
    instance, solution
        Files in VRPLIB format.
    rounding
        Convention of the family, a key of ``ROUNDINGS``.
    """
    problem = read_vrplib_file(instance, rounding)
    written = {k: route for k, route in read_sol(solution).routes.items() if route}
    routes = {k: route for k, route in written.items() if _exists(problem, k, route)}
    faults = [
        f"route {vehicle + 1}: no such vehicle or location"
        for vehicle in written
        if vehicle not in routes
    ]
    faults += _coverage_faults(problem, routes.values())
    cost = 0.0
    for vehicle, visits in routes.items():
        truck = problem.vehicles[vehicle]
        length = _length(problem, truck, visits)
        cost += truck.fixed_cost + truck.unit_cost * length
        faults += (
            f"route {vehicle + 1}: {fault}"
            for fault in _route_faults(problem, truck, visits)
        )
    served = {visit for visits in routes.values() for visit in visits} - problem.depots
    cost += sum(
        prize for client, prize in enumerate(problem.prize) if client not in served
    )
    return Verdict(cost, len(routes), len(served), tuple(faults[:MOST_FAULTS]))


def _exists(problem: VrplibFile, vehicle: int, visits: Iterable[int]) -> bool:
    size = len(problem.coordinates)
    has_vehicle = 0 <= vehicle < len(problem.vehicles)
    return has_vehicle and all(0 <= visit < size for visit in visits)


def _coverage_faults(
    problem: VrplibFile, routes: Iterable[Sequence[int]]
) -> Iterator[str]:
    """Every client at most once, and those without a prize at least once."""
    times = Counter(visit for visits in routes for visit in visits)
    for client in range(len(problem.coordinates)):
        if client in problem.depots:
            continue
        if times[client] > 1:
            yield f"client {client} is visited {times[client]} times"
        if times[client] == 0 and problem.prize[client] == 0:
            yield f"client {client} is not visited"


def _length(problem: VrplibFile, truck: VrplibVehicle, visits: Sequence[int]) -> int:
    way = (truck.depot, *visits, truck.depot)
    return sum(problem.distance(start, end) for start, end in pairwise(way))


def _route_faults(
    problem: VrplibFile, truck: VrplibVehicle, visits: Sequence[int]
) -> Iterator[str]:
    for visit in visits:
        if visit in problem.depots:
            if visit not in truck.reload_depots:
                yield f"may not reload at depot {visit}"
        elif truck.clients is not None and visit not in truck.clients:
            yield f"client {visit} is closed to this vehicle"
    trips = _trips(problem, visits)
    for trip in trips:
        load = sum(problem.demand[visit] for visit in trip)
        if truck.capacity is not None and load > truck.capacity:
            yield f"a load of {load} exceeds the capacity of {truck.capacity}"
    limit = truck.max_distance
    if limit is not None and (length := _length(problem, truck, visits)) > limit:
        yield f"a length of {length} exceeds {limit}"
    yield from _time_faults(problem, truck, visits, trips)


def _trips(problem: VrplibFile, visits: Iterable[int]) -> list[list[int]]:
    """Clients between one visit to a depot and the next."""
    trips: list[list[int]] = [[]]
    for visit in visits:
        if visit in problem.depots:
            trips.append([])
        else:
            trips[-1].append(visit)
    return trips


@dataclass(slots=True)
class _Clock:
    """The earliest schedule of a route, and by how much its start can move.

    Attributes
    ----------
    now
        Time of the schedule that starts as early as possible.
    waited
        Waiting in that schedule so far.
    slack
        Most by which the start can move and still keep every window so far.
    """

    now: int
    waited: int = 0
    slack: int = 2**62

    def wait_until(self, time: int) -> None:
        """Wait, if it is not yet that time."""
        self.waited += max(0, time - self.now)
        self.now = max(self.now, time)

    def must_be_before(self, time: int) -> None:
        """Note a window that ends at ``time``."""
        self.slack = min(self.slack, self.waited + time - self.now)


def _time_faults(
    problem: VrplibFile,
    truck: VrplibVehicle,
    visits: Sequence[int],
    trips: list[list[int]],
) -> Iterator[str]:
    """Windows, release times, and the least duration that keeps them."""
    opens, closes = problem.window[truck.depot]
    releases = [max((problem.release[v] for v in trip), default=0) for trip in trips]
    start = max(opens, releases[0])
    clock = _Clock(start)
    clock.must_be_before(closes)
    trip = 0
    place = truck.depot
    for visit in (*visits, truck.depot):
        clock.now += problem.distance(place, visit)
        clock.wait_until(problem.window[visit][0])
        if clock.now > problem.window[visit][1]:
            yield f"{visit} is reached at {clock.now}, after its window"
        clock.must_be_before(problem.window[visit][1])
        if visit not in problem.depots:
            clock.now += problem.service[visit]
        elif trip + 1 < len(trips):
            trip += 1
            clock.wait_until(releases[trip])
        place = visit
    duration = clock.now - start - max(0, min(clock.slack, clock.waited))
    if truck.max_duration is not None and duration > truck.max_duration:
        yield f"a duration of {duration} exceeds {truck.max_duration}"
