"""Cells of collection points, and generators on their own."""

from dataclasses import replace

from recycling.demand.generation import estimate_supply
from recycling.domain.network import Network, SiteSupply
from recycling.siting.clients import SupplyGroup, group_supplies


def groups_of(network: Network, cell_km: float) -> dict[tuple[str, str], SupplyGroup]:
    supplies = estimate_supply(network, 2026)
    return {
        (group.site_id, group.material): group
        for group in group_supplies(network, supplies, cell_km)
    }


def test_points_of_one_square_and_district_are_one_client(micro: Network) -> None:
    # 106.5 degrees east are km 10,307.4 here: in squares of 20 km, P1 to P3 fall
    # into 10,300-10,320 and P4, P5 into 10,320-10,340. P6 is another district.
    groups = groups_of(micro, 20)
    paper = [g for (_, material), g in groups.items() if material == "paper"]
    assert [[m.site_id for m in group.members] for group in paper] == [
        ["P1", "P2", "P3"],
        ["P4", "P5"],
        ["P6"],
    ]
    # 21,900 kg each, and P6 stands for twice the people.
    assert [group.kg_per_year for group in paper] == [65_700, 43_800, 43_800]
    assert not any(group.is_direct for group in paper)


def test_a_client_stands_at_the_member_nearest_the_middle(micro: Network) -> None:
    assert ("P2", "paper") in groups_of(micro, 20)


def test_small_squares_keep_every_point_apart(micro: Network) -> None:
    groups = groups_of(micro, 0.5)
    assert {site_id for site_id, _ in groups} == {
        *(f"P{number}" for number in range(1, 7)),
        "G1",
    }


def test_generators_stay_on_their_own(micro: Network) -> None:
    groups = groups_of(micro, 1000)
    steel, elv = groups["G1", "steel"], groups["G1", "elv"]
    assert steel.is_direct
    assert elv.is_direct
    assert (steel.kg_per_year, elv.kg_per_year) == (1_000_000, 135_000)


def test_every_supply_is_in_exactly_one_client(micro: Network) -> None:
    supplies = estimate_supply(micro, 2026)
    groups = group_supplies(micro, supplies, 20)
    members = [member for group in groups for member in group.members]
    assert sorted(members, key=_key) == sorted(supplies, key=_key)


def test_the_order_of_supplies_does_not_matter(micro: Network) -> None:
    supplies = estimate_supply(micro, 2026)
    assert group_supplies(micro, supplies, 20) == group_supplies(
        micro, supplies[::-1], 20
    )


def test_a_point_with_declared_business_waste_is_two_clients(micro: Network) -> None:
    supplies = estimate_supply(micro, 2026)
    business = replace(supplies[-1], site_id="P2", stream="commercial")
    groups = group_supplies(micro, [*supplies, business], 20)
    steel = [g for g in groups if (g.site_id, g.material) == ("P2", "steel")]
    assert sorted(group.is_direct for group in steel) == [False, True]


def _key(supply: SiteSupply) -> tuple[str, str, str]:
    return supply.site_id, supply.material, supply.stream
