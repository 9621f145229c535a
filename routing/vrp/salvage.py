"""Routes from orders of visits: whole where they are feasible, or what fits of them."""

from collections.abc import Sequence

from routing.vrp.committed import committed_route, trips_along
from routing.vrp.features import is_committed
from routing.vrp.insertion import cheapest_sites
from routing.vrp.loads import prefix_nodes
from routing.vrp.openroute import OpenRoute, Trip
from routing.vrp.queueing import Shared
from routing.vrp.view import ProblemView


def route_from_nodes(
    view: ProblemView,
    vehicle_type: int,
    nodes: Sequence[int],
    shared: Shared | None = None,
) -> OpenRoute | None:
    """Return the route of a vehicle through nodes, depots left out.

    Unloadings with nothing on board are dropped where that keeps the route
    feasible; chargers among the nodes are left out, and those needed are chosen
    with the times. ``None`` when the order breaks a limit or serves no stop.
    """
    route = OpenRoute(view, vehicle_type)
    route.shared = shared
    route.trips = trips_along(view, list(nodes))
    if not route.refresh():
        return None
    drop_idle_unloadings(route)
    return route if route.trips or is_committed(route.vehicle) else None


def salvaged_route(
    view: ProblemView,
    vehicle_type: int,
    nodes: Sequence[int],
    shared: Shared | None = None,
) -> OpenRoute | None:
    """Return the route through those nodes that one after the other fit.

    The order is kept; a trip that cannot be unloaded where it should is unloaded
    elsewhere. ``None`` when no stop fits.
    """
    route = OpenRoute(view, vehicle_type)
    route.shared = shared
    rest = list(nodes)
    if is_committed(route.vehicle):
        route = committed_route(view, vehicle_type, shared)
        decided = set(prefix_nodes(view, vehicle_type))
        prefix = len(route.vehicle.prefix)
        rest = rest[prefix:] if rest[:prefix] == route.nodes[1 : 1 + prefix] else rest
        rest = [n for n in rest if n >= view.num_stops or n not in decided]
    else:
        route.refresh()
    for trip in trips_along(view, rest):
        if not _appended(route, trip):
            _add_fitting(route, trip)
    route.refresh()
    drop_idle_unloadings(route)
    return route if route.trips or is_committed(route.vehicle) else None


def _appended(route: OpenRoute, trip: Trip) -> bool:
    """Append a trip if it fits, unloaded where it should be or elsewhere."""
    route.trips.append(trip)
    if route.refresh():
        return True
    wanted = trip.site
    for site in cheapest_sites(route) if trip.stops else ():
        trip.site = site
        if site != wanted and route.refresh():
            return True
    trip.site = wanted
    route.trips.pop()
    route.refresh()
    return False


def _add_fitting(route: OpenRoute, trip: Trip) -> None:
    """Append a trip with those of its stops that fit, if there are any."""
    fitting: Trip | None = None
    for stop in trip.stops:
        if fitting is None:
            alone = Trip([stop], trip.site)
            if _appended(route, alone):
                fitting = alone
            continue
        fitting.stops.append(stop)
        if not route.refresh():
            fitting.stops.pop()
    route.refresh()


def drop_idle_unloadings(route: OpenRoute) -> None:
    """Leave out unloadings with nothing to unload, if the route may do without."""
    decided = len(route.vehicle.prefix)
    for index, trip in enumerate(route.trips):
        site = trip.site
        is_decided = route.begin_of(index) + len(trip.nodes) <= decided
        if site is not None and not is_decided and not route.load_of(index).any():
            trip.site = None
            if not route.refresh():
                trip.site = site
    route.trips = [trip for trip in route.trips if trip.nodes]
    if not route.stops and not is_committed(route.vehicle):
        route.trips = []
    route.refresh()
