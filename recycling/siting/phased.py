"""The network over several years as a facility-location problem."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from recycling.domain.errors import PlanningError
from recycling.domain.network import Network, SiteSupply, Travel
from recycling.domain.plans import SiteAction
from recycling.domain.sites import Site, SiteKind, SiteStatus
from recycling.domain.units import KG_PER_T
from recycling.schema.said import said
from recycling.siting.arcs import supply_arcs
from recycling.siting.clients import SupplyGroup, groups_by_year
from recycling.siting.demands import FloorRule, demand_floors
from recycling.siting.facilities import GREEN, SiteOption, SiteOptions, site_options
from recycling.siting.outputs import HAZARDOUS, RESIDUE, output_names, with_outputs
from recycling.siting.outside import outside_options, with_outside
from recycling.siting.rules import SitingRules
from recycling.siting.trunks import DISPOSAL_COST, trunk_legs, without_missing
from routing.siting.facility import Facility, FacilityState, Fix
from routing.siting.problem import (
    Clients,
    Period,
    SitingProblem,
    TagLimit,
    Trunks,
)

BUILT = frozenset({SiteAction.OPEN, SiteAction.UPGRADE})
"""Actions that make a centre new."""
UNSERVED_COST = "siting.unserved_cost_fen_per_t"
UNSERVED_WITH_TARGET = "siting.unserved_with_target_fen_per_t"


@dataclass(frozen=True, slots=True)
class PhasedSiting:
    """A siting problem over years, with the keys that lead back to the network.

    Attributes
    ----------
    problem
        The problem; its periods are the years.
    rules
        What was asked for.
    groups
        Sources of each client, by year: ``groups[year][client]``.
    sites
        Sites of its facilities.
    floors
        Meaning of each of its floors, in their order.
    missing
        Outputs that some site makes and no site in reach takes: they leave the
        model where they are made, at no cost.
    """

    problem: SitingProblem
    rules: SitingRules
    groups: tuple[tuple[SupplyGroup, ...], ...]
    sites: tuple[SiteOptions, ...]
    floors: tuple[FloorRule, ...]
    missing: tuple[str, ...] = ()


def build_phased(
    network: Network,
    supplies: Sequence[Sequence[SiteSupply]],
    travel: Travel,
    rules: SitingRules,
) -> PhasedSiting:
    """State which sites to have, and when, as a facility-location problem.

    Parameters
    ----------
    network
        Sites, classes, parameters; excluded candidates are among them, and the
        rules rule them out.
    supplies
        Yearly supply by site and material, one sequence per year of the rules.
    travel
        Travel on roads.
    rules
        What the plan has to keep to.

    Raises
    ------
    PlanningError
        When there is nothing to decide about, or a rule names an unknown site.
    """
    scaled = [[_scaled(s, rules.demand_factor) for s in year] for year in supplies]
    groups = groups_by_year(network, scaled, rules.cell_km)
    sites = _sites(network, groups, rules)
    if not sites or not groups[0]:
        msg = said("siting.empty", count=len(sites), count_2=len(groups[0]))
        raise PlanningError(msg)
    commodities = tuple(sorted({group.material for group in groups[0]}))
    trunks = Trunks.none()
    missing: tuple[str, ...] = ()
    if rules.has_trunks:
        commodities = (*commodities, *output_names(network))
        trunks = trunk_legs(network, sites, commodities, travel, rules)
        if rules.has_outside:
            trunks = with_outside(network, sites, commodities, trunks, rules)
        sites, missing = without_missing(sites, commodities, trunks)
    # Buyers outside come last and take nothing from sources.
    inside = [site for site in sites if site.site.site_id in network.sites]
    arcs = supply_arcs(network, groups[0], inside, travel, rules)
    clients = _clients(network, groups, commodities, rules)
    floors = demand_floors(network, groups[0], clients, arcs, rules)
    problem = SitingProblem(
        clients=clients,
        facilities=tuple(site.facility for site in sites),
        arcs=arcs,
        commodities=commodities,
        tag_limits=_green_limits(sites, rules),
        trunks=trunks,
        periods=_periods(rules),
        floors=tuple(floor for floor, _ in floors),
        fixes=_fixes(sites, rules),
        single_source=rules.is_single_source,
        carbon_price_fen_per_t=rules.carbon_price_fen_per_t,
    )
    meaning = tuple(rule for _, rule in floors)
    return PhasedSiting(problem, rules, groups, tuple(sites), meaning, missing)


def _scaled(supply: SiteSupply, factor: float) -> SiteSupply:
    return replace(
        supply,
        kg_per_year=round(supply.kg_per_year * factor),
        units_per_year=round(supply.units_per_year * factor),
    )


def _sites(
    network: Network, groups: Sequence[Sequence[SupplyGroup]], rules: SitingRules
) -> list[SiteOptions]:
    sites = site_options(network, decides_dismantlers=rules.decides_dismantlers)
    if rules.min_throughput_kg:
        _check_least(sites, rules.min_throughput_kg)
        sites = [_with_least(site, rules.min_throughput_kg) for site in sites]
    if rules.has_trunks:
        most_kg = max(sum(g.kg_per_year for g in year) for year in groups)
        sites += [_disposal(network, s, most_kg) for s in _disposals(network)]
        sites = [with_outputs(network, options) for options in sites]
        if rules.has_outside:
            sites.append(outside_options(network, most_kg))
    if len(rules.years) > 1:
        sites = [_with_moves(options) for options in sites]
    return sites


def _check_least(sites: Sequence[SiteOptions], least_kg: int) -> None:
    """Refuse a least intake that no class reaches: it would be met by none."""
    most_kg = max(
        (
            state.capacity_kg
            for options in sites
            if options.site.kind is SiteKind.SORTING_CENTRE
            for state, option in zip(
                options.facility.states, options.options, strict=True
            )
            if option.action in BUILT
        ),
        default=least_kg,
    )
    if least_kg > most_kg:
        msg = said(
            "siting.throughput", value=least_kg / KG_PER_T, value_2=most_kg / KG_PER_T
        )
        raise PlanningError(msg)


def _with_least(options: SiteOptions, least_kg: int) -> SiteOptions:
    """Ask what is built for the least intake of the standard."""
    if options.site.kind is not SiteKind.SORTING_CENTRE:
        return options
    states = tuple(
        replace(
            state,
            min_throughput_kg=max(
                state.min_throughput_kg, min(least_kg, state.capacity_kg)
            ),
        )
        if option.action in BUILT
        else state
        for state, option in zip(options.facility.states, options.options, strict=True)
    )
    return replace(options, facility=replace(options.facility, states=states))


def _disposals(network: Network) -> list[Site]:
    return network.of_kind(SiteKind.DISPOSAL, SiteStatus.EXISTING)


def _disposal(network: Network, site: Site, most_kg: int) -> SiteOptions:
    """Offer a disposal site; one of unknown capacity takes whatever there is."""
    state = FacilityState(
        name=SiteAction.FIXED.value,
        capacity_kg=site.capacity_kg_per_year or most_kg,
        unit_cost_fen_per_t=round(network.parameter(DISPOSAL_COST)),
        commodities=frozenset({RESIDUE, HAZARDOUS}),
    )
    option = SiteOption(SiteAction.FIXED, site.facility_class)
    return SiteOptions(site, Facility(site.site_id, (state,)), (option,))


def _with_moves(options: SiteOptions) -> SiteOptions:
    """Let a site change once: what opens stays open, what closes stays closed."""
    facility = options.facility
    today = facility.states[0].name
    moves = frozenset((today, state.name) for state in facility.states[1:])
    phased = replace(facility, initial=today, transitions=moves)
    return replace(options, facility=phased)


def _clients(
    network: Network,
    groups: Sequence[Sequence[SupplyGroup]],
    commodities: Sequence[str],
    rules: SitingRules,
) -> Clients:
    position = {material: g for g, material in enumerate(commodities)}
    price = rules.unserved_fen_per_t
    if price is None:
        code = UNSERVED_WITH_TARGET if rules.targets else UNSERVED_COST
        price = round(network.parameter(code))
    first = groups[0]
    supply = [[group.kg_per_year for group in year] for year in groups]
    return Clients(
        names=tuple(_name(group) for group in first),
        commodity=np.array([position[g.material] for g in first], np.int32),
        supply_kg=np.array(supply, np.int64),
        unserved_cost_fen_per_t=np.full(len(first), price, np.int64),
        required=np.zeros(len(first), np.bool_),
    )


def _name(group: SupplyGroup) -> str:
    stream = f"|{group.members[0].stream}" if group.is_direct else ""
    return f"{group.site_id}|{group.material}{stream}"


def _periods(rules: SitingRules) -> tuple[Period, ...]:
    budget = rules.budget_fen_per_year
    return tuple(
        Period(str(year), weight, None if budget is None else budget * weight)
        for year, weight in zip(rules.years, rules.weights, strict=True)
    )


def _green_limits(
    sites: Sequence[SiteOptions], rules: SitingRules
) -> dict[str, tuple[TagLimit, ...]]:
    if not any(rules.green_minimum):
        return {}
    ruled_out = _allowed_names(sites, rules)
    most = sum(
        any(GREEN in state.tags and state.name in names for state in s.facility.states)
        for s, names in zip(sites, ruled_out, strict=True)
    )
    return {GREEN: tuple(TagLimit(min(n, most)) for n in rules.green_minimum)}


def _allowed_names(
    sites: Sequence[SiteOptions], rules: SitingRules
) -> list[frozenset[str]]:
    """Names of the states that the rules leave to each site."""
    allowed = []
    for options in sites:
        names = frozenset(state.name for state in options.facility.states)
        for rule in rules.sites:
            if rule.site_id == options.site.site_id:
                names &= _names_of(options, rule.actions)
        allowed.append(names)
    return allowed


def _names_of(options: SiteOptions, actions: frozenset[SiteAction]) -> frozenset[str]:
    states = zip(options.facility.states, options.options, strict=True)
    return frozenset(s.name for s, option in states if option.action in actions)


def _fixes(sites: Sequence[SiteOptions], rules: SitingRules) -> tuple[Fix, ...]:
    position = {options.site.site_id: f for f, options in enumerate(sites)}
    unknown = sorted({rule.site_id for rule in rules.sites} - set(position))
    if unknown:
        msg = said("siting.undecidable", unknown=list(unknown))
        raise PlanningError(msg)
    return tuple(
        Fix(
            position[rule.site_id],
            _names_of(sites[position[rule.site_id]], rule.actions),
            rule.reason,
        )
        for rule in rules.sites
    )
