"""What stays whatever happens: sites that every near-optimal plan has."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from recycling.domain.plans import SiteAction
from recycling.domain.robustness import Robustness, RobustSite, Standing
from recycling.siting.phased import PhasedSiting
from routing.errors import InfeasibleError
from routing.siting.facility import Fix
from routing.siting.problem import SitingProblem
from routing.siting.report import SitingResult

CHANGES = frozenset({SiteAction.OPEN, SiteAction.UPGRADE})
REASON = "near-optimal plans without it"

type SolveProblem = Callable[[SitingProblem], SitingResult]


@dataclass(frozen=True, slots=True)
class _Choice:
    """A site that the plan opens or upgrades, and the states that do so."""

    facility: int
    site_id: str
    action: SiteAction


def robust_sites(
    built: PhasedSiting,
    best: SitingResult,
    share: float,
    most_sites: int,
    solve: SolveProblem,
) -> Robustness:
    """Look for plans within a share of the best cost that do without each choice.

    For every site the plan opens or upgrades, the problem is solved again with
    the site left as it is today. If even the proven bound of that is beyond the
    share, no plan within it does without the site: it stays whatever happens. If
    a plan within the share is found, the site can be replaced, and the plan is
    one of the near-optimal ones. Otherwise the question is open.

    Parameters
    ----------
    built, best
        Problem and its answer.
    share
        How much more a plan may cost, 0.01 for 1 %.
    most_sites
        Choices that are tried, those with most intake first.
    solve
        Solves a problem.
    """
    limit_fen = best.report.cost_fen * (1 + share)
    tried: list[RobustSite] = []
    plans = [_choices(built, best)]
    costs = [best.report.cost_fen]
    for choice in _ranked(built, best)[:most_sites]:
        without = replace(
            built.problem, fixes=(*built.problem.fixes, _without(built, choice))
        )
        try:
            result = solve(without)
        except InfeasibleError:
            tried.append(_robust(choice, Standing.ALWAYS, None, None))
            continue
        bound = result.report.bound
        cost = result.report.cost_fen
        standing = Standing.OPEN
        if bound is not None and bound > limit_fen:
            standing = Standing.ALWAYS
        elif cost <= limit_fen:
            standing = Standing.REPLACEABLE
            plans.append(_choices(built, result))
            costs.append(cost)
        tried.append(_robust(choice, standing, cost, bound))
    common = frozenset.intersection(*plans)
    return Robustness(share, tuple(tried), tuple(costs), tuple(sorted(common)))


def _robust(
    choice: _Choice, standing: Standing, cost: int | None, bound: int | None
) -> RobustSite:
    return RobustSite(choice.site_id, choice.action, standing, cost, bound)


def _choices(built: PhasedSiting, result: SitingResult) -> frozenset[str]:
    """Sites that are opened or upgraded by the end of a plan."""
    return frozenset(choice.site_id for choice in _changed(built, result))


def _changed(built: PhasedSiting, result: SitingResult) -> list[_Choice]:
    last: Sequence[int] = result.solution.states[-1].tolist()
    return [
        _Choice(f, site.site.site_id, site.options[k].action)
        for f, (site, k) in enumerate(zip(built.sites, last, strict=True))
        if site.options[k].action in CHANGES
    ]


def _ranked(built: PhasedSiting, result: SitingResult) -> list[_Choice]:
    taken_kg = result.report.throughput_kg[-1]
    ruled = {fix.facility for fix in built.problem.fixes}
    choices = [c for c in _changed(built, result) if c.facility not in ruled]
    return sorted(choices, key=lambda c: (-int(taken_kg[c.facility]), c.site_id))


def _without(built: PhasedSiting, choice: _Choice) -> Fix:
    site = built.sites[choice.facility]
    pairs = zip(site.facility.states, site.options, strict=True)
    kept = frozenset(s.name for s, option in pairs if option.action not in CHANGES)
    return Fix(choice.facility, kept, REASON)
