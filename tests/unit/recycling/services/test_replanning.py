"""Noon in the street's database: events, versions, and what does not fit."""

import json
from collections.abc import Callable, Iterable
from dataclasses import replace
from datetime import datetime
from threading import Event
from typing import Any

import pytest

from recycling.domain.errors import ConflictError, InputError, RefusedError
from recycling.domain.orders import Order, OrderSource
from recycling.domain.plans import RoutePlan
from recycling.domain.running import DayEvent, DayEventKind
from recycling.domain.site_records import Visit
from recycling.domain.units import clock
from recycling.services import jobs
from recycling.services.context import Context
from recycling.services.day_states import close
from recycling.services.job_running import run_next
from recycling.services.plan_checking import check_plan
from recycling.services.planning import plan_routes
from recycling.services.publishing import publish
from recycling.services.replanning import ReplanAsk, replan
from tests.builders import DAY, HOUR_S

type Write = Callable[[str, Iterable[Any]], None]

KIND = DayEventKind
BOOKING = Order("b1", "P1", DAY, "paper", 100, load_l=2_000, source=OrderSource.BOOKING)
LATER = replace(BOOKING, order_id="b2", site_id="P2")


@pytest.fixture
def plan(context: Context, write: Write) -> RoutePlan:
    write("orders", [BOOKING])
    return plan_routes(context, DAY)


def first_leg_s(plan: RoutePlan) -> int:
    """Return a moment at which the depot's first vehicle is on its first leg."""
    route = next(route for route in plan.routes if route.catchment == "D1")
    return route.stops[0].departure_s + 10


def down(plan: RoutePlan, at_s: int, event_id: str = "e1") -> DayEvent:
    route = next(route for route in plan.routes if route.catchment == "D1")
    return DayEvent(event_id, DAY, at_s, KIND.VEHICLE_DOWN, route.vehicle_id)


def test_a_breakdown_makes_a_version_that_can_be_published(
    context: Context, plan: RoutePlan
) -> None:
    at_s = first_leg_s(plan)
    event = down(plan, at_s)
    (done,) = replan(context, ReplanAsk(DAY, at_s, events=(event,)))
    assert done.is_new
    assert done.plan.plan_id == f"{plan.plan_id}-v2"
    assert (done.plan.planned_from_s, done.plan.depots) == (at_s, ("D1",))
    assert {t.before for t in done.change.moved} == {event.subject}
    # The other vehicle waited at the depot: it leaves now, not in the morning.
    (instead,) = {t.after for t in done.change.moved}
    (route,) = (r for r in done.plan.routes if r.vehicle_id == instead)
    assert route.stops[0].departure_s >= at_s
    assert not done.change.dropped
    assert check_plan(context, done.plan) == ()
    publish(context, done.plan.plan_id, check_plan)
    with context.unit_of_work() as work:
        assert work.events.of_day(DAY) == [event]


def test_the_same_event_again_changes_nothing(
    context: Context, plan: RoutePlan
) -> None:
    at_s = first_leg_s(plan)
    ask = ReplanAsk(DAY, at_s, events=(down(plan, at_s),))
    (first,) = replan(context, ask)
    (again,) = replan(context, ask)
    assert not again.is_new
    assert again.plan.plan_id == first.plan.plan_id
    other = replace(ask.events[0], note="engine")
    with pytest.raises(ConflictError, match="other values"):
        replan(context, replace(ask, events=(other,)))
    with context.unit_of_work() as work:
        assert len(work.plans.versions(DAY)) == 2
        assert len(work.events.of_day(DAY)) == 1


def test_a_late_booking_is_inserted_and_in_force_at_once(
    context: Context, plan: RoutePlan, write: Write
) -> None:
    publish(context, plan.plan_id, check_plan)
    write("orders", [LATER])
    at_s = first_leg_s(plan)
    ask = ReplanAsk(DAY, at_s, ("D1",), order_id="b2", is_in_force=True)
    (done,) = replan(context, ask)
    assert [t.order_id for t in done.change.added] == ["b2"]
    assert not done.change.moved
    with context.unit_of_work() as work:
        assert work.publications.of_day(DAY)["D1"].plan_id == done.plan.plan_id
    with pytest.raises(InputError, match="on no route yet"):
        replan(context, ask)


def test_all_that_does_not_fit_is_named_and_nothing_is_recorded(
    context: Context, plan: RoutePlan
) -> None:
    at_s = first_leg_s(plan)
    events = (
        DayEvent("a", DAY, at_s, KIND.VEHICLE_DOWN, "V9"),
        DayEvent("b", DAY, at_s, KIND.SITE_CLOSED, "nowhere"),
        DayEvent("c", DAY, at_s, KIND.ROAD_CLOSED, "P1>nowhere"),
        DayEvent("d", DAY, at_s, KIND.STOP_FAILED, "b9"),
        DayEvent("e", DAY, at_s + 60, KIND.SITE_FULL, "C1", until_s=at_s),
        DayEvent("f", DAY, at_s, KIND.DRIVER_LATE, down(plan, at_s).subject),
        DayEvent("g", DAY, at_s, KIND.LATE_BOOKING, "b9"),
    )
    with pytest.raises(RefusedError) as refused:
        replan(context, ReplanAsk(DAY, at_s, ("D1",), events))
    named = [line.split(":")[0] for line in refused.value.lines]
    assert named == [
        "event a", "event b", "event c", "event d", "event e", "event e", "event f",
        "event g",
    ]  # fmt: skip
    with context.unit_of_work() as work:
        assert work.events.of_day(DAY) == []
        assert len(work.plans.versions(DAY)) == 1


def test_a_job_does_the_same(context: Context, plan: RoutePlan) -> None:
    at_s = first_leg_s(plan)
    told = {
        "day": f"{DAY:%Y-%m-%d}",
        "at": clock(at_s + 60),
        "events": [
            {"id": "e1", "kind": "vehicle_down", "subject": down(plan, at_s).subject}
        ],
    }
    job = jobs.submit(context, "replan", told)
    assert run_next(context, "w1", Event()) is not None
    found = jobs.find(context, job.job_id)
    assert json.loads(found.result) == {"plans": [f"{plan.plan_id}-v2"]}


def test_who_is_back_is_not_on_the_road(context: Context, plan: RoutePlan) -> None:
    at_s = 23 * HOUR_S
    with pytest.raises(RefusedError, match="not on the road any more"):
        replan(context, ReplanAsk(DAY, at_s, ("D1",), (down(plan, at_s),)))


def test_a_record_of_another_plan_is_named(
    context: Context, plan: RoutePlan, write: Write
) -> None:
    at_s = first_leg_s(plan)
    vehicle = down(plan, at_s).subject
    came = datetime(DAY.year, DAY.month, DAY.day, 6, 5)
    write("visits", [Visit("v1", DAY, vehicle, "foreign", "P3", 100, came, came)])
    with pytest.raises(RefusedError, match="which is no stop of plan"):
        replan(context, ReplanAsk(DAY, at_s, ("D1",)))


def test_a_closed_day_is_not_planned_anew(context: Context, plan: RoutePlan) -> None:
    publish(context, plan.plan_id, check_plan)
    close(context, DAY, fail_open=True)
    at_s = first_leg_s(plan)
    with pytest.raises(ConflictError, match="closed"):
        replan(context, ReplanAsk(DAY, at_s, ("D1",)))


def test_a_depot_without_a_plan_is_named(context: Context, plan: RoutePlan) -> None:
    del plan
    with pytest.raises(InputError, match="must be a depot with a plan, got D9"):
        replan(context, ReplanAsk(DAY, 8 * HOUR_S, ("D9",)))


def test_a_driver_who_is_late_is_late_once(context: Context, plan: RoutePlan) -> None:
    at_s = first_leg_s(plan)
    event = replace(down(plan, at_s), kind=KIND.DRIVER_LATE, delay_s=1800)
    (done,) = replan(context, ReplanAsk(DAY, at_s, events=(event,)))
    late = next(r for r in done.plan.routes if r.vehicle_id == event.subject)
    was = next(r for r in plan.routes if r.vehicle_id == event.subject)
    assert late.stops[-1].arrival_s == was.stops[-1].arrival_s + 1800
    (again,) = replan(context, ReplanAsk(DAY, at_s + 60, ("D1",)))
    route = next(r for r in again.plan.routes if r.vehicle_id == event.subject)
    assert route.stops[-1].arrival_s == late.stops[-1].arrival_s
