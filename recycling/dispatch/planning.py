"""One day's routes for the whole city, catchment by catchment."""

from collections.abc import Callable, Collection, Sequence
from concurrent.futures import Executor
from dataclasses import dataclass
from datetime import date
from time import perf_counter

from recycling.config import DispatchSettings
from recycling.dispatch.catchments import cut_catchments
from recycling.dispatch.problem import (
    CatchmentProblem,
    build_problem,
    planned_routes,
    unserved_orders,
)
from recycling.domain.errors import PlanningError
from recycling.domain.network import Network, Travel
from recycling.domain.orders import Order
from recycling.domain.plans import RoutePlan, UnservedOrder
from recycling.domain.sites import Site, SiteKind
from routing.decompose import solve_routing_parts
from routing.errors import RoutingError
from routing.options import Progress, SolveOptions
from routing.vrp.report import RoutingResult

NO_VEHICLE = "no_vehicle"
SITE_EXCLUDED = "site_excluded"

UNLOAD_KINDS = frozenset({SiteKind.SORTING_CENTRE})
"""Kinds where milk runs unload: their weighbridge is the first licensed intake.

Parks and processing bases take sorted or direct full loads.
"""

type DoneCallback = Callable[[int, int], None]


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
    """

    plan_id: str
    day: date
    siting_plan_id: str
    open_site_ids: frozenset[str]
    seed: int


def plan_routes(
    network: Network,
    orders: Sequence[Order],
    travel: Travel,
    settings: DispatchSettings,
    request: RouteRequest,
    executor: Executor | None,
    progress: DoneCallback,
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

    Returns
    -------
    RoutePlan
        Routes that passed the check; every order is on a route or among the
        unserved, with its reason.

    Raises
    ------
    PlanningError
        When a catchment could not be solved.
    """
    started = perf_counter()
    unloads = unload_sites(network, request.open_site_ids)
    known = [order for order in orders if order.site_id in network.sites]
    excluded = [order for order in orders if order.site_id not in network.sites]
    catchments = cut_catchments(network, known, unloads, travel, settings.unload_sites)
    built = {c.depot_id: build_problem(network, c, travel) for c in catchments}
    results = _solve(built, settings, request.seed, executor, progress)
    unserved = [UnservedOrder(order.order_id, SITE_EXCLUDED) for order in excluded]
    if not catchments:
        unserved += [UnservedOrder(order.order_id, NO_VEHICLE) for order in known]
    routes = []
    for name, part in built.items():
        routes += planned_routes(part, results[name], request.plan_id)
        unserved += unserved_orders(part, results[name])
    engines = sorted({result.solution.engine for result in results.values()})
    return RoutePlan(
        plan_id=request.plan_id,
        day=request.day,
        siting_plan_id=request.siting_plan_id,
        engine=", ".join(engines),
        seconds=perf_counter() - started,
        routes=tuple(routes),
        unserved=tuple(sorted(unserved, key=lambda left: left.order_id)),
    )


def unload_sites(network: Network, open_site_ids: Collection[str]) -> list[Site]:
    """Open sites where milk runs may unload, by id."""
    return [
        network.sites[site_id]
        for site_id in sorted(open_site_ids)
        if site_id in network.sites and network.sites[site_id].kind in UNLOAD_KINDS
    ]


def _solve(
    built: dict[str, CatchmentProblem],
    settings: DispatchSettings,
    seed: int,
    executor: Executor | None,
    progress: DoneCallback,
) -> dict[str, RoutingResult]:
    options = SolveOptions(
        engine=settings.engine,
        time_limit_s=settings.time_limit_s,
        workers=settings.workers,
        seed=seed,
    )

    def relay(message: Progress) -> None:
        progress(message.done, message.total)

    try:
        return solve_routing_parts(
            {name: part.problem for name, part in built.items()},
            options,
            executor,
            relay,
        )
    except RoutingError as error:
        msg = f"routes: {error}"
        raise PlanningError(msg) from error
