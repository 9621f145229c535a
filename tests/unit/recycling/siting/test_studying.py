"""Studies of the street: figures that add up, reasons, prices, and contradictions."""

from collections import Counter
from dataclasses import replace

import pytest

from recycling.domain.conflicts import ConflictKind, NoPlanError
from recycling.domain.network import Network
from recycling.domain.plans import SiteAction
from recycling.domain.robustness import Standing
from recycling.domain.studies import DemandKind, ReasonKind, SitingStudy
from recycling.siting.robust import robust_sites
from recycling.siting.rules import SiteRule, SitingRules, TargetRule
from recycling.siting.study import StudyHead
from recycling.siting.studying import make_study, solve_rules
from routing.options import SolveOptions, ignore_progress
from routing.siting.problem import SitingProblem
from routing.siting.report import SitingResult
from routing.solve import solve_siting
from tests.builders import micro_network
from tests.unit.recycling.siting.second_echelon import (
    YEARS,
    inputs_of,
    rules_for,
    with_second_echelon,
)

OPTIONS = SolveOptions(time_limit_s=5.0, gap=0.0)
HEAD = StudyHead("base", (("target", "1"),), (), "street")
RULED = SiteRule("N1", frozenset({SiteAction.SKIP}), "red line Z1, 0 m")
ASKED = rules_for(
    targets=(TargetRule((700_000, 800_000, 900_000)),),
    green_minimum=(0, 1, 2),
    has_trunks=True,
    carbon_price_fen_per_t=6_000,
    factor_version="micro",
    sites=(RULED,),
)


def study_of(network: Network, rules: SitingRules) -> SitingStudy:
    return make_study(inputs_of(network, rules.years), rules, HEAD, OPTIONS)


@pytest.fixture(scope="module")
def study() -> SitingStudy:
    return study_of(with_second_echelon(micro_network()), ASKED)


def test_the_years_add_up_to_the_checked_cost(study: SitingStudy) -> None:
    total = sum(year.weight * year.cost_fen for year in study.years)
    assert abs(total - study.cost_fen) <= 20 * len(study.years)
    assert study.bound_fen is not None
    assert study.bound_fen <= study.cost_fen
    assert study.gap is not None
    assert 0 <= study.gap < 0.01


def test_the_bound_over_all_ways_is_no_higher(city: Network) -> None:
    cut = study_of(city, replace(ASKED, nearest_sites=1, trunk_legs=1))
    free = study_of(city, replace(ASKED, nearest_sites=99, trunk_legs=99))
    for made in (cut, free):
        if made.certified_bound_fen is not None:
            assert made.whole_bound_fen is not None
            assert made.whole_bound_fen <= free.cost_fen
            assert made.whole_bound_fen <= made.certified_bound_fen
    assert None not in {cut.certified_bound_fen, free.certified_bound_fen}
    assert free.cost_fen <= cut.cost_fen


def test_what_is_recovered_is_the_target_and_no_more(study: SitingStudy) -> None:
    recovered = [year.recovered_kg for year in study.years]
    assert recovered == pytest.approx([700_000, 800_000, 900_000], abs=5)
    assert [d.minimum_kg for d in study.demands] == [700_000, 800_000, 900_000]
    assert all(d.kind is DemandKind.TARGET for d in study.demands)
    for year in YEARS:
        # Another tonne costs at least its intake, and no penalty is in it.
        price = study.price_fen_per_t(year)
        assert price is not None
        assert 0 < price < 200_000


def test_materials_and_districts_split_the_same_mass(study: SitingStudy) -> None:
    for year in study.years:
        for parts in (study.materials, study.districts):
            own = [part for part in parts if part.year == year.year]
            assert sum(part.recovered_kg for part in own) == year.recovered_kg
            assert sum(part.supply_kg for part in own) == year.supply_kg


def test_sites_take_what_sources_and_legs_bring(study: SitingStudy) -> None:
    arriving: Counter[tuple[int, str]] = Counter()
    for leg in study.legs:
        arriving[leg.year, leg.destination] += leg.kg
    for plan in study.plans:
        for flow in plan.assignments:
            arriving[plan.year, flow.site_id] += flow.kg_per_year
    for site in study.sites:
        assert site.throughput_kg == arriving[site.year, site.site_id]
        assert site.throughput_kg <= site.capacity_kg


def test_every_site_has_a_reason_in_every_year(study: SitingStudy) -> None:
    kinds = {(s.year, s.site_id): s.reason.kind for s in study.sites}
    assert {kinds[year, "N1"] for year in YEARS} == {ReasonKind.RULED}
    assert {kinds[year, "K1"] for year in YEARS} == {ReasonKind.AS_IS}
    for site in study.sites:
        if site.action in {SiteAction.CLOSE, SiteAction.SKIP}:
            closed = {ReasonKind.TOO_LITTLE, ReasonKind.UNUSED, ReasonKind.RULED}
            assert site.reason.kind in closed
        if site.reason.kind is ReasonKind.SAVES:
            assert site.reason.saving_fen >= site.reason.cost_fen


def test_green_centres_and_yearly_plans_follow_the_years(study: SitingStudy) -> None:
    green = [year.green_centres for year in study.years]
    assert all(n >= least for n, least in zip(green, (0, 1, 2), strict=True))
    assert [plan.plan_id for plan in study.plans] == [
        "siting-base-2025", "siting-base-2027", "siting-base-2030",
    ]  # fmt: skip
    opened = [plan.open_site_ids() for plan in study.plans]
    assert all("N1" not in sites for sites in opened)


def test_figures_name_their_rows(study: SitingStudy) -> None:
    rows = {(figure.table, figure.code) for figure in study.figures}
    assert ("parameters", "cost.collection_fen_per_tkm") in rows
    assert ("facility_classes", "large.capital_cost_fen") in rows
    assert ("emission_factors", "road_tkm_heavy_30t (micro)") in rows


def test_vehicles_are_counted_at_dismantlers(study: SitingStudy) -> None:
    for site in study.sites:
        assert bool(site.capacity_units) == (site.site_id == "E1")
        assert site.throughput_units <= site.capacity_units


@pytest.mark.parametrize(
    ("rules", "kind"),
    [
        ({"targets": (TargetRule((10**9,) * 3),)}, ConflictKind.TARGET_SUPPLY),
        ({"green_minimum": (0, 0, 4), "budget_fen_per_year": 1},
         ConflictKind.GREEN_BUDGET),
    ],
)  # fmt: skip
def test_a_contradiction_is_found_by_sums(
    city: Network, rules: dict[str, object], kind: ConflictKind
) -> None:
    with pytest.raises(NoPlanError) as caught:
        study_of(city, rules_for(**rules))
    assert kind in {conflict.kind for conflict in caught.value.conflicts}


def test_a_contradiction_only_a_solver_sees_is_a_set_of_rules(city: Network) -> None:
    # The park alone takes 1,000 t a year: each target fits, both together do not.
    closed = tuple(
        SiteRule(site_id, frozenset({SiteAction.CLOSE, SiteAction.SKIP}), "shut")
        for site_id in ("C1", "C2", "C3", "N1")
    )
    small = replace(city.sites["K1"], capacity_kg_per_year=1_000_000)
    tight = replace(city, sites={**city.sites, "K1": small})
    rules = rules_for(
        years=(2026,),
        sites=closed,
        targets=(TargetRule((140_000,), material="paper"),
                 TargetRule((900_000,), material="steel")),
    )  # fmt: skip
    with pytest.raises(NoPlanError) as caught:
        study_of(tight, rules)
    found = caught.value.conflicts
    assert found
    assert {conflict.kind for conflict in found} == {ConflictKind.RULES}
    assert {"target"} <= {conflict.rule for conflict in found}


def test_what_stays_is_proven_by_the_bound_without_it(city: Network) -> None:
    rules = rules_for(years=(2027,), green_minimum=(2,))
    built, best = solve_rules(inputs_of(city, (2027,)), rules, OPTIONS)

    def again(problem: SitingProblem) -> SitingResult:
        return solve_siting(problem, OPTIONS, ignore_progress)

    found = robust_sites(built, best, 0.01, 3, again)
    assert found.costs_fen[0] == best.report.cost_fen
    limit = best.report.cost_fen * 1.01
    for site in found.sites:
        if site.standing is Standing.REPLACEABLE:
            assert site.cost_fen is not None
            assert site.cost_fen <= limit
            assert site.site_id not in found.common
        elif site.standing is Standing.ALWAYS and site.bound_fen is not None:
            assert site.bound_fen > limit
    assert found.sites


def test_loads_that_reach_no_other_site_are_worth_what_leaving_them_costs(
    city: Network,
) -> None:
    # Vehicles go to the only dismantler: 135 t at 2,000 CNY would be left without it.
    rules = rules_for(years=(2026,), decides_dismantlers=True)
    made = study_of(city, rules)
    [dismantler] = [site for site in made.sites if site.site_id == "E1"]
    assert dismantler.action is SiteAction.KEEP
    reason = dismantler.reason
    assert reason.kind is ReasonKind.SAVES
    assert reason.alone_kg == 135_000
    assert 0.8 * 135 * 200_000 < reason.saving_fen < 135 * 200_000
