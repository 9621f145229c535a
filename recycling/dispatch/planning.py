"""One day's routes for the whole city, catchment by catchment."""

from collections.abc import (
    Collection,
    Iterable,
    Iterator,
    Mapping,
    Sequence,
)
from concurrent.futures import Executor
from dataclasses import dataclass, field, replace
from datetime import date
from time import perf_counter

from recycling.config import DispatchSettings
from recycling.dispatch.catchments import cut_catchments, milk_run_vehicles
from recycling.dispatch.parts import DoneCallback, Keeper, solve_parts
from recycling.dispatch.problem import CatchmentProblem, build_problem
from recycling.dispatch.routes import planned_routes, unserved_orders
from recycling.dispatch.shares import share_sites
from recycling.dispatch.traffic import Traffic
from recycling.dispatch.vehicles import DayRules
from recycling.domain.fleet import Vehicle
from recycling.domain.network import Network, Travel
from recycling.domain.orders import Order
from recycling.domain.plans import (
    PlannedRoute,
    PlannedStop,
    RoutePlan,
    StopKind,
    UnservedOrder,
)
from recycling.domain.sites import Site, SiteKind
from routing.vrp.report import RoutingResult
from routing.vrp.solution import UnservedReason

NO_VEHICLE = UnservedReason.NO_VEHICLE.value
FLEET_FULL = UnservedReason.FLEET_FULL.value
SITE_EXCLUDED = "site_excluded"

ROUND_ENDS = (0.92, 1.0)
"""Shares of the time after which each round ends.

The first gives every order to its nearest depot. Where that one's vehicles are
full, the second offers what is left to the nearest depot with a vehicle that
stands idle.
"""

SHORTEST_ROUND_S = 0.1
"""Seconds a round has at the least, however late it is."""

UNLOAD_KINDS = frozenset({SiteKind.SORTING_CENTRE})
"""Kinds where milk runs unload: their weighbridge is the first licensed intake.

Parks and processing bases take sorted or direct full loads.
"""


@dataclass(frozen=True, slots=True)
class RouteRequest:
    """Which plan to make.

    Attributes
    ----------
    plan_id
        Key the plan gets.
    day
        Day of the routes.
    siting_plan_id
        Siting plan it builds on, empty for the sites as they are.
    open_site_ids
        Sites that take loads on the day.
    seed
        Seed of the solver.
    traffic
        What holds on the roads on the day.
    emission_g_per_km
        CO2 per kilometre by vehicle type.
    assigned
        Depots that sites are tied to; no other depot helps out. Empty: the nearest
        depot in time serves an order, and where it is full another one may.
    depots
        Depots to plan for; all of the city's where none is named.
    earlier
        Routes of other depots that are settled, and use sites and chargers.
    """

    plan_id: str
    day: date
    siting_plan_id: str
    open_site_ids: frozenset[str]
    seed: int
    traffic: Traffic = field(default_factory=Traffic)
    emission_g_per_km: Mapping[str, int] = field(default_factory=dict)
    assigned: Mapping[str, str] = field(default_factory=dict)
    depots: tuple[str, ...] = ()
    earlier: tuple[PlannedRoute, ...] = ()


def plan_routes(
    network: Network,
    orders: Sequence[Order],
    travel: Travel,
    settings: DispatchSettings,
    request: RouteRequest,
    executor: Executor | None,
    progress: DoneCallback,
    keeper: Keeper | None = None,
) -> RoutePlan:
    """Plan a day's collection routes.

    Parameters
    ----------
    network
        Sites, vehicles, materials.
    orders
        Orders of the day.
    travel
        Travel between sites.
    settings
        Limits of the solver and of the catchments.
    request
        Which plan to make.
    executor
        Worker processes; ``None`` to solve here.
    progress
        Called with catchments done and in all.
    keeper
        Where solved catchments are kept, so that a crash does not cost them.

    Returns
    -------
    RoutePlan
        Routes that passed the check; every order, or every one nearest to a depot
        that is planned for, is on a route or among the unserved, with its reason.

    Raises
    ------
    PlanningError
        When a catchment could not be solved.
    """
    started = perf_counter()
    run = _Run(network, travel, settings, request, executor, progress, keeper)
    known = [order for order in orders if order.site_id in network.sites]
    reasons = run.unplanned(orders, known)
    routes: list[PlannedRoute] = []
    rounds: list[_Round] = []
    free, waiting = dict(network.vehicles), known
    for number, until in enumerate(run.ends(started)):
        part = run.plan(free, waiting, routes, until=until, name=f"{number}")
        routes += part.routes
        rounds.append(part)
        if number == 0:
            # A depot farther away would give reasons of its own.
            reasons |= part.unserved
        picked_up = {stop.order_id for stop in pickups(part.routes)}
        for order_id in picked_up - part.unserved.keys():
            del reasons[order_id]
        # What is left of an order in parts would be ordered whole once more.
        waiting = [
            order
            for order in waiting
            if reasons.get(order.order_id) == FLEET_FULL
            and order.order_id not in picked_up
        ]
        free = run.idle(free, part.routes)
        able = milk_run_vehicles(replace(network, vehicles=free))
        if request.assigned or not (waiting and able):
            break
    return RoutePlan(
        plan_id=request.plan_id,
        day=request.day,
        siting_plan_id=request.siting_plan_id,
        engine=", ".join(sorted(set().union(*(part.engines for part in rounds)))),
        seconds=perf_counter() - started,
        routes=tuple(routes),
        unserved=tuple(UnservedOrder(key, reasons[key]) for key in sorted(reasons)),
        travel=travel.name,
        bound_fen=bound_of_parts(fen for part in rounds for fen in part.bounds_fen),
        depots=request.depots,
    )


def bound_of_parts(bounds_fen: Iterable[int | None]) -> int | None:
    """Bound a plan by the bounds of its parts, if each has one."""
    known = list(bounds_fen)
    numbers = [fen for fen in known if fen is not None]
    return sum(numbers) if len(numbers) == len(known) else None


@dataclass(frozen=True, slots=True)
class _Round:
    """What one round of planning served, and why it left the others."""

    routes: list[PlannedRoute]
    unserved: dict[str, str]
    engines: set[str]
    bounds_fen: list[int | None]


def pickups(routes: Iterable[PlannedRoute]) -> Iterator[PlannedStop]:
    """Yield the stops of routes at which something is picked up."""
    stops = (stop for route in routes for stop in route.stops)
    return (stop for stop in stops if stop.kind is StopKind.PICKUP)


@dataclass(frozen=True, slots=True)
class _Run:
    """What the rounds of one plan have in common."""

    network: Network
    travel: Travel
    settings: DispatchSettings
    request: RouteRequest
    executor: Executor | None
    progress: DoneCallback
    keeper: Keeper | None

    def ends(self, started: float) -> list[float]:
        """Return when each round ends, by ``perf_counter``."""
        return [started + share * self.settings.time_limit_s for share in ROUND_ENDS]

    def unplanned(
        self, orders: Sequence[Order], known: Sequence[Order]
    ) -> dict[str, str]:
        """Orders that are to be planned, each with why it is not as yet."""
        depots = self.request.depots
        if depots:
            cut = cut_catchments(
                self.network, known, self.travel, self.request.assigned
            )
            known = [o for c in cut if c.depot_id in depots for o in c.orders]
            orders = known
        reasons = {order.order_id: SITE_EXCLUDED for order in orders}
        return reasons | {order.order_id: NO_VEHICLE for order in known}

    def idle(
        self, vehicles: Mapping[str, Vehicle], routes: Iterable[PlannedRoute]
    ) -> dict[str, Vehicle]:
        """Vehicles without a route, of the depots that are planned for."""
        depots = self.request.depots
        driving = {route.vehicle_id for route in routes}
        return {
            key: vehicle
            for key, vehicle in vehicles.items()
            if key not in driving and (not depots or vehicle.depot_id in depots)
        }

    def plan(
        self,
        vehicles: Mapping[str, Vehicle],
        orders: Sequence[Order],
        earlier: Sequence[PlannedRoute],
        *,
        until: float,
        name: str,
    ) -> _Round:
        """Plan orders with some vehicles, until a moment of ``perf_counter``.

        Sites, docks and plugs are left over by the routes of earlier rounds.
        """
        network = replace(self.network, vehicles=vehicles)
        built = state_catchments(
            network, orders, self.travel, self.settings, self.request, earlier
        )
        left_s = max(until - perf_counter(), SHORTEST_ROUND_S)
        settings = replace(self.settings, time_limit_s=left_s)
        seed = self.request.seed
        results = solve_parts(
            {name: part.problem for name, part in built.items()},
            settings,
            seed,
            self.executor,
            self.progress,
            self.keeper,
            prefix=f"{name}-",
        )
        engines = {result.solution.engine for result in results.values()}
        done = _Round([], {}, engines, [bound_of(r) for r in results.values()])
        for depot, part in built.items():
            done.routes.extend(
                planned_routes(part, results[depot], self.request.plan_id)
            )
            for left in unserved_orders(part, results[depot]):
                done.unserved[left.order_id] = left.reason
        return done


def state_catchments(
    network: Network,
    orders: Sequence[Order],
    travel: Travel,
    settings: DispatchSettings,
    request: RouteRequest,
    earlier: Sequence[PlannedRoute] = (),
) -> dict[str, CatchmentProblem]:
    """State the problem of each catchment of a day.

    Parameters
    ----------
    network
        Sites, and the vehicles to plan with.
    orders
        Orders whose sites the network knows.
    travel
        Travel between sites.
    settings
        Limits of the catchments.
    request
        Which plan to make.
    earlier
        Routes that are planned already: what they leave of sites, docks and plugs.

    Returns
    -------
    dict
        Problems by depot.
    """
    catchments = cut_catchments(network, orders, travel, request.assigned)
    settled = {route.catchment for route in request.earlier}
    catchments = [c for c in catchments if c.depot_id not in settled]
    shares = share_sites(
        network,
        catchments,
        unload_sites(network, request.open_site_ids),
        travel,
        settings.unload_sites,
        (*request.earlier, *earlier),
        limits=settings.dock_limits,
    )
    rules = DayRules(
        crew=settings.crew_rules,
        ranges=settings.range_limits,
        emission_g_per_km=request.emission_g_per_km,
    )
    traffic, day = request.traffic, request.day
    return {
        c.depot_id: build_problem(
            network, c, travel, traffic, day, shares[c.depot_id], rules
        )
        for c in catchments
        if not request.depots or c.depot_id in request.depots
    }


def bound_of(result: RoutingResult) -> int | None:
    """Bound the cost of the orders served: what is left out costs nothing."""
    if result.lower_bound_fen is None:
        return None
    return max(0, result.lower_bound_fen - result.report.lost_prize_fen)


def unload_sites(network: Network, open_site_ids: Collection[str]) -> list[Site]:
    """Open sites where milk runs may unload, by id."""
    return [
        network.sites[site_id]
        for site_id in sorted(open_site_ids)
        if site_id in network.sites and network.sites[site_id].kind in UNLOAD_KINDS
    ]
