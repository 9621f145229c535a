"""Carbon as posted, under another set, and after months were sealed."""

from collections.abc import Callable, Iterable
from dataclasses import replace
from datetime import UTC, date, datetime
from typing import Any

import pytest

from recycling.domain.carbon import Burden
from recycling.domain.errors import ConflictError, InputError
from recycling.domain.network import Network
from recycling.domain.site_records import SiteEnergy
from recycling.domain.tickets import Grade, Ticket
from recycling.services.bookkeeping import post_books
from recycling.services.carbon import report_carbon
from recycling.services.context import Context
from recycling.services.sealing import close_month, verify
from tests.builders import VERSION

START, END = date(2026, 10, 1), date(2026, 10, 31)
LOAD = Ticket("C1", "R1", datetime(2026, 10, 5, 9), "paper", 12_000)

type Write = Callable[[str, Iterable[Any]], None]


@pytest.fixture
def october(context: Context, write: Write, micro: Network) -> Context:
    """12 t of paper, 2 t of them calculated, and the energy of its centre, sealed."""
    write(
        "tickets",
        [
            replace(LOAD, net_kg=10_000),
            replace(LOAD, ticket_no="R2", net_kg=2_000, grade=Grade.CALCULATED),
        ],
    )
    write("site_energy", [SiteEnergy("C1", START, 1_000.0, 10.0, 0.25)])
    write(
        "emission_factors",
        [
            replace(factor, version="next", kg_per_unit=factor.kg_per_unit * 2)
            for factor in map(_without_range, micro.emission_factors)
        ],
    )
    close_month(context, START, datetime(2026, 11, 1, tzinfo=UTC))
    return context


def _without_range(factor: Any) -> Any:
    return replace(factor, low=None, high=None)


def test_carbon_of_a_sealed_month_by_hand(october: Context) -> None:
    made = report_carbon(october, START, END)
    # 12 t x 0.9 x 500 kg; 1.2 t x 400 kg; 1,000 kWh x 0.75 x 0.5 + 10 l x 2.5.
    assert made.posted.avoided.amount == 5_400_000
    assert made.posted.burdens[Burden.RESIDUE].amount == 480_000
    assert made.posted.burdens[Burden.SITE_ENERGY].amount == 400_000
    assert made.posted.net.amount == 4_520_000
    assert (made.posted.version, made.restated) == (VERSION, None)
    assert made.green_share == 0.25
    assert made.kg_by_grade == {"measured": 10_000, "calculated": 2_000}
    assert made.price_fen_per_t == (6_000, 6_000, 6_000)
    assert made.sealed_until == END


def test_another_set_shows_history_anew_and_leaves_the_seals(october: Context) -> None:
    before = report_carbon(october, START, END)
    made = report_carbon(october, START, END, "next")
    assert made.posted == before.posted
    assert made.restated is not None
    assert made.restated.net.amount == 2 * made.posted.net.amount
    assert verify(october).breaches == ()


def test_what_a_chosen_set_lacks_is_named_at_once(october: Context) -> None:
    with pytest.raises(InputError, match=r"avoided\.paper, diesel_l, grid_kwh, resid"):
        report_carbon(october, START, END, "nope")


def test_a_sealed_month_takes_no_postings(october: Context) -> None:
    with pytest.raises(ConflictError, match="the month is sealed"):
        post_books(october, END)


def test_a_correction_shows_in_the_open_month(october: Context, write: Write) -> None:
    at = datetime(2026, 11, 1, 8)
    write("tickets", [replace(LOAD, ticket_no="R3", weighed_at=at, corrects="R1")])
    post_books(october, date(2026, 11, 2))
    assert report_carbon(october, START, END).posted.avoided.amount == 5_400_000
    november = report_carbon(october, date(2026, 11, 1), date(2026, 11, 30))
    # 12 t instead of 10 t.
    assert november.posted.avoided.amount == 900_000
    assert november.kg_by_grade == {"measured": 2_000}
    assert verify(october).breaches == ()
