"""Transport costs by hand."""

from datetime import date

from recycling.accounting.costs import (
    haul_cost_postings,
    haul_distances_m,
    route_cost_postings,
)
from recycling.domain.ledger import Account
from recycling.domain.network import Network
from recycling.domain.plans import Assignment, PlannedRoute, RoutePlan
from tests.builders import DAY, haul


def test_a_route_is_posted_as_the_check_counted_it(micro: Network) -> None:
    routes = tuple(
        PlannedRoute(f"r-{depot}", vehicle, depot, (), 8_000, 2_300, 800, 0, cost)
        for depot, vehicle, cost in (("D1", "V1", 16_233), ("D2", "V3", 7))
    )
    plan = RoutePlan("routes", DAY, "", "hand", 0.0, routes, ())
    found = list(route_cost_postings(micro, plan))
    assert [(p.source_id, p.district, p.amount, p.day) for p in found] == [
        ("r-D1", "A", 16_233, DAY),
        ("r-D2", "B", 7, DAY),
    ]
    assert {p.account for p in found} == {Account.TRANSPORT_COST_FEN}


def test_the_price_of_carbon_is_not_posted(micro: Network) -> None:
    route = PlannedRoute(
        "r", "V1", "D1", (), 8_000, 2_300, 800, 0, 16_300, carbon_cost_fen=67
    )
    plan = RoutePlan("routes", DAY, "", "hand", 0.0, (route,), ())
    (posting,) = route_cost_postings(micro, plan)
    assert posting.amount == 16_233


def test_a_haul_costs_tonnes_times_kilometres_times_rate(micro: Network) -> None:
    # 25 t x 5 km x 42 fen/tkm = 5,250 fen; 333 kg x 5 km = 1.665 tkm = 69.93 fen.
    hauls = [haul(25_000), haul(333, material="paper")]
    found = list(haul_cost_postings(micro, hauls, {("G1", "K1"): 5_000}))
    assert [p.amount for p in found] == [5_250, 70]
    first = found[0]
    assert (first.day, first.district, first.material, first.stream) == (
        date(2026, 11, 1),
        "C",
        "steel",
        "industrial",
    )
    assert (first.source_table, first.source_id) == (
        "flow_rollup",
        "2026-11|K1|G1|steel|industrial|intake",
    )
    assert first.factor_code == "cost.trunk_road_fen_per_tkm"


def test_a_haul_without_a_known_way_is_not_posted(micro: Network) -> None:
    assert list(haul_cost_postings(micro, [haul(25_000)], {})) == []


def test_only_direct_flows_have_a_haul() -> None:
    # A household flow's way starts in the middle of its cell, not at its site.
    def flow(stream: str, metres: int) -> Assignment:
        return Assignment("P1", "C1", "paper", stream, 1_000, metres)

    flows = [flow("commercial", 3_000), flow("household", 9_000)]
    assert haul_distances_m(flows) == {("P1", "C1"): 3_000}
