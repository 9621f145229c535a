"""The street's problem over years: phases, rules, outputs, and what is left out."""

from dataclasses import replace

import numpy as np
import pytest

from recycling.domain.errors import PlanningError
from recycling.domain.network import Network
from recycling.domain.plans import SiteAction
from recycling.domain.sites import SiteKind
from recycling.siting.phased import PhasedSiting
from recycling.siting.rules import SiteRule, TargetRule
from routing.siting.features import SitingFeature, features_of
from routing.siting.validate import validate_problem
from tests.unit.recycling.siting.second_echelon import built


def test_each_year_stands_until_the_next(city: Network) -> None:
    phased = built(city, budget_fen_per_year=1_000)
    assert [p.weight for p in phased.problem.periods] == [2, 3, 1]
    budgets = [p.capital_budget_fen for p in phased.problem.periods]
    assert budgets == [2_000, 3_000, 1_000]
    validate_problem(phased.problem)


def test_supply_grows_from_year_to_year(city: Network) -> None:
    phased = built(city)
    steel = phased.problem.clients.names.index("G1|steel|industrial")
    # 1,000 t declared for 2026, and 10 % a year.
    kg = phased.problem.clients.supply_kg[:, steel].tolist()
    assert kg == [909_091, 1_100_000, 1_464_100]


def test_what_opens_stays_open_and_closes_once(city: Network) -> None:
    facilities = {f.name: f for f in built(city).problem.facilities}
    centre, candidate = facilities["C1"], facilities["N1"]
    assert (centre.initial, candidate.initial) == ("keep", "skip")
    assert centre.may_move("keep", "close")
    assert not centre.may_move("close", "keep")
    assert not candidate.may_move("open:large", "skip")


def test_a_single_year_needs_no_moves(city: Network) -> None:
    used = features_of(built(city, years=(2027,)).problem)
    assert not used & {SitingFeature.MOVES, SitingFeature.PERIODS}


def test_demand_and_diesel_may_vary(city: Network) -> None:
    plain, varied = built(city), built(city, demand_factor=1.2, diesel_factor=2.0)
    ratio = varied.problem.clients.supply_kg / plain.problem.clients.supply_kg
    np.testing.assert_allclose(ratio, 1.2, rtol=1e-4)
    # 30 % of the cost of collecting is diesel, 40 % of that of full loads.
    is_direct = np.array([group.is_direct for group in plain.groups[0]])
    more = (
        varied.problem.arcs.unit_cost_fen_per_t / plain.problem.arcs.unit_cost_fen_per_t
    )
    direct = is_direct[plain.problem.arcs.client]
    np.testing.assert_allclose(more[~direct], 1.3, rtol=1e-3)
    np.testing.assert_allclose(more[direct], 1.4, rtol=5e-3)


def test_routed_ways_change_cost_and_not_reach(city: Network) -> None:
    plain = built(city).problem.arcs
    zones = {d.travel_zone.value for d in city.districts.values()}
    routed = built(city, haul_factors=dict.fromkeys(zones, 2.0)).problem.arcs
    assert routed.distance_m.tolist() == plain.distance_m.tolist()
    ratio = routed.unit_cost_fen_per_t / plain.unit_cost_fen_per_t
    assert set(ratio.tolist()) == {1.0, 2.0}


def test_targets_coverage_and_equity_are_floors(city: Network) -> None:
    targets = (
        TargetRule((1, 2, 3)),
        TargetRule((4, 5, 6), material="steel"),
        TargetRule((7, 8, 9), district="A"),
    )
    phased = built(city, targets=targets, coverage_share=0.5, equity_share=0.25)
    names = [floor.name for floor in phased.problem.floors]
    assert names == [rule.name for rule in phased.floors]
    assert names[:4] == ["target", "target|steel", "target|A", "coverage"]
    assert all(name.startswith("equity|") for name in names[4:])
    steel = phased.problem.floors[1]
    materials = {phased.groups[0][c].material for c in clients_of(phased, 1)}
    assert materials == {"steel"}
    assert steel.minimum_kg == (4, 5, 6)
    districts = {city.sites[phased.groups[0][c].site_id].district
                 for c in clients_of(phased, 2)}  # fmt: skip
    assert districts == {"A"}
    near_m = phased.problem.arcs.distance_m[phased.problem.floors[3].arc]
    assert near_m.max() <= 5_000


def clients_of(phased: PhasedSiting, floor: int) -> list[int]:
    arcs = phased.problem.floors[floor].arc
    return np.unique(phased.problem.arcs.client[arcs]).tolist()


def test_with_a_target_serving_is_optional_at_no_price(city: Network) -> None:
    def prices(**rules: object) -> set[int]:
        clients = built(city, **rules).problem.clients
        assert not clients.required.any()
        return set(clients.unserved_cost_fen_per_t.tolist())

    assert prices() == {200_000}
    assert prices(targets=(TargetRule((1, 1, 1)),)) == {0}
    assert prices(unserved_fen_per_t=77) == {77}


def test_a_rule_leaves_a_site_some_states_and_keeps_loads_away(city: Network) -> None:
    rule = SiteRule("N1", frozenset({SiteAction.SKIP}), "red line: Z1, 0 m")
    phased = built(city, sites=(rule,), green_minimum=(0, 9, 9))
    [fix] = phased.problem.fixes
    place = [site.site.site_id for site in phased.sites].index("N1")
    assert (fix.facility, fix.states) == (place, {"skip"})
    assert fix.reason == "red line: Z1, 0 m"
    assert place not in phased.problem.arcs.facility
    # C1, C2 and C3 can be green, N1 no longer.
    assert [each.minimum for each in phased.problem.limits_of("green")] == [0, 3, 3]


def test_a_rule_on_an_unknown_site_names_it(city: Network) -> None:
    rule = SiteRule("X9", frozenset({SiteAction.SKIP}), "")
    with pytest.raises(PlanningError, match="X9 cannot be decided about"):
        built(city, sites=(rule,))


def test_nothing_to_decide_about_is_a_planning_error(city: Network) -> None:
    points = {k: s for k, s in city.sites.items() if k.startswith("P")}
    with pytest.raises(PlanningError, match="0 sites that take loads"):
        built(replace(city, sites=points, supplies=()))


def test_outputs_go_on_and_add_up(city: Network) -> None:
    phased = built(city, has_trunks=True)
    validate_problem(phased.problem)
    legs, names = phased.problem.trunks, phased.problem.commodities
    facilities = {f.name: f for f in phased.problem.facilities}
    made = {y.output: y.ppm for y in facilities["E1"].states[0].yields}
    assert made == {"steel.sorted": 700_000, "hazardous": 20_000, "residue": 280_000}
    steel = {y.output: y.ppm for y in facilities["C1"].states[0].yields
             if y.commodity == "steel"}  # fmt: skip
    kept = round(city.materials["steel"].yield_share * 1e6)
    assert steel.get("steel.sorted") == kept
    assert sum(steel.values()) == 1_000_000
    # C1 is 36 km from the park: 0.42 CNY a tonne and kilometre.
    position = {f.name: place for place, f in enumerate(phased.problem.facilities)}
    [leg] = [
        k
        for k in range(len(legs))
        if legs.origin[k] == position["C1"]
        and names[legs.commodity[k]] == "steel.sorted"
    ]
    assert legs.destination[leg] == position["K1"]
    assert legs.unit_cost_fen_per_t[leg] == 42 * 36
    hazardous = legs.commodity == names.index("hazardous")
    assert set(legs.transfer_cost_fen_per_t[hazardous].tolist()) == {280_000}
    assert set(legs.transfer_cost_fen_per_t[~hazardous].tolist()) == {0}


def test_an_output_nobody_takes_stays_out_of_the_model(city: Network) -> None:
    alone = {key: site for key, site in city.sites.items() if key != "W1"}
    phased = built(replace(city, sites=alone), has_trunks=True)
    assert {"hazardous", "residue"} <= set(phased.missing)
    validate_problem(phased.problem)


def test_buyers_outside_take_every_sorted_material(city: Network) -> None:
    phased = built(city, has_trunks=True, has_outside=True)
    validate_problem(phased.problem)
    last = len(phased.sites) - 1
    legs = phased.problem.trunks
    outside = legs.destination == last
    assert set(legs.unit_cost_fen_per_t[outside].tolist()) == {42 * 300}
    assert last not in phased.problem.arcs.facility
    sent = {phased.problem.commodities[g] for g in legs.commodity[outside]}
    assert "steel.sorted" in sent
    assert not sent & {"residue", "hazardous"}


def test_dismantlers_are_decided_about_only_when_asked_for(city: Network) -> None:
    def states(**rules: object) -> list[str]:
        facilities = {f.name: f for f in built(city, **rules).problem.facilities}
        return [state.name for state in facilities["E1"].states]

    assert states() == ["fixed"]
    assert states(decides_dismantlers=True)[:2] == ["keep", "close"]


def test_a_longest_drive_keeps_far_sites_away(city: Network) -> None:
    # The street is driven at 10 m/s: ten minutes are 6 km.
    phased = built(city, max_haul_min=10.0)
    arcs = phased.problem.arcs
    is_direct = np.array([group.is_direct for group in phased.groups[0]])[arcs.client]
    assert arcs.distance_m[~is_direct].max() <= 6_000
    assert arcs.distance_m[is_direct].max() > 6_000


def test_rails_carry_what_is_cheaper_than_the_road(city: Network) -> None:
    # Stations at C1 and K1, 36 km apart: 1.4 x 0.15 CNY along the rails, and nothing
    # for changing over, against 0.42 CNY by road.
    stations = {
        f"R{at}": replace(city.sites[at], site_id=f"R{at}", kind=SiteKind.RAIL_STATION)
        for at in ("C1", "K1")
    }
    free = replace(city.parameters["cost.handling_fen_per_t"], value=0)
    railway = replace(
        city,
        sites={**city.sites, **stations},
        parameters={**city.parameters, free.code: free},
    )
    phased = built(railway, has_trunks=True, factor_version="micro")
    legs = phased.problem.trunks
    origin = [site.site.site_id for site in phased.sites].index("C1")
    rail = legs.modes.index("rail")
    by_rail = (legs.mode == rail) & (legs.origin == origin)
    assert by_rail.any()
    expected = 15 * 1.4 * 36
    assert legs.unit_cost_fen_per_t[by_rail].tolist() == pytest.approx(
        [expected] * int(by_rail.sum()), rel=0.01
    )
    # 0.01 kg a tonne and kilometre.
    assert legs.co2_g_per_t[by_rail].tolist() == pytest.approx(
        [10 * 1.4 * 36] * int(by_rail.sum()), rel=0.01
    )
    dear = built(replace(railway, parameters=city.parameters), has_trunks=True)
    assert set(dear.problem.trunks.mode.tolist()) == {0}


def test_what_is_built_takes_the_least_of_the_standard(city: Network) -> None:
    facilities = {
        f.name: f for f in built(city, min_throughput_kg=250_000).problem.facilities
    }
    least = {s.name: s.min_throughput_kg for s in facilities["C1"].states}
    assert least == {"keep": 0, "close": 0, "upgrade:large": 250_000}
    # The largest class there is can be asked to be full, none for more.
    most = built(city, min_throughput_kg=3_000_000).problem.facilities
    facilities = {f.name: f for f in most}
    assert facilities["N1"].states[1].min_throughput_kg == 3_000_000
    with pytest.raises(PlanningError, match="above the capacity of every class"):
        built(city, min_throughput_kg=3_000_001)
