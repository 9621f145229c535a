"""The proven bound without the cut: every way and every leg within reach.

A problem offers each source only the nearest sites, and each output the cheapest
destinations. The multipliers that prove its bound also prove one for the problem with
everything in reach, because they belong to sources, sites and rules, not to ways.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from recycling.domain.network import Network, SiteSupply, Travel
from recycling.siting.phased import PhasedSiting, build_phased
from routing.siting.certificate import certified_bound
from routing.siting.report import SitingResult

ALL = 10**9
"""More sites than there are."""

MOST_PAIRS = 20_000_000
"""Sources times sites up to which everything in reach is laid out (a few GB)."""


@dataclass(frozen=True, slots=True)
class StudyInputs:
    """What several studies of one city start from.

    Attributes
    ----------
    network
        Sites and reference figures; excluded candidates are among them.
    supplies
        Yearly supply by site and material, one sequence per year.
    travel
        Travel on roads.
    """

    network: Network
    supplies: Sequence[Sequence[SiteSupply]]
    travel: Travel


def bound_of_all(
    inputs: StudyInputs,
    built: PhasedSiting,
    result: SitingResult,
    most_pairs: int = MOST_PAIRS,
) -> int | None:
    """Return the lower bound over all ways in reach, proven by the multipliers.

    Parameters
    ----------
    inputs
        What the problem was built from.
    built, result
        The problem, and its answer with multipliers.
    most_pairs
        Sources times sites up to which everything is laid out.

    Returns
    -------
    ``None`` without multipliers, for a problem that is too large, or where outputs
    that had no destination would have one.
    """
    certificate = result.solution.certificate
    pairs = len(built.problem.clients) * len(built.sites)
    if certificate is None or pairs > most_pairs:
        return None
    rules = replace(built.rules, nearest_sites=ALL, trunk_legs=ALL)
    whole = build_phased(inputs.network, inputs.supplies, inputs.travel, rules)
    if whole.missing != built.missing:
        return None
    return certified_bound(whole.problem, certificate)
