"""Statements on paper and in files: the same fen everywhere."""

import csv
import json
from dataclasses import replace
from datetime import date

from recycling.domain.parties import PartyKind, PriceKind
from recycling.domain.settlement import (
    PartyAmount,
    PointAccount,
    PointEntry,
    PointLedger,
    PointSum,
    Settlement,
    Statement,
    StatementLine,
)
from recycling.reporting.document_files import Format
from recycling.reporting.settlement_document import (
    points_document,
    settlement_document,
    statement_document,
)
from recycling.reporting.settlement_files import settlement_text

DAY = date(2026, 3, 2)
LINE = StatementLine(
    "R", DAY, DAY, "C1", "1", "glass", PriceKind.PURCHASE, 1_000, 30_000, "std", 30_000
)
LINES = (
    LINE,
    StatementLine(
        "R", DAY, DAY, "C1", "1", "glass", PriceKind.SUBSIDY, 1_000, 10_000, "std",
        10_000,
    ),
    StatementLine(
        "R", DAY, DAY, "C1", "0", "glass", PriceKind.PURCHASE, -1, 30_000, "std", -30,
        is_reversal=True,
    ),
)  # fmt: skip
STATEMENT = Statement("R", "=Ms R", PartyKind.RESIDENT, True, DAY, DAY, LINES)
AMOUNT = PartyAmount(
    "R", "=Ms R", PartyKind.RESIDENT, True, "glass", 1, 999, 29_970, 10_000
)
SETTLEMENT = Settlement(DAY, DAY, (AMOUNT,), 2, 50)
ENTRY = PointEntry("R", DAY, DAY, "C1", "1", "glass", 1_000, "v1", 2_000, 2_000)
EARNED = PointSum("R", "glass", "v1", 1_000, 2_000)
LEDGER = PointLedger(
    DAY, DAY,
    (PointAccount("R", "R", False, 5, (EARNED,), (ENTRY,)),),
)  # fmt: skip


def test_a_statement_adds_up_and_counts_the_mass_once() -> None:
    assert (STATEMENT.payable_kg, STATEMENT.amount_fen) == (999, 39_970)
    document = statement_document(STATEMENT, {}, "en")
    (table,) = document.tables
    assert table.rows[-1][-1].exact == 39_970
    assert table.rows[-1][-1].text == "399.70"
    assert "reversed" in table.rows[2][4].text
    assert "made up" in document.warning


def test_all_parties_end_in_a_total_and_say_what_is_left_out() -> None:
    document = settlement_document(SETTLEMENT, {}, "zh")
    assert [cell.exact for cell in document.tables[0].rows[-1][-3:]] == [
        29_970, 10_000, 39_970,
    ]  # fmt: skip
    assert "2" in document.paragraphs[0]
    assert "50" in document.paragraphs[0]


def test_points_show_accounts_and_the_tickets_behind_one() -> None:
    document = points_document(LEDGER, {}, "en")
    accounts, entries = document.tables
    assert [cell.exact for cell in accounts.rows[0][3:]] == [5, 2_000, 2_005]
    assert entries.rows[0][-1].exact == 2_000
    assert not document.warning


def rows(record: Settlement | Statement | PointLedger) -> list[dict[str, str]]:
    text = settlement_text(record, Format.CSV)
    return list(csv.DictReader(text.removeprefix("\ufeff").splitlines()))


def test_rows_hold_the_exact_figures() -> None:
    assert sum(int(row["amount_fen"]) for row in rows(STATEMENT)) == 39_970
    plain = json.loads(settlement_text(STATEMENT, Format.JSON))
    assert plain["amount_fen"] == STATEMENT.amount_fen
    assert len(plain["lines"]) == 3
    (row,) = rows(SETTLEMENT)
    # No spreadsheet takes the name for a formula.
    assert (row["name"], row["amount_fen"]) == ("'=Ms R", "39970")
    assert [row["points"] for row in rows(LEDGER)] == ["2000"]


def test_accounts_are_the_rows_where_no_tickets_were_asked_for() -> None:
    (account,) = LEDGER.accounts
    (row,) = rows(replace(LEDGER, accounts=(replace(account, entries=()),)))
    assert (row["opening"], row["earned"], row["closing"]) == ("5", "2000", "2005")
