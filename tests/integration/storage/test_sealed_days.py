"""A sealed month takes neither a ticket nor a posting, and keeps its sums."""

from dataclasses import replace
from datetime import date, datetime

import pytest
from sqlalchemy import insert

from recycling.domain.errors import ConflictError
from recycling.domain.ledger import Account, Posting
from recycling.domain.seals import Seal
from recycling.storage.rows import to_row
from recycling.storage.tables import seals
from tests.integration.storage.samples import SITES, found_city, merge, ticket, undone

JUNE, JULY = date(2026, 6, 1), date(2026, 7, 1)
SUMMER = (date(2026, 6, 1), date(2026, 8, 31))
OLD = ticket("A", 1, "2026-07-31 23:59", 100)


def seal(work, *months):
    """Put plain seals into the table; hashes are for others to see to."""
    for place, month in enumerate(months, start=1):
        row = Seal(month, place, datetime(2026, 9, 1), "", "", "", b"", b"")
        work.books._transaction.write().execute(insert(seals).values(to_row(row)))


@pytest.fixture(scope="module")
def city(shared_database):
    """Hold a city; every test undoes what it does to it."""
    with shared_database.unit_of_work() as work:
        found_city(work)
        merge(work, "tickets", [OLD])
        seal(work, JUNE, JULY)
    return shared_database


@pytest.mark.parametrize("when", ["2026-06-01 00:00", "2026-07-31 23:59:59"])
def test_a_ticket_of_a_sealed_month_is_refused(city, when):
    late = [ticket("A", 2, when, 5), ticket("A", 3, "2026-08-01 00:00", 7)]
    with (
        pytest.raises(ConflictError, match="site_id A ticket_no 2 of 2026-0"),
        undone(city) as work,
    ):
        merge(work, "tickets", late)
    with undone(city) as work:
        merge(work, "tickets", [*late[1:], OLD])
        assert [row.net_kg for row in work.books.recovered(*SUMMER)] == [107]


def test_a_correction_goes_to_the_open_month(city):
    better = ticket("A", 2, "2026-08-01 08:00", 90, corrects="1")
    with undone(city) as work:
        merge(work, "tickets", [better])
        rows = work.books.recovered(*SUMMER, ["month"])
        assert [(row.day.month, row.net_kg) for row in rows] == [(7, 100), (8, -10)]


def test_postings_of_sealed_days_stay(database):
    old = Posting(Account.RECOVERED_KG, date(2026, 7, 31), 100, "t", "1")
    new = replace(old, day=date(2026, 8, 1))
    with database.unit_of_work() as work:
        work.books.post([old])
        seal(work, JULY)
        assert work.books.post([old, new]) == 1
    with (
        pytest.raises(ConflictError, match="got recovered_kg of 2026-07-31"),
        database.unit_of_work() as work,
    ):
        work.books.post([replace(new, amount=1), replace(old, amount=101)])
    with database.unit_of_work() as work:
        assert work.books.live(*SUMMER) == [old, new]


def test_a_site_that_moves_takes_its_open_months_along(city):
    with undone(city) as work:
        merge(work, "tickets", [ticket("A", 2, "2026-08-01 08:00", 30, units=1)])
        merge(work, "sites", [replace(SITES[0], district="500112")])
        for by in (("month", "district"), ("day", "district")):
            rows = work.books.recovered(*SUMMER, by)
            assert [(row.day.month, row.district, row.net_kg) for row in rows] == [
                (7, "500103", 100),
                (8, "500112", 30),
            ]
        assert [row.district for row in work.books.pieces(*SUMMER)] == ["500112"]


def test_open_days_are_what_the_seals_leave(city):
    with undone(city) as work:
        start, end = date(2026, 1, 1), date(2026, 12, 31)
        assert work.books.open_days(start, end) == [
            (start, date(2026, 5, 31)),
            (date(2026, 8, 1), end),
        ]
        assert work.books.open_days(JULY, date(2026, 7, 31)) == []
        assert work.books.open_days(date(2026, 7, 9), date(2026, 8, 2)) == [
            (date(2026, 8, 1), date(2026, 8, 2))
        ]
