"""Closing months in both databases: in order, complete, and for good."""

import json
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from recycling.domain.errors import ConflictError, NotReadyError
from recycling.domain.ledger import Account
from recycling.domain.site_records import SiteEnergy, Stocktake
from recycling.domain.tickets import FlagRule, TicketFlag
from recycling.services.context import Context
from recycling.services.sealing import close_month, list_seals, package, verify
from recycling.storage.database import Database
from tests.builders import micro_network
from tests.integration.evidence.books import APRIL, MONTHS, recorded, run, ticket
from tests.workspaces import SETTINGS, write_objects


def test_months_are_closed_one_after_the_other(database: Database) -> None:
    context = recorded(database, micro_network())
    with pytest.raises(NotReadyError, match=r"month 2026-02: .* next is 2026-01\. "):
        close_month(context, MONTHS[1], APRIL)
    with pytest.raises(NotReadyError, match="month 2026-01: is not over until"):
        close_month(context, MONTHS[0], datetime(2026, 1, 31, 12, tzinfo=UTC))
    # Midnight in the city comes eight hours before that of UTC.
    close_month(context, MONTHS[0], datetime(2026, 1, 31, 16, tzinfo=UTC))
    with pytest.raises(ConflictError, match="month 2026-01: is sealed already"):
        close_month(context, MONTHS[0], APRIL)
    with context.unit_of_work() as work:
        assert len(work.seals.chain()) == 1
        assert work.books.posted(Account.RECOVERED_KG, MONTHS[1], MONTHS[2]) == []


def test_a_month_without_data_is_sealed_with_a_warning(database: Database) -> None:
    context = recorded(database, micro_network())
    for month in MONTHS:
        close_month(context, month, APRIL)
    seal = close_month(context, date(2026, 4, 1), datetime(2026, 5, 2, tzinfo=UTC))
    assert json.loads(seal.header)["warnings"] == [{"code": "no_tickets"}]
    assert verify(context).breaches == ()


def test_doubts_nobody_looked_at_are_part_of_the_seal(database: Database) -> None:
    context = recorded(database, micro_network())
    flag = TicketFlag("C1", "A2", FlagRule.OUTLIER, "2000 kg", "20 kg")
    corrected = replace(flag, ticket_no="A1")
    with context.unit_of_work() as work:
        work.weighings.flag([flag, corrected])
    seal = close_month(context, MONTHS[0], APRIL)
    warnings = json.loads(seal.header)["warnings"]
    # A1 was corrected in February.
    assert {"code": "flags", "rule": "outlier", "tickets": 1} in warnings


def test_a_sealed_month_takes_no_record(context: Context) -> None:
    late = ticket(1, "A3", 1)
    stock = Stocktake("C1", "paper", date(2026, 1, 31), 501)
    energy = SiteEnergy("C1", date(2026, 2, 1), 1.0)
    for table, row, named in (
        ("tickets", late, "site_id C1 ticket_no A3 of 2026-01-05"),
        ("stocktakes", stock, "day 2026-01-31 of 2026-01-31"),
        ("site_energy", energy, "site_id C1 month 2026-02-01 of 2026-02-01"),
    ):
        with pytest.raises(ConflictError, match=f"must be of an open month, .*{named}"):
            write_objects(context, table, [row])
    # What is recorded already may come again.
    write_objects(context, "stocktakes", [replace(stock, kg=500)])
    assert verify(context).breaches == ()


def test_nothing_is_sealed_where_nothing_was_weighed(database: Database) -> None:
    context = Context(SETTINGS, database.unit_of_work, lambda: ThreadPoolExecutor(1))
    with pytest.raises(NotReadyError, match="has no data"):
        close_month(context, MONTHS[0], APRIL)
    with pytest.raises(NotReadyError, match="no month is sealed yet"):
        package(context, Path("unwritten.zip"))


def test_sums_that_contradict_the_tickets_are_not_sealed(
    database: Database,
) -> None:
    context = recorded(database, micro_network())
    run(database, "UPDATE monthly_rollup SET net_kg = 2999 WHERE month = '2026-01-01'")
    with pytest.raises(
        ConflictError, match=r"monthly_rollup paper: 2999 kg instead of 3000"
    ):
        close_month(context, MONTHS[0], APRIL)
    assert list_seals(context) == []


def test_a_header_holds_the_months_results(context: Context) -> None:
    january, february, march = (json.loads(s.header) for s in list_seals(context))
    assert january["results"]["recovered"]["kg"] == 3_000
    assert january["results"]["weighed"]["kg_by_grade"] == {
        "measured": 1_000,
        "calculated": 2_000,
    }
    # 3,000 kg and 800 kg less the 1,000 kg they correct.
    assert february["results"]["recovered"]["by_material"] == {"paper": 2_800}
    assert february["results"]["weighed"]["kg_by_grade"] == {"measured": 2_800}
    # 1,000.5 kWh x 0.75 x 0.5 kg + 10 l x 2.5 kg = 400.1875 kg
    energy = february["results"]["accounts"]["site_energy_co2_g"]
    assert energy[0] == 400_188
    # 25 t x 6 km (street x detour) x 0.08 kg/tkm = 12 kg
    assert march["results"]["accounts"]["transport_co2_g"][0] == pytest.approx(
        12_000, rel=1e-3
    )
    assert (january["factor_version"], january["counting_rule"]) == (
        "micro",
        "first_intake",
    )
