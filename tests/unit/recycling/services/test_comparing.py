"""Scenarios of a day in a database, and figures by hand."""

import pytest

from recycling.dispatch.scenario_day import Planned
from recycling.domain.errors import InputError
from recycling.domain.orders import Order
from recycling.domain.plans import PlannedRoute, PlannedStop, StopKind, UnservedOrder
from recycling.domain.scenarios import Scenario
from recycling.services.comparing import compare_scenarios, figures_of, scenarios_of
from recycling.services.context import Context
from tests.builders import DAY, micro_network
from tests.workspaces import write_objects


def order(order_id: str, site_id: str, load_kg: int) -> Order:
    return Order(order_id, site_id, DAY, "paper", load_kg, load_l=20 * load_kg)


def stop(kind: StopKind, load_kg: int, distance_m: int, order_id: str) -> PlannedStop:
    return PlannedStop(
        kind, "P1", order_id, 1, 0, 0, 0, load_kg, 20 * load_kg, distance_m
    )


def test_figures_of_one_route_by_hand() -> None:
    route = PlannedRoute(
        "r", "V1", "D1",
        (
            stop(StopKind.DEPOT, 0, 0, ""),
            stop(StopKind.PICKUP, 600, 1_000, "a"),
            stop(StopKind.UNLOAD, -600, 3_000, ""),
            stop(StopKind.DEPOT, 0, 4_000, ""),
        ),
        distance_m=8_000, duration_s=3_600, load_kg=600, kg_m=1_800_000,
        cost_fen=20_000, emission_g=4_000, carbon_cost_fen=24,
    )  # fmt: skip
    plan = Planned(
        micro_network(), (route,), (UnservedOrder("b", "range"),), "x", 1.0, 500
    )
    orders = [order("a", "P1", 600), order("b", "P2", 400)]
    found = figures_of(Scenario.OWN, plan, orders)
    assert (found.vehicles, found.trips, found.served) == (1, 1, 1)
    assert (found.load_kg, found.unserved_kg, found.unserved) == (
        600,
        400,
        {"range": 1},
    )
    # The price of carbon is paid to nobody.
    assert (found.route_fen, found.cost_fen) == (19_976, 20_476)
    # 5 of 8 km without load; 600 kg for 3 km over 3,000 kg for 8 km.
    assert found.empty_share == 5 / 8
    assert found.load_factor == 600 * 3_000 / (3_000 * 8_000)
    # 12,000 of 20,000 l on one trip.
    assert found.fill == 12_000 / 20_000
    nothing = figures_of(Scenario.OWN, Planned(micro_network(), (), (), "", 0.0), [])
    assert (nothing.load_factor, nothing.fill, nothing.empty_share) == (None,) * 3


def test_the_same_orders_under_three_scenarios(context: Context) -> None:
    orders = [order("o1", "P1", 400), order("o2", "P3", 400), order("o3", "P5", 400)]
    write_objects(context, "orders", orders)
    asked = (Scenario.CURRENT, Scenario.POOLED, Scenario.ELECTRIC)
    found = compare_scenarios(context, DAY, asked)
    assert tuple(one.scenario for one in found.scenarios) == asked
    assert found.orders >= len(orders)
    for one in found.scenarios:
        assert one.load_kg + one.unserved_kg == found.load_kg
        assert one.distance_m > 0
    current, pooled, electric = found.scenarios
    assert current.served == pooled.served == electric.served
    # 0.5 kWh/km at 0.5 kg against 0.2 l/km at 2.5 kg: half.
    assert electric.emission_g == round(250 * electric.distance_m / 1_000)
    with context.unit_of_work() as work:
        assert work.plans.routes() is None


def test_names_of_scenarios_are_read_or_refused() -> None:
    assert scenarios_of("pooled, night") == (Scenario.POOLED, Scenario.NIGHT)
    for text, said in (
        ("pooled,moon", "got moon"),
        ("", "got nothing"),
        ("own,own", "got own twice"),
    ):
        with pytest.raises(InputError, match=said):
            scenarios_of(text)
