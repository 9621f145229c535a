"""What a dispatcher looks at, and work on plans as jobs, in the street's database."""

import json
from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from threading import Event
from typing import Any

import pytest

from recycling.domain.edits import Edit, EditKind
from recycling.domain.errors import InputError, NotReadyError, RefusedError
from recycling.domain.jobs import Job, JobState
from recycling.domain.orders import Order, OrderSource, OrderStatus
from recycling.domain.plans import RoutePlan
from recycling.services import jobs
from recycling.services.clock import utc_now
from recycling.services.context import Context
from recycling.services.dispatch_view import (
    day_stamp,
    expected_orders,
    kept_explanation,
    last_planned_day,
    read_plan,
    recorded_orders,
)
from recycling.services.edit_files import edits_of, plain_edit
from recycling.services.editing import EditAsk, day_to_edit, edit_day
from recycling.services.job_running import run_next
from recycling.services.plan_checking import check_plan
from recycling.services.planning import plan_routes
from tests.builders import DAY

type Write = Callable[[str, Iterable[Any]], None]

BOOKING = Order("b1", "P1", DAY, "paper", 100, load_l=2_000, source=OrderSource.BOOKING)
FAR = replace(BOOKING, order_id="b2", site_id="P5")
NIGHT = replace(BOOKING, order_id="b3", site_id="P2", window_end_s=60)
DIRECT = replace(BOOKING, order_id="b4", site_id="G1", material="elv", load_units=8)
SCHEDULED = f"S-{DAY:%Y%m%d}-P2-paper"


@pytest.fixture
def plan(context: Context, write: Write) -> RoutePlan:
    write("orders", [BOOKING, FAR, NIGHT, DIRECT])
    return plan_routes(context, DAY)


def done(context: Context, kind: str, told: Mapping[str, Any]) -> Job:
    """Do a job at once."""
    job = jobs.submit(context, kind, told)
    run_next(context, "w1", Event())
    return jobs.find(context, job.job_id)


def test_a_day_has_orders_before_it_has_a_plan(context: Context, write: Write) -> None:
    assert last_planned_day(context) is None
    assert day_stamp(context, DAY).versions == ()
    write("orders", [BOOKING])
    assert [order.order_id for order in recorded_orders(context, DAY)] == ["b1"]
    expected = {order.order_id for order in expected_orders(context, DAY)}
    assert {"b1", SCHEDULED} <= expected
    with pytest.raises(NotReadyError, match="no such route plan"):
        read_plan(context, "routes-none")


def test_the_stamp_of_a_day_changes_with_all_that_is_shown_of_it(
    context: Context, plan: RoutePlan
) -> None:
    assert last_planned_day(context) == DAY
    before = day_stamp(context, DAY)
    assert before == day_stamp(context, DAY)
    assert [version.plan_id for version in before.versions] == [plan.plan_id]
    with context.unit_of_work() as work:
        work.orders.change(["b1"], OrderStatus.CANCELLED, "me", utc_now())
    after = day_stamp(context, DAY)
    assert after.last_change > before.last_change
    assert replace(after, last_change=before.last_change) == before


def test_edits_are_tried_without_a_trace(context: Context, plan: RoutePlan) -> None:
    recorded = day_to_edit(context, plan.plan_id)
    before = day_stamp(context, DAY)
    ask = EditAsk((Edit(EditKind.MOVE, (SCHEDULED,), "V2"),), is_trial=True)
    tried = edit_day(context, recorded, ask)
    assert not tried.is_saved
    assert not tried.is_broken
    assert [t.order_id for t in tried.change.moved] == [SCHEDULED]
    assert day_stamp(context, DAY) == before


def test_a_search_with_locks_kept_is_a_job(context: Context, plan: RoutePlan) -> None:
    lock = plain_edit(Edit(EditKind.LOCK, (SCHEDULED,)))
    assert lock == {"edit": "lock", "orders": [SCHEDULED]}
    job = done(context, "edit", {"plan": plan.plan_id, "depot": "D1", "edits": [lock]})
    assert job.state is JobState.DONE, job.error
    made = read_plan(context, json.loads(job.result)["plan"])
    assert (made.based_on, made.depots) == (plan.plan_id, ("D1",))
    assert [one.order_id for one in day_stamp(context, DAY).locks] == [SCHEDULED]
    wrong = done(context, "edit", {"plan": plan.plan_id, "edits": [{"edit": "fly"}]})
    assert wrong.state is JobState.FAILED
    assert "edits, entry 1" in wrong.error


def test_edits_survive_being_written_down() -> None:
    edits = (
        Edit(EditKind.MOVE, ("b1",), "V1", place=2),
        Edit(EditKind.SWAP, ("b1", "b2")),
        Edit(EditKind.REORDER, ("b2", "b1"), "V1"),
        Edit(EditKind.VEHICLE, (), "V1", "V2"),
        Edit(EditKind.UNLOCK, ("b1",)),
    )
    assert edits_of([plain_edit(edit) for edit in edits], "here") == edits
    with pytest.raises(RefusedError, match="here, entry 1"):
        edits_of([{"edit": "move", "orders": ["b1"]}], "here")


def test_what_is_left_out_is_explained_once_and_read_again(
    context: Context, plan: RoutePlan
) -> None:
    assert kept_explanation(context, plan.plan_id) is None
    job = done(context, "explain", {"plan": plan.plan_id, "fixes": False})
    assert job.state is JobState.DONE, job.error
    found = kept_explanation(context, plan.plan_id)
    assert found is not None
    orders = {one.order_id for group in found.groups for one in group.orders}
    assert orders == {left.order_id for left in plan.unserved} == {"b3"}
    file = context.settings.workspace / "reports" / f"explanation-{plan.plan_id}.json"
    file.write_text("{", encoding="utf-8")
    with pytest.raises(InputError, match="not an explanation"):
        kept_explanation(context, plan.plan_id)


def test_a_plan_is_checked_for_the_depots_that_are_meant(
    context: Context, plan: RoutePlan
) -> None:
    with context.unit_of_work() as work:
        work.orders.change(["b1"], OrderStatus.CANCELLED, "me", utc_now())
    assert check_plan(context, plan, ("D2",)) == ()
    assert [one.order_id for one in check_plan(context, plan, ("D1",))] == ["b1"]
    assert check_plan(context, plan) == check_plan(context, plan, ("D1",))
