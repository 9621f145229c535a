"""Customers in a row and at once: each is promised one slot, and none twice."""

import os
import random
from collections import Counter
from collections.abc import Collection, Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import datetime, timedelta
from multiprocessing import get_context
from multiprocessing.context import ForkServerContext
from pathlib import Path
from time import monotonic, sleep

import pytest

from recycling.config import BookingSettings
from recycling.domain.bookings import OfferState, SlotOffer
from recycling.domain.errors import ConflictError
from recycling.domain.orders import OrderStatus
from recycling.services.booking_check import Booking
from recycling.services.bookings import book
from recycling.services.context import Context
from recycling.services.jobs import submit
from recycling.services.offering import offer_slots
from recycling.services.plans_in_force import plans_in_force
from recycling.services.promising import SlotGoneError, confirm_slot
from recycling.worker import work
from tests.builders import DAY
from tests.integration.conftest import Backend
from tests.integration.day.streets import (
    SILENT_S,
    fill_street,
    street_context,
    work_here,
)

BOOKINGS = int(os.environ.get("RECYCLING_TEST_BOOKINGS", "24"))
"""Customers on each kind of database; 200 for the figure of record."""

TRIALS = int(os.environ.get("RECYCLING_TEST_KILL_TRIALS", "1"))
"""Trials with killed workers on each kind of database; 50 for the figure of record."""

KILLS = 4
LONGEST_LIFE_S = 0.8
NOW = datetime(2026, 11, 1, 9, 0)
DAYS = (NOW.date(), DAY)
DEPOTS = ("D1", "D2")
BOOKED = BookingSettings(opens_h=6, closes_h=14, days_ahead=1)


@pytest.fixture(scope="module")
def forking() -> ForkServerContext:
    """Start processes that have imported everything already."""
    context = get_context("forkserver")
    context.set_forkserver_preload(["tests.integration.day.streets"])
    return context


@pytest.fixture
def city(backend: Backend, tmp_path: Path) -> Iterator[Context]:
    """Give a database of each kind with the street in it."""
    url = backend.create()
    context = street_context(tmp_path, url)
    settings = replace(context.settings, bookings=BOOKED)
    context = replace(context, settings=settings)
    fill_street(context)
    yield context
    backend.drop(url)


def customer(number: int, kg: int = 20) -> Booking:
    """Ask for a pick-up at the point of a street that has few."""
    point = f"P{number % 6 + 1}"
    return Booking("paper", kg, site_id=point, contact=f"customer {number}")


def promised(
    context: Context, numbers: Iterable[int] = range(BOOKINGS)
) -> dict[str, str]:
    """Take the cheapest slot for one customer after another; give their plans."""
    found = {}
    for number in numbers:
        order = book(context, customer(number), NOW).order
        offered = offer_slots(context, order.order_id, NOW)
        assert offered.slots, offered.reasons
        done = confirm_slot(context, offered.slots[0].offer_id, 1, NOW)
        found[done.order.order_id] = done.plan_id
    return found


def check_promises(context: Context, order_ids: Collection[str]) -> None:
    """Each order has taken one slot, and is on one route, in the promised time."""
    with context.unit_of_work() as work:
        orders = work.orders.find(order_ids)
        taken = work.offers.taken(NOW.date(), DAY + timedelta(days=7))
        plans = [plans_in_force(work, day, DEPOTS) for day in DAYS]
    stops = [
        stop
        for force in plans
        for depot in DEPOTS
        for route in force.routes(depot)
        for stop in route.stops
        if stop.order_id in orders
    ]
    once = Counter(orders.keys())
    assert Counter(slot.order_id for slot in taken) == once
    assert Counter(stop.order_id for stop in stops) == once
    for stop in stops:
        order = orders[stop.order_id]
        assert order.window_start_s <= stop.start_s <= order.window_end_s
    assert {order.status for order in orders.values()} <= {OrderStatus.PLANNED}


def test_everybody_in_a_row_is_on_one_route_once(city: Context) -> None:
    told = promised(city)
    assert len(told) == BOOKINGS
    check_promises(city, told)


def test_of_five_at_once_two_get_the_two_trucks(city: Context) -> None:
    # Six minutes are too short to unload 2.9 t and come back, and the van is small.
    settings = replace(city.settings, bookings=replace(BOOKED, shortest_wish_min=5))
    hasty = replace(city, settings=settings)
    slots = []
    for number in range(5):
        wanted = replace(
            customer(number, 2_900),
            material="steel",
            site_id="P4",
            wishes=("2026-11-02 12:00-12:06",),
        )
        order = book(hasty, wanted, NOW).order
        offered = offer_slots(hasty, order.order_id, NOW)
        assert offered.is_wished
        slots.append(offered.slots[0])
    with ThreadPoolExecutor(5) as crowd:
        told = list(crowd.map(lambda slot: taken_by(hasty, slot), slots))
    late = [answer for answer in told if isinstance(answer, SlotGoneError)]
    assert len(late) == 3
    check_promises(hasty, [answer for answer in told if isinstance(answer, str)])
    for answer in late:
        assert answer.offered.order.status is OrderStatus.OFFERED
        assert answer.offered.slots
        assert not answer.offered.is_wished


def taken_by(context: Context, slot: SlotOffer) -> str | SlotGoneError:
    try:
        done = confirm_slot(context, slot.offer_id, slot.position, NOW)
    except SlotGoneError as error:
        return error
    return done.order.order_id


def test_two_clicks_on_two_slots_promise_one(city: Context) -> None:
    order = book(city, customer(0), NOW).order
    first, second, *_ = offer_slots(city, order.order_id, NOW).slots

    def click(slot: SlotOffer) -> str:
        try:
            confirm_slot(city, slot.offer_id, slot.position, NOW)
        except ConflictError:
            return "no"
        return "yes"

    with ThreadPoolExecutor(2) as crowd:
        assert sorted(crowd.map(click, (first, second))) == ["no", "yes"]
    check_promises(city, [order.order_id])
    with city.unit_of_work() as work:
        states = Counter(slot.state for slot in work.offers.of_order(order.order_id))
    assert states[OfferState.TAKEN] == 1
    assert states[OfferState.OPEN] == 0


@pytest.mark.parametrize("trial", range(TRIALS))
def test_no_promise_is_lost_with_a_worker_killed_at_any_moment(
    trial: int, city: Context, tmp_path: Path, forking: ForkServerContext
) -> None:
    url = city.settings.database_url
    for day in DAYS:
        submit(city, "routes", {"day": f"{day:%Y-%m-%d}"})
    chance = random.Random(trial)  # noqa: S311 - moments, not secrets
    told: list[str] = []
    for number in range(KILLS):
        worker = forking.Process(target=work_here, args=(tmp_path, url), daemon=True)
        worker.start()
        began = monotonic()
        lives_s = chance.uniform(0, LONGEST_LIFE_S)
        told.append(next(iter(promised(city, [number]))))
        sleep(max(0.0, lives_s - (monotonic() - began)))
        worker.kill()
        worker.join()
    # What is left is done here, and each day planned once more over all of it.
    for day in DAYS:
        submit(city, "routes", {"day": f"{day:%Y-%m-%d}"})
    sleep(2 * SILENT_S)
    work(city, lambda _job: None, is_once=True)
    with city.unit_of_work() as unit:
        assert unit.jobs.waiting() == 0
    check_promises(city, told)
