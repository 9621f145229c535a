"""Slots offered and promised on the street, before the day and while it is driven."""

from collections import Counter
from dataclasses import replace
from datetime import datetime, timedelta

import pytest

from recycling.domain.bookings import OfferState
from recycling.domain.errors import ConflictError, RefusedError
from recycling.domain.materials import Parameter
from recycling.domain.orders import OrderSource, OrderStatus
from recycling.domain.plans import PlanState
from recycling.services.booking_check import Booking
from recycling.services.bookings import accept_order, book, end_orders, order_story
from recycling.services.day_states import close, start
from recycling.services.offering import offer_slots
from recycling.services.planning import plan_routes
from recycling.services.plans_in_force import plans_in_force
from recycling.services.promising import SlotGoneError, confirm_slot
from recycling.services.publishing import publish
from tests.builders import DAY, HOUR_S

YESTERDAY = datetime(2026, 11, 1, 9, 0)
ELEVEN = datetime(2026, 11, 2, 11, 0)


def booked(context, now=YESTERDAY, **changes):
    wanted = Booking("paper", 50, site_id="P2", contact="Li")
    return book(context, replace(wanted, **changes), now).order


def offered(context, now=YESTERDAY, **changes):
    return offer_slots(context, booked(context, now, **changes).order_id, now)


def in_force(context, depot="D1", day=DAY):
    with context.unit_of_work() as work:
        return plans_in_force(work, day, ["D1", "D2"]).plans[depot]


def stops_of(plan):
    return {s.order_id: s for r in plan.routes for s in r.stops if s.order_id}


def accept(_context, _plan):
    return ()


def test_the_cheapest_slot_comes_first_and_the_order_is_offered(context) -> None:
    found = offered(context)
    costs = [slot.added_cost_fen for slot in found.slots]
    assert costs == sorted(costs)
    assert [slot.position for slot in found.slots] == list(range(1, len(costs) + 1))
    assert found.order.status is OrderStatus.OFFERED
    assert found.slots[0].expires_at == YESTERDAY + timedelta(minutes=30)
    assert len(found.slots) <= context.settings.bookings.most_slots


def test_wished_times_are_offered_alone_while_one_can_be_kept(context) -> None:
    found = offered(context, wishes=("2026-11-02 08:00-09:00",))
    assert found.is_wished
    assert {(s.day, s.window_start_s) for s in found.slots} == {(DAY, 8 * HOUR_S)}
    # Nobody drives after two in the afternoon.
    other = offered(context, wishes=("2026-11-02 16:00-17:00",), contact="Wang")
    assert not other.is_wished
    assert other.slots
    assert other.reasons["time_window"] > 0


def test_a_promise_on_a_planned_day_is_a_version_for_its_depot(context) -> None:
    plan = plan_routes(context, DAY)
    before = stops_of(plan)
    slot = offered(context, wishes=("2026-11-02",)).slots[0]
    done = confirm_slot(context, slot.offer_id, 1, YESTERDAY)
    version = in_force(context)
    assert (version.plan_id, done.plan_id) == (f"{plan.plan_id}-v2",) * 2
    assert (version.depots, version.based_on) == (("D1",), plan.plan_id)
    assert version.state is PlanState.DRAFT
    # The plan it was made from stays, and so does the other depot's part of it.
    assert in_force(context, "D2").plan_id == plan.plan_id
    own = {r.catchment for r in version.routes}
    assert own == {"D1"}
    stop = stops_of(version)[done.order.order_id]
    assert slot.window_start_s <= stop.start_s <= slot.window_end_s
    served = {k for k, s in before.items() if s.site_id in {"P1", "P2", "P3"}}
    assert served <= stops_of(version).keys()


def test_the_order_keeps_its_slot_when_the_day_is_planned_after_all(context) -> None:
    slot = offered(context, wishes=("2026-11-02 09:00-11:00",)).slots[0]
    done = confirm_slot(context, slot.offer_id, 1, YESTERDAY)
    assert done.order.source is OrderSource.BOOKING
    assert (done.order.day, done.order.window_start_s) == (DAY, 9 * HOUR_S)
    stop = stops_of(plan_routes(context, DAY))[done.order.order_id]
    assert 9 * HOUR_S <= stop.start_s <= 11 * HOUR_S


def test_a_promise_that_a_plan_missed_is_put_in_with_the_next(context) -> None:
    first = offered(context, wishes=("2026-11-02 09:00-11:00",)).slots[0]
    kept = confirm_slot(context, first.offer_id, 1, YESTERDAY).order
    # Planned by somebody who had read the orders before that promise.
    plan = replace(in_force(context), plan_id="routes-2026-11-02", routes=(), depots=())
    with context.unit_of_work() as work:
        work.plans.save_routes(plan)
    other = offered(context, contact="Wang", wishes=("2026-11-02",)).slots[0]
    done = confirm_slot(context, other.offer_id, 1, YESTERDAY)
    assert {kept.order_id, done.order.order_id} <= stops_of(in_force(context)).keys()


def test_a_taken_slot_is_taken_again_and_the_others_are_withdrawn(context) -> None:
    first, second, *_ = offered(context).slots
    done = confirm_slot(context, first.offer_id, 1, YESTERDAY)
    assert confirm_slot(context, first.offer_id, 1, YESTERDAY) == done
    with pytest.raises(ConflictError, match="已撤回"):
        confirm_slot(context, second.offer_id, 2, YESTERDAY)
    states = Counter(s.state for s in order_story(context, done.order.order_id).offers)
    assert states[OfferState.TAKEN] == 1
    assert states[OfferState.OPEN] == 0


def test_who_says_yes_too_late_gets_new_slots(context) -> None:
    slot = offered(context).slots[0]
    late = YESTERDAY + timedelta(minutes=31)
    with pytest.raises(SlotGoneError, match="已过期") as told:
        confirm_slot(context, slot.offer_id, 1, late)
    new = told.value.offered.slots[0]
    assert new.offer_id in str(told.value)
    assert confirm_slot(context, new.offer_id, 1, late).order.status is (
        OrderStatus.PLANNED
    )


@pytest.mark.parametrize(("offer_id", "position"), [("nope", 1), ("", 99)])
def test_a_slot_that_never_was_is_refused(context, offer_id, position) -> None:
    known = offered(context).slots[0].offer_id
    with pytest.raises(ConflictError, match="没有登记"):
        confirm_slot(context, offer_id or known, position, YESTERDAY)


def test_what_is_promised_or_over_is_not_offered_again(context) -> None:
    slot = offered(context).slots[0]
    order_id = confirm_slot(context, slot.offer_id, 1, YESTERDAY).order.order_id
    with pytest.raises(ConflictError, match="尚未确认"):
        offer_slots(context, order_id, YESTERDAY)
    end_orders(context, [order_id], OrderStatus.CANCELLED)
    with pytest.raises(ConflictError, match="尚未确认"):
        offer_slots(context, order_id, YESTERDAY)


def test_a_promise_that_failed_is_made_anew_and_counts_once(context) -> None:
    slot = offered(context).slots[0]
    order_id = confirm_slot(context, slot.offer_id, 1, YESTERDAY).order.order_id
    end_orders(context, [order_id], OrderStatus.FAILED, "nobody at home")
    with pytest.raises(ConflictError, match="已撤回"):
        confirm_slot(context, slot.offer_id, 1, YESTERDAY)
    again = offer_slots(context, order_id, YESTERDAY).slots[0]
    done = confirm_slot(context, again.offer_id, 1, YESTERDAY)
    assert done.order.status is OrderStatus.PLANNED
    with context.unit_of_work() as work:
        taken = work.offers.taken(YESTERDAY.date(), DAY + timedelta(7))
    assert [slot.offer_id for slot in taken] == [again.offer_id]


def test_room_that_is_called_off_is_room_again(context) -> None:
    wish = {
        "wishes": ("2026-11-02 12:00-12:30",),
        "material": "steel",
        "load_kg": 2_900,
    }
    taken = []
    for number in range(9):
        found = offered(context, contact=f"customer {number}", site_id="P4", **wish)
        if not found.is_wished:
            break
        taken.append(confirm_slot(context, found.slots[0].offer_id, 1, YESTERDAY).order)
    assert 1 <= len(taken) < 9
    end_orders(context, [taken[0].order_id], OrderStatus.CANCELLED)
    assert offered(context, contact="last", site_id="P4", **wish).is_wished


def test_a_late_booking_joins_a_crew_that_is_out(context) -> None:
    plan = plan_routes(context, DAY)
    publish(context, plan.plan_id, accept)
    start(context, DAY)
    driven = in_force(context)
    found = offered(context, ELEVEN, wishes=("2026-11-02 12:00-14:00",))
    done = confirm_slot(context, found.slots[0].offer_id, 1, ELEVEN)
    assert done.order.status is OrderStatus.ON_ROUTE
    now = in_force(context)
    assert now.state is PlanState.RUNNING
    assert now.planned_from_s == 11 * HOUR_S
    before, after = stops_of(driven), stops_of(now)
    assert after[done.order.order_id].start_s >= 12 * HOUR_S
    gone = {k for k, s in before.items() if s.start_s < 11 * HOUR_S}
    assert {k: after[k].start_s for k in gone} == {k: before[k].start_s for k in gone}
    with context.unit_of_work() as work:
        publication = work.publications.of_day(DAY)["D1"]
    assert (publication.version, publication.plan_id) == (2, now.plan_id)


def test_nothing_is_offered_by_a_depot_whose_day_is_closed(context) -> None:
    plan = plan_routes(context, DAY)
    publish(context, plan.plan_id, accept)
    close(context, DAY, fail_open=True)
    found = offered(context, wishes=("2026-11-02",))
    # The point is next to the first depot; the other one has published nothing.
    assert {slot.depot_id for slot in found.slots} == {"D2"}


def test_what_no_milk_run_fetches_is_promised_by_the_dispatcher(context, write) -> None:
    write("parameters", [Parameter("elv.mass_kg.car", 1350, "kg")])
    order = booked(context, material="elv", load_kg=0, load_units=2, site_id="G1")
    assert (order.load_kg, order.load_units) == (2700, 2)
    with pytest.raises(ConflictError, match="recycling plan direct"):
        offer_slots(context, order.order_id, YESTERDAY)
    done = accept_order(context, order.order_id, "2026-11-02 09:00-11:00", YESTERDAY)
    assert done.status is OrderStatus.CONFIRMED
    assert (done.day, done.window_start_s) == (DAY, 9 * HOUR_S)


def test_a_time_that_is_over_cannot_be_promised(context) -> None:
    order = booked(context)
    with pytest.raises(RefusedError) as told:
        accept_order(context, order.order_id, "2026-10-30 09:00-09:10", YESTERDAY)
    assert len(told.value.lines) == 2
    assert order_story(context, order.order_id).order.status is OrderStatus.REQUESTED
