"""Walks one route of an answer, visit by visit, and notes what it breaks."""

from dataclasses import dataclass, field

from routing.vrp.costs import route_cost_fen
from routing.vrp.pace import leg_duration_s
from routing.vrp.problem import (
    UNREACHABLE,
    AccessRule,
    Depot,
    RoutingProblem,
    Stop,
    TravelTable,
    UnloadSite,
    VehicleType,
)
from routing.vrp.report import RouteReport, TripReport
from routing.vrp.solution import Route, Visit, VisitKind

type _Place = Depot | Stop | UnloadSite


@dataclass(slots=True)
class Walk:
    """What walking a route found: its figures, and the rules it breaks."""

    report: RouteReport | None = None
    violations: list[str] = field(default_factory=list)


def walk_route(problem: RoutingProblem, route: Route, place: str) -> Walk:
    """Recompute one route; ``place`` begins each message."""
    walk = Walk()
    fault = _shape_fault(problem, route)
    if fault is not None:
        walk.violations.append(f"{place}: {fault}")
        return walk
    walker = _Walker(problem, route, place, walk.violations)
    walk.report = walker.walk()
    return walk


def _shape_fault(problem: RoutingProblem, route: Route) -> str | None:
    """Return why a route cannot be walked at all, if so."""
    sizes = {
        VisitKind.DEPOT: len(problem.depots),
        VisitKind.STOP: len(problem.stops),
        VisitKind.UNLOAD: len(problem.unload_sites),
    }
    if not 0 <= route.vehicle_type < len(problem.vehicle_types):
        return f"there is no vehicle type {route.vehicle_type}"
    for visit in route.visits:
        if not 0 <= visit.index < sizes[visit.kind]:
            return f"there is no {visit.kind} {visit.index}"
    kinds = [visit.kind for visit in route.visits]
    if len(kinds) < 2 or kinds[0] != VisitKind.DEPOT or kinds[-1] != VisitKind.DEPOT:
        return "must begin and end at a depot"
    if VisitKind.DEPOT in kinds[1:-1]:
        return "visits a depot on the way"
    return None


class _Walker:
    """The state of a vehicle on its way along a route."""

    def __init__(
        self, problem: RoutingProblem, route: Route, place: str, violations: list[str]
    ) -> None:
        self.problem = problem
        self.route = route
        self.place = place
        self.violations = violations
        self.vehicle: VehicleType = problem.vehicle_types[route.vehicle_type]
        self.table: TravelTable = problem.tables[self.vehicle.profile]
        self.rules: list[AccessRule] = [
            rule
            for rule in problem.access_rules
            if route.vehicle_type in rule.vehicle_types
        ]
        self.distance_m = self.driving_s = self.service_s = self.waiting_s = 0
        self.load_distance = [0] * len(problem.dimensions)
        self.trips: list[TripReport] = []
        self._start_trip()

    def walk(self) -> RouteReport:
        visits = self.route.visits
        self._check_ends()
        for position, visit in enumerate(visits[1:], start=1):
            self._drive(visits[position - 1], visit, position)
            if visit.kind is VisitKind.STOP:
                self._serve(visit, position)
            elif visit.kind is VisitKind.UNLOAD:
                self._unload(visit, position)
        self._go_home()
        duration_s = visits[-1].arrival_s - visits[0].departure_s
        self._check_limits(duration_s)
        return RouteReport(
            vehicle_type=self.route.vehicle_type,
            distance_m=self.distance_m,
            duration_s=duration_s,
            driving_s=self.driving_s,
            service_s=self.service_s,
            waiting_s=self.waiting_s,
            trips=tuple(self.trips),
            load_distance=tuple(self.load_distance),
            cost_fen=route_cost_fen(self.vehicle, self.distance_m, duration_s),
        )

    def _note(self, message: str, position: int | None = None) -> None:
        where = "" if position is None else f".visits[{position}]"
        self.violations.append(f"{self.place}{where}: {message}")

    def _start_trip(self) -> None:
        self.load = [0] * len(self.problem.dimensions)
        self.by_commodity: dict[str, tuple[int, ...]] = {}
        self.stops = 0
        self.trip_start_m = self.distance_m

    def _end_trip(self, unload_site: int | None) -> None:
        self.trips.append(
            TripReport(
                stops=self.stops,
                unload_site=unload_site,
                load=tuple(self.load),
                load_by_commodity=self.by_commodity,
                distance_m=self.distance_m - self.trip_start_m,
            )
        )
        self._start_trip()

    def _place_of(self, visit: Visit) -> _Place:
        if visit.kind is VisitKind.STOP:
            return self.problem.stops[visit.index]
        if visit.kind is VisitKind.UNLOAD:
            return self.problem.unload_sites[visit.index]
        return self.problem.depots[visit.index]

    def _drive(self, before: Visit, visit: Visit, position: int) -> None:
        arc = (self._place_of(before).location, self._place_of(visit).location)
        metres = int(self.table.distance_m[arc])
        seconds = leg_duration_s(
            self.problem, self.vehicle.profile, *arc, before.departure_s
        )
        if UNREACHABLE in {metres, seconds}:
            self._note(f"no way leads here from location {arc[0]}", position)
            metres = seconds = 0
        self.distance_m += metres
        self.driving_s += seconds
        for dimension, amount in enumerate(self.load):
            self.load_distance[dimension] += amount * metres
        expected = before.departure_s + seconds
        if visit.arrival_s != expected:
            self._note(f"arrives at {visit.arrival_s}, must be {expected}", position)

    def _work(self, visit: Visit, place: Stop | UnloadSite, position: int) -> None:
        self.service_s += place.service_s
        self.waiting_s += visit.start_s - visit.arrival_s
        if visit.start_s < visit.arrival_s:
            self._note("starts before it arrives", position)
        if visit.departure_s != visit.start_s + place.service_s:
            expected = visit.start_s + place.service_s
            self._note(f"leaves at {visit.departure_s}, must be {expected}", position)
        windows = place.time_windows
        if windows and not any(
            window.start_s <= visit.start_s <= window.end_s for window in windows
        ):
            self._note(f"starts at {visit.start_s}, outside its windows", position)
        self._check_access(visit, position)

    def _check_access(self, visit: Visit, position: int) -> None:
        for rule in self.rules:
            is_stop = visit.kind is VisitKind.STOP
            closed = rule.closed.start_s, rule.closed.end_s
            if (
                visit.index in (rule.stops if is_stop else rule.unload_sites)
                and visit.start_s < closed[1]
                and visit.departure_s > closed[0]
            ):
                times = f"from {visit.start_s} to {visit.departure_s}"
                rest = f"{rule.name} closes it from {closed[0]} to {closed[1]}"
                self._note(f"is there {times}, {rest}", position)

    def _serve(self, visit: Visit, position: int) -> None:
        stop = self.problem.stops[visit.index]
        self._work(visit, stop, position)
        self.stops += 1
        allowed = self.vehicle.commodities
        if allowed is not None and stop.commodity not in allowed:
            self._note(f"the vehicle may not carry {stop.commodity!r}", position)
        missing = stop.skills - self.vehicle.skills
        if missing:
            self._note(f"the vehicle lacks {', '.join(sorted(missing))}", position)
        if not any(stop.load):
            return
        self.load = [a + b for a, b in zip(self.load, stop.load, strict=True)]
        held = self.by_commodity.get(stop.commodity, (0,) * len(stop.load))
        total = tuple(a + b for a, b in zip(held, stop.load, strict=True))
        self.by_commodity[stop.commodity] = total
        names = zip(
            self.problem.dimensions, self.load, self.vehicle.capacity, strict=True
        )
        for name, amount, limit in names:
            if amount > limit:
                self._note(f"carries {amount} {name}, holds {limit}", position)

    def _unload(self, visit: Visit, position: int) -> None:
        site = self.problem.unload_sites[visit.index]
        self._work(visit, site, position)
        if site.commodities is not None:
            for commodity in sorted(self.by_commodity.keys() - site.commodities):
                self._note(f"{site.name} does not accept {commodity!r}", position)
        self._end_trip(visit.index)

    def _go_home(self) -> None:
        if any(self.load):
            self._note(f"returns with {tuple(self.load)} on board")
        if self.stops:
            self._end_trip(None)

    def _check_ends(self) -> None:
        visits = self.route.visits
        depots = (self.vehicle.start_depot, self.vehicle.end_depot)
        for visit, depot in zip((visits[0], visits[-1]), depots, strict=True):
            if visit.index != depot:
                self._note(f"is at depot {visit.index}, its vehicle's is {depot}")
            if not visit.arrival_s == visit.start_s == visit.departure_s:
                self._note("stays at its depot")
        if not any(visit.kind is VisitKind.STOP for visit in visits):
            self._note("visits no stop")

    def _check_limits(self, duration_s: int) -> None:
        vehicle, visits = self.vehicle, self.route.visits
        if visits[0].departure_s < vehicle.shift.start_s:
            self._note(f"leaves at {visits[0].departure_s}, before the shift")
        if visits[-1].arrival_s > vehicle.shift.end_s:
            self._note(f"returns at {visits[-1].arrival_s}, after the shift")
        unloadings = sum(trip.unload_site is not None for trip in self.trips)
        for what, value, limit in (
            ("takes s", duration_s, vehicle.max_duration_s),
            ("drives m", self.distance_m, vehicle.max_distance_m),
            ("unloads", unloadings, vehicle.max_trips),
        ):
            if limit is not None and value > limit:
                self._note(f"{what}: {value}, at most {limit}")
