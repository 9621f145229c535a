"""How trips end in VRPLIB: at home, or where a vehicle may reload.

A vehicle of the format brings its last load home. Where ours must come home
empty, that is the same if it can unload at the gate, without work.
"""

from routing.vrp.problem import AccessRule, RoutingProblem, VehicleType


def has_load(problem: RoutingProblem) -> bool:
    """Return whether anything is fetched."""
    return any(any(stop.load) for stop in problem.stops)


def is_closed(rule: AccessRule, vehicle: VehicleType) -> bool:
    """Return whether a rule keeps a vehicle away for its whole shift.

    Where the closed time ends with the shift, work that takes no time may be done
    at the last second.
    """
    shift = vehicle.shift
    return rule.closed.start_s <= shift.start_s and shift.end_s < rule.closed.end_s


def open_sites(problem: RoutingProblem, kind: int) -> list[int]:
    """Return the unloading sites vehicles of a type may go to during a trip."""
    vehicle = problem.vehicle_types[kind]
    if vehicle.max_trips == 0:
        return []
    barred = {
        site
        for rule in problem.access_rules
        if kind in rule.vehicle_types and is_closed(rule, vehicle)
        for site in rule.unload_sites
    }
    return [site for site in range(len(problem.unload_sites)) if site not in barred]


def empties_at_home(problem: RoutingProblem, kind: int) -> bool:
    """Return whether coming home empty is to bring the last load to the depot.

    That is, to a site in the same place whose work takes no time. A limit of trips
    counts that unloading: then the last one may be nowhere else, and no stop
    without load may be served after it.
    """
    vehicle = problem.vehicle_types[kind]
    home = problem.depots[vehicle.end_depot].location
    table = problem.tables[vehicle.profile]
    if table.distance_m[home, home] or table.duration_s[home, home]:
        return False
    sites = [problem.unload_sites[site].location for site in open_sites(problem, kind)]
    if vehicle.max_trips is None:
        return home in sites
    return set(sites) == {home} and all(any(stop.load) for stop in problem.stops)


def most_reloads(problem: RoutingProblem, kind: int) -> int | None:
    """Return how often vehicles of a type may unload on the way; ``None``: always."""
    vehicle = problem.vehicle_types[kind]
    if vehicle.max_trips is None:
        return None
    # The last unloading is at home, where the format has none.
    at_home = vehicle.returns_empty and has_load(problem)
    return max(0, vehicle.max_trips - at_home)
