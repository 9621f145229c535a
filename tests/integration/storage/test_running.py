"""Publications, locks, events and offers, on each kind of database."""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import date, datetime
from threading import Barrier

import pytest

from recycling.domain.bookings import OfferState, SlotOffer
from recycling.domain.errors import ConflictError
from recycling.domain.plans import PlanState
from recycling.domain.running import DayEvent, DayEventKind, Lock, Publication
from tests.integration.storage.samples import undone
from tests.integration.storage.test_plans import PLAN

DAY = date(2026, 7, 1)
AT = datetime(2026, 7, 1, 5, 30)
FIRST = Publication(DAY, "D1", 1, "p1", PlanState.PUBLISHED, AT, "li")
EVENT = DayEvent("e1", DAY, 45_600, DayEventKind.VEHICLE_DOWN, "V1")


def test_a_version_replaces_the_one_below_it_alone(database):
    second = replace(FIRST, version=2, plan_id="p2")
    with undone(database) as work:
        assert not work.publications.put(second)
        assert work.publications.put(FIRST)
        assert not work.publications.put(replace(FIRST, plan_id="p9"))
        assert work.publications.put(second)
        assert not work.publications.put(replace(FIRST, version=2, plan_id="p9"))
        assert work.publications.of_day(DAY) == {"D1": second}
        assert work.publications.set_state(DAY, ["D1", "D2"], PlanState.RUNNING) == 1
        assert work.publications.set_state(DAY, ["D1"], PlanState.RUNNING) == 0
        assert work.publications.of_day(date(2026, 7, 2)) == {}


def test_of_many_first_versions_at_once_one_is_put(database):
    together = Barrier(6)

    def put(number: int) -> bool:
        together.wait()
        with database.unit_of_work() as work:
            return work.publications.put(replace(FIRST, plan_id=f"p{number}"))

    with ThreadPoolExecutor(6) as pool:
        assert sorted(pool.map(put, range(6))) == [False] * 5 + [True]


def test_an_order_has_one_lock(database):
    lock = Lock(DAY, "o1", "V1", who="li")
    moved = replace(lock, vehicle_id="V2", is_place_fixed=True)
    with undone(database) as work:
        work.locks.put(lock)
        work.locks.put(moved)
        assert work.locks.of_day(DAY) == [moved]
        assert work.locks.drop(DAY, "o1")
        assert not work.locks.drop(DAY, "o1")
        assert work.locks.of_day(DAY) == []


def test_the_same_event_again_changes_nothing(database):
    earlier = replace(EVENT, event_id="e2", at_s=100)
    with undone(database) as work:
        assert work.events.add(EVENT)
        assert work.events.add(earlier)
        assert not work.events.add(EVENT)
        assert work.events.of_day(DAY) == [earlier, EVENT]
        with pytest.raises(ConflictError, match="e1: is recorded with other values"):
            work.events.add(replace(EVENT, subject="V2"))


def test_slots_are_taken_and_withdrawn(database):
    slots = [
        SlotOffer("f1", n, "o1", DAY, 28_800, 36_000, 100 * n, "D1", "", AT, AT)
        for n in range(3)
    ]
    with undone(database) as work:
        work.offers.add(slots)
        assert work.offers.of_offer("f1") == slots
        assert work.offers.set_state(OfferState.TAKEN, "o1", slot=("f1", 1)) == 1
        assert work.offers.set_state(OfferState.WITHDRAWN, "o1") == 2
        assert work.offers.set_state(OfferState.WITHDRAWN, "o1") == 0
        states = [slot.state for slot in work.offers.of_order("o1")]
    assert states == [OfferState.WITHDRAWN, OfferState.TAKEN, OfferState.WITHDRAWN]


def test_what_crews_drive_by_is_not_overwritten(database):
    with undone(database) as work:
        work.plans.save_routes(PLAN)
        work.plans.save_routes(replace(PLAN, made_by="li"))
        work.plans.set_state("d1", PlanState.RUNNING)
        with pytest.raises(ConflictError, match=r"plan d1: must be a draft .* running"):
            work.plans.save_routes(PLAN)
        assert work.plans.routes("d1").state is PlanState.RUNNING


def test_versions_tell_the_figures_of_plans_in_the_order_they_were_saved(database):
    edited = replace(PLAN, plan_id="d1-v2", based_on="d1", routes=PLAN.routes[:1])
    other_day = replace(PLAN, plan_id="d2", day=date(2026, 7, 2))
    with undone(database) as work:
        for plan in (PLAN, edited, other_day):
            work.plans.save_routes(plan)
        first, second = work.plans.versions(PLAN.day)
    assert (first.plan_id, first.routes, first.unserved) == ("d1", 2, 2)
    assert (first.cost_fen, first.distance_m, first.load_kg) == (9, 1400, 50)
    assert (second.plan_id, second.based_on, second.routes) == ("d1-v2", "d1", 1)
