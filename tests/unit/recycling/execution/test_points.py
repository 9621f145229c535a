"""Points by version and material, rounded down, and taken back."""

from datetime import date, datetime

import pytest

from recycling.domain.errors import InputError
from recycling.domain.parties import Party, PartyKind, PointRule
from recycling.domain.settlement import BookedTicket, PointSum
from recycling.domain.tickets import Ticket
from recycling.execution.points import RuleBook, point_entries, sum_points

OLD, NEW = date(2026, 1, 1), date(2026, 3, 1)
RULES = RuleBook(
    [
        PointRule("v1", "paper", 1_000, OLD),
        PointRule("v1", "glass", 2_000, OLD),
        PointRule("v2", "paper", 1_500, NEW),
    ]
)
PARTIES = {
    "R": Party("R", "R", PartyKind.RESIDENT),
    "S": Party("S", "S", PartyKind.SUPPLIER),
}


def booked(day: date, kg: int, *, reverse: bool = False, **rest) -> BookedTicket:
    values = {"material": "paper", "party_id": "R", **rest}
    ticket = Ticket("A", "1", datetime(2026, 1, 1), net_kg=kg, **values)
    return BookedTicket(ticket, NEW, day, is_reversal=reverse)


def points(*tickets: BookedTicket) -> list[tuple[str, int]]:
    return [(e.version, e.points) for e in point_entries(tickets, PARTIES, RULES)]


def test_the_version_of_the_day_counts_and_is_kept() -> None:
    # 3 kg x 1,500 / 1,000 = 4.5, rounded down.
    assert points(booked(OLD, 3)) == [("v1", 3)]
    assert points(booked(NEW, 3)) == [("v2", 4)]


def test_deductions_earn_nothing() -> None:
    assert points(booked(OLD, 10, moisture_kg=2, contamination_kg=1)) == [("v1", 7)]


def test_a_reversal_takes_the_rounded_points_back() -> None:
    assert points(booked(NEW, 3), booked(NEW, 3, reverse=True)) == [
        ("v2", -4),
        ("v2", 4),
    ]


@pytest.mark.parametrize(
    "ticket",
    [
        booked(OLD, 5, party_id="S"),
        booked(OLD, 5, party_id="X"),
        booked(NEW, 5, material="glass"),
        booked(date(2025, 12, 31), 5),
    ],
    ids=["supplier", "unknown", "not in the version", "before the rules"],
)
def test_no_points_where_no_rule_grants_any(ticket) -> None:
    assert points(ticket) == []


def test_sums_keep_the_versions_apart() -> None:
    entries = point_entries([booked(OLD, 3), booked(NEW, 3)], PARTIES, RULES)
    assert sum_points(entries, [PointSum("R", "paper", "v1", 10, 10)]) == [
        PointSum("R", "paper", "v1", 13, 13),
        PointSum("R", "paper", "v2", 3, 4),
    ]


def test_versions_that_begin_together_are_named() -> None:
    rules = [PointRule(version, "paper", 1, OLD) for version in ("a", "b")]
    with pytest.raises(InputError, match="a and b on 2026-01-01"):
        RuleBook(rules)
