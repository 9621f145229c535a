"""Plans a day's direct loads: dealt to vehicles, searched region by region, in rounds.

Heavy vehicles fetch one full load at a time, carriers of end-of-life vehicles as many
as have room from several places; each unloads at one of the sites that may take what
it carries and sets out again, as often as its shift allows.
"""

from collections import Counter
from collections.abc import Sequence
from concurrent.futures import Executor
from dataclasses import dataclass, field, replace
from statistics import fmean
from time import perf_counter

from recycling.config import DispatchSettings
from recycling.dispatch.direct import direct_vehicles, trips_of
from recycling.dispatch.direct_deal import barred_pairs
from recycling.dispatch.direct_problem import (
    UNITS,
    DirectDay,
    build_direct,
    kind_of,
    rooms_and_ends,
)
from recycling.dispatch.direct_regions import Region, cut_regions
from recycling.dispatch.parts import DoneCallback
from recycling.dispatch.planning import (
    NO_VEHICLE,
    SITE_EXCLUDED,
    RouteRequest,
    bound_of,
    bound_of_parts,
)
from recycling.dispatch.problem import CatchmentProblem
from recycling.dispatch.routes import planned_routes, unserved_orders
from recycling.domain.errors import PlanningError
from recycling.domain.fleet import Vehicle
from recycling.domain.network import Network, Travel
from recycling.domain.orders import Order
from recycling.domain.plans import PlannedRoute, RoutePlan, UnservedOrder
from routing.errors import RoutingError
from routing.options import SolveOptions
from routing.solve import solve_routing
from routing.vrp.problem import RoutingProblem
from routing.vrp.report import RoutingResult
from routing.vrp.solution import UnservedReason, VisitKind

SHORTEST_S, S_PER_ORDER = 5.0, 0.03
"""Longest time for a plan, where less is not asked for: full loads are hardly combined,
and a city's thousand are planned in half a minute."""

SHORTEST_REGION_S = 0.2

ROUNDS = 8
"""Times that what is left is offered to vehicles with nothing to do: after the first,
few are left, mostly those whose docks or licences were full."""

KEPT_SHARE = 0.1
"""Share of the time kept for the rounds after the first."""


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
    limited = replace(settings, time_limit_s=_limit_s(settings, known))
    search = _Search(network, travel, limited, request, executor, _Done(day))
    search.run(known, progress)
    reasons |= dict.fromkeys(search.served, "")
    reasons |= search.reasons
    return RoutePlan(
        plan_id=request.plan_id,
        day=request.day,
        siting_plan_id=request.siting_plan_id,
        engine=", ".join(sorted(search.engines)),
        seconds=perf_counter() - started,
        routes=tuple(search.done.routes),
        unserved=tuple(
            UnservedOrder(key, reasons[key]) for key in sorted(reasons) if reasons[key]
        ),
        travel=travel.name,
        bound_fen=bound_of_parts(search.bounds_fen) if search.bounds_fen else None,
    )


@dataclass
class _Search:
    """The search for a day's direct loads: rounds of regions.

    In each round, what is left is dealt to the vehicles that have nothing to do yet,
    wherever in the city they stand, and searched region by region.

    Attributes
    ----------
    network, travel, settings, request, executor
        As of ``plan_direct``; the time limit is that of all rounds.
    done
        What was planned.
    served
        Orders on a route, in whole or in part.
    reasons
        Why others, or the rest of them, were left out.
    engines, bounds_fen
        Of each region.
    """

    network: Network
    travel: Travel
    settings: DispatchSettings
    request: RouteRequest
    executor: Executor | None
    done: "_Done"
    served: set[str] = field(default_factory=set)
    reasons: dict[str, str] = field(default_factory=dict)
    engines: set[str] = field(default_factory=set)
    bounds_fen: list[int | None] = field(default_factory=list)
    _apart: set[tuple[str, str]] = field(default_factory=set)
    _told: set[str] = field(default_factory=set)
    _late_s: list[float] = field(default_factory=lambda: [0.0])

    def run(self, orders: Sequence[Order], progress: DoneCallback) -> None:
        """Search round by round, until none has something to add."""
        ends_s = perf_counter() + self.settings.time_limit_s
        free = direct_vehicles(self.network)
        left = {order.order_id: order for order in orders}
        self._apart = barred_pairs(
            self.network, self.request.traffic, orders, free, self.request.day
        )
        for number in range(ROUNDS):
            kept = KEPT_SHARE if number == 0 else 0.0
            until_s = ends_s - kept * self.settings.time_limit_s
            regions = self._regions(list(left.values()), free, is_first=number == 0)
            if not regions:
                break
            loads = sum(len(region.orders) for region in regions)
            for place, region in enumerate(regions):
                progress(number * len(regions) + place, ROUNDS * len(regions))
                share = len(region.orders) / loads
                loads -= len(region.orders)
                limit_s = share * (until_s - perf_counter()) - fmean(self._late_s)
                began_s = perf_counter()
                self._plan(region, limit_s, left)
                self._late_s.append(perf_counter() - began_s - limit_s)
            busy = {route.vehicle_id for route in self.done.routes}
            free = tuple(v for v in free if v.vehicle_id not in busy)
        progress(1, 1)

    def _regions(
        self, orders: Sequence[Order], vehicles: Sequence[Vehicle], *, is_first: bool
    ) -> list[Region]:
        """Deal orders to idle vehicles; those without time for them stay."""
        able = [
            order
            for order in orders
            if any(
                trips_of(self.network, order, kind)
                for kind in {kind_of(self.network, vehicle) for vehicle in vehicles}
            )
        ]
        if not able:
            return []
        for order in able:
            self.reasons.setdefault(order.order_id, UnservedReason.FLEET_FULL.value)
        _, ends = rooms_and_ends(
            self.network, self.travel, self.done.day, able, self.settings, self.request
        )
        found = cut_regions(
            self.network, able, vehicles, self.travel, ends, tried=self._apart,
            are_all_told=is_first,
        )  # fmt: skip
        return [region for region in found if region.orders]

    def _plan(self, region: Region, limit_s: float, left: dict[str, Order]) -> None:
        """Plan a region around what is done; take what it serves from what is left."""
        built = build_direct(
            self.network, self.travel, self.done.day, region.orders, region.vehicles,
            self.settings, self.request,
        )  # fmt: skip
        hurried = replace(self.settings, time_limit_s=max(limit_s, SHORTEST_REGION_S))
        result = _solve(built.problem, hurried, self.request, self.executor)
        self.engines.add(result.solution.engine)
        self.bounds_fen.append(bound_of(result))
        self.done.add(self.network, built, result, self.request.plan_id)
        reasons = {o.order_id: o.reason for o in unserved_orders(built, result)}
        rest = _rest_of(built, result)
        for load in region.orders:
            key = load.order_id
            if key in rest:
                left[key] = rest[key]
                # What other vehicles had no time for was no matter of rules.
                if key not in self._told:
                    self.reasons[key] = reasons[key]
            elif left.pop(key, None):
                self.reasons.pop(key, None)
                self.served.add(key)
        self._told |= rest.keys()
        self._apart |= {
            (load.order_id, vehicle.vehicle_id)
            for load in region.orders
            for vehicle in region.vehicles
            if trips_of(self.network, load, kind_of(self.network, vehicle)) == 1
        }


def _rest_of(built: CatchmentProblem, result: RoutingResult) -> dict[str, Order]:
    """Orders left out, each with what is left of all its loads."""
    rest: dict[str, Order] = {}
    for entry in result.solution.unserved:
        order = built.catchment.orders[entry.stop]
        kg, units, _ = entry.load or built.problem.stops[entry.stop].load
        before = rest.get(order.order_id)
        rest[order.order_id] = replace(
            order,
            load_kg=kg + (before.load_kg if before else 0),
            load_units=(units if order.load_units else 0)
            + (before.load_units if before else 0),
            service_s=order.service_s
            + (before.service_s if before and order.load_units else 0),
        )
    return rest


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
