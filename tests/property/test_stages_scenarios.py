"""What is served and what is left out add up, whatever the orders and the method."""

from dataclasses import replace

from hypothesis import given, settings
from hypothesis import strategies as st

from recycling.dispatch.baselines import Day, plan_scenario
from recycling.dispatch.planning import RouteRequest, pickups
from recycling.domain.orders import Order
from recycling.domain.scenarios import Scenario
from recycling.services.comparing import figures_of
from tests.builders import DAY, StreetTravel, micro_network
from tests.left_out import OPEN, SETTINGS, explained, order, planned, until

points = st.sampled_from(["P1", "P2", "P3", "P4", "P5", "P6"])
loads = st.integers(1, 2_500)
days = st.lists(st.tuples(points, loads), min_size=1, max_size=5)


def orders_of(given_loads: list[tuple[str, int]]) -> list[Order]:
    return [
        order(point, load_kg, order_id=f"o{n}")
        for n, (point, load_kg) in enumerate(given_loads)
    ]


@settings(max_examples=12, deadline=None)
@given(days, st.sampled_from([Scenario.CURRENT, Scenario.OWN, Scenario.ELECTRIC]))
def test_every_order_is_served_or_left_out(
    given_loads: list[tuple[str, int]], scenario: Scenario
) -> None:
    orders = orders_of(given_loads)
    request = RouteRequest("x", DAY, "", OPEN, seed=1)
    day = Day(micro_network(), orders, StreetTravel(), SETTINGS, request)
    plan = plan_scenario(day, scenario)
    found = figures_of(scenario, plan, orders)
    assert found.load_kg + found.unserved_kg == sum(o.load_kg for o in orders)
    served = {stop.order_id for stop in pickups(plan.routes)}
    left = {entry.order_id for entry in plan.unserved}
    assert served | left == {o.order_id for o in orders}
    assert found.empty_m <= found.distance_m
    assert found.fill is None or found.fill <= 1


@settings(max_examples=4, deadline=None)
@given(days, st.integers(20, 120))
def test_every_order_left_out_has_one_cause_and_fixes_serve_it_alone(
    given_loads: list[tuple[str, int]], minutes: int
) -> None:
    network = micro_network()
    vehicles = {
        key: replace(vehicle, shift_end_s=until(minutes))
        for key, vehicle in network.vehicles.items()
    }
    day = planned(replace(network, vehicles=vehicles), orders_of(given_loads))
    found = explained(day)
    named = [one.order_id for group in found.groups for one in group.orders]
    assert sorted(named) == sorted(day.left)
    for group in found.groups:
        own = {one.order_id for one in group.orders}
        for fix in group.fixes:
            assert own.issuperset(fix.orders)
            assert 0 < fix.load_kg <= group.load_kg
