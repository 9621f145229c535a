"""A sealed month stays settled as it was, whatever is imported about prices later."""

from dataclasses import replace
from datetime import date

import pytest

from recycling.domain.errors import ConflictError
from recycling.domain.parties import Party, PartyKind, PointRule, Price, PriceKind
from recycling.domain.seals import Section
from recycling.services.context import Context
from recycling.services.sealing import close_month, verify
from recycling.services.settling import settle_all, statement_of
from recycling.storage.database import Database
from recycling.storage.seals import SealTables
from tests.builders import micro_network
from tests.integration.evidence.books import (
    APRIL,
    MONTHS,
    TICKETS,
    recorded,
    run,
    ticket,
)
from tests.workspaces import write_objects

JANUARY = (date(2026, 1, 1), date(2026, 1, 31))
FEBRUARY = (date(2026, 2, 1), date(2026, 2, 28))
P = PriceKind.PURCHASE
STANDARD = Price("standard", P, "paper", JANUARY[0], 50_000)
SUBSIDY = Price("standard", PriceKind.SUBSIDY, "paper", JANUARY[0], 2_000)


@pytest.fixture
def context(database: Database) -> Context:
    """January settled by list and sealed: 1,000 and 2,000 kg of one party."""
    named = [replace(t, party_id="P1") for t in TICKETS if t.material == "paper"]
    found = recorded(database, micro_network(), named)
    paper = replace(micro_network().materials["paper"], is_low_value=True)
    write_objects(found, "materials", [paper])
    write_objects(found, "parties", [Party("P1", "Paper shop")])
    write_objects(found, "prices", [STANDARD, SUBSIDY])
    close_month(found, MONTHS[0], APRIL)
    return found


def change_all(context: Context) -> None:
    """Change whatever a price hangs on: figure, version, list, kind of material."""
    write_objects(context, "prices", [
        replace(STANDARD, fen_per_t=99_000),
        replace(SUBSIDY, fen_per_t=99),
        replace(STANDARD, valid_from=date(2026, 1, 3), fen_per_t=70_000),
        Price("other", P, "paper", JANUARY[0], 10_000),
    ])  # fmt: skip
    write_objects(context, "parties", [Party("P1", "Paper shop", price_list="other")])
    write_objects(context, "materials", [micro_network().materials["paper"]])


def test_prices_imported_later_leave_a_sealed_month(context: Context) -> None:
    before = settle_all(context, *JANUARY), statement_of(context, "P1", *JANUARY)
    # 3 t at 500 CNY and 20 CNY subsidy.
    assert before[0].amount_fen == before[1].amount_fen == 150_000 + 6_000
    change_all(context)
    after = settle_all(context, *JANUARY), statement_of(context, "P1", *JANUARY)
    assert after == before
    assert verify(context).breaches == ()


def test_an_open_month_has_the_new_prices_and_old_loads_the_old(
    context: Context,
) -> None:
    change_all(context)
    # B1 of February: 3 t at the new list's 100 CNY. B2 takes the place of January's
    # A1: 1 t taken back and 0.8 t paid for, both as January was sealed, 520 CNY/t.
    expected = 3 * 10_000 - 52_000 + 41_600
    assert settle_all(context, *FEBRUARY).amount_fen == expected
    assert statement_of(context, "P1", *FEBRUARY).amount_fen == expected
    both = settle_all(context, JANUARY[0], FEBRUARY[1])
    assert both.amount_fen == 156_000 + expected


def test_a_load_without_a_price_when_sealed_takes_one_later(
    database: Database,
) -> None:
    found = recorded(database, micro_network())
    write_objects(found, "parties", [Party("P1", "Paper shop")])
    write_objects(found, "tickets", [ticket(1, "A9", 4_000, party_id="P1")])
    close_month(found, MONTHS[0], APRIL)
    write_objects(found, "prices", [STANDARD])
    assert settle_all(found, *JANUARY).amount_fen == 200_000
    assert statement_of(found, "P1", *JANUARY).amount_fen == 200_000


def test_sealed_prices_are_part_of_the_seal(
    context: Context, database: Database
) -> None:
    run(database, "UPDATE sealed_prices SET fen_per_t = 1 WHERE kind = 'purchase'")
    run(database, "DELETE FROM sealed_parties")
    found = {(b.kind, b.table) for b in verify(context).breaches}
    assert found == {("altered", "sealed_prices"), ("missing", "sealed_parties")}


def test_months_sealed_before_prices_were_kept_verify_as_they_were(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    found = recorded(database, micro_network())
    whole = SealTables.sections

    def older(tables: SealTables) -> list[Section]:
        return [s for s in whole(tables) if not s.table.startswith("sealed_")]

    monkeypatch.setattr(SealTables, "sections", older)
    close_month(found, MONTHS[0], APRIL)
    monkeypatch.undo()
    close_month(found, MONTHS[1], APRIL)
    assert verify(found).months == 2
    assert verify(found).breaches == ()


def test_rules_for_points_begin_in_an_open_month(context: Context) -> None:
    write_objects(context, "parties", [Party("R", "R", PartyKind.RESIDENT)])
    rule = PointRule("v1", "paper", 10, date(2025, 12, 1))
    with pytest.raises(ConflictError, match=r"point_rules: must be of an open month"):
        write_objects(context, "point_rules", [rule])
    write_objects(context, "point_rules", [replace(rule, valid_from=FEBRUARY[0])])
