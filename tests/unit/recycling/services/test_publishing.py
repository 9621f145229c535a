"""Publishing on the street: versions, conflicts, and where the orders stand."""

from collections.abc import Callable, Iterable
from dataclasses import replace
from typing import Any

import pytest

from recycling.domain.edits import BrokenRule, BrokenRuleCode
from recycling.domain.errors import (
    BrokenPlanError,
    ConflictError,
    InputError,
    NotReadyError,
    OvertakenError,
)
from recycling.domain.orders import Order, OrderSource, OrderStatus
from recycling.domain.plans import PlanState, RoutePlan, UnservedOrder
from recycling.schema.said import in_words
from recycling.services.clock import utc_now
from recycling.services.context import Context
from recycling.services.day_states import close, start
from recycling.services.driven import driven_plan
from recycling.services.plan_records import next_version, record_plan, renamed
from recycling.services.planning import plan_routes
from recycling.services.publishing import Published, publish
from tests.builders import DAY

type Write = Callable[[str, Iterable[Any]], None]

S = OrderStatus
BOOKING = Order("b1", "P1", DAY, "paper", 100, load_l=2_000, source=OrderSource.BOOKING)


def keeps_all(_context: Context, _plan: RoutePlan) -> tuple[BrokenRule, ...]:
    return ()


def put(context: Context, plan: RoutePlan, **rest: Any) -> Published:
    return publish(context, plan.plan_id, keeps_all, **rest)


def states(context: Context) -> dict[str, OrderStatus]:
    with context.unit_of_work() as work:
        return {order.order_id: order.status for order in work.inputs.orders(DAY)}


def plan_state(context: Context, plan_id: str) -> PlanState:
    with context.unit_of_work() as work:
        return {v.plan_id: v.state for v in work.plans.versions(DAY)}[plan_id]


def version(context: Context, plan: RoutePlan, **changes: Any) -> RoutePlan:
    """Save a version of a plan, made from it."""
    with context.unit_of_work() as work:
        name = next_version(work, plan.plan_id, DAY)
        changes = {"based_on": plan.plan_id} | changes
        made = replace(renamed(plan, name), **changes)
        orders = work.inputs.orders(DAY)
        return record_plan(work, orders, made, context.user)


def without(plan: RoutePlan, order_id: str) -> dict[str, Any]:
    """Leave an order out."""
    routes = tuple(
        replace(r, stops=tuple(s for s in r.stops if s.order_id != order_id))
        for r in plan.routes
    )
    left = (*plan.unserved, UnservedOrder(order_id, "not_chosen"))
    return {"routes": routes, "unserved": left}


@pytest.fixture
def plan(context: Context, write: Write) -> RoutePlan:
    """Plan of the street's day with a booking on it."""
    write("orders", [BOOKING, replace(BOOKING, order_id="b2", site_id="P5")])
    made = plan_routes(context, DAY)
    assert {route.catchment for route in made.routes} == {"D1", "D2"}
    return made


def test_a_draft_is_published_for_its_depots(context: Context, plan: RoutePlan) -> None:
    done = put(replace(context, user="li"), plan)
    assert [(p.depot_id, p.version, p.published_by) for p in done.publications] == [
        ("D1", 1, "li"), ("D2", 1, "li")
    ]  # fmt: skip
    assert plan_state(context, plan.plan_id) is PlanState.PUBLISHED
    assert done.waiting == ()


def test_publishing_again_changes_nothing(context: Context, plan: RoutePlan) -> None:
    first = put(context, plan)
    assert put(context, plan).publications == first.publications


def test_what_breaks_a_rule_is_refused_with_all_faults(
    context: Context, plan: RoutePlan
) -> None:
    broken = [
        BrokenRule(BrokenRuleCode.WINDOW, "V1", "b1", value="15:10"),
        BrokenRule(BrokenRuleCode.VEHICLE_GONE, "V2"),
    ]
    with pytest.raises(BrokenPlanError, match=r"breaks 2: V1 b1 window 15:10") as told:
        publish(context, plan.plan_id, lambda *_: broken)
    assert told.value.broken == tuple(broken)
    assert plan_state(context, plan.plan_id) is PlanState.DRAFT


def test_of_two_drafts_the_second_sees_what_changed(
    context: Context, plan: RoutePlan
) -> None:
    other = version(context, plan, based_on="", **without(plan, "b1"))
    put(replace(context, user="wang"), plan)
    with pytest.raises(OvertakenError) as told:
        put(replace(context, user="li"), other)
    assert "routes-2026-11-02 of wang" in str(told.value)
    assert "differs in 1 orders: b1 (added, " in str(told.value)
    assert [p.depot_id for p in told.value.publications] == ["D1", "D2"]
    assert [len(change.added) for change in told.value.changes] == [1, 0]
    # Knowing of it, he may.
    done = put(context, other, replaces=plan.plan_id)
    assert [p.version for p in done.publications] == [2, 2]
    assert done.waiting == ("b1",)
    assert plan_state(context, plan.plan_id) is PlanState.CLOSED


def test_a_version_made_from_what_is_in_force_replaces_it(
    context: Context, plan: RoutePlan
) -> None:
    put(context, plan)
    second = version(context, plan)
    third = version(context, second, **without(plan, "b1"))
    assert third.plan_id == f"{plan.plan_id}-v3"
    # A draft takes nothing off the lists of crews.
    assert states(context)["b1"] is S.PLANNED
    done = put(context, third, depots=["D1"])
    assert [(p.depot_id, p.version) for p in done.publications] == [("D1", 2)]
    assert states(context)["b1"] is S.CONFIRMED
    assert plan_state(context, plan.plan_id) is PlanState.PUBLISHED
    with context.unit_of_work() as work:
        driven = driven_plan(work, DAY)
        assert work.orders.changes("b1")[-1].note == third.plan_id
    assert driven is not None
    assert driven.plan_id == plan.plan_id
    assert "b1" in {left.order_id for left in driven.unserved}
    names = [route.route_id for route in driven.routes]
    assert names == [f"{plan.plan_id}-{route.vehicle_id}" for route in driven.routes]


def test_running_crews_have_their_orders_on_route(
    context: Context, plan: RoutePlan
) -> None:
    with pytest.raises(NotReadyError, match="nothing is published"):
        start(context, DAY)
    put(context, plan)
    with pytest.raises(NotReadyError, match="nothing is published for D9"):
        start(context, DAY, ["D9"])
    begun = start(context, DAY, ["D1"])
    assert [p.state for p in begun] == [PlanState.RUNNING]
    assert states(context)["b1"] is S.ON_ROUTE
    assert set(states(context).values()) >= {S.ON_ROUTE, S.PLANNED}
    assert plan_state(context, plan.plan_id) is PlanState.RUNNING
    # A version published at noon is running at once, and what it drops waits.
    noon = version(context, plan, **without(plan, "b1"))
    done = put(context, noon)
    assert [p.state for p in done.publications] == [
        PlanState.RUNNING, PlanState.PUBLISHED
    ]  # fmt: skip
    assert states(context)["b1"] is S.CONFIRMED
    assert done.waiting == ("b1",)


def test_a_day_closes_when_it_is_known_what_became_of_every_order(
    context: Context, plan: RoutePlan
) -> None:
    put(context, plan)
    start(context, DAY)
    with pytest.raises(
        ConflictError, match=r"got nothing of .*b1, b2\. .* --fail-open"
    ):
        close(context, DAY)
    served = [key for key, state in states(context).items() if state is S.ON_ROUTE]
    with context.unit_of_work() as work:
        work.orders.change(["b1"], S.COLLECTED, "crew", utc_now())
    closed = close(context, DAY, fail_open=True)
    assert {p.state for p in closed} == {PlanState.CLOSED}
    after = states(context)
    assert after["b1"] is S.COLLECTED
    assert {after[key] for key in served if key != "b1"} == {S.FAILED}
    with pytest.raises(ConflictError, match="closed for D1, D2") as refused:
        put(context, version(context, plan))
    assert "该日须未关闭，但 D1、D2 已关闭。" in in_words(refused.value, "zh")
    with pytest.raises(ConflictError, match="closed for D1"):
        start(context, DAY, ["D1"])


def test_a_plan_that_is_not_there_or_not_for_the_depot_is_refused(
    context: Context, plan: RoutePlan
) -> None:
    with pytest.raises(InputError, match="plan p9: there is none"):
        publish(context, "p9", keeps_all)
    with pytest.raises(InputError, match="must be for D9, got one for D1, D2"):
        put(context, plan, depots=["D9"])


def test_it_is_checked_again_when_an_order_changes_meanwhile(
    context: Context, plan: RoutePlan
) -> None:
    checks: list[OrderStatus] = []

    def check(own: Context, _: RoutePlan) -> tuple[BrokenRule, ...]:
        checks.append(states(own)["b1"])
        if len(checks) == 1:
            with own.unit_of_work() as work:
                work.orders.change(["b1"], S.CANCELLED, "customer", utc_now())
            return ()
        return (BrokenRule(BrokenRuleCode.ORDER_GONE, order_id="b1"),)

    with pytest.raises(BrokenPlanError, match="b1 order_gone"):
        publish(context, plan.plan_id, check)
    assert checks == [S.PLANNED, S.CANCELLED]


def test_a_plan_of_a_published_day_is_the_next_version(
    context: Context, plan: RoutePlan
) -> None:
    put(context, plan)
    again = plan_routes(context, DAY)
    assert again.plan_id == f"{plan.plan_id}-v2"
    assert {r.route_id.rpartition("-")[0] for r in again.routes} == {again.plan_id}


def test_a_depot_is_planned_alone(context: Context, plan: RoutePlan) -> None:
    alone = plan_routes(context, DAY, depots=("D2",))
    assert {route.catchment for route in alone.routes} == {"D2"}
    assert {s.order_id for r in alone.routes for s in r.stops if s.order_id} == {"b2"}
    # It has nothing to say about the orders of other depots.
    assert alone.unserved == ()
    assert states(context)["b1"] is S.PLANNED


def test_a_depot_is_planned_around_what_others_drive(
    context: Context, plan: RoutePlan
) -> None:
    put(context, plan, depots=["D2"])
    alone = plan_routes(context, DAY, depots=("D1",))
    assert (alone.plan_id, alone.depots) == (f"{plan.plan_id}-D1", ("D1",))
    assert {route.catchment for route in alone.routes} == {"D1"}
    served = {s.order_id for r in alone.routes for s in r.stops if s.order_id}
    own = {
        s.order_id
        for r in plan.routes
        for s in r.stops
        if s.order_id and r.catchment == "D1"
    }
    assert served == own
    put(context, alone)
    with context.unit_of_work() as work:
        driven = driven_plan(work, DAY)
    assert driven is not None
    assert {s.order_id for r in driven.routes for s in r.stops if s.order_id} == {
        s.order_id for r in plan.routes for s in r.stops if s.order_id
    }
