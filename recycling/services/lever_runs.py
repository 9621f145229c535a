"""Runs of routing and siting that levers are the differences of.

Nothing is saved but the siting studies, under names of their own.
"""

from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from concurrent.futures import Executor
from dataclasses import dataclass, replace
from datetime import date

from recycling.accounting.emissions import vehicle_emissions
from recycling.demand.fill_level import (
    STORAGE_VISITS,
    Container,
    PointMaterial,
    held_kg,
)
from recycling.demand.generation import estimate_supply
from recycling.demand.overflow import DAILY_VARIATION, Emptied, kept_share
from recycling.dispatch.catchments import milk_run_vehicles, nearest_depots
from recycling.dispatch.frequency import Visits, orders_on, plan_cycle
from recycling.dispatch.measures import unpaid_days_fen
from recycling.dispatch.planning import RouteRequest, unload_sites
from recycling.dispatch.planning import plan_routes as solve_routes
from recycling.dispatch.visit_patterns import CYCLE_DAYS
from recycling.domain.errors import PlanningError
from recycling.domain.gap import LeverRun
from recycling.domain.materials import Stream
from recycling.domain.network import Network, SiteSupply, Travel
from recycling.domain.orders import Order
from recycling.domain.plans import RoutePlan
from recycling.domain.sites import SiteKind
from recycling.domain.studies import SitingStudy
from recycling.domain.units import DAYS_PER_YEAR
from recycling.schema.said import said
from recycling.services.context import Context
from recycling.services.planning import checked_network, day_traffic, working_site_ids
from recycling.services.roads import travel_of
from recycling.services.siting_request import SitingAsk, rules_of
from recycling.services.study_files import save_study
from recycling.siting.planning import solver_options
from recycling.siting.study import StudyHead
from recycling.siting.studying import make_study
from recycling.siting.whole import StudyInputs


@dataclass(frozen=True, slots=True)
class Scope:
    """The part of the city that models are run for.

    Attributes
    ----------
    network, supplies, travel
        Its sites with their vehicles, its yearly supply, and ways between sites.
    routed
        The same with the centres of other districts, where its loads may go.
    open_site_ids
        Sites that take loads.
    held_kg
        What containers hold, by point and material; empty where nothing says so.
    year, days
        Year of the supply, and days that are routed.
    run_s
        Time of one run.
    """

    network: Network
    routed: Network
    supplies: Sequence[SiteSupply]
    travel: Travel
    open_site_ids: frozenset[str]
    held_kg: Mapping[PointMaterial, float]
    year: int
    days: tuple[date, ...]
    run_s: float


@dataclass(frozen=True, slots=True)
class Routed:
    """Days that were routed.

    Attributes
    ----------
    run
        What they come to in a year.
    short_depots
        Depots nearest to orders that were left out.
    orders, left
        Orders, and those left out.
    kept
        Part of what is brought that containers keep until the next visit.
    """

    run: LeverRun
    short_depots: frozenset[str]
    orders: int
    left: int
    kept: float


def scope_of(
    context: Context,
    districts: Collection[str],
    days: Sequence[date],
    run_s: float,
    full: Collection[str] = (),
) -> Scope:
    """Read the part of the network in some districts, as plans see it.

    Parameters
    ----------
    context
        Settings and storage.
    districts
        Codes of the districts.
    days
        Days that are to be routed; the first judges permits and zones.
    run_s
        Time of one run.
    full
        Sites that took in all they may: they work, whatever a plan makes of them.
    """
    with context.unit_of_work() as work:
        network, _ = checked_network(work, days[0])
        siting = work.plans.siting()
        learnt = work.rates.in_force()
    open_ids = working_site_ids(network, siting) | frozenset(full)
    part = part_of(network, districts)
    centres = {site.site_id: site for site in unload_sites(network, open_ids)}
    routed = replace(part, sites={**part.sites, **centres})
    routed, travel = travel_of(context, routed)
    network = replace(
        part, sites={k: s for k, s in routed.sites.items() if k in part.sites}
    )
    supplies = [
        supply
        for supply in estimate_supply(network, days[0].year, learnt)
        if supply.site_id in network.sites
    ]
    cycle = plan_cycle(routed, supplies, context.settings.dispatch)
    held = _held_kg(routed, cycle)
    return Scope(
        network, routed, supplies, travel, open_ids, held,
        days[0].year, tuple(days), run_s,
    )  # fmt: skip


def _held_kg(
    network: Network, cycle: Iterable[Visits]
) -> Mapping[PointMaterial, float]:
    """Size the containers by the visits of today: a measure does not change them."""
    if not {STORAGE_VISITS, DAILY_VARIATION} <= network.parameters.keys():
        return {}
    found = [
        Container(v.site_id, v.material, _rate(v), date.min, v.load_kg) for v in cycle
    ]
    return held_kg(network, found)


def _rate(visits: Visits) -> float:
    return visits.load_kg * len(visits.days) / CYCLE_DAYS


def _kept_share(scope: Scope, cycle: Iterable[Visits]) -> float:
    """Part of what is brought that waits for a visit, under a visiting cycle."""
    if not scope.held_kg:
        return 1.0
    emptied = (Emptied((v.site_id, v.material), _rate(v), _intervals(v)) for v in cycle)
    variation = scope.routed.parameter(DAILY_VARIATION)
    return kept_share(emptied, scope.held_kg, variation)


def _intervals(visits: Visits) -> list[int]:
    following = (*visits.days[1:], visits.days[0] + CYCLE_DAYS)
    return [after - day for day, after in zip(visits.days, following, strict=True)]


def part_of(network: Network, districts: Collection[str]) -> Network:
    """Cut a network to the sites of some districts and the vehicles based there."""
    sites = {k: s for k, s in network.sites.items() if s.district in districts}
    return replace(
        network,
        sites=sites,
        districts={k: d for k, d in network.districts.items() if k in districts},
        vehicles={k: v for k, v in network.vehicles.items() if v.depot_id in sites},
        supplies=tuple(s for s in network.supplies if s.site_id in sites),
    )


def route(
    context: Context,
    scope: Scope,
    name: str,
    network: Network,
    executor: Executor | None,
) -> Routed:
    """Route the days of a scope with a changed network.

    What is served of the orders is scaled to what containers keep of the year's
    household supply of the collection points, and the cost of the days to a year.

    Parameters
    ----------
    context
        Settings.
    scope
        Supply, ways and days.
    name
        What is run, for the run's name.
    network
        The scope's network with a measure taken.
    executor
        Worker processes; ``None`` to solve here.

    Raises
    ------
    PlanningError
        When the visiting cycle has no orders on the days.
    """
    settings = replace(
        context.settings.dispatch, time_limit_s=scope.run_s / len(scope.days)
    )
    cycle = plan_cycle(network, scope.supplies, settings)
    plans: list[RoutePlan] = []
    orders: list[Order] = []
    for day in scope.days:
        due = orders_on(network, cycle, day)
        orders += due
        request = RouteRequest(
            plan_id=f"lever-{day:%Y-%m-%d}",
            day=day,
            siting_plan_id="",
            open_site_ids=scope.open_site_ids,
            seed=context.settings.seed,
            traffic=day_traffic(context, network, day),
            emission_g_per_km=vehicle_emissions(
                network, context.settings.accounting.factor_version
            ),
        )
        plans.append(
            solve_routes(
                network, due, scope.travel, settings, request, executor, _ignore
            )
        )
    kept = _kept_share(scope, cycle)
    left = {one.order_id for plan in plans for one in plan.unserved}
    return Routed(
        run=_routed_run(scope, network, name, orders, plans, kept),
        short_depots=_short(
            network, scope.travel, [o for o in orders if o.order_id in left]
        ),
        orders=len(orders),
        left=len(left),
        kept=kept,
    )


def _ignore(done: int, total: int) -> None:
    """Leave the bar to the runs."""


def _routed_run(
    scope: Scope,
    network: Network,
    name: str,
    orders: Iterable[Order],
    plans: Sequence[RoutePlan],
    kept: float,
) -> LeverRun:
    due_kg = sum(order.load_kg for order in orders)
    if not due_kg:
        msg = said("lever.no_order", value=[f"{day}" for day in scope.days])
        raise PlanningError(msg)
    served_kg = sum(plan.load_kg for plan in plans)
    asked_kg = _visited_kg(scope)
    cost = sum(plan.cost_fen + unpaid_days_fen(network, plan) for plan in plans)
    carbon = sum(route.carbon_cost_fen for plan in plans for route in plan.routes)
    bounds = [plan.bound_fen for plan in plans if plan.bound_fen is not None]
    is_proven = len(bounds) == len(plans) and sum(bounds) > 0
    return LeverRun(
        name=f"routing {scope.days[0]} x {len(scope.days)}: {name}",
        engine=", ".join(sorted({plan.engine for plan in plans} - {""})),
        seconds=sum(plan.seconds for plan in plans),
        recovered_kg=int(asked_kg * kept) * served_kg // due_kg,
        asked_kg=asked_kg,
        cost_fen=_per_year(cost - carbon, plans),
        bound_fen=_per_year(sum(bounds), plans) if is_proven else None,
        gap=max(0.0, 1 - sum(bounds) / cost) if is_proven and cost else None,
    )


def _per_year(amount: int, days: Sequence[object]) -> int:
    return amount * DAYS_PER_YEAR // len(days)


def _visited_kg(scope: Scope) -> int:
    """Household supply of the collection points of a scope."""
    points = {s.site_id for s in scope.network.of_kind(SiteKind.COLLECTION_POINT)}
    return sum(
        supply.kg_per_year
        for supply in scope.supplies
        if supply.site_id in points and supply.stream == Stream.HOUSEHOLD.value
    )


def _short(network: Network, travel: Travel, left: Sequence[Order]) -> frozenset[str]:
    """Find the depots nearest to orders that were left out."""
    depots = sorted(milk_run_vehicles(network))
    if not depots or not left:
        return frozenset()
    near = nearest_depots([order.site_id for order in left], depots, travel)
    return frozenset(depots[place] for place in Counter(near))


def site_study(context: Context, scope: Scope, ask: SitingAsk) -> SitingStudy:
    """Run the siting model for a scope, and save the study under the ask's name.

    Routes never build on it: only the study is saved, not its plans.

    Raises
    ------
    NoPlanError
        When no plan keeps all rules.
    """
    rules = rules_of(ask, scope.network, (), (), context.settings)
    settings = replace(context.settings.siting, time_limit_s=scope.run_s)
    study = make_study(
        StudyInputs(scope.network, [scope.supplies], scope.travel),
        rules,
        StudyHead(ask.scenario, ask.as_text(), (), scope.travel.name),
        solver_options(settings, context.settings.seed),
    )
    save_study(context.settings.workspace, study)
    return study


def studied_run(study: SitingStudy) -> LeverRun:
    """Give a study of one year as a run; its cost is what is paid."""
    (year,) = study.years
    return LeverRun(
        name=f"siting {study.name}",
        engine=study.engine,
        seconds=study.seconds,
        recovered_kg=year.recovered_kg,
        asked_kg=year.supply_kg,
        cost_fen=year.cost_fen - year.carbon_fen - year.unserved_fen,
        bound_fen=study.bound_fen,
        gap=study.gap,
    )
