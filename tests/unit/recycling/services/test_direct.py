"""Direct loads from the database to a plan beside the day's routes."""

from collections.abc import Callable, Iterable
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

import pytest

from recycling.config import DispatchSettings
from recycling.domain.fleet import Energy, Vehicle, VehicleRole, VehicleType
from recycling.domain.materials import Parameter, Stream
from recycling.domain.network import Network, SiteSupply
from recycling.domain.orders import Order, OrderSource, OrderStatus
from recycling.domain.plans import PlanState, StopKind
from recycling.domain.tickets import ElvClass, Ticket
from recycling.reporting.direct_tables import destinations_section
from recycling.services.context import Context
from recycling.services.direct import direct_orders, plan_direct
from recycling.services.driven import driven_plans
from recycling.services.planning import day_orders, plan_routes
from tests.builders import DAY, HOUR_S

type Write = Callable[[str, Iterable[Any]], None]

STEEL = Order(
    "f1", "G1", DAY, "steel", 30_000, Stream.INDUSTRIAL, source=OrderSource.BOOKING,
    service_s=600,
)  # fmt: skip
CARS = Order("f2", "G1", DAY, "elv", 5_400, Stream.ELV, load_units=4,
             source=OrderSource.BOOKING)  # fmt: skip


@pytest.fixture
def fleet(context: Context, write: Write) -> Context:
    """Give the street a heavy truck and a carrier."""
    heavy = VehicleType(
        "heavy", "Heavy", "重卡", VehicleRole.TRUNK, Energy.DIESEL, payload_kg=20_000,
        fixed_cost_fen_per_day=10_000, unit_distance_cost_fen_per_km=300,
    )  # fmt: skip
    carrier = replace(heavy, code="carrier", role=VehicleRole.ELV, capacity_units=8)
    write("vehicle_types", [heavy, carrier])
    shift = {"shift_start_s": 6 * HOUR_S, "shift_end_s": 20 * HOUR_S}
    write("vehicles", [Vehicle("H1", "heavy", "D2", **shift),
                       Vehicle("L1", "carrier", "D2", **shift)])  # fmt: skip
    settings = replace(
        context.settings,
        dispatch=replace(context.settings.dispatch, engine="auto", time_limit_s=0.2),
    )
    return replace(context, settings=settings)


def unloaded(context: Context) -> dict[str, int]:
    with context.unit_of_work() as work:
        plans = driven_plans(work, DAY)
    found: dict[str, int] = {}
    for plan in plans:
        for route in plan.routes:
            for stop in route.stops:
                if stop.kind is StopKind.UNLOAD and plan.plan_id.startswith("direct-"):
                    found[stop.site_id] = found.get(stop.site_id, 0) - stop.load_kg
    return found


def test_orders_become_trips_beside_the_days_routes(
    fleet: Context, write: Write, micro: Network
) -> None:
    # C2 lies on the way home: unloading there would cost the same.
    write("sites", [replace(micro.sites["C2"], materials=("paper",))])
    write("orders", [STEEL, CARS])
    routes = plan_routes(fleet, DAY)
    # No milk run is sent for 30 t of steel.
    served = {s.order_id for r in routes.routes for s in r.stops}
    assert not {"f1", "f2"} & (served | {left.order_id for left in routes.unserved})
    found = plan_direct(fleet, DAY)
    assert found.plan.plan_id == "direct-2026-11-02"
    assert found.plan.unserved == ()
    assert found.plan.load_kg == 35_400
    assert unloaded(fleet) == {"K1": 30_000, "E1": 5_400}
    with fleet.unit_of_work() as work:
        orders = work.orders.find(["f1", "f2"])
        last = work.plans.routes()
    assert {o.status for o in orders.values()} == {OrderStatus.PLANNED}
    # Reports of the day's routes go on showing the routes.
    assert last is not None
    assert last.plan_id == routes.plan_id
    table = destinations_section(
        found.plan, found.network, found.orders, found.taken, "en"
    )
    # 500 vehicles a year less 4; 5,000 t less 30.
    assert table.rows == (
        ("E1", "Vehicle dismantler", "1", "5.4", "4", "-", "496"),
        ("K1", "Recycling park or market", "2", "30.0", "0", "4,970.0", "-"),
    )


def test_what_was_weighed_this_year_is_no_room(fleet: Context, write: Write) -> None:
    weighed = Ticket(
        "E1", "T1", datetime(2026, 3, 1, 9), "elv", 670_000, Stream.ELV,
        units=497, elv_class=ElvClass.CAR,
    )  # fmt: skip
    write("tickets", [weighed])
    write("orders", [CARS])
    assert [u.order_id for u in plan_direct(fleet, DAY).plan.unserved] == ["f2"]


def test_a_published_plan_stays_and_the_next_is_a_version(
    fleet: Context, write: Write
) -> None:
    write("orders", [STEEL])
    first = plan_direct(fleet, DAY, publish=True)
    second = plan_direct(fleet, DAY)
    assert second.plan.plan_id == f"{first.plan.plan_id}-v2"
    with fleet.unit_of_work() as work:
        (driven,) = driven_plans(work, DAY)
    assert (driven.plan_id, driven.state) == (first.plan.plan_id, PlanState.PUBLISHED)


def test_what_is_ordered_takes_the_place_of_what_is_expected(micro: Network) -> None:
    parameters = {
        **micro.parameters,
        "execution.full_load_kg": Parameter("execution.full_load_kg", 1_000, ""),
    }
    network = replace(micro, parameters=parameters)
    supply = SiteSupply("G1", "steel", "industrial", 1_000_000, 0, is_estimate=False)
    expected = direct_orders(network, [supply], [], DAY)
    # 1,000 loads a year: two or three a day.
    assert len(expected) in {2, 3}
    assert {o.load_kg for o in expected} == {1_000}
    assert direct_orders(network, [supply], [STEEL], DAY) == [STEEL]
    done = replace(expected[0], status=OrderStatus.CANCELLED)
    assert direct_orders(network, [supply], [done], DAY) == expected[1:]
    milk = day_orders(network, [supply], [STEEL, CARS], DAY, DispatchSettings())
    assert milk == []


def test_the_first_of_january_has_its_whole_year(fleet: Context, write: Write) -> None:
    day = DAY.replace(year=2027, month=1, day=1)
    write("orders", [replace(CARS, day=day)])
    assert plan_direct(fleet, day).taken == {}
    assert plan_direct(fleet, day + timedelta(days=1)).taken == {}
