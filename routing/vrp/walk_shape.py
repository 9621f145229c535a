"""Whether a route can be walked at all."""

from routing.vrp.problem import RoutingProblem
from routing.vrp.solution import Route, Visit, VisitKind


def shape_fault(problem: RoutingProblem, route: Route) -> str | None:
    """Return why a route cannot be walked, if so."""
    if not 0 <= route.vehicle_type < len(problem.vehicle_types):
        return f"there is no vehicle type {route.vehicle_type}"
    sizes = {
        VisitKind.DEPOT: len(problem.depots),
        VisitKind.STOP: len(problem.stops),
        VisitKind.UNLOAD: len(problem.unload_sites),
        VisitKind.CHARGE: len(problem.chargers),
        VisitKind.BREAK: len(problem.vehicle_types[route.vehicle_type].breaks),
        VisitKind.REST: 1,
    }
    for position, visit in enumerate(route.visits):
        if not 0 <= visit.index < sizes[visit.kind]:
            return f"there is no {visit.kind} {visit.index}"
        fault = _times_fault(visit) or _load_fault(problem, visit)
        if fault is not None:
            return f"visits[{position}] {fault}"
    kinds = [visit.kind for visit in route.visits]
    if len(kinds) < 2 or kinds[0] != VisitKind.DEPOT or kinds[-1] != VisitKind.DEPOT:
        return "must begin and end at a depot"
    if VisitKind.DEPOT in kinds[1:-1]:
        return "visits a depot on the way"
    return None


def _times_fault(visit: Visit) -> str | None:
    for name in ("arrival_s", "start_s", "departure_s"):
        value = getattr(visit, name)
        if not isinstance(value, int) or value < 0:
            return f"has {name} {value!r}, must be a whole number >= 0"
    return None


def _load_fault(problem: RoutingProblem, visit: Visit) -> str | None:
    """Return what is wrong with the part of a load that a visit fetches."""
    if visit.load is None:
        return None
    if visit.kind is not VisitKind.STOP:
        return f"fetches {visit.load}, which only a stop's visit may"
    whole = problem.stops[visit.index].load
    if len(visit.load) != len(whole) or not any(visit.load):
        return f"fetches {visit.load}, must be a part of {whole}"
    for amount, limit in zip(visit.load, whole, strict=True):
        if not isinstance(amount, int) or not 0 <= amount <= limit:
            return f"fetches {visit.load}, must be a part of {whole}"
    return None
