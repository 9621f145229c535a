"""Plans of the street: rules kept, kilograms conserved, costs that add up."""

from collections import Counter
from dataclasses import replace

import pytest

from recycling.config import SitingSettings
from recycling.demand.generation import estimate_supply
from recycling.domain.errors import PlanningError
from recycling.domain.network import Network
from recycling.domain.plans import SiteAction, SitingPlan
from recycling.siting.facilities import site_options
from recycling.siting.planning import SitingRequest, plan_siting
from tests.builders import StreetTravel, micro_network

SETTINGS = SitingSettings(time_limit_s=2.0, workers=1, nearest_sites=3, cell_km=20.0)
REQUEST = SitingRequest("siting-2026", 2026, green_target=1, seed=1)


def planned(
    network: Network,
    request: SitingRequest = REQUEST,
    settings: SitingSettings = SETTINGS,
) -> SitingPlan:
    supplies = estimate_supply(network, request.year)
    return plan_siting(
        network, supplies, StreetTravel(), settings, request, lambda _: None
    )


@pytest.fixture(scope="module")
def plan() -> SitingPlan:
    return planned(micro_network())


def test_assigned_and_unserved_are_the_supply(plan: SitingPlan, micro: Network) -> None:
    assigned: Counter[tuple[str, str]] = Counter()
    for flow in plan.assignments:
        assigned[flow.source_site_id, flow.material] += flow.kg_per_year
    assert sum(assigned.values()) + plan.unserved_kg == plan.supply_kg == 1_390_500
    supply = {
        (s.site_id, s.material): s.kg_per_year for s in estimate_supply(micro, 2026)
    }
    assert all(kilograms <= supply[key] for key, kilograms in assigned.items())


def test_throughput_is_what_is_assigned_within_capacity(plan: SitingPlan) -> None:
    taken: Counter[str] = Counter()
    for flow in plan.assignments:
        taken[flow.site_id] += flow.kg_per_year
    for decision in plan.decisions:
        assert decision.throughput_kg == taken[decision.site_id]
        assert decision.throughput_kg <= decision.capacity_kg
    assert set(taken) <= plan.open_site_ids()


def test_every_site_takes_only_its_materials(plan: SitingPlan, micro: Network) -> None:
    for flow in plan.assignments:
        assert flow.material in micro.accepted(micro.sites[flow.site_id])


def test_the_cost_is_the_sum_of_its_parts(plan: SitingPlan) -> None:
    parts = plan.transport_cost_fen + plan.unserved_cost_fen
    parts += sum(d.fixed_cost_fen + d.variable_cost_fen for d in plan.decisions)
    # Each part is cut to whole fen on its own.
    assert 0 <= plan.cost_fen - parts <= len(plan.decisions) + 2
    assert plan.bound_fen is not None
    assert plan.bound_fen <= plan.cost_fen


def test_the_cheapest_green_centre_is_the_one_there_is(plan: SitingPlan) -> None:
    # C2 is green and costs 20 M fen to keep; upgrading it costs 6.1 M, C1 likewise,
    # and one large centre takes everything: households at C1 or C2, all else at
    # the park. Keeping any small centre as it is costs more.
    actions = {d.site_id: d.action for d in plan.decisions}
    assert sum(d.is_green for d in plan.decisions) >= 1
    assert actions["N1"] is SiteAction.SKIP
    assert actions["C3"] is SiteAction.CLOSE
    assert SiteAction.KEEP not in actions.values()
    assert plan.unserved_kg == 0


def test_more_green_centres_than_can_be_are_asked_for_as_far_as_they_can(
    micro: Network,
) -> None:
    # C1, C2, C3 and N1 could be green; C3 is among the nearest of P6 alone: 43.8 t.
    low = replace(micro.facility_classes["large"], min_throughput_kg_per_year=40_000)
    network = replace(micro, facility_classes={"large": low})
    plan = planned(network, replace(REQUEST, green_target=10))
    green = {d.site_id: d.throughput_kg for d in plan.decisions if d.is_green}
    assert set(green) == {"C1", "C2", "C3", "N1"}
    assert all(taken >= 40_000 for key, taken in green.items() if key != "C2")


def test_a_green_target_no_supply_can_feed_is_met_as_far_as_it_can(
    micro: Network,
) -> None:
    # At the class's 100 t a year C3 cannot become green, and four were asked for.
    plan = planned(micro, replace(REQUEST, green_target=10))
    green = {d.site_id for d in plan.decisions if d.is_green}
    assert green == {"C1", "C2", "N1"}


def test_a_site_without_a_capacity_of_its_own_has_its_class_s(micro: Network) -> None:
    unknown = replace(micro.sites["C1"], capacity_kg_per_year=None)
    network = replace(micro, sites={**micro.sites, "C1": unknown})
    expected = micro.facility_classes[unknown.facility_class].capacity_kg_per_year
    keep = next(o for o in site_options(network) if o.site.site_id == "C1")
    assert keep.facility.states[0].capacity_kg == expected


def test_what_no_site_takes_is_left_over(micro: Network) -> None:
    sites = {key: site for key, site in micro.sites.items() if key != "E1"}
    plan = planned(replace(micro, sites=sites))
    assert plan.unserved_kg == 135_000


def test_nothing_to_decide_about_is_a_planning_error(micro: Network) -> None:
    points = {key: s for key, s in micro.sites.items() if key.startswith("P")}
    with pytest.raises(PlanningError, match=r"0 sites that take loads and 6 sources"):
        planned(replace(micro, sites=points, supplies=()))
    with pytest.raises(PlanningError, match=r"6 sites that take loads and 0 sources"):
        plan_siting(micro, [], StreetTravel(), SETTINGS, REQUEST, lambda _: None)


def test_an_unknown_engine_is_a_planning_error(micro: Network) -> None:
    with pytest.raises(PlanningError, match="magic"):
        planned(micro, settings=replace(SETTINGS, engine="magic"))
