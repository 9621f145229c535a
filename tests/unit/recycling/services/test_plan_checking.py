"""Saved plans, checked again after the database has changed."""

from collections.abc import Callable, Iterable
from dataclasses import replace
from typing import Any

import pytest

from recycling.domain.edits import BrokenRule, BrokenRuleCode
from recycling.domain.orders import Order, OrderSource, OrderStatus
from recycling.domain.plans import RoutePlan
from recycling.services.clock import utc_now
from recycling.services.context import Context
from recycling.services.plan_checking import check_plan
from recycling.services.planning import plan_routes
from tests.builders import DAY

type Write = Callable[[str, Iterable[Any]], None]

BOOKING = Order("b1", "P1", DAY, "paper", 100, load_l=2_000, source=OrderSource.BOOKING)


@pytest.fixture
def plan(context: Context, write: Write) -> RoutePlan:
    write("orders", [BOOKING, replace(BOOKING, order_id="b2", site_id="P5")])
    return plan_routes(context, DAY)


def vehicle_of(plan: RoutePlan, order_id: str) -> str:
    (found,) = [
        route.vehicle_id
        for route in plan.routes
        if order_id in {stop.order_id for stop in route.stops}
    ]
    return found


def codes(broken: Iterable[BrokenRule]) -> set[tuple[str, str, str]]:
    return {(b.rule.value, b.vehicle_id, b.order_id) for b in broken}


def test_a_plan_just_made_keeps_every_rule(context: Context, plan: RoutePlan) -> None:
    assert check_plan(context, plan) == ()


def test_a_cancelled_order_is_named(context: Context, plan: RoutePlan) -> None:
    with context.unit_of_work() as work:
        work.orders.change(["b1"], OrderStatus.CANCELLED, "customer", utc_now())
    assert codes(check_plan(context, plan)) == {("order_gone", "", "b1")}


def test_a_load_that_grew_is_more_than_the_vehicle_holds(
    context: Context, plan: RoutePlan, write: Write
) -> None:
    write("orders", [replace(BOOKING, load_kg=9_000)])
    broken = check_plan(context, plan)
    assert BrokenRuleCode.CAPACITY in {b.rule for b in broken}
    assert {b.vehicle_id for b in broken} == {vehicle_of(plan, "b1")}


def test_a_window_that_moved_is_named_with_its_order(
    context: Context, plan: RoutePlan, write: Write
) -> None:
    # The crew is long gone at six in the evening.
    late = replace(BOOKING, window_start_s=18 * 3600, window_end_s=19 * 3600)
    write("orders", [late])
    found = codes(check_plan(context, plan))
    assert ("window", vehicle_of(plan, "b1"), "b1") in found


def test_a_vehicle_out_of_service_or_of_a_depot_that_is_gone_is_named(
    context: Context, plan: RoutePlan, write: Write
) -> None:
    with context.unit_of_work() as work:
        network = work.inputs.network()
    down = network.vehicles[vehicle_of(plan, "b1")]
    write("vehicles", [replace(down, is_available=False)])
    found = codes(check_plan(context, plan))
    assert found == {("vehicle_gone", down.vehicle_id, "")}
    # A depot that closes before it opens takes its vehicles along.
    write("sites", [replace(network.sites["D2"], opens_s=9, closes_s=1)])
    found = codes(check_plan(context, plan))
    assert ("vehicle_gone", vehicle_of(plan, "b2"), "") in found
