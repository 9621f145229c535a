"""Which depot serves what, and where it may unload."""

from dataclasses import replace

from recycling.dispatch.catchments import cut_catchments, milk_run_vehicles
from recycling.domain.fleet import VehicleRole
from recycling.domain.network import Network
from recycling.domain.orders import Order
from recycling.domain.sites import Site
from tests.builders import DAY, StreetTravel


def order(site_id: str, material: str = "paper") -> Order:
    return Order(f"o-{site_id}-{material}", site_id, DAY, material, 100)


def unloads(network: Network, *site_ids: str) -> list[Site]:
    return [network.sites[site_id] for site_id in site_ids]


ORDERS = [order(f"P{number}") for number in (6, 5, 4, 3, 2, 1)]


def test_each_order_goes_to_the_nearest_depot(
    micro: Network, street: StreetTravel
) -> None:
    # D1 stands at 0 km, D2 at 30: points at 1-3 km and at 29-33 km.
    first, second = cut_catchments(micro, ORDERS, unloads(micro, "C1"), street, 6)
    assert (first.depot_id, second.depot_id) == ("D1", "D2")
    assert [o.site_id for o in first.orders] == ["P1", "P2", "P3"]
    assert [o.site_id for o in second.orders] == ["P4", "P5", "P6"]
    assert [v.vehicle_id for v in first.vehicles] == ["V1", "V2"]


def test_a_depot_without_a_vehicle_serves_nothing(
    micro: Network, street: StreetTravel
) -> None:
    parked = replace(micro.vehicles["V3"], is_available=False)
    network = replace(micro, vehicles={**micro.vehicles, "V3": parked})
    (only,) = cut_catchments(network, ORDERS, unloads(micro, "C1"), street, 6)
    assert only.depot_id == "D1"
    assert len(only.orders) == 6


def test_only_milk_run_vehicles_count(micro: Network) -> None:
    trunk = replace(micro.vehicle_types["van"], role=VehicleRole.TRUNK)
    network = replace(micro, vehicle_types={**micro.vehicle_types, "van": trunk})
    fleet = milk_run_vehicles(network)
    assert {depot: len(vehicles) for depot, vehicles in fleet.items()} == {"D1": 2}


def test_no_vehicle_or_no_order_is_no_catchment(
    micro: Network, street: StreetTravel
) -> None:
    sites = unloads(micro, "C1")
    assert cut_catchments(replace(micro, vehicles={}), ORDERS, sites, street, 6) == []
    assert cut_catchments(micro, [], sites, street, 6) == []


def test_the_nearest_unloading_sites_are_offered(
    micro: Network, street: StreetTravel
) -> None:
    # From D1: C1 at 4 km, C2 at 32, K1 at 40, C3 at 60; from D2: C2 2, K1 10, C1 26.
    sites = unloads(micro, "C1", "C2", "C3", "K1")
    first, second = cut_catchments(micro, ORDERS, sites, street, 2)
    assert first.unload_site_ids == ("C1", "C2")
    assert second.unload_site_ids == ("C2", "K1")


def test_a_material_nobody_near_takes_gets_one_site_more(
    micro: Network, street: StreetTravel
) -> None:
    # Of C3 (paper only) and K1, D1 is offered the nearest; steel makes it look on.
    only_paper = replace(micro.sites["C1"], materials=("paper",))
    network = replace(micro, sites={**micro.sites, "C1": only_paper})
    sites = unloads(network, "C1", "C2", "K1")
    orders = [order("P1"), order("P1", "steel")]
    (first,) = cut_catchments(network, orders, sites, street, 1)
    assert first.unload_site_ids == ("C1", "C2")


def test_unreachable_sites_come_last(micro: Network) -> None:
    travel = StreetTravel("C1")
    sites = unloads(micro, "C1", "C2", "K1")
    (first,) = cut_catchments(micro, [order("P1")], sites, travel, 2)
    assert first.unload_site_ids == ("C2", "K1")


def test_without_unloading_sites_the_catchment_says_so(
    micro: Network, street: StreetTravel
) -> None:
    (first,) = cut_catchments(micro, [order("P1")], [], street, 6)
    assert first.unload_site_ids == ()


def test_the_order_of_the_input_does_not_matter(
    micro: Network, street: StreetTravel
) -> None:
    shuffled = replace(micro, vehicles=dict(reversed(micro.vehicles.items())))
    sites = unloads(micro, "C1", "C2")
    expected = cut_catchments(micro, ORDERS, sites, street, 2)
    assert cut_catchments(shuffled, ORDERS[::-1], sites, street, 2) == expected
