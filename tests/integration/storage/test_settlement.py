"""Sums of settlements in SQL are those of the tickets one by one."""

from datetime import date, timedelta

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from recycling.domain.materials import Material
from recycling.domain.parties import Party, PartyKind, PointRule, Price, PriceKind
from recycling.domain.settlement import PriceGap
from recycling.domain.tickets import Flow
from recycling.execution.points import RuleBook, point_entries, sum_points
from recycling.execution.settlement import (
    PriceBook,
    Terms,
    add_up,
    price_tickets,
    sum_lines,
)
from tests.integration.storage.samples import found_city, merge, ticket, undone

MARCH = (date(2026, 3, 1), date(2026, 3, 31))
APRIL = (date(2026, 4, 1), date(2026, 4, 30))
PARTIES = (
    Party("P", "P"),
    Party("Q", "Q", price_list="own"),
    Party("R", "R", PartyKind.RESIDENT),
)
PRICES = (
    Price("standard", PriceKind.PURCHASE, "paper", date(2026, 1, 1), 123_457),
    Price("standard", PriceKind.PURCHASE, "paper", date(2026, 3, 16), 130_000),
    Price("standard", PriceKind.SUBSIDY, "paper", date(2026, 3, 10), 10_001),
    Price("standard", PriceKind.SUBSIDY, "steel", date(2026, 1, 1), 50_000),
    Price("own", PriceKind.PURCHASE, "paper", date(2026, 1, 1), 9, date(2026, 3, 20)),
)
RULES = (
    PointRule("v1", "paper", 1_500, date(2026, 1, 1)),
    PointRule("v2", "paper", 2_500, date(2026, 3, 16)),
    PointRule("v2", "steel", 100, date(2026, 3, 16)),
)
TERMS = Terms({p.party_id: p for p in PARTIES}, PriceBook(PRICES), {"paper"})


def found(work) -> None:
    found_city(work)
    merge(work, "materials", [Material("paper", "paper", "paper", "paper", True)])
    merge(work, "parties", PARTIES)
    merge(work, "prices", PRICES)
    merge(work, "point_rules", RULES)


def delivery(number: int, when: str, net_kg: int, party: str, **rest):
    return ticket("A", number, when, net_kg, party_id=party, **rest)


def sums(work, start: date, end: date):
    """Party, material, tickets, kg, fen and subsidy of some days."""
    lines, gaps = price_tickets(work.settlements.corrections(start, end), TERMS)
    assert gaps == []
    parts = add_up([*work.settlements.delivered(start, end), *sum_lines(lines)])
    return [
        (p.party_id, p.material, p.tickets, p.payable_kg, p.purchase_fen, p.subsidy_fen)
        for p in parts
    ]


def test_tickets_are_priced_by_their_own_price_or_the_list_of_their_day(database):
    with undone(database) as work:
        found(work)
        merge(work, "tickets", [
            # 990 kg x 123.457 = 122,222.43 fen.
            delivery(1, "2026-03-02 08:00", 1_000, "P", moisture_kg=10),
            # 500 kg x 130 = 65,000 fen, and 500 x 10.001 = 5,000.5 fen on top.
            delivery(2, "2026-03-16 08:00", 500, "P"),
            delivery(3, "2026-03-16 09:00", 10, "P", price_fen_per_t=50),
            delivery(4, "2026-03-17 09:00", 7, "P", material="steel",
                     price_fen_per_t=1_000),
            delivery(5, "2026-03-17 10:00", 9_999, "P", flow=Flow.TRANSFER),
            delivery(6, "2026-03-17 11:00", 40, ""),
        ])  # fmt: skip
        assert sums(work, *MARCH) == [
            ("", "paper", 1, 40, 0, 0),
            ("P", "paper", 3, 1_500, 122_222 + 65_000 + 1, 5_001 + 100),
            ("P", "steel", 1, 7, 7, 0),
        ]
        assert work.settlements.gaps(*MARCH) == []


def test_a_correction_reverses_in_its_own_month_at_the_price_of_the_first_day(database):
    with undone(database) as work:
        found(work)
        merge(work, "tickets", [
            delivery(1, "2026-03-02 08:00", 1_000, "P"),
            delivery(2, "2026-04-02 08:00", 900, "P", corrects="1"),
        ])  # fmt: skip
        merge(work, "tickets", [
            delivery(3, "2026-04-03 08:00", 0, "P", corrects="2"),
        ])  # fmt: skip
        assert sums(work, *MARCH) == [("P", "paper", 1, 1_000, 123_457, 0)]
        day = date(2026, 4, 2)
        assert sums(work, day, day) == [("P", "paper", 0, -100, -12_346, 0)]
        # The load was cancelled: what cancels it is none.
        assert sums(work, *APRIL) == [("P", "paper", -1, -1_000, -123_457, 0)]


def test_a_correction_may_name_another_party(database):
    with undone(database) as work:
        found(work)
        merge(work, "tickets", [
            delivery(1, "2026-03-02 08:00", 1_000, "P"),
            delivery(2, "2026-03-03 08:00", 1_000, "R", corrects="1"),
        ])  # fmt: skip
        assert sums(work, *MARCH) == [
            ("P", "paper", 0, 0, 0, 0),
            ("R", "paper", 1, 1_000, 123_457, 0),
        ]


def test_what_no_price_holds_for_is_named(database):
    with undone(database) as work:
        found(work)
        merge(work, "tickets", [
            delivery(1, "2026-03-20 08:00", 5, "Q"),
            delivery(2, "2026-03-21 08:00", 5, "Q"),
            delivery(3, "2026-03-22 08:00", 5, "Q"),
            delivery(4, "2026-03-22 08:00", 0, "Q"),
            delivery(5, "2026-03-02 08:00", 5, "X", price_fen_per_t=1),
        ])  # fmt: skip
        gaps = work.settlements.gaps(*MARCH)
        assert sorted(gaps, key=lambda gap: gap.party_id) == [
            PriceGap("Q", "own", "paper", date(2026, 3, 21), date(2026, 3, 22), 2),
            PriceGap("X", None, "paper", date(2026, 3, 2), date(2026, 3, 2), 1),
        ]


def test_points_follow_the_version_of_the_day_for_residents_alone(database):
    with undone(database) as work:
        found(work)
        merge(work, "tickets", [
            delivery(1, "2026-03-02 08:00", 3, "R"),
            delivery(2, "2026-03-16 08:00", 3, "R"),
            delivery(3, "2026-03-16 08:00", 25, "R", material="steel"),
            delivery(4, "2026-03-16 08:00", 3, "P"),
        ])  # fmt: skip
        found_sums = work.settlements.points(*MARCH)
        assert sorted((s.material, s.version, s.points) for s in found_sums) == [
            ("paper", "v1", 4),
            ("paper", "v2", 7),
            ("steel", "v2", 2),
        ]
        assert work.settlements.points(*MARCH, "P") == []


DAYS = st.integers(0, 60).map(lambda n: date(2026, 2, 20) + timedelta(days=n))
LOADS = st.tuples(
    DAYS,
    st.sampled_from(["P", "R", ""]),
    st.integers(0, 40_000),
    st.integers(0, 3_000),
    st.sampled_from([0, 0, 1, 99_999]),
    st.integers(0, 3),
)


@settings(
    max_examples=15,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(loads=st.lists(LOADS, max_size=12))
def test_any_split_of_the_days_adds_up_to_what_the_tickets_say(shared_database, loads):
    with undone(shared_database) as work:
        found(work)
        tickets = []
        for number, (day, party, kg, off, price, correct) in enumerate(sorted(loads)):
            open_no = {t.ticket_no for t in tickets} - {t.corrects for t in tickets}
            corrects = min(open_no, default="") if correct == 0 else ""
            tickets.append(
                delivery(
                    number, f"{day} 08:00", kg, party, moisture_kg=off,
                    price_fen_per_t=price, corrects=corrects,
                )
            )  # fmt: skip
        if tickets:
            merge(work, "tickets", tickets)
        first, last = date(2026, 2, 1), date(2026, 4, 30)
        wanted = _one_by_one(work, first, last)
        for cut in (date(2026, 3, 1), date(2026, 3, 16)):
            parts = [
                *_counted(work, first, cut - timedelta(days=1)),
                *_counted(work, cut, last),
            ]
            assert _fen(parts) == wanted


def _counted(work, start, end):
    lines, _ = price_tickets(work.settlements.corrections(start, end), TERMS)
    booked = [
        entry
        for party in TERMS.parties
        for entry in work.settlements.plain(start, end, party)
    ]
    one_by_one, _ = price_tickets(booked, TERMS)
    found_sums = work.settlements.delivered(start, end)
    by_sum = add_up(part for part in found_sums if part.party_id)
    assert _fen(by_sum) == _fen(sum_lines(one_by_one))
    rules = RuleBook(RULES)
    entries = point_entries(booked, TERMS.parties, rules)
    found_points = sorted(work.settlements.points(start, end), key=repr)
    assert found_points == sorted(sum_points(entries), key=repr)
    return [*by_sum, *sum_lines(lines)]


def _one_by_one(work, start, end):
    lines, _ = price_tickets(
        [
            *work.settlements.corrections(start, end),
            *(
                entry
                for party in TERMS.parties
                for entry in work.settlements.plain(start, end, party)
            ),
        ],
        TERMS,
    )
    return _fen(sum_lines(lines))


def _fen(parts):
    return {
        (p.party_id, p.material): (
            p.tickets,
            p.payable_kg,
            p.purchase_fen,
            p.subsidy_fen,
        )
        for p in add_up(parts)
    }
