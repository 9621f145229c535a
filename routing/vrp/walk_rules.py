"""The rules of one route that do not depend on what came before on its way."""

from routing.vrp.costs import LATENESS_PARTS
from routing.vrp.features import is_committed
from routing.vrp.problem import AccessRule, RoutingProblem, Stop, VehicleType
from routing.vrp.report import RouteReport
from routing.vrp.solution import Route, Visit, VisitKind
from routing.vrp.walk_notes import Notes

_PROMISED = frozenset({VisitKind.STOP, VisitKind.UNLOAD})
"""Kinds of visits a prefix can name; others may come in between."""


def lateness_s(stop: Stop, start_s: int) -> int:
    """Return the seconds since the last window before a start; 0 within one."""
    if any(window.start_s <= start_s <= window.end_s for window in stop.time_windows):
        return 0
    ended = [window.end_s for window in stop.time_windows if window.end_s < start_s]
    return start_s - max(ended) if ended else 0


def lateness_parts(stop: Stop, late_s: int) -> int:
    """Return the price of being late, in parts of a fen (``routing.vrp.costs``)."""
    return LATENESS_PARTS * late_s * (stop.late_cost_fen_per_min or 0)


def check_access(
    rules: list[AccessRule], visit: Visit, position: int, notes: Notes
) -> None:
    """Check that a place is not closed to the vehicle during its work."""
    for rule in rules:
        start_s, end_s = rule.closed.start_s, rule.closed.end_s
        if (
            visit.index in _closes(rule, visit.kind)
            and visit.start_s < end_s
            and visit.departure_s > start_s
        ):
            times = f"from {visit.start_s} to {visit.departure_s}"
            rest = f"{rule.name} closes it from {start_s} to {end_s}"
            notes.add(f"is there {times}, {rest}", position)


def _closes(rule: AccessRule, kind: VisitKind) -> frozenset[int]:
    if kind is VisitKind.STOP:
        return rule.stops
    return rule.chargers if kind is VisitKind.CHARGE else rule.unload_sites


def check_eligible(
    problem: RoutingProblem, vehicle_type: int, stop: Stop, position: int, notes: Notes
) -> None:
    """Check that the vehicle has the skills for a stop and is allowed there."""
    missing = stop.skills - problem.vehicle_types[vehicle_type].skills
    if missing:
        notes.add(f"the vehicle lacks {', '.join(sorted(missing))}", position)
    if stop.vehicle_types is not None and vehicle_type not in stop.vehicle_types:
        allowed = sorted(stop.vehicle_types)
        message = f"vehicle type {vehicle_type} may not serve it, only {allowed}"
        notes.add(message, position)


def check_ends(vehicle: VehicleType, visits: tuple[Visit, ...], notes: Notes) -> None:
    """Check that a route begins and ends at its vehicle's depots, for something."""
    depots = (vehicle.start_depot, vehicle.end_depot)
    for visit, depot in zip((visits[0], visits[-1]), depots, strict=True):
        if visit.index != depot:
            notes.add(f"is at depot {visit.index}, its vehicle's is {depot}")
        if not visit.arrival_s == visit.start_s == visit.departure_s:
            notes.add("stays at its depot")
    if not is_committed(vehicle) and not any(
        visit.kind is VisitKind.STOP for visit in visits
    ):
        notes.add("visits no stop")


def check_order(problem: RoutingProblem, route: Route, notes: Notes) -> None:
    """Check what is promised: the visits decided, and stops locked to a place."""
    vehicle = problem.vehicle_types[route.vehicle_type]
    made = [visit for visit in route.visits if visit.kind in _PROMISED]
    for position, planned in enumerate(vehicle.prefix):
        visit = made[position] if position < len(made) else None
        if visit is None or (visit.kind, visit.index) != (planned.kind, planned.index):
            must = f"{planned.kind} {planned.index}"
            notes.add(f"stop or unloading {position} is decided, must be {must}")
    stops = [visit.index for visit in made if visit.kind is VisitKind.STOP]
    for place, index in enumerate(stops):
        rank = problem.stops[index].rank
        if rank is not None and rank not in {place, place - len(stops)}:
            name = problem.stops[index].name
            notes.add(f"visits {name} as stop {place} of {len(stops)}, must be {rank}")


def check_limits(
    vehicle: VehicleType, report: RouteReport, visits: tuple[Visit, ...], notes: Notes
) -> None:
    """Check the shift and the limits of a vehicle's day."""
    departure_s, end_s = visits[0].departure_s, visits[-1].arrival_s
    if departure_s < vehicle.shift.start_s:
        notes.add(f"leaves at {departure_s}, before the shift")
    if end_s > vehicle.shift.end_s:
        notes.add(f"returns at {end_s}, after the shift")
    stops = sum(trip.stops for trip in report.trips)
    for what, value, limit in (
        ("takes s", report.duration_s, vehicle.max_duration_s),
        ("drives m", report.distance_m, vehicle.max_distance_m),
        ("unloads", report.unloadings, vehicle.max_trips),
        ("visits stops", stops, vehicle.max_stops),
    ):
        if limit is not None and value > limit:
            notes.add(f"{what}: {value}, at most {limit}")
