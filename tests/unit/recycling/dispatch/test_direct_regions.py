"""Direct loads region by region: every load in one, licences of all kept together."""

from dataclasses import replace
from functools import partial

import pytest

from recycling.dispatch import direct_plan
from recycling.dispatch.direct_regions import Region, cut_regions
from recycling.domain.fleet import Vehicle
from recycling.domain.network import Network
from tests.builders import HOUR_S, StreetTravel
from tests.unit.recycling.dispatch.test_direct import (
    CARRIER,
    CARS,
    HEAVY,
    STEEL,
    planned,
)

ENDS = ["E1", "K1"]
NEAR_1 = replace(CARS, order_id="c1", site_id="P1")
NEAR_2 = replace(CARS, order_id="c2", site_id="G1")


@pytest.fixture
def network(micro: Network) -> Network:
    """Carriers at both depots, and a heavy truck at D2, at 30 km, alone."""
    shift = {"shift_start_s": 6 * HOUR_S, "shift_end_s": 20 * HOUR_S}
    kinds = {"H1": ("heavy", "D2"), "L1": ("carrier", "D1"), "L2": ("carrier", "D2")}
    own = {key: Vehicle(key, *kind, **shift) for key, kind in kinds.items()}
    return replace(
        micro,
        vehicle_types={**micro.vehicle_types, "heavy": HEAVY, "carrier": CARRIER},
        vehicles={**micro.vehicles, **own},
    )


def own_of(regions: list[Region]) -> list[tuple[set[str], set[str]]]:
    return [
        ({o.order_id for o in r.orders}, {v.vehicle_id for v in r.vehicles})
        for r in regions
    ]


def test_a_small_day_is_one_region(network: Network) -> None:
    fleet = [network.vehicles[key] for key in ("H1", "L1", "L2")]
    orders = [NEAR_1, NEAR_2, STEEL]
    (region,) = cut_regions(network, orders, fleet, StreetTravel(), ENDS, most=3)
    # The heavy truck takes 20 of the 40 t of steel at once.
    half = replace(STEEL, load_kg=20_000)
    assert region == Region((NEAR_1, NEAR_2, half, half), tuple(fleet))


def test_an_order_goes_to_the_vehicle_whose_day_it_lengthens_least(
    network: Network,
) -> None:
    fleet = [network.vehicles[key] for key in ("H1", "L1", "L2")]
    # Steel next to D1, whose carrier cannot fetch it.
    orders = [NEAR_1, NEAR_2, replace(STEEL, site_id="P1")]
    found = own_of(cut_regions(network, orders, fleet, StreetTravel(), ENDS, most=2))
    # L2 ends its first trip at E1 (50 km): to P1 and back is shorter for it than the
    # way of L1 out and home.
    assert found == [({"c1", "c2", "s"}, {"H1", "L2"})]
    # Without time for a second trip it leaves P1 to L1.
    short = replace(network.vehicles["L2"], shift_end_s=9 * HOUR_S)
    fleet[2] = short
    found = own_of(cut_regions(network, orders, fleet, StreetTravel(), ENDS, most=2))
    assert sorted(found, key=lambda own: len(own[0])) == [
        ({"c1"}, {"L1"}),
        ({"c2", "s"}, {"H1", "L2"}),
    ]


def test_what_no_vehicle_can_do_in_a_day_is_told_and_not_offered_again(
    network: Network,
) -> None:
    fleet = [
        replace(network.vehicles[key], shift_end_s=7 * HOUR_S) for key in ("L1", "L2")
    ]
    orders = [NEAR_1, NEAR_2]
    cut = partial(cut_regions, network, orders, fleet, StreetTravel(), ENDS, 1)
    # Out and home takes either of them more than an hour.
    assert {key for ids, _ in own_of(cut()) for key in ids} == {"c1", "c2"}
    assert cut(are_all_told=False) == []
    # With time enough, but kept from both.
    apart = {(o.order_id, v.vehicle_id) for o in orders for v in fleet}
    assert cut(tried=apart, are_all_told=False) == []


def test_regions_together_keep_a_licence(
    network: Network, monkeypatch: pytest.MonkeyPatch
) -> None:
    cut = partial(cut_regions, most=1)
    # L2 has no time to come to P1 as well.
    short = replace(network.vehicles["L2"], shift_end_s=9 * HOUR_S)
    network = replace(network, vehicles={**network.vehicles, "L2": short})
    monkeypatch.setattr(direct_plan, "cut_regions", cut)
    orders = [NEAR_1, NEAR_2]
    # 12 vehicles fit into what is left of 500; in the licence for 7, only 6 do.
    plan = planned(network, orders, {"E1": (0, 488)})
    assert {r.vehicle_id for r in plan.routes} == {"L1", "L2"}
    assert (plan.unserved, plan.bound_fen is None) == ((), False)
    plan = planned(network, orders, {"E1": (0, 493)})
    assert (len(plan.routes), len(plan.unserved)) == (1, 1)
    served = {s.order_id for r in plan.routes for s in r.stops if s.order_id}
    assert served | {left.order_id for left in plan.unserved} == {"c1", "c2"}


def test_no_able_vehicle_stays_idle_while_a_load_is_left_out(network: Network) -> None:
    # Trucks of 20, 9 and 5 t, two of each at both depots, and carriers of 8 and of 2.
    kinds = {
        "heavy": HEAVY, "medium": replace(HEAVY, code="medium", payload_kg=9_000),
        "light": replace(HEAVY, code="light", payload_kg=5_000), "carrier": CARRIER,
        "flat": replace(CARRIER, code="flat", payload_kg=5_000, capacity_units=2),
    }  # fmt: skip
    shift = {"shift_start_s": 6 * HOUR_S, "shift_end_s": 10 * HOUR_S}
    fleet = {
        f"{kind}{depot}{n}": Vehicle(f"{kind}{depot}{n}", kind, depot, **shift)
        for kind in kinds for depot in ("D1", "D2") for n in range(2)
    }  # fmt: skip
    city = replace(
        network,
        vehicle_types={**network.vehicle_types, **kinds},
        vehicles={**fleet},
    )
    steel = [
        replace(STEEL, order_id=f"s{n}", site_id=f"P{n % 6 + 1}", load_kg=20_000)
        for n in range(80)
    ]
    cars = [replace(CARS, order_id=f"c{n}", site_id=f"P{n % 6 + 1}") for n in range(20)]
    plan = planned(city, steel + cars)
    left = {order.order_id for order in plan.unserved}
    served = {s.order_id for r in plan.routes for s in r.stops if s.order_id}
    # More than any fleet of twenty could do: all twenty are on the road.
    assert left & {order.order_id for order in steel}
    assert left & {order.order_id for order in cars}
    assert {route.vehicle_id for route in plan.routes} == set(fleet)
    assert served | left == {order.order_id for order in steel + cars}
    by_order: dict[str, int] = {}
    for stop in (s for r in plan.routes for s in r.stops if s.order_id):
        by_order[stop.order_id] = by_order.get(stop.order_id, 0) + stop.load_kg
    # Loads are fetched once, in as many parts as their trucks take.
    sizes = {order.order_id: order.load_kg for order in steel + cars}
    for key, fetched_kg in by_order.items():
        assert fetched_kg == sizes[key] if key not in left else fetched_kg < sizes[key]
