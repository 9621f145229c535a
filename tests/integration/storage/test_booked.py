"""What bookings and full containers ask of storage, on each kind of database."""

from dataclasses import replace
from datetime import date, datetime, timedelta

from recycling.domain.bookings import OfferState, SlotOffer
from recycling.domain.orders import Order, OrderSource, OrderStatus
from recycling.domain.plans import SiteAction, SiteDecision, SitingPlan
from recycling.services.batches import batch_of, log_entry
from tests.builders import DAY, micro_network
from tests.workspaces import street_tables

AT = datetime(2026, 11, 1, 9)
ORDER = Order("o1", "P1", DAY, "paper", 100, wishes=("2026-11-02 09:00-11:00",))


def fill(database, *orders: Order) -> None:
    with database.unit_of_work() as work:
        for table, objects in street_tables(micro_network()).items():
            if objects:
                work.inputs.merge(
                    batch_of(table, objects), log_entry(work, "test", table)
                )
        work.orders.record(orders, "me", AT)


def test_wishes_and_storage_are_read_as_written(database) -> None:
    fill(database, ORDER)
    site = replace(micro_network().sites["P1"], storage_l=12_000)
    with database.unit_of_work() as work:
        work.inputs.merge(batch_of("sites", [site]), log_entry(work, "t", "sites"))
        assert work.orders.find(["o1"])["o1"].wishes == ORDER.wishes
        assert work.inputs.network().sites["P1"].storage_l == 12_000
        assert work.inputs.network().sites["P2"].storage_l is None


def test_orders_are_listed_by_days_states_and_sources(database) -> None:
    booked = replace(ORDER, order_id="o2", source=OrderSource.BOOKING)
    later = replace(booked, order_id="o3", day=DAY + timedelta(1))
    fill(database, ORDER, booked, later)
    with database.unit_of_work() as work:
        listed = work.orders.listed
        booking = (OrderSource.BOOKING,)
        assert [o.order_id for o in listed(DAY, DAY)] == ["o1", "o2"]
        assert [o.order_id for o in listed(DAY, DAY, (), booking)] == ["o2"]
        found = listed(DAY, DAY + timedelta(1), (OrderStatus.CONFIRMED,), booking)
        assert [o.order_id for o in found] == ["o2", "o3"]
        assert listed(DAY, DAY, (OrderStatus.FAILED,)) == []


def test_the_last_day_somebody_was_to_come(database) -> None:
    planned = replace(ORDER, status=OrderStatus.PLANNED)
    fill(
        database,
        replace(planned, order_id="a", day=DAY - timedelta(3)),
        replace(planned, order_id="b", day=DAY - timedelta(2)),
        replace(ORDER, order_id="c", day=DAY - timedelta(1)),
        replace(planned, order_id="d", day=DAY),
    )
    with database.unit_of_work() as work:
        since = DAY - timedelta(30)
        key = ("P1", "paper", "household")
        assert work.orders.served_before(DAY, since) == {key: DAY - timedelta(2)}
        assert work.orders.served_before(DAY, DAY - timedelta(1)) == {}


def test_slots_that_were_taken(database) -> None:
    slot = SlotOffer("f", 1, "o1", DAY, 0, 3600, 5, "D1", "V1", AT, AT)
    with database.unit_of_work() as work:
        work.offers.add([slot, replace(slot, position=2)])
        work.offers.set_state(OfferState.TAKEN, "o1", slot=("f", 2))
        assert [s.position for s in work.offers.taken(DAY, DAY)] == [2]
        assert work.offers.taken(date(2026, 1, 1), DAY - timedelta(1)) == []


def test_sites_that_the_last_siting_plan_has_open(database) -> None:
    def decided(site_id: str, action: SiteAction) -> SiteDecision:
        return SiteDecision(
            site_id, action, "", is_green=False, capacity_kg=1, throughput_kg=0,
            fixed_cost_fen=0, variable_cost_fen=0,
        )  # fmt: skip

    plan = SitingPlan(
        "s", 2027, "x", 0.0, 0, 0, 0, None, 0, 0,
        (decided("C1", SiteAction.KEEP), decided("C2", SiteAction.CLOSE)), (),
    )  # fmt: skip
    with database.unit_of_work() as work:
        assert work.plans.open_site_ids() is None
        work.plans.save_siting(plan)
        assert work.plans.open_site_ids() == {"C1"}
