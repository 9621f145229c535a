"""Direct loads on the street: full trips from the generator, carriers to E1.

G1 stands at 45 km, the park K1 at 40, the dismantler E1 at 50; the heavy truck H1
and the carrier L1 leave from D2 at 30 km.
"""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, timedelta

import pytest

from recycling.config import DispatchSettings
from recycling.dispatch.direct import (
    Room,
    direct_vehicles,
    due_orders,
    in_loads,
    room_of,
    takers,
)
from recycling.dispatch.direct_plan import plan_direct
from recycling.dispatch.direct_problem import DirectDay
from recycling.dispatch.planning import RouteRequest
from recycling.domain.direct import goes_direct
from recycling.domain.fleet import Energy, Vehicle, VehicleRole, VehicleType
from recycling.domain.materials import Stream
from recycling.domain.network import Network, SiteSupply
from recycling.domain.orders import Order
from recycling.domain.plans import RoutePlan, StopKind
from tests.builders import DAY, HOUR_S, StreetTravel

SETTINGS = DispatchSettings(engine="auto", time_limit_s=0.1, workers=1)
REQUEST = RouteRequest(
    "direct-x", DAY, "", frozenset({"C1", "C2", "K1", "E1", "C3"}), seed=1
)
HEAVY = VehicleType(
    "heavy", "Heavy", "重卡", VehicleRole.TRUNK, Energy.DIESEL, payload_kg=20_000,
    fixed_cost_fen_per_day=10_000, unit_distance_cost_fen_per_km=300,
    unit_duration_cost_fen_per_h=3_600,
)  # fmt: skip
CARRIER = replace(
    HEAVY, code="carrier", role=VehicleRole.ELV, capacity_units=8, payload_kg=15_000
)
STEEL = Order("s", "G1", DAY, "steel", 40_000, Stream.INDUSTRIAL, service_s=600)
CARS = Order("c", "G1", DAY, "elv", 8_100, Stream.ELV, load_units=6, service_s=600)


@pytest.fixture
def network(micro: Network) -> Network:
    shift = {"shift_start_s": 6 * HOUR_S, "shift_end_s": 14 * HOUR_S}
    return replace(
        micro,
        vehicle_types={**micro.vehicle_types, "heavy": HEAVY, "carrier": CARRIER},
        vehicles={
            **micro.vehicles,
            "H1": Vehicle("H1", "heavy", "D2", **shift),
            "L1": Vehicle("L1", "carrier", "D2", **shift),
        },
    )


def planned(
    network: Network,
    orders: Sequence[Order],
    taken: dict[str, tuple[int, int]] | None = None,
    request: RouteRequest = REQUEST,
) -> RoutePlan:
    day = DirectDay(orders, taken or {})
    return plan_direct(
        network, StreetTravel(), day, SETTINGS, request, None, lambda *_: None
    )


def visits(plan: RoutePlan) -> dict[str, list[str]]:
    kinds = {StopKind.PICKUP, StopKind.UNLOAD}
    return {
        r.vehicle_id: [s.site_id for s in r.stops if s.kind in kinds]
        for r in plan.routes
    }


def test_a_heavy_truck_fetches_one_full_load_after_the_other(network: Network) -> None:
    plan = planned(network, [STEEL])
    assert visits(plan) == {"H1": ["G1", "K1", "G1", "K1"]}
    (route,) = plan.routes
    # 30 -> 45 -> 40 -> 45 -> 40 -> 30 km.
    assert (route.distance_m, route.load_kg, route.trips) == (40_000, 40_000, 2)
    assert [s.load_kg for s in route.stops] == [0, 20_000, -20_000, 20_000, -20_000, 0]
    assert {s.order_id for s in route.stops if s.order_id} == {"s"}
    # 4,000 s of driving, 2 x 600 s of loading, 2 x 300 s of unloading.
    assert route.duration_s == 5_800
    # 100 CNY, 40 km at 3 CNY, 5,800 s at 36 CNY an hour.
    assert route.cost_fen == 10_000 + 12_000 + 5_800
    assert (route.catchment, plan.unserved) == ("D2", ())


def test_two_small_loads_are_two_trips_all_the_same(network: Network) -> None:
    # 2 x 5 t would go on one truck: full loads of two factories do not mix.
    small = [replace(STEEL, order_id=key, load_kg=5_000) for key in "ab"]
    assert visits(planned(network, small)) == {"H1": ["G1", "K1", "G1", "K1"]}


def test_vehicles_go_to_the_dismantler_in_places(network: Network) -> None:
    two = replace(CARS, order_id="d", site_id="P6", load_kg=2_700, load_units=2)
    more = [CARS, two]
    plan = planned(network, more)
    # Eight places: both are fetched in one trip, P6 (33 km) on the way.
    assert visits(plan) == {"L1": ["P6", "G1", "E1"]}
    more[1] = replace(two, load_units=3)
    assert planned(network, more).routes[0].trips == 2


def test_a_dismantler_takes_what_its_licence_leaves(network: Network) -> None:
    # 500 vehicles a year: 494 leave room for six, 495 do not.
    assert visits(planned(network, [CARS], {"E1": (0, 494)})) == {"L1": ["G1", "E1"]}
    plan = planned(network, [CARS], {"E1": (0, 495)})
    assert plan.routes == ()
    (left,) = plan.unserved
    assert left.order_id == "c"
    assert planned(network, [CARS], {"E1": (0, 500)}).routes == ()


def test_an_expired_licence_takes_nothing(network: Network) -> None:
    for last, is_served in ((DAY, True), (DAY - timedelta(days=1), False)):
        sites = {**network.sites}
        sites["E1"] = replace(sites["E1"], permit_valid_to=last)
        plan = planned(replace(network, sites=sites), [CARS])
        assert bool(plan.routes) is is_served


def test_a_nearer_dismantler_is_chosen_while_it_has_room(network: Network) -> None:
    near = replace(network.sites["E1"], site_id="N1", capacity_units_per_year=10, lon=0)
    both = replace(network, sites={**network.sites, "N1": near})
    ends = frozenset({"E1", "N1"})
    open_both = replace(REQUEST, open_site_ids=ends)
    # N1 stands at 34 km: back from G1 it lies on the way home.
    chosen = planned(both, [CARS], request=open_both)
    assert visits(chosen) == {"L1": ["G1", "N1"]}
    full = planned(both, [CARS], {"N1": (0, 5)}, open_both)
    assert visits(full) == {"L1": ["G1", "E1"]}


def test_without_a_vehicle_the_reason_is_told(micro: Network) -> None:
    plan = planned(micro, [STEEL, replace(CARS, site_id="gone")])
    assert {left.order_id: left.reason for left in plan.unserved} == {
        "s": "no_vehicle", "c": "site_excluded",
    }  # fmt: skip


def test_no_milk_run_truck_fetches_direct_loads(network: Network) -> None:
    assert [v.vehicle_id for v in direct_vehicles(network)] == ["H1", "L1"]
    assert goes_direct(network, STEEL)
    assert goes_direct(network, replace(CARS, site_id="P1"))
    assert not goes_direct(network, replace(STEEL, site_id="P1"))


def test_loads_add_up(network: Network) -> None:
    fleet = direct_vehicles(network)
    cut = in_loads(network, [replace(STEEL, load_kg=41_000)], fleet)
    assert [load.load_kg for load in cut] == [13_666, 13_667, 13_667]
    cars = replace(CARS, load_units=17, load_kg=17_001)
    cut = in_loads(network, [cars], fleet)
    assert [load.load_units for load in cut] == [5, 6, 6]
    assert sum(load.load_kg for load in cut) == 17_001
    # Mass binds before places: 40 t of 8 vehicles are three loads of 15 t at most.
    heavy_cars = replace(CARS, load_units=8, load_kg=40_000)
    assert len(in_loads(network, [heavy_cars], fleet)) == 3


def test_expected_loads_of_a_year_are_its_supply(network: Network) -> None:
    supplies = [
        SiteSupply("G1", "steel", "industrial", 1_000_000, 0, is_estimate=False),
        SiteSupply("G1", "elv", "elv", 135_000, 100, is_estimate=False),
        SiteSupply("P1", "paper", "household", 9_000, 0, is_estimate=True),
    ]
    days = [date(2026, 1, 1) + timedelta(days=n) for n in range(365)]
    loads = [o for day in days for o in due_orders(network, supplies, day)]
    steel = [o for o in loads if o.material == "steel"]
    cars = [o for o in loads if o.material == "elv"]
    # 1,000 t in loads of 25 t, 100 vehicles in loads of 8.
    assert (len(steel), sum(o.load_kg for o in steel)) == (40, 1_000_000)
    assert (len(cars), sum(o.load_units for o in cars)) == (13, 100)
    assert sum(o.load_kg for o in cars) == 135_000
    assert len({o.order_id for o in loads}) == len(loads) == 53


def test_room_is_the_least_of_year_and_day(network: Network) -> None:
    site = replace(network.sites["K1"], intake_kg_per_day=30_000)
    assert room_of(site, {}, {}) == Room(30_000, None)
    assert room_of(site, {"K1": (4_990_000, 0)}, {}) == Room(10_000, None)
    assert room_of(site, {"K1": (0, 0)}, {"K1": 31_000}) == Room(0, None)
    assert not room_of(site, {}, {"K1": 31_000}).is_any


def test_a_load_is_offered_its_nearest_sites_with_room(network: Network) -> None:
    rooms = dict.fromkeys(network.sites, Room(None, None))
    ids = ["C1", "C2", "K1", "E1", "N1"]
    offered = takers(network, [STEEL, CARS], ids, rooms, DAY, StreetTravel(), 2)
    # From 45 km: K1 (40), then N1 (34); E1 alone takes vehicles.
    assert offered == ["E1", "K1", "N1"]
    rooms["K1"] = Room(0, None)
    assert "K1" not in takers(network, [STEEL], ids, rooms, DAY, StreetTravel(), 2)
