"""Contradictions that simple sums show, before and after a solver gave up."""

from collections.abc import Iterable, Iterator

import numpy as np

from recycling.domain.conflicts import Conflict, ConflictKind
from recycling.domain.sites import SiteKind
from recycling.domain.studies import DemandKind
from recycling.siting.facilities import GREEN, SiteOptions
from recycling.siting.outputs import SINKS
from recycling.siting.phased import PhasedSiting
from routing.siting.conflict import Rule, RuleKind
from routing.siting.facility import FacilityState
from routing.siting.problem import PPM


def find_conflicts(built: PhasedSiting) -> tuple[Conflict, ...]:
    """Find rules that cannot be kept whatever is decided.

    Each is shown by one sum that every plan would have to beat: of the supply
    in reach, the largest capacities, or the cheapest investments. What is not
    found this way may contradict itself nevertheless.
    """
    return (
        *_targets(built),
        *_sinks(built),
        *_green_sites(built),
        *_green_budget(built),
        *_green_supply(built),
    )


def rule_conflicts(built: PhasedSiting, rules: Iterable[Rule]) -> tuple[Conflict, ...]:
    """Turn the fewest rules that contradict each other into words of the trade.

    Parameters
    ----------
    built
        The problem.
    rules
        Rules of it, none of which can be spared.
    """
    return tuple(_of_rule(built, rule) for rule in rules)


def _of_rule(built: PhasedSiting, rule: Rule) -> Conflict:
    year = 0 if rule.period is None else built.rules.years[rule.period]
    kind, subject = rule.kind.value, rule.name
    if rule.kind is RuleKind.FLOOR:
        floor = built.floors[rule.position]
        kind, subject = floor.kind.value, floor.material or floor.district
    return Conflict(ConflictKind.RULES, year, subject, needed=rule.figure, rule=kind)


def _allowed(built: PhasedSiting, t: int) -> list[tuple[SiteOptions, FacilityState]]:
    """Each site with every state that the fixes leave it."""
    fixed = {
        fix.facility: fix.states
        for fix in built.problem.fixes
        if fix.period in {None, t}
    }
    return [
        (site, state)
        for f, site in enumerate(built.sites)
        for state in site.facility.states
        if f not in fixed or state.name in fixed[f]
    ]


def _targets(built: PhasedSiting) -> Iterator[Conflict]:
    """Targets above the supply in reach, and above all capacity."""
    problem = built.problem
    arcs = problem.arcs
    for floor, rule in zip(problem.floors, built.floors, strict=True):
        if rule.kind is not DemandKind.TARGET:
            continue
        clients = np.unique(arcs.client[floor.arc])
        sites = set(arcs.facility[floor.arc].tolist())
        for t, year in enumerate(built.rules.years):
            wanted = floor.minimum_kg[t]
            subject = rule.material or rule.district
            reach_kg = int(problem.clients.supply_kg[t, clients].sum())
            if wanted > reach_kg:
                kind = ConflictKind.TARGET_SUPPLY
                yield Conflict(kind, year, subject, wanted, reach_kg)
            most_kg = _most_kg(built, t, sites)
            if wanted > most_kg:
                kind = ConflictKind.TARGET_CAPACITY
                yield Conflict(kind, year, subject, wanted, most_kg)


def _most_kg(built: PhasedSiting, t: int, sites: set[int]) -> int:
    ids = {built.sites[f].site.site_id for f in sites}
    most: dict[str, int] = {}
    for options, state in _allowed(built, t):
        site_id = options.site.site_id
        if site_id in ids:
            most[site_id] = max(most.get(site_id, 0), state.capacity_kg)
    return sum(most.values())


def _sinks(built: PhasedSiting) -> Iterator[Conflict]:
    """Total targets above what parks and bases could process of them."""
    if not built.rules.has_trunks or built.rules.has_outside:
        return
    capacity_kg = sum(
        state.capacity_kg
        for site in built.sites
        if site.site.kind in SINKS
        for state in site.facility.states[:1]
    )
    kept_ppm = min(
        (
            made.ppm
            for site in built.sites
            if site.site.kind is SiteKind.SORTING_CENTRE
            for state in site.facility.states
            for made in state.yields
            if made.output.startswith(made.commodity)
        ),
        default=PPM,
    )
    dismantled_kg = np.zeros(len(built.rules.years), np.int64)
    for t, groups in enumerate(built.groups):
        dismantled_kg[t] = sum(g.kg_per_year for g in groups if g.material == "elv")
    for target in built.rules.targets:
        if target.material or target.district:
            continue
        for t, year in enumerate(built.rules.years):
            needed = max(0, target.kg[t] - int(dismantled_kg[t])) * kept_ppm // PPM
            if needed > capacity_kg:
                yield Conflict(ConflictKind.TARGET_SINKS, year, "", needed, capacity_kg)


def _green_sites(built: PhasedSiting) -> Iterator[Conflict]:
    for t, wanted in enumerate(built.rules.green_minimum):
        able = {
            options.site.site_id
            for options, state in _allowed(built, t)
            if GREEN in state.tags
        }
        if wanted > len(able):
            year = built.rules.years[t]
            yield Conflict(
                ConflictKind.GREEN_SITES, year, "", wanted, len(able), len(able)
            )


def _green_budget(built: PhasedSiting) -> Iterator[Conflict]:
    """Green centres that cost more than all that may be invested up to a year."""
    budget = 0
    for t, period in enumerate(built.problem.periods):
        if period.capital_budget_fen is None or not built.rules.green_minimum:
            return
        budget += period.capital_budget_fen
        cheapest: dict[str, int] = {}
        for options, state in _allowed(built, t):
            if GREEN in state.tags:
                known = cheapest.get(options.site.site_id, state.capital_fen)
                cheapest[options.site.site_id] = min(known, state.capital_fen)
        costs = sorted(cheapest.values())
        wanted = built.rules.green_minimum[t]
        needed = sum(costs[:wanted])
        paid = int(np.searchsorted(np.cumsum(costs), budget, side="right"))
        if needed > budget:
            year = built.rules.years[t]
            yield Conflict(ConflictKind.GREEN_BUDGET, year, "", needed, budget, paid)


def _green_supply(built: PhasedSiting) -> Iterator[Conflict]:
    """Green centres whose least intakes are more than the whole supply."""
    for t, wanted in enumerate(built.rules.green_minimum):
        least: dict[str, int] = {}
        for options, state in _allowed(built, t):
            if GREEN in state.tags:
                known = least.get(options.site.site_id, state.min_throughput_kg)
                least[options.site.site_id] = min(known, state.min_throughput_kg)
        needed = sum(sorted(least.values())[:wanted])
        there_is = int(built.problem.clients.supply_kg[t].sum())
        if needed > there_is:
            year = built.rules.years[t]
            yield Conflict(ConflictKind.GREEN_SUPPLY, year, "", needed, there_is)
