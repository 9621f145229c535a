"""The arcs of the street's problem, and a plan read back from a hand-made answer."""

from collections import Counter
from dataclasses import replace

import numpy as np

from recycling.demand.generation import estimate_supply
from recycling.domain.network import Network
from recycling.domain.plans import SiteAction
from recycling.siting.phased import PhasedSiting, build_phased
from recycling.siting.plan import siting_plan
from recycling.siting.rules import SitingRules
from routing.siting.solution import SitingSolution
from tests.builders import StreetTravel

type Arc = tuple[str, int, int]


def arcs_of(built: PhasedSiting, site_id: str, material: str) -> list[Arc]:
    """Site, metres and fen per tonne of each arc of a client."""
    arcs, groups = built.problem.arcs, built.groups[0]
    return [
        (
            built.sites[int(arcs.facility[place])].site.site_id,
            int(arcs.distance_m[place]),
            int(arcs.unit_cost_fen_per_t[place]),
        )
        for place, client in enumerate(arcs.client)
        if (groups[client].site_id, groups[client].material) == (site_id, material)
    ]


def test_a_cell_may_use_its_nearest_centres_within_reach(built: PhasedSiting) -> None:
    # From P2 (km 2) within 40 km: C1 at 4, C2 at 32, N1 at 34 km; two are offered.
    # Of the other sites the park at 40 km. 3.60 CNY a tonne and kilometre.
    assert arcs_of(built, "P2", "paper") == [
        ("C1", 2_000, 720),
        ("C2", 30_000, 10_800),
        ("K1", 38_000, 13_680),
    ]


def test_direct_loads_pay_the_trunk_rate_and_reach_farther(built: PhasedSiting) -> None:
    # From G1 (km 45): K1 5 km, N1 11, C2 13; C1 at 41 km is third of the centres.
    assert arcs_of(built, "G1", "steel") == [
        ("N1", 11_000, 462),
        ("C2", 13_000, 546),
        ("K1", 5_000, 210),
    ]
    assert arcs_of(built, "G1", "elv") == [("E1", 5_000, 210)]


def test_a_site_is_offered_only_what_it_takes(built: PhasedSiting) -> None:
    # C3 takes paper only; of P6's steel it is offered none though it is in reach.
    assert "C3" not in [site for site, _, _ in arcs_of(built, "P6", "steel")]


def test_unreachable_sites_are_not_offered(micro: Network, rules: SitingRules) -> None:
    travel = StreetTravel("C1", "P6")
    built = build_phased(micro, [estimate_supply(micro, 2026)], travel, rules)
    sites = {site for site, _, _ in arcs_of(built, "P2", "paper")}
    assert sites == {"C2", "N1", "K1"}
    assert arcs_of(built, "P6", "paper") == []


def test_the_green_target_is_a_limit_only_when_there_is_one(
    micro: Network, street: StreetTravel, rules: SitingRules, built: PhasedSiting
) -> None:
    assert [limit.minimum for limit in built.problem.limits_of("green")] == [1]
    none = replace(rules, green_minimum=(0,))
    free = build_phased(micro, [estimate_supply(micro, 2026)], street, none)
    assert free.problem.tag_limits == {}


def answer(built: PhasedSiting, flows: dict[Arc, int]) -> SitingSolution:
    """Everybody in the first state; the flows given, the rest unserved."""
    arcs, groups = built.problem.arcs, built.groups[0]
    names = [
        (groups[c].site_id, groups[c].material, built.sites[f].site.site_id)
        for c, f in zip(arcs.client.tolist(), arcs.facility.tolist(), strict=True)
    ]
    flow_kg = np.array([flows.get(name, 0) for name in names], dtype=np.int64)
    left = np.array([group.kg_per_year for group in groups], dtype=np.int64)
    np.subtract.at(left, arcs.client, flow_kg)
    states = np.zeros((1, len(built.sites)), np.int64)
    return SitingSolution(states, flow_kg[None], left[None], 4711, 4000, "hand", 0.5)


def test_flows_are_handed_to_the_members_one_after_the_other(
    built: PhasedSiting,
) -> None:
    # P1, P2 and P3 give 21,900 kg each; 30 t go to C1, 30 t to C2, 5.7 t nowhere.
    flows = {("P2", "paper", "C1"): 30_000, ("P2", "paper", "C2"): 30_000}
    plan = siting_plan(built, answer(built, flows), "p")
    assert [
        (a.source_site_id, a.site_id, a.kg_per_year, a.distance_m)
        for a in plan.assignments
    ] == [
        ("P1", "C1", 21_900, 2_000),
        ("P2", "C1", 8_100, 2_000),
        ("P2", "C2", 13_800, 30_000),
        ("P3", "C2", 16_200, 30_000),
    ]
    assert {(a.material, a.stream) for a in plan.assignments} == {
        ("paper", "household")
    }


def test_a_plan_keeps_the_answer_s_figures(built: PhasedSiting) -> None:
    flows = {("P2", "paper", "C1"): 30_000, ("G1", "steel", "K1"): 1_000_000}
    plan = siting_plan(built, answer(built, flows), "p")
    assert plan.year == 2026
    # 30 t x 7.20 CNY + 1,000 t x 2.10 CNY; the rest at 2,000 CNY a tonne.
    assert plan.transport_cost_fen == 30 * 720 + 1_000 * 210
    # Households 7 x 36.5 t, steel 1,000 t, vehicles 135 t.
    assert plan.supply_kg == 255_500 + 1_000_000 + 135_000
    assert plan.unserved_kg == plan.supply_kg - 1_030_000
    assert plan.unserved_cost_fen == plan.unserved_kg * 200
    assert (plan.cost_fen, plan.bound_fen, plan.engine) == (4711, 4000, "hand")


def test_decisions_say_what_each_site_takes_and_costs(built: PhasedSiting) -> None:
    flows = {("P2", "paper", "C1"): 30_000, ("P4", "paper", "C2"): 500}
    plan = siting_plan(built, answer(built, flows), "p")
    decisions = {decision.site_id: decision for decision in plan.decisions}
    assert list(decisions) == ["C1", "C2", "C3", "E1", "K1", "N1"]
    assert decisions["C1"].throughput_kg == 30_000
    assert decisions["C1"].variable_cost_fen == 240_000  # 30 t at 80 CNY
    assert decisions["C1"].fixed_cost_fen == 10_000_000
    assert Counter(d.action for d in plan.decisions) == {
        SiteAction.KEEP: 3,
        SiteAction.FIXED: 2,
        SiteAction.SKIP: 1,
    }
    assert decisions["C2"].is_green
    assert not decisions["C1"].is_green


def test_nothing_assigned_is_a_plan_too(built: PhasedSiting) -> None:
    plan = siting_plan(built, answer(built, {}), "p")
    assert plan.assignments == ()
    assert plan.unserved_kg == plan.supply_kg


def test_a_client_without_supply_is_skipped(
    micro: Network, street: StreetTravel, rules: SitingRules
) -> None:
    supplies = [
        replace(supply, kg_per_year=0) for supply in estimate_supply(micro, 2026)
    ]
    built = build_phased(micro, [supplies], street, rules)
    assert siting_plan(built, answer(built, {}), "p").assignments == ()
