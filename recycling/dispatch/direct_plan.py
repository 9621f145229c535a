"""A day's direct loads as routing problems of the city's regions, and back.

Heavy vehicles fetch one full load at a time, carriers of end-of-life vehicles as many
as have room from several places; each unloads at one of the sites that may take what
it carries and sets out again, as often as its shift allows.
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from concurrent.futures import Executor
from dataclasses import dataclass, field, replace
from time import perf_counter

from recycling.config import DispatchSettings
from recycling.dispatch.catchments import Catchment
from recycling.dispatch.direct import Room, direct_vehicles, in_loads, room_of, takers
from recycling.dispatch.direct_regions import cut_regions
from recycling.dispatch.docks import dock_left, stays
from recycling.dispatch.parts import DoneCallback
from recycling.dispatch.planning import (
    NO_VEHICLE,
    SITE_EXCLUDED,
    RouteRequest,
    bound_of,
    bound_of_parts,
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
from routing.options import SolveOptions
from routing.solve import solve_routing
from routing.vrp.problem import Depot, RoutingProblem, VehicleType
from routing.vrp.report import RoutingResult
from routing.vrp.solution import VisitKind

SHORTEST_S, S_PER_ORDER = 5.0, 0.03
"""Longest time for a plan, where less is not asked for: full loads are hardly combined,
and a city's thousand are planned in half a minute."""

SHORTEST_REGION_S = 0.2

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
    reasons |= {order.order_id: NO_VEHICLE for order in known}
    vehicles = direct_vehicles(network)
    regions = cut_regions(network, known, vehicles, travel) if vehicles else []
    settings = replace(settings, time_limit_s=_limit_s(settings, known))
    until = started + settings.time_limit_s
    done = _Done(day)
    engines: set[str] = set()
    bounds_fen: list[int | None] = []
    count = len(known)
    for number, region in enumerate(r for r in regions if r.orders):
        progress(number, len(regions))
        share = len(region.orders) / count
        count -= len(region.orders)
        began, left_s = perf_counter(), until - perf_counter()
        built = _built(
            network, travel, done.day, region.orders, region.vehicles, settings, request
        )
        limit_s = share * left_s - (perf_counter() - began)
        hurried = replace(settings, time_limit_s=max(limit_s, SHORTEST_REGION_S))
        result = _solve(built.problem, hurried, request, executor)
        engines.add(result.solution.engine)
        bounds_fen.append(bound_of(result))
        done.add(network, built, result, request.plan_id)
        for order in region.orders:
            del reasons[order.order_id]
        reasons |= {o.order_id: o.reason for o in unserved_orders(built, result)}
    progress(len(regions), len(regions))
    return RoutePlan(
        plan_id=request.plan_id,
        day=request.day,
        siting_plan_id=request.siting_plan_id,
        engine=", ".join(sorted(engines)),
        seconds=perf_counter() - started,
        routes=tuple(done.routes),
        unserved=tuple(UnservedOrder(key, reasons[key]) for key in sorted(reasons)),
        travel=travel.name,
        bound_fen=bound_of_parts(bounds_fen) if bounds_fen else None,
    )


def _limit_s(settings: DispatchSettings, orders: Sequence[Order]) -> float:
    return min(settings.time_limit_s, SHORTEST_S + S_PER_ORDER * len(orders))


@dataclass
class _Done:
    """What regions planned so far have taken.

    Attributes
    ----------
    day
        The day, with their routes among those of others and what they unload among
        what sites have taken.
    routes
        Their routes.
    """

    day: DirectDay
    routes: list[PlannedRoute] = field(default_factory=list)

    def add(
        self,
        network: Network,
        built: CatchmentProblem,
        result: RoutingResult,
        plan_id: str,
    ) -> None:
        """Take note of a region's routes."""
        made = [
            replace(route, catchment=network.vehicles[route.vehicle_id].depot_id)
            for route in planned_routes(built, result, plan_id)
        ]
        self.routes += made
        taken = dict(self.day.taken)
        for site_id, units in _unloaded_units(built, result).items():
            kg, before = taken.get(site_id, (0, 0))
            # Kilograms are counted by the routes.
            taken[site_id] = kg, before + units
        self.day = replace(self.day, taken=taken, others=[*self.day.others, *made])


def _unloaded_units(built: CatchmentProblem, result: RoutingResult) -> Counter[str]:
    """Count the vehicles that routes bring to each site."""
    brought: Counter[str] = Counter()
    for route in result.solution.routes:
        units = 0
        for visit in route.visits:
            if visit.kind is VisitKind.STOP:
                load = visit.load or built.problem.stops[visit.index].load
                units += load[UNITS]
            elif visit.kind is VisitKind.UNLOAD:
                brought[built.problem.unload_sites[visit.index].name] += units
                units = 0
    return brought


def _solve(
    problem: RoutingProblem,
    settings: DispatchSettings,
    request: RouteRequest,
    executor: Executor | None,
) -> RoutingResult:
    options = SolveOptions(
        engine=settings.engine,
        time_limit_s=settings.time_limit_s,
        workers=settings.workers,
        seed=request.seed,
    )
    try:
        return solve_routing(problem, options, executor=executor)
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
