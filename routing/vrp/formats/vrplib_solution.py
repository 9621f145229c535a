"""``.sol`` files: the routes of an answer in the numbers of its VRPLIB file."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from routing.vrp.costs import objective, route_cost
from routing.vrp.formats.faults import Faults
from routing.vrp.formats.vrplib import VrplibInstance
from routing.vrp.places import location_of
from routing.vrp.problem import RoutingProblem, TimeWindow, VehicleType
from routing.vrp.schedule import Leg, Timeline, shortest_timeline
from routing.vrp.solution import (
    Route,
    RoutingSolution,
    Unserved,
    UnservedReason,
    Visit,
    VisitKind,
)
from routing.vrp.windows import ALWAYS


@dataclass(frozen=True, slots=True)
class VrplibRoutes:
    """What a ``.sol`` file says.

    Attributes
    ----------
    routes
        Per route, the places of the file in order, counted from 0: the clients,
        and the depots where the vehicle reloads.
    cost
        The cost it states, in its own units; ``None`` if it states none.
    """

    routes: tuple[tuple[int, ...], ...]
    cost: float | None


def read_solution(path: Path) -> VrplibRoutes:
    """Read a ``.sol`` file.

    Raises
    ------
    FormatError
        If a route or the cost is not made of numbers; every fault is named.
    """
    faults = Faults(f"{path.name} cannot be read as a solution")
    routes: list[tuple[int, ...]] = []
    cost: float | None = None
    lines = path.read_text(encoding="utf-8").splitlines()
    for number, line in enumerate(lines, start=1):
        head, _, rest = line.strip().partition(":")
        try:
            if head.lower().startswith("route"):
                routes.append(tuple(map(int, rest.split())))
            elif head.lower().startswith("cost"):
                cost = float(rest or head[len("cost") :])
        except ValueError:
            faults.add(f"line {number}", "must be numbers", line)
    faults.raise_any()
    return VrplibRoutes(tuple(routes), cost)


def write_solution(
    path: Path, instance: VrplibInstance, solution: RoutingSolution
) -> None:
    """Write an answer as a ``.sol`` file; see ``dump_routes``."""
    path.write_text(dump_routes(instance, solution), encoding="utf-8")


def dump_routes(instance: VrplibInstance, solution: RoutingSolution) -> str:
    """Return an answer as the text of a ``.sol`` file, its cost in problem units.

    Where vehicles differ, route ``i`` is that of vehicle ``i`` of the file, and
    empty for one that stays at home.
    """
    _, cost = objective(instance.problem, solution)
    rows = [_places(instance, route) for route in solution.routes]
    if instance.individual:
        free = [list(positions) for positions in instance.vehicles]
        by_vehicle = {
            free[route.vehicle_type].pop(0): row
            for route, row in zip(solution.routes, rows, strict=True)
        }
        count = sum(map(len, instance.vehicles))
        rows = [by_vehicle.get(position, []) for position in range(count)]
    lines = [
        " ".join([f"Route #{number}:", *map(str, row)])
        for number, row in enumerate(rows, start=1)
    ]
    return "\n".join([*lines, f"Cost: {cost}", ""])


def _places(instance: VrplibInstance, route: Route) -> list[int]:
    return [
        location_of(instance.problem, visit.kind, visit.index)
        for visit in route.visits
        if visit.kind in {VisitKind.STOP, VisitKind.UNLOAD}
    ]


def timed_solution(
    instance: VrplibInstance, routes: Sequence[Sequence[int]]
) -> RoutingSolution:
    """Return routes of a ``.sol`` file with times, as early and short as can be.

    Clients on no route are unserved.

    Raises
    ------
    FormatError
        If a place is unknown, there are more routes than vehicles, or a route
        cannot keep its windows.
    """
    faults = Faults("The routes do not fit the problem")
    types = {
        position: vehicle_type
        for vehicle_type, positions in enumerate(instance.vehicles)
        for position in positions
    }
    timed: list[Route] = []
    for position, places in enumerate(routes):
        if not places:
            continue
        place = f"route {position + 1}"
        if position not in types:
            faults.add(place, f"there are only {len(types)} vehicles")
            continue
        visits = _visits(instance, places, place, faults)
        route = _timed_route(instance.problem, types[position], visits)
        if route is None:
            faults.add(place, "cannot be driven within its windows")
        else:
            timed.append(route)
    faults.raise_any()
    return _with_unserved(instance.problem, timed)


def _visits(
    instance: VrplibInstance, places: Sequence[int], place: str, faults: Faults
) -> list[tuple[VisitKind, int]]:
    depots, stops = instance.num_depots, len(instance.problem.stops)
    sites = {
        site.location: index for index, site in enumerate(instance.problem.unload_sites)
    }
    found: list[tuple[VisitKind, int]] = []
    for number in places:
        if depots <= number < depots + stops:
            found.append((VisitKind.STOP, number - depots))
        elif number in sites:
            found.append((VisitKind.UNLOAD, sites[number]))
        else:
            faults.add(place, "must be clients, or depots to reload at", number)
    return found


def _timed_route(
    problem: RoutingProblem, vehicle_type: int, visits: list[tuple[VisitKind, int]]
) -> Route | None:
    vehicle = problem.vehicle_types[vehicle_type]
    ready_s, legs = _legs(problem, vehicle, visits)
    home = Leg(_travel(problem, vehicle, visits, len(visits)))
    shift = TimeWindow(max(vehicle.shift.start_s, ready_s), vehicle.shift.end_s)
    line = shortest_timeline(legs, home, shift)
    if line is None:
        return None
    return Route(vehicle_type, tuple(_timed_visits(vehicle, visits, legs, line)))


def _timed_visits(
    vehicle: VehicleType,
    visits: list[tuple[VisitKind, int]],
    legs: list[Leg],
    line: Timeline,
) -> list[Visit]:
    clock_s = line.departure_s
    timed = [Visit(VisitKind.DEPOT, vehicle.start_depot, clock_s, clock_s, clock_s)]
    for (kind, index), leg, start_s in zip(visits, legs, line.starts_s, strict=True):
        arrival_s = clock_s + leg.travel_s
        clock_s = start_s + leg.service_s
        timed.append(Visit(kind, index, arrival_s, start_s, clock_s))
    end_s = line.end_s
    return [*timed, Visit(VisitKind.DEPOT, vehicle.end_depot, end_s, end_s, end_s)]


def _legs(
    problem: RoutingProblem, vehicle: VehicleType, visits: list[tuple[VisitKind, int]]
) -> tuple[int, list[Leg]]:
    """Return when the first trip may start, and the legs.

    An unloading ends no earlier than the stops of the next trip are released.
    """
    ready_s, legs = 0, []
    for position in reversed(range(len(visits))):
        kind, index = visits[position]
        travel_s = _travel(problem, vehicle, visits, position)
        if kind is VisitKind.UNLOAD:
            legs.append(Leg(travel_s, 0, ((ready_s, vehicle.shift.end_s),)))
            ready_s = 0
            continue
        stop = problem.stops[index]
        windows = tuple((w.start_s, w.end_s) for w in stop.time_windows) or ALWAYS
        legs.append(Leg(travel_s, stop.service_s, windows))
        ready_s = max(ready_s, stop.release_s)
    return ready_s, legs[::-1]


def _travel(
    problem: RoutingProblem,
    vehicle: VehicleType,
    visits: list[tuple[VisitKind, int]],
    position: int,
) -> int:
    """Return the way to a visit, or home after the last: metres and seconds."""

    def location(at: int) -> int:
        if not 0 <= at < len(visits):
            depot = vehicle.start_depot if at < 0 else vehicle.end_depot
            return problem.depots[depot].location
        return location_of(problem, *visits[at])

    table = problem.tables[vehicle.profile].distance_m
    return int(table[location(position - 1), location(position)])


def _with_unserved(problem: RoutingProblem, routes: list[Route]) -> RoutingSolution:
    served = {
        visit.index
        for route in routes
        for visit in route.visits
        if visit.kind is VisitKind.STOP
    }
    chosen = {
        stop: bool(served.intersection(s for a in choice.alternatives for s in a))
        for choice in problem.choices
        for alternative in choice.alternatives
        for stop in alternative
    }
    unserved = tuple(
        Unserved(index, _reason(stop.required, chosen.get(index, False)))
        for index, stop in enumerate(problem.stops)
        if index not in served
    )
    cost_fen = sum(_cost_fen(problem, route) for route in routes)
    return RoutingSolution(tuple(routes), unserved, cost_fen, "file")


def _reason(required: bool, chosen: bool) -> UnservedReason:
    if chosen:
        return UnservedReason.NOT_CHOSEN
    if required:
        return UnservedReason.FLEET_FULL
    return UnservedReason.NOT_WORTH_THE_COST


def _cost_fen(problem: RoutingProblem, route: Route) -> int:
    """Return fixed and distance cost: a file's vehicles have no other."""
    vehicle = problem.vehicle_types[route.vehicle_type]
    visits = [(visit.kind, visit.index) for visit in route.visits[1:-1]]
    ways = range(len(visits) + 1)
    distance_m = sum(_travel(problem, vehicle, visits, way) for way in ways)
    return route_cost(problem, vehicle, distance_m, 0).total_fen
