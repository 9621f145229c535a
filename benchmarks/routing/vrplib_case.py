"""VRPLIB instances as routing problems, and ``.sol`` files from answers."""

from collections.abc import Mapping, Sequence
from pathlib import Path

from benchmarks.routing.case import Case, works
from routing.vrp.formats.vrplib import VrplibInstance, parse_vrplib
from routing.vrp.places import location_of
from routing.vrp.solution import Route, RoutingSolution


def vrplib_case(path: Path, rounding: str) -> Case:
    """Build the problem of an instance.

    Parameters
    ----------
    path
        The file.
    rounding
        Convention of its family.
    """
    text = path.read_text(encoding="utf-8-sig", errors="replace")
    instance = parse_vrplib(text, rounding, path.name)

    def write(solution: RoutingSolution, target: Path) -> None:
        write_sol(target, _by_vehicle(instance, solution), _fleet(instance))

    return Case(instance.problem, write, 1)


def write_sol(
    path: Path, routes: Mapping[int, Sequence[int]], fleet: int | None
) -> None:
    """Write routes; the cost is added when it has been recomputed.

    Parameters
    ----------
    path
        File to write.
    routes
        Locations by vehicle, counted from 0.
    fleet
        Vehicles of the file where they differ: route ``i`` is then vehicle
        ``i``'s, empty where it stays. ``None`` where they are alike.
    """
    rows = (
        [routes[vehicle] for vehicle in sorted(routes) if routes[vehicle]]
        if fleet is None
        else [routes.get(vehicle, ()) for vehicle in range(fleet)]
    )
    lines = [
        " ".join([f"Route #{number}:", *map(str, row)])
        for number, row in enumerate(rows, 1)
    ]
    path.write_text("\n".join([*lines, ""]), encoding="utf-8")


def add_cost(path: Path, label: str, cost: float, decimals: int) -> None:
    """Add the cost to a ``.sol`` file."""
    with path.open("a", encoding="utf-8") as file:
        file.write(f"{label} {cost:.{decimals}f}\n")


def _fleet(instance: VrplibInstance) -> int | None:
    return sum(map(len, instance.vehicles)) if instance.individual else None


def _by_vehicle(
    instance: VrplibInstance, solution: RoutingSolution
) -> dict[int, list[int]]:
    free = [list(vehicles) for vehicles in instance.vehicles]
    return {
        free[route.vehicle_type].pop(0): _locations(instance, route)
        for route in solution.routes
    }


def _locations(instance: VrplibInstance, route: Route) -> list[int]:
    """Locations between the depots; a reloading is its depot's."""
    return [
        location_of(instance.problem, visit.kind, visit.index)
        for visit in works(route)[1:-1]
    ]
