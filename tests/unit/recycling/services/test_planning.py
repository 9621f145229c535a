"""Plans of the street through the database: saved, read back, made again."""

from collections.abc import Callable, Iterable
from dataclasses import replace
from typing import Any

import pytest

from recycling.config import DispatchSettings
from recycling.domain.errors import NotReadyError
from recycling.domain.network import Network
from recycling.domain.orders import Order, OrderSource, OrderStatus
from recycling.domain.plans import SiteAction
from recycling.services.context import Context
from recycling.services.planning import (
    day_orders,
    hurried,
    last_plans,
    plan_routes,
    plan_siting,
    working_site_ids,
)
from tests.builders import DAY

type Write = Callable[[str, Iterable[Any]], None]

BOOKING = Order(
    "b1", "P1", DAY, "paper", 100, load_l=2_000, source=OrderSource.BOOKING,
    status=OrderStatus.CONFIRMED,
)  # fmt: skip


def orders_of(context: Context) -> dict[str, Order]:
    with context.unit_of_work() as work:
        return {order.order_id: order for order in work.inputs.orders(DAY)}


def test_an_empty_database_says_what_to_load(empty: Context) -> None:
    with pytest.raises(NotReadyError, match="sites: no rows yet"):
        plan_siting(empty, DAY)
    with pytest.raises(NotReadyError, match="recycling sample chongqing"):
        plan_routes(empty, DAY)


def test_sites_without_parameters_say_so(
    empty: Context, write: Write, micro: Network
) -> None:
    write("districts", micro.districts.values())
    write("materials", micro.materials.values())
    write("sites", micro.sites.values())
    with pytest.raises(NotReadyError, match="parameters: no rows yet"):
        plan_siting(empty, DAY)


def test_a_siting_plan_is_saved_as_it_was_made(context: Context) -> None:
    plan = plan_siting(context, DAY)
    assert (plan.plan_id, plan.year) == ("siting-2027", 2027)
    assert last_plans(context) == (plan, None)
    # The district's target of 99 green centres is not the city's.
    assert sum(decision.is_green for decision in plan.decisions) >= 1


def test_another_year_is_another_plan(context: Context) -> None:
    first, second = plan_siting(context, DAY, 2026), plan_siting(context, DAY, 2028)
    assert (first.plan_id, second.plan_id) == ("siting-2026", "siting-2028")
    # 1,390,500 kg in 2026, and 1.1 x 1.1 as much two years on.
    assert first.supply_kg == 1_390_500
    assert second.supply_kg == pytest.approx(1.21 * first.supply_kg, abs=10)
    assert last_plans(context)[0] == second


def test_routes_without_a_siting_plan_use_what_works_today(context: Context) -> None:
    plan = plan_routes(context, DAY)
    assert plan.siting_plan_id == ""
    assert last_plans(context) == (None, plan)
    served = {s.order_id for r in plan.routes for s in r.stops if s.order_id}
    left = {unserved.order_id for unserved in plan.unserved}
    orders = orders_of(context)
    assert served | left == set(orders)
    assert served
    assert {orders[key].status for key in served} == {OrderStatus.PLANNED}


def test_routes_go_to_the_sites_of_the_siting_plan(context: Context) -> None:
    siting = plan_siting(context, DAY)
    plan = plan_routes(context, DAY)
    assert plan.siting_plan_id == siting.plan_id
    unloads = {s.site_id for r in plan.routes for s in r.stops if s.load_kg < 0}
    assert unloads <= siting.open_site_ids()


def test_a_booking_is_served_beside_the_schedule(
    context: Context, write: Write
) -> None:
    write("orders", [BOOKING])
    plan = plan_routes(context, DAY)
    assert "b1" in {s.order_id for r in plan.routes for s in r.stops}
    assert orders_of(context)["b1"].status is OrderStatus.PLANNED


def test_a_booking_nobody_confirmed_is_not_planned(
    context: Context, write: Write
) -> None:
    write("orders", [replace(BOOKING, status=OrderStatus.OFFERED)])
    plan = plan_routes(context, DAY)
    assert "b1" not in {s.order_id for r in plan.routes for s in r.stops}
    assert orders_of(context)["b1"].status is OrderStatus.OFFERED


def test_planning_an_order_is_logged_with_who_and_which_plan(
    context: Context, write: Write
) -> None:
    write("orders", [BOOKING])
    plan = plan_routes(replace(context, user="li"), DAY)
    with context.unit_of_work() as work:
        first, second = work.orders.changes("b1")
    assert (first.before, first.after) == ("", OrderStatus.CONFIRMED)
    assert (second.who, second.before, second.after, second.note) == (
        "li", OrderStatus.CONFIRMED, OrderStatus.PLANNED, plan.plan_id
    )  # fmt: skip


def test_a_cancelled_order_is_neither_served_nor_scheduled_again(
    context: Context, write: Write
) -> None:
    first = plan_routes(context, DAY)
    scheduled = next(s.order_id for r in first.routes for s in r.stops if s.order_id)
    order = replace(orders_of(context)[scheduled], status=OrderStatus.CANCELLED)
    write("orders", [order])
    again = plan_routes(context, DAY)
    assert scheduled not in {s.order_id for r in again.routes for s in r.stops}
    assert scheduled not in {unserved.order_id for unserved in again.unserved}
    assert orders_of(context)[scheduled].status is OrderStatus.CANCELLED


def test_an_order_a_new_plan_leaves_out_is_no_longer_planned(
    context: Context, write: Write, micro: Network
) -> None:
    write("orders", [BOOKING])
    plan_routes(context, DAY)
    write("vehicles", [replace(v, is_available=False) for v in micro.vehicles.values()])
    again = plan_routes(context, DAY)
    assert again.routes == ()
    assert {u.reason for u in again.unserved} == {"no_vehicle"}
    assert orders_of(context)["b1"].status is OrderStatus.CONFIRMED


def test_an_order_at_a_site_a_check_took_out_says_so(
    context: Context, write: Write, micro: Network
) -> None:
    closed = replace(micro.sites["P1"], opens_s=1, closes_s=1)
    write("sites", [closed])
    write("orders", [BOOKING])
    plan = plan_routes(context, DAY)
    left = {unserved.order_id: unserved.reason for unserved in plan.unserved}
    assert left["b1"] == "site_excluded"
    # The cycle does not visit it either.
    assert not [key for key in left if "P1" in key and key != "b1"]


def test_recorded_orders_take_the_place_of_the_schedule(micro: Network) -> None:
    assert day_orders(micro, [], [BOOKING], DAY, DispatchSettings()) == [BOOKING]
    failed = replace(BOOKING, status=OrderStatus.FAILED)
    assert day_orders(micro, [], [failed], DAY, DispatchSettings()) == []


def test_sites_of_a_plan_that_are_gone_take_no_loads(
    context: Context, micro: Network
) -> None:
    plan = plan_siting(context, DAY)
    assert working_site_ids(micro, None) == {"C1", "C2", "C3"}
    assert working_site_ids(micro, plan) == plan.open_site_ids()
    opened = replace(
        plan,
        decisions=tuple(
            replace(d, action=SiteAction.OPEN, site_id=f"gone-{d.site_id}")
            for d in plan.decisions
        ),
    )
    with context.unit_of_work() as work:
        work.plans.save_siting(opened)
    routes = plan_routes(context, DAY)
    assert routes.routes == ()
    assert {u.reason for u in routes.unserved} == {"no_unload_site"}


@pytest.mark.parametrize(
    ("read_s", "search_s"),
    [
        # As long again is kept to record the plan, at most a twentieth.
        (2.0, 100.0 - 2.0 - 2.0),
        (20.0, 100.0 - 20.0 - 5.0),
        (70.0, 50.0),
    ],
)
def test_the_search_gets_what_reading_and_recording_leave(
    read_s: float, search_s: float
) -> None:
    settings = DispatchSettings(time_limit_s=100.0)
    assert hurried(settings, read_s).time_limit_s == pytest.approx(search_s)
