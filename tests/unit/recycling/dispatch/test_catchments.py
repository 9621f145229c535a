"""Which depot serves what, and where it may unload."""

from dataclasses import replace

from recycling.dispatch.catchments import cut_catchments, milk_run_vehicles
from recycling.domain.fleet import VehicleRole
from recycling.domain.network import Network
from recycling.domain.orders import Order
from tests.builders import DAY, StreetTravel


def order(site_id: str, material: str = "paper") -> Order:
    return Order(f"o-{site_id}-{material}", site_id, DAY, material, 100)


ORDERS = [order(f"P{number}") for number in (6, 5, 4, 3, 2, 1)]


def test_each_order_goes_to_the_nearest_depot(
    micro: Network, street: StreetTravel
) -> None:
    # D1 stands at 0 km, D2 at 30: points at 1-3 km and at 29-33 km.
    first, second = cut_catchments(micro, ORDERS, street)
    assert (first.depot_id, second.depot_id) == ("D1", "D2")
    assert [o.site_id for o in first.orders] == ["P1", "P2", "P3"]
    assert [o.site_id for o in second.orders] == ["P4", "P5", "P6"]
    assert [v.vehicle_id for v in first.vehicles] == ["V1", "V2"]


def test_a_depot_without_a_vehicle_serves_nothing(
    micro: Network, street: StreetTravel
) -> None:
    parked = replace(micro.vehicles["V3"], is_available=False)
    network = replace(micro, vehicles={**micro.vehicles, "V3": parked})
    (only,) = cut_catchments(network, ORDERS, street)
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
    assert cut_catchments(replace(micro, vehicles={}), ORDERS, street) == []
    assert cut_catchments(micro, [], street) == []


def test_the_order_of_the_input_does_not_matter(
    micro: Network, street: StreetTravel
) -> None:
    shuffled = replace(micro, vehicles=dict(reversed(micro.vehicles.items())))
    expected = cut_catchments(micro, ORDERS, street)
    assert cut_catchments(shuffled, ORDERS[::-1], street) == expected
