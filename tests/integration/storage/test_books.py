"""Recovered amounts and the ledger."""

from dataclasses import replace
from datetime import date

import pytest
from sqlalchemy import select

from recycling.domain.errors import InputError
from recycling.domain.ledger import Account, Posting
from recycling.domain.records import PostingTotal
from recycling.storage.tables import postings
from tests.integration.storage.samples import (
    found_city,
    merge,
    ticket,
    undone,
)

YEAR = (date(2026, 1, 1), date(2026, 12, 31))
TICKETS = (
    ticket("A", 1, "2026-01-31 08:00", 1),
    ticket("A", 2, "2026-02-01 08:00", 10),
    ticket("B", 1, "2026-02-28 08:00", 100, material="steel"),
    ticket("C", 1, "2026-03-01 08:00", 1000, material="steel", stream="industrial"),
    ticket("C", 2, "2027-01-01 08:00", 10000, material="steel"),
)


@pytest.fixture(scope="module")
def city(shared_database):
    """Hold a city with tickets."""
    with shared_database.unit_of_work() as unit:
        found_city(unit)
        merge(unit, "tickets", TICKETS)
    return shared_database


@pytest.fixture
def work(city):
    """Open a unit of work whose traces are not wanted."""
    with undone(city) as unit:
        yield unit


@pytest.mark.parametrize(
    ("start", "end", "net_kg"),
    [
        ("2026-01-01", "2026-12-31", 1111),
        ("2026-01-01", "2027-12-31", 11111),
        ("2026-01-31", "2026-02-28", 111),
        ("2026-02-01", "2026-02-28", 110),
        ("2026-02-01", "2026-02-27", 10),
        ("2026-02-02", "2026-03-01", 1100),
        ("2026-03-01", "2026-03-01", 1000),
    ],
)
def test_both_ends_count_whatever_the_months(work, start, end, net_kg):
    first, last = date.fromisoformat(start), date.fromisoformat(end)
    (total,) = work.books.recovered(first, last)
    assert (total.net_kg, total.day) == (net_kg, first)
    days = work.books.recovered(first, last, ["day"])
    assert sum(row.net_kg for row in days) == net_kg
    months = work.books.recovered(first, last, ["month"])
    assert sum(row.net_kg for row in months) == net_kg
    assert all(row.day.day == 1 for row in months)


@pytest.mark.parametrize(
    ("by", "expected"),
    [
        (["month"], [1, 110, 1000]),
        (["district"], [111, 1000]),
        (["material"], [11, 1100]),
        (["stream"], [111, 1000]),
        (["site"], [11, 100, 1000]),
        (["day"], [1, 10, 100, 1000]),
        (["material", "month"], [1, 10, 100, 1000]),
        (["month", "site"], [1, 10, 100, 1000]),
        (["district", "district"], [111, 1000]),
        (["day", "month"], [1, 10, 100, 1000]),
    ],
)
def test_splits_come_in_the_order_of_their_fields(work, by, expected):
    assert [row.net_kg for row in work.books.recovered(*YEAR, by)] == expected


def test_what_was_not_split_by_is_empty(work):
    first, *_ = work.books.recovered(*YEAR, ["material"])
    assert (first.district, first.stream, first.day) == ("", "", YEAR[0])
    first, *_ = work.books.recovered(*YEAR, ["month", "stream"])
    assert (first.day, first.stream) == (date(2026, 1, 1), "household")


def test_nothing_recovered_is_no_row(work):
    assert work.books.recovered(date(2025, 1, 1), date(2025, 12, 31)) == []
    assert work.books.recovered(date(2025, 1, 1), date(2025, 12, 31), ["month"]) == []
    assert work.books.recovered(YEAR[1], YEAR[0]) == []


def test_an_unknown_field_is_refused(work):
    with pytest.raises(InputError, match=r"must be of day, month, .* got colour"):
        work.books.recovered(*YEAR, ["material", "colour"])
    with pytest.raises(InputError, match="got site"):
        work.books.posted(Account.RECOVERED_KG, *YEAR, ["site"])


FIRST = Posting(
    account=Account.TRANSPORT_CO2_G,
    day=date(2026, 7, 1),
    amount=500,
    source_table="routes",
    source_id="r1",
    low=400,
    high=700,
    factor_code="diesel_l",
    factor_version="2024",
)
SECOND = replace(FIRST, source_id="r2", day=date(2026, 8, 1), low=None, high=None)


def posted(work, by=()):
    return work.books.posted(Account.TRANSPORT_CO2_G, *YEAR, by)


def test_postings_are_summed_with_their_ranges(work):
    assert work.books.post([FIRST, SECOND]) == 2
    assert posted(work) == [PostingTotal((), 1000, 900, 1200)]
    assert posted(work, ["month", "material"]) == [
        PostingTotal(("2026-07-01", ""), 500, 400, 700),
        PostingTotal(("2026-08-01", ""), 500, 500, 500),
    ]
    assert posted(work, ["day"])[1].group == ("2026-08-01",)
    assert work.books.posted(Account.AVOIDED_CO2_G, *YEAR) == []


def test_the_same_postings_again_change_nothing(work):
    work.books.post([FIRST, SECOND])
    assert work.books.post(iter([FIRST, SECOND, FIRST])) == 0
    assert work.books.post([]) == 0
    assert posted(work) == [PostingTotal((), 1000, 900, 1200)]


@pytest.mark.parametrize(
    "change",
    [{"amount": 501}, {"low": 399}, {"high": None}, {"factor_version": "2025"}],
)
def test_a_changed_posting_reverses_the_old_one(database, change):
    changed = replace(FIRST, **change)
    with database.unit_of_work() as work:
        work.books.post([FIRST, SECOND])
        assert work.books.post([changed, SECOND]) == 1
        assert work.books.post([changed, SECOND]) == 0
        total = posted(work, ["month"])[0]
    high = changed.amount if changed.high is None else changed.high
    assert (total.amount, total.low, total.high) == (changed.amount, changed.low, high)
    with database.engine.connect() as connection:
        found = connection.execute(
            select(postings.c.amount, postings.c.is_contra)
            .where(postings.c.source_id == "r1")
            .order_by(postings.c.number)
        )
        entries = [tuple(row) for row in found]
    assert entries == [(500, False), (-500, True), (changed.amount, False)]


def test_a_posting_may_go_back_and_forth(work):
    for amount in (1, 2, 1, 1, 0, 5):
        work.books.post([replace(FIRST, amount=amount, low=None, high=None)])
    assert posted(work) == [PostingTotal((), 5, 5, 5)]


def test_two_postings_of_one_source_must_agree(work):
    with pytest.raises(ValueError, match="two of one source differ"):
        work.books.post([FIRST, replace(FIRST, amount=1)])


def test_splits_of_the_ledger(work):
    work.books.post(
        [
            replace(FIRST, district=district, material=material, stream="household")
            for district in ("500112", "500103")
            for material in ("steel", "paper")
        ]
    )
    groups = [total.group for total in posted(work, ["material", "district"])]
    assert groups == [
        ("paper", "500103"),
        ("paper", "500112"),
        ("steel", "500103"),
        ("steel", "500112"),
    ]
    assert posted(work, ["stream"]) == [PostingTotal(("household",), 2000, 1600, 2800)]
