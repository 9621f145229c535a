"""Routes that must be driven: vehicles with decided visits or a load on board."""

from routing.errors import InfeasibleError
from routing.vrp.features import is_committed
from routing.vrp.insertion import cheapest_sites
from routing.vrp.loads import prefix_nodes
from routing.vrp.openroute import OpenRoute, Trip
from routing.vrp.queueing import Shared
from routing.vrp.view import ProblemView


def trips_along(view: ProblemView, nodes: list[int]) -> list[Trip]:
    """Return nodes, depots left out, as trips; chargers are left to the timing."""
    trips = [Trip()]
    for node in nodes:
        if node < view.num_stops:
            trips[-1].stops.append(node)
        elif node < view.num_stops + view.num_sites:
            trips[-1].site = node
            trips.append(Trip())
    return [trip for trip in trips if trip.nodes]


def committed_route(
    view: ProblemView, vehicle_type: int, shared: Shared | None = None
) -> OpenRoute:
    """Return the least that such a vehicle has to do.

    Its decided visits, and an unloading at the nearest site possible if there is
    something on board after them.

    Raises
    ------
    InfeasibleError
        If that breaks a limit of the vehicle.
    """
    route = OpenRoute(view, vehicle_type)
    route.shared = shared
    route.trips = trips_along(view, prefix_nodes(view, vehicle_type))
    if route.refresh():
        return route
    if not route.trips or route.trips[-1].site is not None:
        route.trips.append(Trip())
        route.refresh()
    last = route.trips[-1]
    for site in cheapest_sites(route):
        last.site = site
        if route.refresh():
            return route
    name = route.vehicle.name
    msg = f"vehicle {name}: what it has on board or promised cannot be done in time"
    raise InfeasibleError(msg)


def missing_routes(view: ProblemView, routes: list[OpenRoute]) -> list[int]:
    """Return the vehicle types of committed vehicles that have no route yet."""
    used = [route.vehicle_type for route in routes]
    return [
        kind
        for kind, vehicle in enumerate(view.problem.vehicle_types)
        if is_committed(vehicle)
        for _ in range(vehicle.num_available - used.count(kind))
    ]
