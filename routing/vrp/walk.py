"""Walks one route of an answer, visit by visit, and notes what it breaks."""

from dataclasses import dataclass

from routing.vrp.costs import (
    compactness_m,
    overtime_s,
    reassigned,
    rounded,
    route_cost,
)
from routing.vrp.pace import leg_duration_s
from routing.vrp.places import PAUSES, location_of
from routing.vrp.problem import (
    UNREACHABLE,
    RoutingProblem,
    Stop,
    UnloadSite,
    work_s,
)
from routing.vrp.report import RouteReport
from routing.vrp.solution import Route, Visit, VisitKind
from routing.vrp.walk_driver import (
    Battery,
    Driver,
    check_break,
    check_breaks_taken,
)
from routing.vrp.walk_load import Hold
from routing.vrp.walk_notes import Notes
from routing.vrp.walk_rules import (
    check_access,
    check_eligible,
    check_ends,
    check_limits,
    check_order,
    lateness_parts,
    lateness_s,
)
from routing.vrp.walk_shape import shape_fault


@dataclass(frozen=True, slots=True)
class Walk:
    """What walking a route found: its figures, and the rules it breaks."""

    report: RouteReport | None
    violations: tuple[str, ...]


def walk_route(problem: RoutingProblem, route: Route, place: str) -> Walk:
    """Recompute one route; ``place`` begins each message."""
    notes = Notes(place)
    fault = shape_fault(problem, route)
    if fault is not None:
        notes.add(fault)
        return Walk(None, tuple(notes.violations))
    report = _Walker(problem, route, notes).walk()
    return Walk(report, tuple(notes.violations))


class _Walker:
    """The state of a vehicle on its way along a route."""

    def __init__(self, problem: RoutingProblem, route: Route, notes: Notes) -> None:
        self.problem, self.route, self.notes = problem, route, notes
        self.vehicle = problem.vehicle_types[route.vehicle_type]
        self.table = problem.tables[self.vehicle.profile]
        self.rules = [
            rule
            for rule in problem.access_rules
            if route.vehicle_type in rule.vehicle_types
        ]
        self.hold = Hold(problem, self.vehicle, notes)
        self.driver = Driver(self.vehicle.driving_rest, notes)
        energy = self.vehicle.energy
        self.battery = None if energy is None else Battery(energy, notes)
        self.distance_m = self.driving_s = self.service_s = self.waiting_s = 0
        self.pause_s = self.lateness_s = self.lateness_parts = 0
        self.load_distance = [0] * len(problem.dimensions)
        self.breaks: list[int] = []
        self.targets = self._targets()
        self.location = self.targets[0]
        self.free_s = route.visits[0].departure_s
        self.is_there = False

    def _targets(self) -> list[int]:
        """Return the location each visit happens at or is on the way to."""
        targets: list[int] = []
        for visit in reversed(self.route.visits):
            targets.append(
                targets[-1]
                if visit.kind in PAUSES
                else location_of(self.problem, visit.kind, visit.index)
            )
        return targets[::-1]

    def walk(self) -> RouteReport:
        visits = self.route.visits
        check_ends(self.vehicle, visits, self.notes)
        for position, visit in enumerate(visits[1:], start=1):
            self._arrive(visit, position)
            self._wait(visit, position)
            if visit.kind is VisitKind.STOP:
                self._serve(visit, position)
            elif visit.kind is VisitKind.UNLOAD:
                self._unload(visit, position)
            elif visit.kind is not VisitKind.DEPOT:
                self._pause(visit, position)
            self.free_s = visit.departure_s
        self.hold.come_home(self.distance_m)
        times = visits[0].departure_s, visits[-1].arrival_s
        check_breaks_taken(self.vehicle, self.breaks, *times, self.notes)
        check_order(self.problem, self.route, self.notes)
        report = self._report(times[1] - times[0])
        check_limits(self.vehicle, report, visits, self.notes)
        return report

    def _report(self, duration_s: int) -> RouteReport:
        grams = self.distance_m * self.vehicle.emission_g_per_km
        return RouteReport(
            vehicle_type=self.route.vehicle_type,
            distance_m=self.distance_m,
            duration_s=duration_s,
            driving_s=self.driving_s,
            service_s=self.service_s,
            waiting_s=self.waiting_s,
            pause_s=self.pause_s,
            overtime_s=overtime_s(self.vehicle, duration_s),
            lateness_s=self.lateness_s,
            energy_wh=0 if self.battery is None else self.battery.used_wh,
            emission_g=rounded(grams, 1000),
            compactness_m=compactness_m(self.problem, self.route),
            reassigned=reassigned(self.problem, self.route),
            trips=tuple(self.hold.trips),
            load_distance=tuple(self.load_distance),
            cost=route_cost(
                self.problem,
                self.vehicle,
                self.distance_m,
                duration_s,
                self.lateness_parts,
            ),
        )

    def _arrive(self, visit: Visit, position: int) -> None:
        """Drive to where a visit happens, if it does not happen here.

        A pause happens at the place before when that is where its arrival time
        puts it, and at the next one otherwise.
        """
        way = (self.location, self.targets[position])
        expected_s = self.free_s
        is_pause = visit.kind in PAUSES
        if not self.is_there and not (is_pause and visit.arrival_s == self.free_s):
            seconds = leg_duration_s(
                self.problem, self.vehicle.profile, *way, self.free_s
            )
            metres = int(self.table.distance_m[way])
            if UNREACHABLE in {metres, seconds}:
                self.notes.add(f"no way leads here from location {way[0]}", position)
                metres = seconds = 0
            self._drive(metres, seconds, position)
            expected_s += seconds
        if visit.arrival_s != expected_s:
            choice = f"{self.free_s} or " if is_pause and not self.is_there else ""
            message = f"arrives at {visit.arrival_s}, must be {choice}{expected_s}"
            self.notes.add(message, position)
        if not is_pause:
            self.location, self.is_there = way[1], False
        elif visit.arrival_s != self.free_s:
            self.is_there = True

    def _drive(self, metres: int, seconds: int, position: int) -> None:
        self.hold.leave(self.free_s)
        self.distance_m += metres
        self.driving_s += seconds
        self.driver.drive(seconds, position)
        for dimension, amount in enumerate(self.hold.load):
            self.load_distance[dimension] += amount * metres
        if self.battery is not None:
            amount = self.hold.load[0] if self.hold.load else 0
            self.battery.drive(metres, amount, position)

    def _wait(self, visit: Visit, position: int) -> None:
        waiting_s = visit.start_s - visit.arrival_s
        if visit.kind is VisitKind.DEPOT:
            return
        if waiting_s < 0:
            self.notes.add("starts before it arrives", position)
        if visit.departure_s < visit.start_s:
            self.notes.add("leaves before it starts", position)
        self.waiting_s += waiting_s
        self.driver.pause(max(0, waiting_s))

    def _pause(self, visit: Visit, position: int) -> None:
        """Take a break, a rest or energy."""
        seconds = visit.departure_s - visit.start_s
        self.pause_s += seconds
        self.driver.pause(seconds)
        if visit.kind is VisitKind.BREAK:
            self.breaks.append(visit.index)
            check_break(self.vehicle, visit, position, self.notes)
        elif visit.kind is VisitKind.CHARGE:
            check_access(self.rules, visit, position, self.notes)
            if self.battery is None:
                self.notes.add("charges a vehicle without a battery", position)
            else:
                power_w = self.problem.chargers[visit.index].power_w
                self.battery.charge(power_w, seconds)

    def _work(
        self, visit: Visit, place: Stop | UnloadSite, seconds: int, position: int
    ) -> None:
        self.service_s += seconds
        self.driver.work(seconds)
        expected_s = visit.start_s + seconds
        if visit.departure_s != expected_s:
            message = f"leaves at {visit.departure_s}, must be {expected_s}"
            self.notes.add(message, position)
        is_soft = isinstance(place, Stop) and place.late_cost_fen_per_min is not None
        windows = place.time_windows
        first_s = min((window.start_s for window in windows), default=0)
        if visit.start_s < first_s or (
            not is_soft
            and windows
            and not any(
                window.start_s <= visit.start_s <= window.end_s for window in windows
            )
        ):
            message = f"starts at {visit.start_s}, outside its windows"
            self.notes.add(message, position)
        check_access(self.rules, visit, position, self.notes)

    def _serve(self, visit: Visit, position: int) -> None:
        stop = self.problem.stops[visit.index]
        load = stop.load if visit.load is None else visit.load
        self._work(visit, stop, work_s(stop, load), position)
        late_s = lateness_s(stop, visit.start_s)
        self.lateness_s += late_s
        self.lateness_parts += lateness_parts(stop, late_s)
        check_eligible(
            self.problem, self.route.vehicle_type, stop, position, self.notes
        )
        self.hold.pick_up(stop, load, position)

    def _unload(self, visit: Visit, position: int) -> None:
        site = self.problem.unload_sites[visit.index]
        seconds = work_s(site, self.hold.load)
        self._work(visit, site, seconds, position)
        if self.battery is not None:
            self.battery.charge(site.charge_power_w, seconds)
        self.hold.unload(visit.index, site, position, self.distance_m)
