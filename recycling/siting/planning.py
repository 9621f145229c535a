"""Decide which sorting centres to keep, close, upgrade and open."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from recycling.config import SitingSettings
from recycling.domain.errors import PlanningError
from recycling.domain.network import Network, SiteSupply, Travel
from recycling.domain.plans import SitingPlan
from recycling.schema.said import said
from recycling.siting.facilities import GREEN
from recycling.siting.phased import build_phased
from recycling.siting.plan import siting_plan
from recycling.siting.rules import SitingRules
from routing.errors import InfeasibleError, RoutingError
from routing.options import ProgressCallback, SolveOptions
from routing.siting.problem import SitingProblem
from routing.siting.report import SitingResult
from routing.solve import solve_siting


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
    supplies: Sequence[SiteSupply],
    travel: Travel,
    settings: SitingSettings,
    request: SitingRequest,
    progress: ProgressCallback,
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
        Called with what the solver tells.

    Returns
    -------
    SitingPlan
        Plan whose answer passed the check.

    Raises
    ------
    PlanningError
        When there is nothing to decide about, or no answer exists.
    """
    rules = SitingRules(
        years=(request.year,),
        green_minimum=(request.green_target,),
        nearest_sites=settings.nearest_sites,
        cell_km=settings.cell_km,
    )
    built = build_phased(network, [supplies], travel, rules)
    options = solver_options(settings, request.seed)
    result = _with_green_as_possible(built.problem, options, progress)
    plan = siting_plan(built, result.solution, request.plan_id)
    return replace(plan, travel=travel.name)


def solver_options(settings: SitingSettings, seed: int) -> SolveOptions:
    """Return what the solver is asked for."""
    return SolveOptions(
        engine=settings.engine,
        time_limit_s=settings.time_limit_s,
        workers=settings.workers,
        seed=seed,
        gap=settings.gap,
    )


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
        msg = said("siting.failed", error=error)
        raise PlanningError(msg) from error
