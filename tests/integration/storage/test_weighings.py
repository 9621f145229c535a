"""Tickets one by one: doubts, repeats, neighbours, and what stands behind a sum."""

from dataclasses import replace
from datetime import date

import pytest

from recycling.domain.tickets import FlagRule, Flow, TicketFlag
from recycling.domain.tracing import TicketFilter
from tests.integration.storage.samples import found_city, merge, ticket, undone

JULY = (date(2026, 7, 1), date(2026, 7, 31))
FIRST = ticket("A", 101, "2026-07-02 08:00", 500, vehicle_id="V", units=1)
SAME = replace(FIRST, ticket_no="102")
LATER = ticket("B", 7, "2026-07-03 08:00", 40, flow=Flow.TRANSFER, origin_site_id="A")
FIX = ticket("A", 103, "2026-07-05 08:00", 450, corrects="101", party_id="P")


@pytest.fixture(scope="module")
def city(shared_database):
    """Hold four tickets; every test undoes what it does to them."""
    with shared_database.unit_of_work() as work:
        found_city(work)
        merge(work, "tickets", [FIRST, SAME, LATER, FIX])
    return shared_database


@pytest.mark.parametrize(
    ("wanted", "found"),
    [
        ({}, [("101", 500), ("102", 500), ("7", 40), ("101", -500), ("103", 450)]),
        ({"only_counted": True, "site_id": "B"}, []),
        ({"district": "500103", "only_pieces": True},
         [("101", 500), ("102", 500), ("101", -500)]),
        ({"origin_site_id": "A", "flow": "transfer"}, [("7", 40)]),
        ({"vehicle_id": "V", "materials": ("paper",)},
         [("101", 500), ("102", 500), ("101", -500)]),
        ({"materials": ("steel",)}, []),
        ({"party_id": "P"}, [("103", 450)]),
        ({"district": "500112"}, []),
    ],
)  # fmt: skip
def test_what_stands_behind_a_sum(city, wanted, found):
    with undone(city) as work:
        entries = work.weighings.entries(TicketFilter(*JULY, **wanted))
        assert [(e.ticket.ticket_no, e.net_kg) for e in entries] == found


def test_weighings_recorded_twice(city):
    with undone(city) as work:
        days = {JULY[0], date(2026, 7, 2), date(2026, 7, 3)}
        assert work.weighings.repeated(days) == [(FIRST, SAME)]
        assert work.weighings.repeated({date(2026, 7, 3)}) == []


def test_neighbours_and_what_is_usual(city):
    with undone(city) as work:
        weighings = work.weighings
        assert weighings.number_before("A", "102") == FIRST
        assert weighings.number_before("A", "99") is None
        assert weighings.day_range() == (date(2026, 7, 2), date(2026, 7, 5))
        assert weighings.usual_loads() == {
            ("A", "paper", "intake"): (950, 2),
            ("B", "paper", "transfer"): (40, 1),
        }
        assert weighings.corrected_by("A", "101") == FIX
        assert weighings.corrected_by("A", "102") is None
        assert weighings.find("A", "104") is None


def test_a_doubt_is_written_once_and_ends_with_a_correction(city):
    doubts = [
        TicketFlag("A", number, FlagRule.OUTLIER, "500 kg", "~ 5 kg")
        for number in ("101", "102")
    ]
    with undone(city) as work:
        assert work.weighings.flag(doubts) == 2
        assert work.weighings.flag(doubts) == 0
        assert work.weighings.flags(*JULY) == [(doubts[1], SAME)]
        assert work.weighings.flags(*JULY, FlagRule.OVERLOAD) == []
