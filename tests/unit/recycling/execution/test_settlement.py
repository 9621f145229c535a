"""Prices, reversals and missing prices, worked out by hand."""

from dataclasses import replace
from datetime import date, datetime

import pytest

from recycling.domain.errors import InputError
from recycling.domain.parties import Party, Price, PriceKind
from recycling.domain.settlement import BookedTicket, Delivered, PriceGap
from recycling.domain.tickets import Ticket
from recycling.execution.settlement import (
    PriceBook,
    Terms,
    half_up,
    lacks_prices,
    price_tickets,
    refuse_gaps,
    sum_lines,
)

PURCHASE, SUBSIDY = PriceKind.PURCHASE, PriceKind.SUBSIDY
FIRST, SECOND = date(2026, 3, 1), date(2026, 3, 20)
PRICES = [
    Price("standard", PURCHASE, "glass", date(2026, 1, 1), 30_000),
    Price("standard", PURCHASE, "glass", date(2026, 3, 10), 40_000),
    Price("standard", SUBSIDY, "glass", date(2026, 1, 1), 10_000, date(2026, 3, 4)),
    Price("standard", SUBSIDY, "steel", date(2026, 1, 1), 99_999),
]
TERMS = Terms(
    parties={"P": Party("P", "P"), "Q": Party("Q", "Q", price_list="own")},
    book=PriceBook(PRICES),
    low_value={"glass"},
)


def booked(
    day: date, net_kg: int, *, on: date | None = None, reverse: bool = False, **rest
) -> BookedTicket:
    values = {"material": "glass", "party_id": "P", **rest}
    moment = datetime.combine(day, datetime.min.time())
    ticket = Ticket("A", f"{day:%d}", moment, net_kg=net_kg, **values)
    return BookedTicket(ticket, on or day, day, is_reversal=reverse)


def test_half_a_fen_is_rounded_up() -> None:
    # 1 kg at 1,500 fen/t is 1.5 fen; at 1,499 fen/t it is less.
    assert [half_up(1, 1_500), half_up(1, 1_499), half_up(0, 9)] == [2, 1, 0]


def test_the_price_of_the_day_holds_less_deductions_with_the_subsidy_on_top() -> None:
    ticket = booked(FIRST, 1_100, moisture_kg=60, contamination_kg=40)
    lines, gaps = price_tickets([ticket], TERMS)
    assert gaps == []
    assert [(line.kind, line.payable_kg, line.amount_fen) for line in lines] == [
        (PURCHASE, 1_000, 30_000),
        (SUBSIDY, 1_000, 10_000),
    ]


def test_a_price_ends_with_its_last_day_and_when_the_next_begins() -> None:
    lines, _ = price_tickets([booked(SECOND, 500)], TERMS)
    assert [(line.kind, line.amount_fen) for line in lines] == [(PURCHASE, 20_000)]


def test_the_price_on_the_ticket_comes_first_and_names_no_list() -> None:
    ticket = booked(FIRST, 2_000, material="steel", price_fen_per_t=200_001)
    (line,) = price_tickets([ticket], TERMS)[0]
    # Steel is not of low value: its subsidy price grants nothing.
    assert (line.amount_fen, line.price_list) == (400_002, "")


def test_a_correction_takes_the_old_amount_back_at_the_price_of_its_day() -> None:
    old, new = booked(FIRST, 1_000), booked(FIRST, 900)
    lines, _ = price_tickets(
        [
            old,
            booked(FIRST, 1_000, on=SECOND, reverse=True),
            booked(FIRST, 900, on=SECOND),
        ],
        TERMS,
    )
    assert [line.amount_fen for line in lines] == [
        30_000, 10_000, -30_000, 27_000, -10_000, 9_000,
    ]  # fmt: skip
    assert sum_lines(lines) == [Delivered("P", "glass", 1, 900, 27_000, 9_000)]
    assert sum_lines(lines) == sum_lines(price_tickets([new], TERMS)[0])
    assert old.ticket.payable_kg == 1_000


def test_a_cancelled_load_needs_no_price() -> None:
    lines, gaps = price_tickets([booked(FIRST, 0, party_id="Q")], TERMS)
    assert (gaps, [line.amount_fen for line in lines]) == ([], [0])


def test_everything_without_a_price_is_named_at_once() -> None:
    tickets = [
        booked(FIRST, 1, party_id="Q"),
        booked(SECOND, 1, party_id="Q"),
        booked(FIRST, 1, material="steel"),
        booked(FIRST, 1, party_id="X"),
    ]
    lines, gaps = price_tickets(tickets, TERMS)
    assert lines == []
    assert gaps == [
        PriceGap("P", "standard", "steel", FIRST, FIRST, 1),
        PriceGap("Q", "own", "glass", FIRST, SECOND, 2),
        PriceGap("X", None, "glass", FIRST, FIRST, 1),
    ]
    with pytest.raises(InputError) as caught:
        refuse_gaps(gaps, FIRST, SECOND)
    message = str(caught.value)
    assert "1 ticket of P, 2026-03-01: no price of steel on list standard" in message
    assert "2 tickets of Q, 2026-03-01 to 2026-03-20: no price of glass" in message
    assert "1 ticket of X, 2026-03-01: no such party" in message
    assert "recycling import" in message
    refuse_gaps([], FIRST, SECOND)


@pytest.mark.parametrize(
    ("first", "last", "covered"),
    [
        (date(2026, 1, 1), date(2026, 12, 31), True),
        (date(2025, 12, 31), date(2026, 1, 1), False),
    ],
)
def test_a_list_covers_days_when_a_price_holds_on_each(first, last, covered) -> None:
    assert TERMS.book.covers("standard", "glass", first, last) is covered
    part = Delivered("P", "glass", 1, 1, 1, 0, listed=1)
    assert lacks_prices([part], TERMS, first, last) is not covered
    assert not lacks_prices([replace(part, listed=0)], TERMS, first, last)


def test_a_list_with_a_hole_covers_only_what_lies_beside_it() -> None:
    book = PriceBook(
        [
            Price("l", PURCHASE, "glass", date(2026, 1, 1), 1, date(2026, 1, 10)),
            Price("l", PURCHASE, "glass", date(2026, 1, 20), 1),
        ]
    )
    assert book.covers("l", "glass", date(2026, 1, 1), date(2026, 1, 10))
    assert book.covers("l", "glass", date(2026, 1, 20), date(2027, 1, 1))
    assert not book.covers("l", "glass", date(2026, 1, 1), date(2026, 1, 20))
    assert not book.covers("l", "glass", date(2026, 1, 11), date(2026, 1, 19))


def test_a_party_that_is_not_recorded_lacks_a_price_whatever_its_tickets_say() -> None:
    assert lacks_prices([Delivered("X", "glass", 1, 1, 1, 0)], TERMS, FIRST, SECOND)
    assert not lacks_prices([Delivered("P", "steel", 1, 1, 1, 0)], TERMS, FIRST, SECOND)
