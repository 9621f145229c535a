"""Use cases of siting studies: make, vary, compare, and ask what stays."""

from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path

from recycling.demand.generation import estimate_supply
from recycling.domain.conflicts import NoPlanError
from recycling.domain.errors import InputError, NotReadyError
from recycling.domain.network import Exclusion, Network
from recycling.domain.robustness import Robustness
from recycling.domain.studies import SitingStudy
from recycling.domain.targets import Indicator
from recycling.network.build import build_network
from recycling.network.checks import run_checks
from recycling.network.drawn import drawn_zones
from recycling.network.zones import excluded_candidates
from recycling.reporting.conflict_words import no_plan_words
from recycling.schema.said import said
from recycling.services.context import Context
from recycling.services.listening import listening
from recycling.services.planning import checked_network
from recycling.services.roads import travel_of
from recycling.services.siting_request import SitingAsk, rules_of, varied
from recycling.services.study_files import load_study, save_study
from recycling.siting.planning import solver_options
from recycling.siting.robust import robust_sites
from recycling.siting.rules import SitingRules
from recycling.siting.study import StudyHead
from recycling.siting.studying import Solve, make_study, solve_rules
from recycling.siting.whole import StudyInputs
from routing.options import (
    Progress,
    ProgressCallback,
    SearchStopped,
    SolveOptions,
    ignore_progress,
)
from routing.siting.problem import SitingProblem
from routing.siting.report import SitingResult
from routing.solve import solve_siting

EXCLUSION = "exclusion"
"""Check that takes candidates in exclusion zones out; a study keeps and names them."""

DEMANDS_PCT = (80.0, 120.0)
DIESELS_PCT = (80.0, 120.0)
TARGETS_10KT = (1_000, 1_100, 1_200)

PLAN_YEAR, PLAN_KG = 2027, 11_000_000_000
"""The city's headline target (plan 2024-2030 line 143)."""


@dataclass(frozen=True, slots=True)
class Prepared:
    """Everything a study is made from.

    Attributes
    ----------
    inputs, rules
        Network, supply and travel; and what the plan has to keep to.
    excluded
        Candidates in exclusion zones.
    """

    inputs: StudyInputs
    rules: SitingRules
    excluded: tuple[Exclusion, ...]


def prepare(context: Context, day: date, ask: SitingAsk) -> Prepared:
    """Read the network and estimate the supply of every year.

    Parameters
    ----------
    context
        Settings and storage.
    day
        Day on which permits and zones are judged.
    ask
        Options of the study.
    """
    progress = context.progress
    progress.stage("network")
    with context.unit_of_work() as work:
        checked_network(work, day)
        imported = _with_areas(work.inputs.network(), ask)
        targets = work.inputs.targets()
        learnt = work.rates.in_force()
    findings = [f for f in run_checks(imported, day) if f.check != EXCLUSION]
    network = build_network(imported, findings)
    excluded = tuple(excluded_candidates(network, day))
    network, travel = travel_of(context, network)
    excluded = tuple(hit for hit in excluded if hit.site_id in network.sites)
    rules = rules_of(ask, network, targets, excluded, context.settings)
    progress.stage("demand")
    supplies = [
        [
            supply
            for supply in estimate_supply(network, year, learnt)
            if supply.site_id in network.sites
        ]
        for year in rules.years
    ]
    return Prepared(StudyInputs(network, supplies, travel), rules, excluded)


def _with_areas(network: Network, ask: SitingAsk) -> Network:
    """Add the areas of a scenario to the zones that are imported."""
    return replace(network, zones={**network.zones, **drawn_zones(ask.exclude)})


def study_siting(
    context: Context,
    day: date,
    ask: SitingAsk,
    solve: Solve = solve_siting,
    *,
    adopt: bool = False,
) -> SitingStudy:
    """Make a siting study, and save it with its yearly plans.

    Routes build on the siting plan saved last. A scenario only asks "what if", so
    that the plan that was last stays so, unless there is none or it is adopted.

    Parameters
    ----------
    context
        Settings and storage.
    day
        Day on which permits and zones are judged.
    ask
        Options of the study.
    solve
        Solves a problem.
    adopt
        Whether routes build on the plan of its first year from now on.

    Raises
    ------
    NoPlanError
        When no plan keeps all rules.
    """
    prepared = prepare(context, day, ask)
    context.progress.stage("siting")
    head = StudyHead(
        name=ask.scenario,
        options=ask.as_text(),
        excluded=prepared.excluded,
        travel=prepared.inputs.travel.name,
    )
    with _explained():
        study = make_study(
            prepared.inputs,
            prepared.rules,
            head,
            _options(context),
            solve=_heard(solve, context),
        )
    # The answer is there: it is too late to stop the search with it.
    with suppress(SearchStopped):
        context.progress.incumbent(study.cost_fen, study.bound_fen)
    save_study(context.settings.workspace, study)
    with context.unit_of_work() as work:
        before = work.plans.siting()
        for plan in reversed(study.plans):
            work.plans.save_siting(plan)
        own = {plan.plan_id for plan in study.plans}
        if before is not None and before.plan_id not in own and not adopt:
            work.plans.save_siting(before)
    return study


@contextmanager
def _explained() -> Iterator[None]:
    """Let the error of a study without a plan say which rules contradict, and why."""
    try:
        yield
    except NoPlanError as error:
        raise NoPlanError(no_plan_words(error), error.conflicts) from error


def _heard(solve: Solve, context: Context) -> Solve:
    """Solve, and let the progress of the use case hear of every better answer."""
    hear = listening(context.progress)

    def solving(
        problem: SitingProblem, options: SolveOptions, tell: ProgressCallback
    ) -> SitingResult:
        def both(message: Progress) -> None:
            tell(message)
            hear(message)

        return solve(problem, options, both)

    return solving


def _options(context: Context) -> SolveOptions:
    return solver_options(context.settings.siting, context.settings.seed)


def robust_siting(
    context: Context,
    day: date,
    ask: SitingAsk,
    share: float,
    most_sites: int,
    solve: Solve = solve_siting,
) -> Robustness:
    """Find out which choices every plan within a share of the best cost makes.

    Parameters
    ----------
    context, day, ask, solve
        As of ``study_siting``.
    share
        How much more a plan may cost, 0.01 for 1 %.
    most_sites
        Choices that are tried; each takes a solver call.

    Raises
    ------
    NoPlanError
        When no plan keeps all rules.
    """
    if not 0 <= share <= 1 or most_sites < 1:
        msg = said("siting.within", share=share, most_sites=most_sites)
        raise InputError(msg)
    prepared = prepare(context, day, ask)
    context.progress.stage("siting")
    options = _options(context)
    with _explained():
        built, best = solve_rules(prepared.inputs, prepared.rules, options, solve=solve)

    def again(problem: SitingProblem) -> SitingResult:
        return solve(problem, options, ignore_progress)

    return robust_sites(built, best, share, most_sites, again)


def sensitivity_asks(ask: SitingAsk, share: float = 1.0) -> list[SitingAsk]:
    """List the variants of a study: demand, diesel price, and targets in 万吨.

    Parameters
    ----------
    ask
        The study they vary; it comes first.
    share
        Part of the city that is planned: its targets are as much smaller.
    """
    asks = [ask]
    asks += [varied(ask, f"demand{p:g}", demand_pct=p) for p in DEMANDS_PCT]
    asks += [varied(ask, f"diesel{p:g}", diesel_pct=p) for p in DIESELS_PCT]
    asks += [varied(ask, f"target{t}", target=f"{t * share:.3f}") for t in TARGETS_10KT]
    return asks


def planned_share(context: Context) -> float:
    """Part of the city the imported targets are for: its 2027 figure over the plan's.

    1 where the table has no figure for that year.
    """
    with context.unit_of_work() as work:
        targets = work.inputs.targets()
    for target in targets:
        is_whole = not target.material and not target.district
        is_total = target.indicator is Indicator.RECOVERED and is_whole
        if is_total and target.year == PLAN_YEAR:
            return target.value / PLAN_KG
    return 1.0


def compared(workspace: Path, names: Sequence[str]) -> list[SitingStudy]:
    """Read scenarios that were saved, to be laid side by side.

    Raises
    ------
    InputError
        When fewer than two are named.
    """
    if len(set(names)) < 2:
        msg = said("siting.two", names=list(names) or said("none"))
        raise InputError(msg)
    return [load_study(workspace, name) for name in names]


def prize_of(workspace: Path, name: str, day: date) -> int:
    """Price of a further recovered tonne on a day, from a saved scenario.

    It is that of the stretch of years the day is in; dispatch uses it as the worth
    of the tonnes at a stop.

    Raises
    ------
    NotReadyError
        When there is no such scenario, or it has no target with a price.
    """
    study = load_study(workspace, name)
    years = [year.year for year in study.years if year.year <= day.year]
    price = study.price_fen_per_t(years[-1] if years else study.years[0].year)
    if price is None:
        msg = said("siting.no_price", name=name)
        raise NotReadyError(msg)
    return price


def with_factors(ask: SitingAsk, factors: Iterable[tuple[str, float]]) -> SitingAsk:
    """Copy of the options with ways corrected by zone."""
    return replace(ask, haul_factors=dict(factors), scenario=f"{ask.scenario}-routed")
