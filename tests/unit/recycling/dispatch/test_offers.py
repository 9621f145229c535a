"""Slots to look at, and what they cost on the street, by hand.

A truck costs 10,000 fen a day, 300 fen a kilometre and 6,000 fen an hour; it drives
36 km an hour.
"""

from dataclasses import replace
from datetime import date, datetime

import pytest

from recycling.config import BookingSettings, DispatchSettings
from recycling.dispatch.offers import (
    PricedSlot,
    after_lead,
    open_desk,
    price_slots,
    put_in,
    slots_between,
)
from recycling.dispatch.traffic import Traffic
from recycling.dispatch.vehicles import DayRules
from recycling.dispatch.workbench import Conditions, Situation, lay_out
from recycling.domain.bookings import Wish
from recycling.domain.network import Network
from recycling.domain.orders import Order, OrderSource
from recycling.domain.plans import RoutePlan
from tests.builders import DAY, HOUR_S, StreetTravel

SETTINGS = BookingSettings(
    opens_h=8, closes_h=12, slot_h=2, days_ahead=1, lead_min=60, shortest_wish_min=30
)
MORNING = datetime(2026, 11, 2, 7, 30)
SLOT = Wish(DAY, 8 * HOUR_S, 10 * HOUR_S)


def hours(slot: Wish) -> tuple[date, float, float]:
    return slot.day, slot.start_s / HOUR_S, slot.end_s / HOUR_S


def test_slots_of_today_and_the_days_ahead_after_the_lead_time() -> None:
    next_day = date(2026, 11, 3)
    assert [hours(slot) for slot in slots_between(SETTINGS, MORNING, ())] == [
        (DAY, 8.5, 10),
        (DAY, 10, 12),
        (next_day, 8, 10),
        (next_day, 10, 12),
    ]


def test_a_wish_is_cut_and_its_rest_joins_the_last_slot() -> None:
    wish = Wish(DAY, 9 * HOUR_S, 14 * HOUR_S)
    found = slots_between(SETTINGS, MORNING, [wish])
    assert [hours(slot) for slot in found] == [(DAY, 9, 11), (DAY, 11, 14)]
    short = Wish(DAY, 9 * HOUR_S, 10 * HOUR_S)
    assert slots_between(SETTINGS, MORNING, [short]) == [short]


@pytest.mark.parametrize(
    ("now", "left"), [("06:59", 8.0), ("08:00", 9.0), ("08:30", 9.5), ("08:31", None)]
)
def test_what_is_left_of_a_slot(now: str, left: float | None) -> None:
    moment = datetime.fromisoformat(f"2026-11-02 {now}")
    found = after_lead(SLOT, moment, SETTINGS)
    assert (None if found is None else found.start_s / HOUR_S) == left


def order(order_id: str, site_id: str, **changes: int) -> Order:
    return Order(
        order_id, site_id, DAY, "paper", 100, load_l=2_000, service_s=600,
        window_start_s=changes.get("start_s", 8 * HOUR_S),
        window_end_s=changes.get("end_s", 10 * HOUR_S),
        source=OrderSource.BOOKING,
    )  # fmt: skip


def desk_of(micro: Network, *orders: Order, promised: tuple[str, ...] = ()):
    vehicles = {k: v for k, v in micro.vehicles.items() if k == "V1"}
    network = replace(micro, vehicles=vehicles)
    conditions = Conditions(
        network, StreetTravel(), Traffic(), DAY, (micro.sites["C1"],),
        DispatchSettings(), DayRules(crew=False, ranges=False),
    )  # fmt: skip
    empty = RoutePlan("p", DAY, "", "", 0.0, (), (), depots=("D1",))
    known = {item.order_id: item for item in orders}
    return open_desk(lay_out(conditions, Situation(empty, "D1", known)), promised)


def test_the_first_booking_of_a_vehicle_pays_its_day(micro: Network) -> None:
    # D1 - P2 - C1 - D1: 8 km, 800 s driving, 600 s and 300 s of work: 1,700 s.
    asked = order("a", "P2")
    (slot,) = price_slots(desk_of(micro, asked), asked, [SLOT])
    assert isinstance(slot, PricedSlot)
    assert slot.added_fen == 10_000 + 8 * 300 + round(1700 * 6000 / HOUR_S)
    assert slot.vehicle_id == "V1"
    assert SLOT.start_s <= slot.start_s <= SLOT.end_s


def test_a_booking_on_the_way_costs_its_work_alone(micro: Network) -> None:
    # P2 lies between the depot and P3, which is promised: no metre more.
    asked = order("a", "P2")
    desk = desk_of(micro, asked, order("b", "P3"), promised=("b",))
    (slot,) = price_slots(desk, asked, [SLOT])
    assert isinstance(slot, PricedSlot)
    assert slot.added_fen == 600 * 6000 // HOUR_S


def test_a_slot_after_the_shift_is_refused_with_its_reason(micro: Network) -> None:
    asked = order("a", "P2")
    late = Wish(DAY, 15 * HOUR_S, 17 * HOUR_S)
    assert price_slots(desk_of(micro, asked), asked, [late]) == ["time_window"]


def test_promises_keep_their_windows_when_another_is_put_in(micro: Network) -> None:
    asked = order("a", "P3", start_s=8 * HOUR_S, end_s=8 * HOUR_S + 300)
    other = order("b", "P1", start_s=8 * HOUR_S + 600, end_s=8 * HOUR_S + 1200)
    desk = desk_of(micro, asked, other, promised=("b",))
    result = put_in(desk, "a")
    assert result is not None
    assert not result.report.violations
    assert not result.solution.unserved


def test_what_breaks_a_promise_is_not_put_in(micro: Network) -> None:
    # Ten minutes of work at P3 and 200 s to P1: both cannot begin at eight.
    asked = order("a", "P3", start_s=8 * HOUR_S, end_s=8 * HOUR_S + 60)
    other = order("b", "P1", start_s=8 * HOUR_S, end_s=8 * HOUR_S + 60)
    desk = desk_of(micro, asked, other, promised=("b",))
    assert put_in(desk, "a") is None
    assert desk.waiting == ()


def test_a_promise_nobody_can_keep_is_told(micro: Network) -> None:
    lost = order("b", "P1", start_s=15 * HOUR_S, end_s=16 * HOUR_S)
    assert desk_of(micro, lost, promised=("b",)).waiting == ("b",)
