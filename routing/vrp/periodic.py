"""Visits over several days, as one routing problem and back.

A periodic problem says on which days a stop may be visited (its patterns); which
pattern it gets and how each day's vehicles drive are decided together (J. F.
Cordeau, M. Gendreau, G. Laporte, A tabu search heuristic for periodic and
multi-depot vehicle routing problems, Networks 30, 1997). It can be stated as
one routing problem with choices (``routing.vrp.periodic_expand``); with the
patterns given, ``day_problem`` states a single day. All times are seconds
after midnight of the day they belong to.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace

from routing.errors import InvalidProblemError
from routing.vrp.parts import Charger, Objective
from routing.vrp.problem import (
    AccessRule,
    Depot,
    RoutingProblem,
    SpeedProfile,
    Stop,
    TravelTable,
    UnloadSite,
    VehicleType,
)
from routing.vrp.solution import RoutingSolution, Unserved

type Pattern = tuple[int, ...]
"""Days on which a stop is visited, from 0, in order."""


@dataclass(frozen=True, slots=True)
class PeriodicStop:
    """Something to pick up again and again.

    Attributes
    ----------
    stop
        One visit. Its vehicle types are positions in each day's.
    patterns
        The sets of days of which it gets one; at least one, none of them empty.
    gathers
        What comes together per day, one amount per dimension: a visit picks up
        the stop's own load and as many of these as days have passed since the
        visit before, over the end of the horizon. Empty for none.
    """

    stop: Stop
    patterns: tuple[Pattern, ...]
    gathers: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class PeriodicDay:
    """What there is to work with on one day.

    Attributes
    ----------
    vehicle_types, unload_sites
        Of the day; docks and intake are the day's own. Vehicles promise nothing:
        they have no prefix, as their stops' patterns are still open.
    access_rules
        Rules of the day; ``stops`` are positions in the periodic stops.
        Chargers have all their plugs on every day.
    """

    vehicle_types: tuple[VehicleType, ...]
    unload_sites: tuple[UnloadSite, ...]
    access_rules: tuple[AccessRule, ...] = ()


@dataclass(frozen=True, slots=True)
class PeriodicProblem:
    """A routing problem over a horizon of days.

    Attributes
    ----------
    dimensions, tables, depots, speed_profile, chargers, incompatible, objective
        As in a routing problem, the same on every day.
    days
        The horizon.
    stops
        What is visited.
    """

    dimensions: tuple[str, ...]
    tables: Mapping[str, TravelTable]
    depots: tuple[Depot, ...]
    days: tuple[PeriodicDay, ...]
    stops: tuple[PeriodicStop, ...]
    speed_profile: SpeedProfile | None = None
    chargers: tuple[Charger, ...] = ()
    incompatible: frozenset[frozenset[str]] = frozenset()
    objective: Objective = field(default_factory=Objective)


@dataclass(frozen=True, slots=True)
class Copy:
    """One visit that a pattern asks for: stop and pattern by position, and day."""

    stop: int
    pattern: int
    day: int


@dataclass(frozen=True, slots=True)
class DayProblem:
    """One day of a periodic problem whose patterns are decided.

    Attributes
    ----------
    problem
        The day's routing problem; vehicle types and sites keep their positions.
    stops
        Periodic stop behind each of its stops, in order.
    """

    problem: RoutingProblem
    stops: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class PeriodicSolution:
    """Patterns and routes.

    Attributes
    ----------
    patterns
        Position of each stop's pattern; ``None`` for a stop that is left out.
    days
        Answer to each day's problem (see ``day_problem``).
    unserved
        Stops without a pattern, each with the reason; positions in the periodic
        stops. What a day leaves out of a pattern is among that day's unserved.
    """

    patterns: tuple[int | None, ...]
    days: tuple[RoutingSolution, ...]
    unserved: tuple[Unserved, ...] = ()

    @property
    def cost_fen(self) -> int:
        """Cost of all days' routes."""
        return sum(day.cost_fen for day in self.days)


def equally_spaced(horizon: int, visits: int) -> tuple[Pattern, ...]:
    """Return every pattern of a number of visits at even distances.

    Distances differ by one day at most where the visits do not divide the
    horizon; the last one leads over its end.

    Raises
    ------
    ValueError
        If there is not a visit at least, and a day at least for each.
    """
    if not 0 < visits <= horizon:
        msg = f"visits: must be from 1 to {horizon}, got {visits}."
        raise ValueError(msg)
    patterns = {
        tuple(sorted((first + k * horizon // visits) % horizon for k in range(visits)))
        for first in range(horizon)
    }
    return tuple(sorted(patterns))


def visit_on(problem: PeriodicProblem, copy: Copy) -> Stop:
    """Return what a visit picks up, and where."""
    periodic = problem.stops[copy.stop]
    if not periodic.gathers:
        return periodic.stop
    pattern = periodic.patterns[copy.pattern]
    before = pattern[pattern.index(copy.day) - 1]
    days = (copy.day - before) % len(problem.days) or len(problem.days)
    load = tuple(
        own + days * daily
        for own, daily in zip(periodic.stop.load, periodic.gathers, strict=True)
    )
    return replace(periodic.stop, load=load)


def day_problem(
    problem: PeriodicProblem, day: int, patterns: Sequence[int | None]
) -> DayProblem:
    """State one day, with the stops whose pattern visits it."""
    copies = [
        Copy(stop, pattern, day)
        for stop, pattern in enumerate(patterns)
        if pattern is not None and day in problem.stops[stop].patterns[pattern]
    ]
    position = {copy.stop: place for place, copy in enumerate(copies)}
    here = problem.days[day]
    rules = tuple(
        replace(
            rule,
            stops=frozenset(position[stop] for stop in rule.stops if stop in position),
        )
        for rule in here.access_rules
    )
    routing = routing_problem(
        problem,
        stops=tuple(visit_on(problem, copy) for copy in copies),
        unload_sites=here.unload_sites,
        vehicle_types=here.vehicle_types,
        access_rules=tuple(r for r in rules if r.stops or r.unload_sites or r.chargers),
    )
    return DayProblem(routing, tuple(copy.stop for copy in copies))


def routing_problem(
    problem: PeriodicProblem,
    stops: tuple[Stop, ...],
    unload_sites: tuple[UnloadSite, ...],
    vehicle_types: tuple[VehicleType, ...],
    access_rules: tuple[AccessRule, ...],
    chargers: tuple[Charger, ...] | None = None,
) -> RoutingProblem:
    """Return a routing problem with what all days have in common.

    Chargers are those of a day unless others are given.
    """
    return RoutingProblem(
        dimensions=problem.dimensions,
        tables=problem.tables,
        depots=problem.depots,
        unload_sites=unload_sites,
        stops=stops,
        vehicle_types=vehicle_types,
        access_rules=access_rules,
        speed_profile=problem.speed_profile,
        chargers=problem.chargers if chargers is None else chargers,
        incompatible=problem.incompatible,
        objective=problem.objective,
    )


def validate_periodic(problem: PeriodicProblem) -> None:
    """Refuse a periodic problem whose patterns or days contradict each other.

    What each day says is looked at when that day's problem is solved.

    Raises
    ------
    InvalidProblemError
        If there is no day, a stop has no pattern, a pattern is empty, out of
        order or leaves the horizon, what gathers does not fit the dimensions, or
        a vehicle has a prefix.
    """
    faults = list(_faults(problem))
    if faults:
        headline = "The periodic problem contradicts itself"
        raise InvalidProblemError(headline, faults)


def _faults(problem: PeriodicProblem) -> Iterator[str]:
    horizon = len(problem.days)
    if not horizon:
        yield "days: must be one at least, got none"
    for number, day in enumerate(problem.days):
        for vehicle in day.vehicle_types:
            if vehicle.prefix:
                yield f"days[{number}]: {vehicle.name} must not have a prefix"
    for index, periodic in enumerate(problem.stops):
        for fault in _stop_faults(periodic, horizon, len(problem.dimensions)):
            yield f"stops[{index}] ({periodic.stop.name}).{fault}"


def _stop_faults(
    periodic: PeriodicStop, horizon: int, dimensions: int
) -> Iterator[str]:
    if not periodic.patterns:
        yield "patterns: must be one at least, got none"
    for pattern in periodic.patterns:
        if not pattern or pattern != tuple(sorted(set(pattern))):
            yield f"patterns: must be days in order, got {pattern}"
        elif not 0 <= pattern[0] <= pattern[-1] < horizon:
            yield f"patterns: must be below {horizon}, got {pattern}"
    if periodic.gathers and len(periodic.gathers) != dimensions:
        yield f"gathers: needs {dimensions} amounts, got {len(periodic.gathers)}"
