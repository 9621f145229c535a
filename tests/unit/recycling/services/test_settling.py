"""Statements, sums and points of a database, worked out by hand."""

from collections.abc import Callable, Iterable
from datetime import date, datetime
from typing import Any

import pytest

from recycling.domain.errors import InputError, NotReadyError
from recycling.domain.parties import Party, PartyKind, PointRule, Price, PriceKind
from recycling.domain.tickets import Ticket
from recycling.services.context import Context
from recycling.services.settling import points_of, settle_all, statement_of

MARCH = date(2026, 3, 1), date(2026, 3, 31)
APRIL = date(2026, 4, 1), date(2026, 4, 30)
PARTIES = [Party("R", "Ms R", PartyKind.RESIDENT), Party("S", "S Ltd")]
PRICES = [
    Price("standard", PriceKind.PURCHASE, "paper", date(2026, 1, 1), 150_001),
    Price("standard", PriceKind.PURCHASE, "paper", date(2026, 4, 1), 160_000),
]


def ticket(number: str, when: str, kg: int, party: str, **rest: Any) -> Ticket:
    values = {"material": "paper", **rest}
    moment = datetime.fromisoformat(when)
    return Ticket("C1", number, moment, net_kg=kg, party_id=party, **values)


TICKETS = [
    ticket("1", "2026-03-02 08:00", 1_000, "R"),
    ticket("2", "2026-03-05 08:00", 333, "S", moisture_kg=33),
    ticket("3", "2026-03-06 08:00", 500, ""),
]
CORRECTION = ticket("4", "2026-04-02 08:00", 800, "R", corrects="1")


@pytest.fixture
def settled(context: Context, write: Callable[[str, Iterable[Any]], None]) -> Context:
    write("parties", PARTIES)
    write("prices", PRICES)
    write("tickets", TICKETS)
    write("tickets", [CORRECTION])
    return context


def test_all_parties_and_each_statement_say_the_same(settled: Context) -> None:
    for period in (MARCH, APRIL, (MARCH[0], APRIL[1])):
        whole = settle_all(settled, *period)
        by_party = {party.party_id: 0 for party in PARTIES}
        for amount in whole.amounts:
            by_party[amount.party_id] += amount.amount_fen
        for party_id, fen in by_party.items():
            assert statement_of(settled, party_id, *period).amount_fen == fen


def test_march_stays_and_april_bears_the_correction(settled: Context) -> None:
    march = settle_all(settled, *MARCH)
    # 1,000 kg and 300 kg at 150.001 fen/kg: 150,001 and 45,000.3 fen.
    assert march.amount_fen == 150_001 + 45_000
    assert (march.payable_kg, march.unnamed_tickets, march.unnamed_kg) == (
        1_300,
        1,
        500,
    )
    lines = statement_of(settled, "R", *APRIL).lines
    assert [(line.payable_kg, line.amount_fen) for line in lines] == [
        (-1_000, -150_001),
        (800, 120_001),
    ]
    assert {line.delivered_on for line in lines} == {date(2026, 3, 2)}


def test_a_missing_price_stops_the_sum_and_the_statement(
    settled: Context, write: Callable[[str, Iterable[Any]], None]
) -> None:
    write("tickets", [
        ticket("9", "2026-03-09 08:00", 5, "S", material="steel"),
        ticket("10", "2026-03-09 08:00", 5, "nobody"),
    ])  # fmt: skip
    with pytest.raises(
        InputError, match=r"no price of steel on list standard"
    ) as error:
        settle_all(settled, *MARCH)
    assert "1 ticket of nobody, 2026-03-09: no such party" in str(error.value)
    with pytest.raises(InputError, match="no price of steel"):
        statement_of(settled, "S", *MARCH)
    assert statement_of(settled, "R", *MARCH).amount_fen == 150_001


def test_points_open_with_what_was_earned_before(
    settled: Context, write: Callable[[str, Iterable[Any]], None]
) -> None:
    write("point_rules", [PointRule("v1", "paper", 1_001, date(2026, 1, 1))])
    (account,) = points_of(settled, *APRIL).accounts
    assert (account.opening, account.earned, account.closing) == (1_001, -201, 800)
    (own,) = points_of(settled, *APRIL, "R").accounts
    assert [entry.points for entry in own.entries] == [-1_001, 800]
    (early,) = points_of(settled, date(2026, 1, 1), date(2026, 1, 31), "R").accounts
    assert early.closing == 0


def test_who_has_no_points_is_told_so(
    settled: Context, write: Callable[[str, Iterable[Any]], None]
) -> None:
    with pytest.raises(NotReadyError, match="Import point_rules"):
        points_of(settled, *MARCH)
    write("point_rules", [PointRule("v1", "paper", 1, date(2026, 1, 1))])
    with pytest.raises(InputError, match="of kind resident, got supplier"):
        points_of(settled, *MARCH, "S")
    with pytest.raises(InputError, match="a recorded party, got 'X'"):
        statement_of(settled, "X", *MARCH)
