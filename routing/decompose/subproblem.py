"""A problem cut down to some routes, and its answer put back."""

from collections import Counter
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np

from routing.vrp.features import is_committed
from routing.vrp.parts import Choice
from routing.vrp.problem import (
    AccessRule,
    RoutingProblem,
    Stop,
    TravelTable,
    VehicleType,
)
from routing.vrp.solution import Route, RoutingSolution, Unserved, VisitKind


@dataclass(frozen=True, slots=True)
class SubProblem:
    """A problem of its own, cut out of a larger one.

    Attributes
    ----------
    problem
        The vehicles, stops and travel tables of some routes. All unloading
        sites, depots and chargers stay, at the same positions.
    stops, vehicle_types
        Position in the larger problem of each stop and vehicle type.
    start
        The routes as they are: an answer to ``problem``.
    """

    problem: RoutingProblem
    stops: tuple[int, ...]
    vehicle_types: tuple[int, ...]
    start: RoutingSolution


def cut_out(
    problem: RoutingProblem,
    routes: Sequence[Route],
    costs_fen: Sequence[int],
    unserved: Sequence[Unserved],
    spare: Mapping[int, int],
) -> SubProblem:
    """Return the problem of some routes alone.

    Parameters
    ----------
    problem
        The larger problem.
    routes
        The routes; they hold what the other routes leave of shared limits.
    costs_fen
        What each of them costs.
    unserved
        Stops left out that the sub-problem may take in.
    spare
        Vehicles beside those of the routes it may use, by vehicle type.
    """
    kinds = _kinds(problem, routes, spare)
    served = [index for route in routes for index in _stops_of(route)]
    stops = [*served, *_choosable(problem, served, unserved)]
    stop_at = {stop: place for place, stop in enumerate(stops)}
    kind_at = {kind: place for place, kind in enumerate(kinds)}
    location_at = _locations(problem, stops)
    cutter = _Cutter(problem, stop_at, kind_at, location_at)
    start = RoutingSolution(
        routes=tuple(_moved(route, stop_at, kind_at) for route in routes),
        unserved=tuple(
            replace(entry, stop=stop_at[entry.stop])
            for entry in unserved
            if entry.stop in stop_at
        ),
        cost_fen=sum(costs_fen),
        engine="",
    )
    return SubProblem(cutter.cut(kinds), tuple(stops), tuple(kinds), start)


def put_back(
    part: SubProblem, solution: RoutingSolution
) -> tuple[list[Route], list[Unserved]]:
    """Return the answer to a sub-problem in the positions of the larger problem."""
    stop_of = dict(enumerate(part.stops))
    kind_of = dict(enumerate(part.vehicle_types))
    routes = [_moved(route, stop_of, kind_of) for route in solution.routes]
    unserved = [replace(entry, stop=stop_of[entry.stop]) for entry in solution.unserved]
    return routes, unserved


def _stops_of(route: Route) -> Iterator[int]:
    return (visit.index for visit in route.visits if visit.kind is VisitKind.STOP)


def _moved(
    route: Route, stop_at: Mapping[int, int], kind_at: Mapping[int, int]
) -> Route:
    visits = tuple(
        replace(visit, index=stop_at[visit.index])
        if visit.kind is VisitKind.STOP
        else visit
        for visit in route.visits
    )
    return Route(kind_at[route.vehicle_type], visits)


def _kinds(
    problem: RoutingProblem, routes: Sequence[Route], spare: Mapping[int, int]
) -> dict[int, int]:
    """Return how many vehicles of each type the sub-problem has."""
    count = Counter(route.vehicle_type for route in routes)
    for kind, number in spare.items():
        if number > 0 and not is_committed(problem.vehicle_types[kind]):
            count[kind] += number
    return dict(sorted(count.items()))


def _choosable(
    problem: RoutingProblem, served: Sequence[int], unserved: Sequence[Unserved]
) -> list[int]:
    """Return the stops left out that are the sub-problem's to serve.

    Of a choice, either all stops or none but those served.
    """
    inside = {*served, *(entry.stop for entry in unserved)}
    for choice in problem.choices:
        members = {stop for group in choice.alternatives for stop in group}
        if not members <= inside:
            inside -= members
    return [entry.stop for entry in unserved if entry.stop in inside]


def _locations(problem: RoutingProblem, stops: Sequence[int]) -> dict[int, int]:
    """Return the new row of each location that is kept."""
    places = [problem.stops[stop].location for stop in stops]
    places += [site.location for site in problem.unload_sites]
    places += [depot.location for depot in problem.depots]
    places += [charger.location for charger in problem.chargers]
    return {old: new for new, old in enumerate(sorted(set(places)))}


@dataclass(frozen=True, slots=True)
class _Cutter:
    """Renumbers the parts of a problem."""

    problem: RoutingProblem
    stop_at: Mapping[int, int]
    kind_at: Mapping[int, int]
    location_at: Mapping[int, int]

    def cut(self, kinds: Mapping[int, int]) -> RoutingProblem:
        problem = self.problem
        rows = np.fromiter(self.location_at, dtype=np.int64)
        profiles = dict.fromkeys(problem.vehicle_types[kind].profile for kind in kinds)
        speeds = problem.speed_profile
        at = self.location_at
        return replace(
            problem,
            tables={name: _rows(problem.tables[name], rows) for name in profiles},
            depots=tuple(
                replace(place, location=at[place.location]) for place in problem.depots
            ),
            unload_sites=tuple(
                replace(place, location=at[place.location])
                for place in problem.unload_sites
            ),
            chargers=tuple(
                replace(place, location=at[place.location])
                for place in problem.chargers
            ),
            stops=tuple(self._stop(problem.stops[stop]) for stop in self.stop_at),
            vehicle_types=tuple(
                self._vehicle(problem.vehicle_types[kind], number)
                for kind, number in kinds.items()
            ),
            access_rules=tuple(self._rules()),
            choices=tuple(self._choices()),
            speed_profile=speeds and replace(speeds, zone=speeds.zone[rows]),
        )

    def _stop(self, stop: Stop) -> Stop:
        allowed = stop.vehicle_types
        if allowed is not None:
            allowed = _chosen(allowed, self.kind_at)
        location = self.location_at[stop.location]
        moved = replace(stop, location=location, vehicle_types=allowed)
        if stop.home is None or stop.home in self.kind_at:
            home = None if stop.home is None else self.kind_at[stop.home]
            return replace(moved, home=home)
        # Away with any vehicle here: that makes an optional stop worth so much less.
        prize_fen = max(0, stop.prize_fen - self.problem.objective.reassign_fen)
        return replace(moved, home=None, prize_fen=prize_fen)

    def _vehicle(self, vehicle: VehicleType, number: int) -> VehicleType:
        prefix = tuple(
            replace(visit, index=self.stop_at[visit.index])
            if visit.kind is VisitKind.STOP
            else visit
            for visit in vehicle.prefix
        )
        return replace(vehicle, num_available=number, prefix=prefix)

    def _rules(self) -> Iterator[AccessRule]:
        for rule in self.problem.access_rules:
            kinds = _chosen(rule.vehicle_types, self.kind_at)
            stops = _chosen(rule.stops, self.stop_at)
            if kinds and (stops or rule.unload_sites or rule.chargers):
                yield replace(rule, vehicle_types=kinds, stops=stops)

    def _choices(self) -> Iterator[Choice]:
        """Yield the choices that are open; of others, what is served is served."""
        for choice in self.problem.choices:
            members = [stop for group in choice.alternatives for stop in group]
            if all(stop in self.stop_at for stop in members):
                yield Choice(
                    tuple(
                        tuple(self.stop_at[stop] for stop in group)
                        for group in choice.alternatives
                    )
                )


def _chosen(positions: Collection[int], at: Mapping[int, int]) -> frozenset[int]:
    return frozenset(at[position] for position in positions if position in at)


def _rows(table: TravelTable, rows: np.ndarray) -> TravelTable:
    """Return the table of some locations; one array stays one."""
    shape = np.ix_(rows, rows)
    distance_m = table.distance_m[shape]
    if table.duration_s is table.distance_m:
        return TravelTable(distance_m, distance_m)
    return TravelTable(distance_m, table.duration_s[shape])
