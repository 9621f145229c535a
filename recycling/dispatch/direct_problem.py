"""A region's direct loads as a routing problem.

That of a catchment, with all depots and three dimensions: kilograms, vehicles, loads.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from recycling.config import DispatchSettings
from recycling.dispatch.catchments import Catchment
from recycling.dispatch.direct import Room, room_of, takers
from recycling.dispatch.docks import dock_left, stays
from recycling.dispatch.planning import RouteRequest
from recycling.dispatch.problem import CatchmentProblem, build_problem
from recycling.dispatch.shares import Share, unloaded_kg
from recycling.dispatch.vehicles import DayRules
from recycling.domain import fleet
from recycling.domain.direct import HEAVY, is_elv
from recycling.domain.fleet import Vehicle
from recycling.domain.network import Network, Travel
from recycling.domain.orders import Order
from recycling.domain.plans import PlannedRoute, StopKind
from routing.vrp.problem import Depot, RoutingProblem, VehicleType

UNITS = 1
DIMENSIONS = ("kg", "vehicles", "loads")
"""Full loads are counted, so that a vehicle has one at a time; carried vehicles are
not: they are counted in vehicles."""


@dataclass(frozen=True, slots=True)
class DirectDay:
    """What direct loads are planned around.

    Attributes
    ----------
    orders
        Direct orders of the day, of any size.
    taken
        Kilograms and vehicles each site has weighed in the year so far.
    others
        Milk runs of the day, which use the same docks.
    """

    orders: Sequence[Order]
    taken: Mapping[str, tuple[int, int]]
    others: Sequence[PlannedRoute] = ()


def kind_of(network: Network, vehicle: Vehicle) -> fleet.VehicleType:
    """Return the type of a vehicle."""
    return network.vehicle_types[vehicle.vehicle_type]


def rooms_and_ends(
    network: Network,
    travel: Travel,
    day: DirectDay,
    orders: Sequence[Order],
    settings: DispatchSettings,
    request: RouteRequest,
) -> tuple[dict[str, Room], list[str]]:
    """Tell what each site may still take, and which ones orders may go to."""
    brought_kg = unloaded_kg(day.others)
    rooms = {
        site_id: room_of(site, day.taken, brought_kg)
        for site_id, site in network.sites.items()
    }
    ends = takers(
        network, orders, request.open_site_ids, rooms, request.day, travel,
        settings.unload_sites,
    )  # fmt: skip
    return rooms, ends


def build_direct(
    network: Network,
    travel: Travel,
    day: DirectDay,
    known: Sequence[Order],
    vehicles: tuple[Vehicle, ...],
    settings: DispatchSettings,
    request: RouteRequest,
) -> CatchmentProblem:
    """State the problem: that of a catchment, with all depots and three dimensions."""
    rooms, ends = rooms_and_ends(network, travel, day, known, settings, request)
    busy = stays(day.others, StopKind.UNLOAD)
    docks = {
        key: dock_left(network, network.sites[key], busy.get(key, ()), ())
        for key in ends
    }
    if not settings.dock_limits:
        docks = {key: replace(dock, number=None) for key, dock in docks.items()}
    depots = [vehicle.depot_id for vehicle in vehicles]
    rules = DayRules(
        crew=settings.crew_rules,
        ranges=settings.range_limits,
        emission_g_per_km=request.emission_g_per_km,
    )
    built = build_problem(
        network, Catchment(depots[0], tuple(known), vehicles), travel, request.traffic,
        request.day, Share(docks), rules, stands=depots,
    )  # fmt: skip
    return replace(built, problem=_in_loads(network, built, vehicles, rooms))


def _in_loads(
    network: Network,
    built: CatchmentProblem,
    vehicles: Sequence[Vehicle],
    rooms: Mapping[str, Room],
) -> RoutingProblem:
    """Count vehicles and full loads besides kilograms, and name every depot."""
    row = {site_id: place for place, site_id in enumerate(built.site_ids)}
    depots = list(dict.fromkeys(vehicle.depot_id for vehicle in vehicles))
    orders = built.catchment.orders
    loads = [_load(network, order) for order in orders]
    most = tuple(map(sum, zip(*loads, strict=True)))

    def intake(room: Room) -> tuple[int, int, int] | None:
        if room.kg is None and room.units is None:
            return None
        kg = most[0] if room.kg is None else room.kg
        units = most[1] if room.units is None else room.units
        return kg, units, most[2]

    return replace(
        built.problem,
        dimensions=DIMENSIONS,
        depots=tuple(Depot(depot, row[depot]) for depot in depots),
        stops=tuple(
            replace(stop, load=load)
            for stop, load in zip(built.problem.stops, loads, strict=True)
        ),
        unload_sites=tuple(
            replace(site, intake=intake(rooms[site.name]))
            for site in built.problem.unload_sites
        ),
        vehicle_types=tuple(
            _vehicle(network, kind, vehicle, depots.index(vehicle.depot_id))
            for kind, vehicle in zip(built.problem.vehicle_types, vehicles, strict=True)
        ),
    )


def _load(network: Network, order: Order) -> tuple[int, int, int]:
    """State a load: end-of-life vehicles take places, all else a whole truck."""
    if is_elv(network, order.material):
        return order.load_kg, max(1, order.load_units), 0
    return order.load_kg, 0, 1


def _vehicle(
    network: Network, kind: VehicleType, vehicle: Vehicle, depot: int
) -> VehicleType:
    own = kind_of(network, vehicle)
    is_heavy = own.role in HEAVY
    # A carrier without places on record has one.
    places = (0, 1) if is_heavy else (max(1, own.capacity_units), 0)
    return replace(
        kind,
        capacity=(own.payload_kg, *places),
        start_depot=depot,
        end_depot=depot,
    )
