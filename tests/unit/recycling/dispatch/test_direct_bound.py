"""What is beyond the fleet, by hand: steel from G1 (45 km) to K1 (40), vehicles to E1.

A trip comes from K1 or E1 (5 km, 500 s), is loaded in 600 s, goes back (500 s) and is
unloaded in 300 s: 1,900 s. A shift of eight hours has 28,800 s.
"""

from dataclasses import replace

import pytest

from recycling.dispatch.direct_bound import shortages
from recycling.dispatch.direct_problem import DirectDay
from recycling.domain.direct import Shortage
from recycling.domain.network import Network
from recycling.domain.orders import Order
from recycling.domain.plans import RoutePlan, UnservedOrder
from recycling.reporting.direct_tables import shortage_lines
from tests.builders import DAY, StreetTravel
from tests.unit.recycling.dispatch import test_direct
from tests.unit.recycling.dispatch.test_direct import CARS, REQUEST, SETTINGS, STEEL

network = test_direct.network


def short_of(
    network: Network, orders: list[Order], reason: str
) -> tuple[Shortage, ...]:
    left = tuple(UnservedOrder(order.order_id, reason) for order in orders)
    plan = RoutePlan("direct-x", DAY, "", "none", 0.0, (), left)
    around = DirectDay(orders, {})
    return shortages(network, StreetTravel(), around, plan, SETTINGS, REQUEST)


def test_loads_beyond_the_hours_of_a_truck(network: Network) -> None:
    steel = [replace(STEEL, order_id=f"s{n}", load_kg=20_000) for n in range(40)]
    (short,) = short_of(network, steel, "fleet_full")
    # 28,800 s are 15 whole trips of 1,900 s; 40 of them are 2.6 days.
    assert short == Shortage(
        is_elv=False, loads=40, left=40, left_kg=800_000, vehicles=1, most=15,
        vehicle_type="heavy", needed=3,
    )  # fmt: skip
    lines = shortage_lines([short], network, "en")
    assert "at least 3 more of type Heavy" in lines[0]
    assert ("15" in lines[1], "25" in lines[1]) == (True, True)


def test_two_trips_a_load_take_twice_as_long(network: Network) -> None:
    steel = [replace(STEEL, order_id=f"s{n}") for n in range(8)]
    (short,) = short_of(network, steel, "fleet_full")
    # 40 t on 20 t: 3,800 s each, seven whole ones in a day, eight need 1.06 days.
    assert (short.most, short.needed) == (7, 2)


def test_carried_vehicles_share_the_way(network: Network) -> None:
    cars = [replace(CARS, order_id=f"c{n}", load_units=4) for n in range(4)]
    (short,) = short_of(network, cars, "fleet_full")
    # Half of a carrier's eight places: 600 s of loading, half of 1,300 s of the way.
    assert (short.is_elv, short.most, short.needed) == (True, 4, 1)
    assert len(shortage_lines([short], network, "zh")) == 1


@pytest.mark.parametrize("reason", ["access", "intake_full", "no_unload_site"])
def test_more_vehicles_do_not_help_where_something_else_is_short(
    network: Network, reason: str
) -> None:
    assert short_of(network, [STEEL], reason) == ()
