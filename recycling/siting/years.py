"""Each year of a study in figures: masses, ways, cost by component, CO2."""

import numpy as np
from numpy.typing import NDArray

from recycling.domain.network import Network
from recycling.domain.sites import SiteKind
from recycling.domain.studies import StudyYear
from recycling.domain.units import G_PER_T, KG_PER_T
from recycling.siting.facilities import GREEN
from recycling.siting.hauls import household_haul
from recycling.siting.phased import PhasedSiting
from routing.siting.report import SitingResult

type Ints = NDArray[np.int64]


def study_years(
    network: Network, built: PhasedSiting, result: SitingResult
) -> tuple[StudyYear, ...]:
    """Sum up every year.

    Components are rounded to fen one by one and year by year, so that their sum
    may be off the checked cost by a few fen.
    """
    return tuple(
        _year(network, built, result, t) for t in range(len(built.rules.years))
    )


def _year(
    network: Network, built: PhasedSiting, result: SitingResult, t: int
) -> StudyYear:
    problem, solution, report = built.problem, result.solution, result.report
    arcs, legs, rules = problem.arcs, problem.trunks, built.rules
    flow_kg = solution.flow_kg[t]
    trunk_kg = _trunk_kg(built, result, t)
    states = [
        site.facility.states[k]
        for site, k in zip(built.sites, solution.states[t].tolist(), strict=True)
    ]
    unit = np.array([state.unit_cost_fen_per_t for state in states], np.int64)
    arc_g = _total(arcs.co2_g_per_t, flow_kg)
    leg_g = _total(legs.co2_g_per_t, trunk_kg)
    carbon = (arc_g + leg_g) * problem.carbon_price_fen_per_t
    haul = household_haul(network, built, flow_kg)
    household_kg = _household_kg(built, t)
    unserved = problem.clients.unserved_cost_fen_per_t
    green = rules.green_minimum[t] if rules.green_minimum else 0
    return StudyYear(
        year=rules.years[t],
        weight=rules.weights[t],
        supply_kg=int(problem.clients.supply_kg[t].sum()),
        recovered_kg=int(flow_kg.sum()),
        coverage_share=haul.covered_kg / household_kg if household_kg else 0.0,
        haul_m=haul.mean_m,
        worst_decile_m=haul.worst_decile_m,
        haul_co2_g=arc_g,
        trunk_co2_g=leg_g,
        open_centres=_working(built, solution.states[t]),
        green_centres=sum(GREEN in state.tags for state in states),
        green_minimum=green,
        capital_fen=report.capital_fen[t],
        budget_fen=problem.periods[t].capital_budget_fen,
        fixed_fen=sum(state.fixed_cost_fen for state in states),
        variable_fen=_total(unit, report.throughput_kg[t]),
        transport_fen=_total(arcs.unit_cost_fen_per_t, flow_kg),
        trunk_fen=_total(legs.unit_cost_fen_per_t, trunk_kg),
        transfer_fen=_total(legs.transfer_cost_fen_per_t, trunk_kg),
        carbon_fen=carbon // G_PER_T,
        unserved_fen=_total(unserved, solution.unserved_kg[t]),
    )


def _trunk_kg(built: PhasedSiting, result: SitingResult, t: int) -> Ints:
    legs = result.solution.trunk_kg
    if legs is None:
        return np.zeros(len(built.problem.trunks), np.int64)
    of_year: Ints = legs[t]
    return of_year


def _total(per_t: Ints | None, kg: Ints) -> int:
    """Sum what is stated per tonne over kilograms, in whole units."""
    if per_t is None:
        return 0
    pairs = zip(per_t.tolist(), kg.tolist(), strict=True)
    return int(sum(each * mass for each, mass in pairs)) // KG_PER_T


def _working(built: PhasedSiting, states: Ints) -> int:
    return sum(
        site.site.kind is SiteKind.SORTING_CENTRE
        and site.facility.states[k].capacity_kg > 0
        for site, k in zip(built.sites, states.tolist(), strict=True)
    )


def _household_kg(built: PhasedSiting, t: int) -> int:
    return sum(g.kg_per_year for g in built.groups[t] if not g.is_direct)
