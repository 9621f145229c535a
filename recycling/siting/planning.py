"""Decide which sorting centres to keep, close, upgrade and open."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace

from recycling.config import SitingSettings
from recycling.domain.errors import PlanningError
from recycling.domain.network import Network, SiteSupply, Travel
from recycling.domain.plans import SitingPlan
from recycling.siting.clients import group_supplies
from recycling.siting.facilities import GREEN, SiteOptions, site_options
from recycling.siting.plan import siting_plan
from recycling.siting.problem import build_siting
from routing.errors import InfeasibleError, RoutingError
from routing.options import Progress, ProgressCallback, SolveOptions
from routing.siting.problem import SitingProblem
from routing.siting.report import SitingResult
from routing.solve import solve_siting

type PhaseCallback = Callable[[str], None]


@dataclass(frozen=True, slots=True)
class SitingRequest:
    """Which plan to make.

    Attributes
    ----------
    plan_id, year
        Key the plan gets, and the year of its supplies.
    green_target
        Green centres asked for; where fewer sites could become one, all of
        those are asked for and the plan shows the shortfall.
    seed
        Seed of the solver.
    """

    plan_id: str
    year: int
    green_target: int
    seed: int


def plan_siting(
    network: Network,
    supplies: Iterable[SiteSupply],
    travel: Travel,
    settings: SitingSettings,
    request: SitingRequest,
    progress: PhaseCallback,
) -> SitingPlan:
    """Make a siting plan.

    Parameters
    ----------
    network
        Sites, facility classes and parameters; candidates in exclusion zones
        are already out.
    supplies
        Yearly supply by site and material.
    travel
        Travel between sites.
    settings
        Limits of the solver, and how the problem is cut.
    request
        Which plan to make.
    progress
        Called with the name of each phase.

    Returns
    -------
    SitingPlan
        Plan whose answer passed the check.

    Raises
    ------
    PlanningError
        When there is nothing to decide about, or no answer exists.
    """
    sites = site_options(network)
    groups = group_supplies(network, supplies, settings.cell_km)
    if not sites or not groups:
        msg = (
            f"siting: {len(sites)} sites that take loads and {len(groups)} sources, "
            "both must be there. Import sites with capacities, and points or supplies."
        )
        raise PlanningError(msg)
    built = build_siting(
        network,
        groups,
        sites,
        travel,
        settings.nearest_sites,
        min(request.green_target, _can_be_green(sites)),
    )

    def relay(message: Progress) -> None:
        progress(message.phase)

    options = SolveOptions(
        engine=settings.engine,
        time_limit_s=settings.time_limit_s,
        workers=settings.workers,
        seed=request.seed,
        gap=settings.gap,
    )
    result = _with_green_as_possible(built.problem, options, relay)
    plan = siting_plan(built, result.solution, request.plan_id, request.year)
    return replace(plan, travel=travel.name)


def _with_green_as_possible(
    problem: SitingProblem, options: SolveOptions, progress: ProgressCallback
) -> SitingResult:
    """Solve with as many green centres as asked for, or as the supply can feed.

    A green centre has a minimum throughput; where supply within reach feeds
    fewer of them than asked for, the plan has as many as it does feed, and the
    report shows the shortfall.
    """
    limit = problem.limits_of(GREEN)[0] if GREEN in problem.tag_limits else None
    try:
        return solve_siting(problem, options, progress)
    except RoutingError as error:
        if isinstance(error, InfeasibleError) and limit and limit.minimum:
            fewer = {GREEN: replace(limit, minimum=limit.minimum - 1)}
            problem = replace(problem, tag_limits=fewer)
            return _with_green_as_possible(problem, options, progress)
        msg = f"siting: {error}"
        raise PlanningError(msg) from error


def _can_be_green(sites: Iterable[SiteOptions]) -> int:
    return sum(
        any(GREEN in state.tags for state in site.facility.states) for site in sites
    )
