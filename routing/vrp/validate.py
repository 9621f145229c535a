"""Finds what contradicts itself in a routing problem, before an engine sees it."""

from collections.abc import Iterator

from routing.errors import InvalidProblemError
from routing.vrp.problem import RoutingProblem
from routing.vrp.validate_places import place_faults
from routing.vrp.validate_promises import prefix_faults, promise_faults
from routing.vrp.validate_rules import rule_faults
from routing.vrp.validate_travel import travel_faults
from routing.vrp.validate_vehicles import vehicle_faults


def validate_problem(problem: RoutingProblem) -> None:
    """Refuse a problem that contradicts itself, naming every fault.

    Each with its place, the rule and the value. Where single values are wrong,
    what vehicles bring along is not looked at against the rest of the problem.

    Raises
    ------
    InvalidProblemError
        If an index is out of range, an amount negative or not a whole number,
        a load of the wrong length, a table not square or with entries that
        mean nothing, a time window that ends before it starts, an access rule
        that closes nothing, a speed profile that does not fit the locations, a
        choice without stops, or a vehicle that cannot keep what is decided.
    """
    faults = list(_faults(problem)) or list(promise_faults(problem))
    if faults:
        headline = "The routing problem contradicts itself"
        raise InvalidProblemError(headline, faults)


def _faults(problem: RoutingProblem) -> Iterator[str]:
    yield from travel_faults(problem)
    yield from place_faults(problem)
    for index, vehicle in enumerate(problem.vehicle_types):
        place = f"vehicle_types[{index}] ({vehicle.name})"
        yield from vehicle_faults(place, vehicle, problem)
        yield from prefix_faults(place, vehicle, problem)
    yield from rule_faults(problem)
