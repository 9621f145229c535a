"""Whatever is weighed, corrected, moved on and closed: every split adds up."""

from collections import Counter
from datetime import date, datetime, timedelta
from itertools import combinations

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import insert

from recycling.domain.counting import CountingRule
from recycling.domain.errors import ConflictError
from recycling.domain.materials import Stream
from recycling.domain.seals import Seal
from recycling.domain.tickets import Flow, Ticket
from recycling.domain.tracing import TicketFilter
from recycling.storage.database import open_database
from recycling.storage.rows import to_row
from recycling.storage.tables import seals
from tests.integration.storage.samples import SITES, found_city, merge, undone

START = date(2026, 1, 1)
END = START + timedelta(days=120)
LATEST = datetime(2026, 4, 30, 8)
KINDS = {site.site_id: site.kind for site in SITES}
SPLITS = [
    by
    for size in range(1, 4)
    for by in combinations(
        ("day", "month", "site", "district", "material", "stream"), size
    )
]
RULES = [CountingRule(level) for level in (None, 0, 2, 3)]

WEIGHED = st.fixed_dictionaries(
    {
        "site_id": st.sampled_from(sorted(KINDS)),
        "material": st.sampled_from(["paper", "steel"]),
        "net_kg": st.integers(1, 60_000),
        "stream": st.sampled_from(Stream),
        "flow": st.sampled_from(Flow),
        "origin_site_id": st.sampled_from(["", "unknown", *KINDS]),
        "units": st.integers(0, 3),
        "is_simulated": st.booleans(),
    }
)
STEPS = st.lists(
    st.one_of(
        st.tuples(st.just("weigh"), WEIGHED, st.integers(0, 90)),
        st.tuples(st.just("correct"), WEIGHED, st.integers(0, 40)),
        st.tuples(st.just("cancel"), st.none(), st.integers(0, 40)),
        st.tuples(st.just("close"), st.none(), st.integers(0, 1)),
    ),
    min_size=1,
    max_size=30,
)


@pytest.fixture(scope="module")
def city(tmp_path_factory):
    """Hold a city of three sites; tests undo what they do to it."""
    database = open_database(f"sqlite:///{tmp_path_factory.mktemp('books')}/books.db")
    database.upgrade()
    with database.unit_of_work() as work:
        found_city(work)
    return database


class Books:
    """What the tickets come to, added up by hand."""

    def __init__(self, rule):
        self.rule = rule
        self.open_from = START
        self.tickets = []
        self.in_force = []
        self.entries = []

    def record(self, ticket, old):
        """Count a ticket, and take the one back that it corrects."""
        self.tickets.append(ticket)
        self.in_force.append(ticket)
        self.entries.append((ticket.weighed_at.date(), ticket, 1))
        if old is not None:
            self.in_force.remove(old)
            self.entries.append((ticket.weighed_at.date(), old, -1))

    def counts(self, ticket):
        origin = KINDS.get(ticket.origin_site_id)
        return self.rule.counts(ticket.flow, KINDS[ticket.site_id], origin)

    def total(self, figure, first=START, last=END):
        """Sum over what counts on some days."""
        return sum(
            sign * getattr(ticket, figure)
            for day, ticket, sign in self.entries
            if first <= day <= last and self.counts(ticket)
        )


def next_ticket(books, kind, drawn, shift):
    """Ticket of a step, and the one it corrects; None where there is none."""
    number = f"T{len(books.tickets):04}"
    if kind == "weigh":
        at = datetime(2026, 1, 1, 8) + timedelta(days=shift)
        return Ticket(ticket_no=number, weighed_at=at, **drawn), None
    if not books.in_force:
        return None, None
    old = books.in_force[shift % len(books.in_force)]
    at = min(old.weighed_at + timedelta(days=shift), LATEST)
    new = {"material": old.material, "net_kg": 0} if drawn is None else dict(drawn)
    new["site_id"] = old.site_id
    return Ticket(ticket_no=number, weighed_at=at, corrects=old.ticket_no, **new), old


def close_month(work, books):
    last = (books.open_from + timedelta(days=31)).replace(day=1)
    seal = Seal(books.open_from, 1, datetime(2026, 9, 1), "", "", "", b"", b"")
    work.books._transaction.write().execute(insert(seals).values(to_row(seal)))
    books.open_from = last


def take_step(work, books, step):
    kind, drawn, shift = step
    if kind == "close":
        if shift and books.open_from < date(2026, 4, 1):
            close_month(work, books)
        return
    ticket, old = next_ticket(books, kind, drawn, shift)
    if ticket is None:
        return
    if ticket.weighed_at.date() < books.open_from:
        connection = work.books._transaction.write()
        with (
            pytest.raises(ConflictError, match="open month"),
            connection.begin_nested(),
        ):
            merge(work, "tickets", [ticket])
    else:
        merge(work, "tickets", [ticket])
        books.record(ticket, old)


def sealed_sums(work, books):
    """Read the sums of the sealed months, month by month."""
    if books.open_from == START:
        return []
    return work.books.recovered(
        START, books.open_from - timedelta(days=1), ("month", "district", "material")
    )


@settings(
    max_examples=12,
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.function_scoped_fixture],
)
@given(steps=STEPS, rule=st.sampled_from(RULES))
def test_the_sum_over_any_split_is_the_total(city, steps, rule):
    books = Books(rule)
    with undone(city) as work:
        work.weighings.recount(rule)
        for step in steps:
            before = sealed_sums(work, books)
            take_step(work, books, step)
            assert sealed_sums(work, books)[: len(before)] == before
        kilograms, units = books.total("net_kg"), books.total("units")
        for by in SPLITS:
            rows = work.books.recovered(START, END, by)
            assert sum(row.net_kg for row in rows) == kilograms, by
            assert sum(row.units for row in rows) == units, by
        assert sum(piece.units for piece in work.books.pieces(START, END)) == units
        _check_flows(work, books)
        _check_entries(work, books, kilograms)
        work.weighings.recount(rule)
        (total,) = work.books.recovered(START, END) or [None]
        assert (total.net_kg if total else 0) == kilograms


def _check_flows(work, books):
    """See that the loads in force add up to their flows."""
    months = [date(2026, month, 1) for month in range(1, 6)]
    found = Counter()
    for month in months:
        for flow in work.flows.flows(month):
            found[flow.site, flow.flow] += flow.net_kg
    expected = Counter()
    for ticket in books.in_force:
        expected[ticket.site_id, ticket.flow] += ticket.net_kg
    assert {k: v for k, v in found.items() if v} == {
        k: v for k, v in expected.items() if v
    }


def _check_entries(work, books, kilograms):
    """See that the tickets behind the total and its parts add up to them."""
    whole = list(work.weighings.entries(TicketFilter(START, END, only_counted=True)))
    assert sum(entry.net_kg for entry in whole) == kilograms
    assert [entry.booked_on for entry in whole] == sorted(e.booked_on for e in whole)
    for row in work.books.recovered(START, END, ("month", "district", "material")):
        last = (row.day + timedelta(days=31)).replace(day=1) - timedelta(days=1)
        behind = work.weighings.entries(
            TicketFilter(
                row.day,
                last,
                district=row.district,
                materials=(row.material,),
                only_counted=True,
            )
        )
        assert sum(entry.net_kg for entry in behind) == row.net_kg
