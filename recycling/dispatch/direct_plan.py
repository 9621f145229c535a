"""A day's direct loads as one routing problem of the city, and back.

Heavy vehicles fetch one full load at a time, carriers of end-of-life vehicles as many
as have room from several places; each unloads at one of the sites that may take what
it carries and sets out again, as often as its shift allows.
"""

from collections.abc import Mapping, Sequence
from concurrent.futures import Executor
from dataclasses import dataclass, replace
from time import perf_counter

from recycling.config import DispatchSettings
from recycling.dispatch.catchments import Catchment
from recycling.dispatch.direct import Room, direct_vehicles, in_loads, room_of, takers
from recycling.dispatch.docks import dock_left, stays
from recycling.dispatch.parts import DoneCallback
from recycling.dispatch.planning import (
    NO_VEHICLE,
    SITE_EXCLUDED,
    RouteRequest,
)
from recycling.dispatch.problem import CatchmentProblem, build_problem
from recycling.dispatch.routes import planned_routes, unserved_orders
from recycling.dispatch.shares import Share, unloaded_kg
from recycling.dispatch.vehicles import DayRules
from recycling.domain.direct import HEAVY, is_elv
from recycling.domain.errors import PlanningError
from recycling.domain.fleet import Vehicle
from recycling.domain.network import Network, Travel
from recycling.domain.orders import Order
from recycling.domain.plans import (
    PlannedRoute,
    RoutePlan,
    StopKind,
    UnservedOrder,
)
from routing.errors import RoutingError
from routing.options import Progress, SolveOptions
from routing.solve import solve_routing
from routing.vrp.problem import Depot, RoutingProblem, VehicleType
from routing.vrp.report import RoutingResult

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


def plan_direct(
    network: Network,
    travel: Travel,
    day: DirectDay,
    settings: DispatchSettings,
    request: RouteRequest,
    executor: Executor | None,
    progress: DoneCallback,
) -> RoutePlan:
    """Plan the full-load trips of a day.

    Parameters
    ----------
    network
        Sites, vehicles, materials.
    travel
        Travel between sites.
    day
        Orders, and what they are planned around.
    settings
        Limits of the solver.
    request
        Which plan to make.
    executor
        Worker processes; ``None`` to solve here.
    progress
        Called with how much of the search is done.

    Returns
    -------
    RoutePlan
        Routes that passed the check; every order is on a route or among the
        unserved, with its reason.

    Raises
    ------
    PlanningError
        When it could not be solved.
    """
    started = perf_counter()
    known = [order for order in day.orders if order.site_id in network.sites]
    reasons = {order.order_id: SITE_EXCLUDED for order in day.orders}
    vehicles = direct_vehicles(network)
    routes: list[PlannedRoute] = []
    engine, bound_fen = "", None
    if known and not vehicles:
        reasons |= {order.order_id: NO_VEHICLE for order in known}
    elif known:
        built = _built(network, travel, day, known, vehicles, settings, request)
        result = _solve(built.problem, settings, request, executor, progress)
        engine = result.solution.engine
        if result.lower_bound_fen is not None:
            bound_fen = max(0, result.lower_bound_fen - result.report.lost_prize_fen)
        routes = [
            replace(route, catchment=network.vehicles[route.vehicle_id].depot_id)
            for route in planned_routes(built, result, request.plan_id)
        ]
        for order in known:
            del reasons[order.order_id]
        reasons |= {o.order_id: o.reason for o in unserved_orders(built, result)}
    return RoutePlan(
        plan_id=request.plan_id,
        day=request.day,
        siting_plan_id=request.siting_plan_id,
        engine=engine,
        seconds=perf_counter() - started,
        routes=tuple(routes),
        unserved=tuple(UnservedOrder(key, reasons[key]) for key in sorted(reasons)),
        travel=travel.name,
        bound_fen=bound_fen,
    )


def _solve(
    problem: RoutingProblem,
    settings: DispatchSettings,
    request: RouteRequest,
    executor: Executor | None,
    progress: DoneCallback,
) -> RoutingResult:
    options = SolveOptions(
        engine=settings.engine,
        time_limit_s=settings.time_limit_s,
        workers=settings.workers,
        seed=request.seed,
    )

    def relay(message: Progress) -> None:
        progress(message.done, message.total)

    try:
        return solve_routing(problem, options, relay, executor=executor)
    except RoutingError as error:
        msg = f"direct loads: {error}"
        raise PlanningError(msg) from error


def _built(
    network: Network,
    travel: Travel,
    day: DirectDay,
    known: Sequence[Order],
    vehicles: tuple[Vehicle, ...],
    settings: DispatchSettings,
    request: RouteRequest,
) -> CatchmentProblem:
    """State the problem: that of a catchment, with all depots and three dimensions."""
    brought_kg = unloaded_kg(day.others)
    rooms = {
        site_id: room_of(site, day.taken, brought_kg)
        for site_id, site in network.sites.items()
    }
    ends = takers(
        network, known, request.open_site_ids, rooms, request.day, travel,
        settings.unload_sites,
    )  # fmt: skip
    busy = stays(day.others, StopKind.UNLOAD)
    docks = {
        key: dock_left(network, network.sites[key], busy.get(key, ()), ())
        for key in ends
    }
    if not settings.dock_limits:
        docks = {key: replace(dock, number=None) for key, dock in docks.items()}
    loads = tuple(in_loads(network, known, vehicles))
    depots = [vehicle.depot_id for vehicle in vehicles]
    rules = DayRules(
        crew=settings.crew_rules,
        ranges=settings.range_limits,
        emission_g_per_km=request.emission_g_per_km,
    )
    built = build_problem(
        network, Catchment(depots[0], loads, vehicles), travel, request.traffic,
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
    own = network.vehicle_types[vehicle.vehicle_type]
    is_heavy = own.role in HEAVY
    # A carrier without places on record has one.
    places = (0, 1) if is_heavy else (max(1, own.capacity_units), 0)
    return replace(
        kind,
        capacity=(own.payload_kg, *places),
        start_depot=depot,
        end_depot=depot,
    )
