"""Tickets are added once, counted once, and never overwritten."""

from dataclasses import replace
from datetime import date

import pytest

from recycling.domain.errors import ConflictError
from recycling.domain.materials import Stream
from recycling.domain.tickets import Flow, Recovered
from tests.integration.storage.samples import (
    SITES,
    an_import,
    found_city,
    merge,
    tally,
    ticket,
)

JULY = (date(2026, 7, 1), date(2026, 7, 31))
TICKETS = (
    ticket("A", 1, "2026-07-01 00:00:00", 100),
    ticket("A", 2, "2026-07-01 23:59:59.999999", 200),
    ticket("B", 1, "2026-07-02 10:00", 400, material="steel", is_simulated=True),
    ticket(
        "C", 1, "2026-07-02 11:00", 800, material="steel", units=1, stream=Stream.ELV
    ),
)


def total(work):
    (found,) = work.books.recovered(*JULY)
    return found


def test_the_sums_follow_the_tickets(database):
    with database.unit_of_work() as work:
        found_city(work)
        assert tally(merge(work, "tickets", TICKETS)) == (4, 0, 0)
        assert total(work) == Recovered(JULY[0], "", "", "", 1500, 1, 4, 400)


def test_the_same_tickets_again_change_nothing(database):
    with database.unit_of_work() as work:
        found_city(work)
        merge(work, "tickets", TICKETS[:3])
    with database.unit_of_work() as work:
        assert tally(merge(work, "tickets", TICKETS)) == (1, 0, 3)
        assert tally(merge(work, "tickets", TICKETS)) == (0, 0, 4)
        assert total(work).net_kg == 1500


def test_chunks_of_one_import_add_up(database):
    with database.unit_of_work() as work:
        found_city(work)
        number = an_import(work, "tickets")
        added = [tally(merge(work, "tickets", [one], number)) for one in TICKETS]
        # A chunk may repeat what another chunk of the same file said.
        assert tally(merge(work, "tickets", TICKETS[1:3], number)) == (0, 0, 2)
        assert added == [(1, 0, 0)] * 4
        assert total(work).tickets == 4


def test_a_ticket_is_never_overwritten(database):
    with database.unit_of_work() as work:
        found_city(work)
        merge(work, "tickets", TICKETS)
    changed = [replace(one, net_kg=one.net_kg + 1) for one in TICKETS[:2]]
    new = ticket("B", 9, "2026-07-03 10:00", 1)
    with (
        pytest.raises(ConflictError, match="never overwritten") as caught,
        database.unit_of_work() as work,
    ):
        merge(work, "tickets", [*changed, new, *TICKETS[2:]])
    assert "site_id A ticket_no 1, site_id A ticket_no 2. A" in str(caught.value)
    with database.unit_of_work() as work:
        assert total(work).net_kg == 1500
        assert work.inputs.counts()["tickets"] == 4


def test_at_most_five_tickets_are_named(database):
    many = [ticket("A", number, "2026-07-01 08:00", 10) for number in range(9)]
    with database.unit_of_work() as work:
        found_city(work)
        merge(work, "tickets", many)
    with (
        pytest.raises(ConflictError) as caught,
        database.unit_of_work() as work,
    ):
        merge(work, "tickets", [replace(one, gross_kg=50) for one in many])
    assert str(caught.value).count("ticket_no") == 5


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"site_id": "X"}, "tickets, site_id: .* got X. Import sites first"),
        ({"material": "gold"}, "tickets, material: .* got gold. Import materials"),
    ],
)
def test_site_and_material_must_be_known(database, change, message):
    with database.unit_of_work() as work:
        found_city(work)
    with (
        pytest.raises(ConflictError, match=message),
        database.unit_of_work() as work,
    ):
        merge(work, "tickets", [replace(TICKETS[0], **change)])


@pytest.mark.parametrize("flow", [flow for flow in Flow if flow is not Flow.INTAKE])
def test_only_first_intake_is_recovered(database, flow):
    with database.unit_of_work() as work:
        found_city(work)
        merge(work, "tickets", [replace(one, flow=flow) for one in TICKETS])
        assert work.books.recovered(*JULY) == []
        assert work.books.last_ticket_day() is None
        assert work.books.tickets(date(2026, 7, 1)) != []


def test_the_sums_follow_a_site_into_another_district(database):
    moved = replace(SITES[1], district="500112")
    with database.unit_of_work() as work:
        found_city(work)
        merge(work, "tickets", TICKETS)
        merge(work, "sites", [moved])
        merge(work, "tickets", [ticket("B", 2, "2026-08-01 08:00", 3)])
        found = work.books.recovered(date(2026, 7, 1), date(2026, 8, 31), ["district"])
        assert [(row.district, row.net_kg) for row in found] == [
            ("500103", 300),
            ("500112", 1203),
        ]
        by_day = work.books.recovered(*JULY, ["day", "district", "material"])
        assert [(row.day.day, row.district, row.net_kg) for row in by_day] == [
            (1, "500103", 300),
            (2, "500112", 1200),
        ]
        by_site = work.books.recovered(*JULY, ["site", "district"])
        assert [row.district for row in by_site] == ["500103", "500112", "500112"]


def test_tickets_of_a_day_by_site_and_number(database):
    with database.unit_of_work() as work:
        found_city(work)
        merge(work, "tickets", TICKETS[::-1])
        assert work.books.tickets(date(2026, 7, 1)) == list(TICKETS[:2])
        assert work.books.tickets(date(2026, 7, 2)) == list(TICKETS[2:])
        assert work.books.tickets(date(2026, 7, 3)) == []
        assert work.books.last_ticket_day() == date(2026, 7, 2)
