"""Orders change where they stand by one table, and every change is logged."""

from dataclasses import replace
from datetime import date, datetime

import pytest

from recycling.domain.bookings import OrderChange
from recycling.domain.errors import ConflictError
from recycling.domain.orders import Order, OrderStatus
from tests.integration.storage.samples import an_import, found_city, merge, undone

S = OrderStatus
DAY = date(2026, 7, 1)
AT = datetime(2026, 7, 1, 5, 30)


def order(key: str, status: S = S.CONFIRMED, **rest: object) -> Order:
    return replace(Order(key, "A", DAY, "paper", 100, status=status), **rest)


@pytest.fixture
def work(shared_database):
    with undone(shared_database) as work:
        found_city(work)
        yield work


def states(work) -> dict[str, S]:
    return {o.order_id: o.status for o in work.orders.listed(DAY, DAY)}


def test_a_change_is_logged_with_who_when_and_why(work):
    assert work.orders.record([order("o1")], "li", AT, "booking") == 1
    assert work.orders.change(["o1"], S.PLANNED, "wang", AT, "p1") == 1
    assert work.orders.changes("o1") == [
        OrderChange("o1", AT, "li", "", S.CONFIRMED, "booking"),
        OrderChange("o1", AT, "wang", "confirmed", S.PLANNED, "p1"),
    ]
    assert states(work) == {"o1": S.PLANNED}


def test_the_same_change_again_is_no_change(work):
    work.orders.record([order("o1")], "li", AT)
    assert work.orders.change(["o1", "o1"], S.PLANNED, "li", AT) == 1
    assert work.orders.change(["o1"], S.PLANNED, "li", AT) == 0
    assert work.orders.record([order("o1", S.PLANNED)], "li", AT) == 0
    assert len(work.orders.changes("o1")) == 2


def test_what_may_not_be_changes_nothing_and_names_all(work):
    work.orders.record([order("o1"), order("o2", S.SETTLED)], "li", AT)
    with pytest.raises(ConflictError, match=r"planned must come after .*o2 \(settled"):
        work.orders.change(["o1", "o2"], S.PLANNED, "li", AT)
    with pytest.raises(ConflictError, match="must be recorded, got o8, o9"):
        work.orders.change(["o1", "o8", "o9"], S.PLANNED, "li", AT)
    assert states(work) == {"o1": S.CONFIRMED, "o2": S.SETTLED}


def test_from_files_states_go_forward_only(work):
    number = an_import(work, "orders")
    merge(work, "orders", [order("o1"), order("o2")], number)
    work.orders.change(["o1", "o2"], S.PLANNED, "li", AT)
    # Exported yesterday: one was confirmed then, the other is called off since.
    file = [order("o1", load_kg=250), order("o2", S.CANCELLED)]
    counts = merge(work, "orders", file)
    assert (counts.updated, counts.unchanged) == (2, 0)
    assert states(work) == {"o1": S.PLANNED, "o2": S.CANCELLED}
    assert work.orders.find(["o1", "o9"])["o1"].load_kg == 250
    last = work.orders.changes("o2")[-1]
    assert (last.who, last.note, last.after) == ("import", "orders.csv", S.CANCELLED)
    assert len(work.orders.changes("o1")) == 2


def test_orders_are_listed_by_day_and_state(work):
    later = order("o3", day=date(2026, 7, 2))
    work.orders.record([later, order("o2", S.FAILED), order("o1")], "li", AT)
    listed = work.orders.listed(DAY, date(2026, 7, 2))
    assert [o.order_id for o in listed] == ["o1", "o2", "o3"]
    failed = work.orders.listed(DAY, DAY, [S.FAILED])
    assert [o.order_id for o in failed] == ["o2"]
