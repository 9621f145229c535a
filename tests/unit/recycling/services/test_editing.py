"""Edits as versions of a plan in the street's database."""

from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

import pytest

from recycling.domain.edits import BrokenRuleCode, Edit, EditKind
from recycling.domain.errors import (
    BrokenPlanError,
    ConflictError,
    InputError,
    NotReadyError,
    RefusedError,
)
from recycling.domain.orders import Order, OrderSource, OrderStatus
from recycling.domain.plans import PlanState, RoutePlan
from recycling.services.context import Context
from recycling.services.day_states import close, start
from recycling.services.edit_files import edit_of, edits_in, event_of, seconds_of
from recycling.services.editing import EditAsk, edit_plan
from recycling.services.plan_checking import check_plan
from recycling.services.planning import plan_routes
from recycling.services.publishing import publish
from tests.builders import DAY, HOUR_S

type Write = Callable[[str, Iterable[Any]], None]

BOOKING = Order("b1", "P1", DAY, "paper", 100, load_l=2_000, source=OrderSource.BOOKING)


@pytest.fixture
def plan(context: Context, write: Write) -> RoutePlan:
    write("orders", [BOOKING])
    return plan_routes(context, DAY)


def vehicle_of(plan: RoutePlan, order_id: str) -> str:
    (found,) = [
        route.vehicle_id
        for route in plan.routes
        if any(stop.order_id == order_id for stop in route.stops)
    ]
    return found


def other(vehicle_id: str) -> str:
    return "V2" if vehicle_id == "V1" else "V1"


def moved(plan: RoutePlan, place: int | None = None) -> Edit:
    to = other(vehicle_of(plan, "b1"))
    return Edit(EditKind.MOVE, ("b1",), to, place=place)


def test_edits_make_a_version_beside_the_plan(
    context: Context, plan: RoutePlan
) -> None:
    done = edit_plan(context, plan.plan_id, EditAsk((moved(plan),)))
    assert done.is_saved
    assert done.plan.plan_id == f"{plan.plan_id}-v2"
    assert (done.plan.based_on, done.plan.depots) == (plan.plan_id, ("D1",))
    assert done.plan.state is PlanState.DRAFT
    assert [t.order_id for t in done.change.moved] == ["b1"]
    with context.unit_of_work() as work:
        assert work.plans.routes(plan.plan_id) == plan
        assert work.plans.routes(done.plan.plan_id) == done.plan
    assert check_plan(context, done.plan) == ()
    again = edit_plan(context, done.plan.plan_id, EditAsk((moved(done.plan),)))
    assert again.plan.plan_id == f"{plan.plan_id}-v3"


def test_what_breaks_rules_is_kept_by_force_and_never_published(
    context: Context, plan: RoutePlan, write: Write
) -> None:
    early = Order(
        "b2", "P2", DAY, "paper", 100, window_end_s=HOUR_S, source=OrderSource.BOOKING
    )
    write("orders", [early])
    edits = (Edit(EditKind.MOVE, ("b2",), "V1", place=1),)
    refused = edit_plan(context, plan.plan_id, EditAsk(edits))
    assert not refused.is_saved
    assert {b.rule for b in refused.broken} == {BrokenRuleCode.WINDOW}
    with context.unit_of_work() as work:
        assert len(work.plans.versions(DAY)) == 1
    forced = edit_plan(context, plan.plan_id, EditAsk(edits, force=True))
    assert forced.is_saved
    with pytest.raises(BrokenPlanError):
        publish(context, forced.plan.plan_id, check_plan)


def test_locks_are_kept_by_who_plans_on(context: Context, plan: RoutePlan) -> None:
    lock = Edit(EditKind.LOCK, ("b1",))
    done = edit_plan(context, plan.plan_id, EditAsk((moved(plan), lock)))
    vehicle = vehicle_of(done.plan, "b1")
    with context.unit_of_work() as work:
        (kept,) = work.locks.of_day(DAY)
    assert (kept.order_id, kept.vehicle_id, kept.who) == ("b1", vehicle, context.user)
    best = edit_plan(context, done.plan.plan_id, EditAsk((), reoptimise=True))
    assert vehicle_of(best.plan, "b1") == vehicle
    against = edit_plan(context, best.plan.plan_id, EditAsk((moved(best.plan),)))
    assert {b.rule for b in against.broken} == {BrokenRuleCode.LOCKED_VEHICLE}
    free = Edit(EditKind.UNLOCK, ("b1",))
    edit_plan(context, best.plan.plan_id, EditAsk((free,)))
    with context.unit_of_work() as work:
        assert work.locks.of_day(DAY) == []


def test_a_removed_order_is_left_out_and_says_why(
    context: Context, plan: RoutePlan
) -> None:
    done = edit_plan(context, plan.plan_id, EditAsk((Edit(EditKind.REMOVE, ("b1",)),)))
    assert ("b1", "removed") in {(u.order_id, u.reason) for u in done.plan.unserved}
    with context.unit_of_work() as work:
        assert work.orders.find(["b1"])["b1"].status is OrderStatus.CONFIRMED


def test_mistakes_are_said_in_words(context: Context, plan: RoutePlan) -> None:
    with pytest.raises(NotReadyError, match="no such route plan"):
        edit_plan(context, "routes-x", EditAsk(()))
    both = (moved(plan), Edit(EditKind.VEHICLE, (), "V3", "V3"))
    with pytest.raises(InputError, match="must be of one depot"):
        edit_plan(context, plan.plan_id, EditAsk(both))
    with pytest.raises(RefusedError, match="order b9: must be an order of depot D1"):
        edit_plan(context, plan.plan_id, EditAsk((Edit(EditKind.MOVE, ("b9",), "V1"),)))


def test_a_running_plan_is_changed_from_a_moment_on(
    context: Context, plan: RoutePlan
) -> None:
    publish(context, plan.plan_id, check_plan)
    start(context, DAY)
    edits = (moved(plan),)
    with pytest.raises(ConflictError, match="is running"):
        edit_plan(context, plan.plan_id, EditAsk(edits))
    done = edit_plan(context, plan.plan_id, EditAsk(edits, at_s=5 * HOUR_S))
    assert done.plan.planned_from_s == 5 * HOUR_S
    close(context, DAY, fail_open=True)
    with pytest.raises(ConflictError, match="closed"):
        edit_plan(context, plan.plan_id, EditAsk(edits, at_s=5 * HOUR_S))


def test_edits_and_events_are_read_as_people_write_them(tmp_path: Path) -> None:
    assert edit_of(EditKind.MOVE, "b1:V1:2") == Edit(
        EditKind.MOVE, ("b1",), "V1", place=2
    )
    assert edit_of(EditKind.REORDER, "V1:b1, b2").orders == ("b1", "b2")
    for kind, written in (
        (EditKind.MOVE, "b1"), (EditKind.MOVE, "b1:V1:x"), (EditKind.SWAP, "b1"),
        (EditKind.MOVE, "b1:V1:2:3"), (EditKind.LOCK, ""),
    ):  # fmt: skip
        with pytest.raises(InputError, match="must be"):
            edit_of(kind, written)
    event = event_of("driver_late:V1:+30", DAY, 12 * HOUR_S)
    assert (event.delay_s, event.until_s) == (1800, None)
    assert event_of("site_closed:C1:14:00", DAY, 0).until_s == 14 * HOUR_S
    with pytest.raises(InputError, match="KIND:SUBJECT"):
        event_of("flood:C1", DAY, 0)
    with pytest.raises(InputError, match="HH:MM"):
        seconds_of("24:00", "--at")
    file = tmp_path / "edits.json"
    file.write_text('[{"edit": "fly"}, {"edit": "move", "orders": ["b1"], "place": 0}]')
    with pytest.raises(RefusedError) as refused:
        edits_in(file)
    assert len(refused.value.lines) == 3
    file.write_text('[{"edit": "move", "orders": ["b1"], "vehicle": "V1"}]')
    assert edits_in(file) == (Edit(EditKind.MOVE, ("b1",), "V1"),)
