"""Reconciled days and balanced months in words, in both languages."""

from dataclasses import replace
from datetime import date

from recycling.domain.balance import (
    BalanceLine,
    Doubt,
    MonthBalance,
    OutRule,
    SiteBalance,
)
from recycling.domain.materials import Stream
from recycling.domain.reconciliation import (
    FillCheck,
    Learning,
    LoadCheck,
    Reconciliation,
    StopCheck,
    StrayTicket,
    StrayVisit,
)
from recycling.domain.site_records import RateUpdate
from recycling.domain.sites import SiteKind
from recycling.reporting.reconcile_tables import (
    SHOWN,
    balance_sections,
    reconcile_sections,
)

DAY = date(2026, 11, 2)
STOP = StopCheck("p-V1", "V1", 1, 0, "P1", "o1", "paper", Stream.HOUSEHOLD, 100)
LOAD = LoadCheck("p-V1", "V1", 1, "paper", Stream.HOUSEHOLD, "C1", (), (), 100, 0, None)
FOUND = Reconciliation(
    DAY, "p", (STOP,), (LOAD,),
    (StrayTicket("C1", "t1", "", "glass", Stream.HOUSEHOLD, 7),),
    (StrayVisit("v1", "V1", "o9", "P9", 5),),
    0, 0,
)  # fmt: skip
UPDATE = RateUpdate(
    "P1", "paper", Stream.HOUSEHOLD, DAY, 10.0, 20.0, 12.5, 0.25, "visits", "v2"
)
LEARNT = Learning(DAY, (FillCheck(UPDATE, 7),), (), 3, 2, 0)
LINE = BalanceLine(
    "C1", "paper", 10_000, 0, 0, 0, 7_500, None, 0, 500,
    (Doubt.BEYOND_TOLERANCE, Doubt.NO_CLOSING_STOCK),
)  # fmt: skip
SITE = SiteBalance(
    "C1", "Centre", SiteKind.SORTING_CENTRE, "A", date(2026, 10, 1), (LINE,),
    is_flagged=True,
)  # fmt: skip
BALANCE = MonthBalance(date(2026, 10, 1), OutRule.OWN, 0.02, (SITE,))


def test_every_case_without_counterpart_is_listed() -> None:
    day, routes, cases, rates = reconcile_sections(FOUND, LEARNT, "en")
    assert day.rows == (("1", "0", "100", "0", "0", "-100.0%"),)
    assert routes.rows[0][:3] == ("V1", "1", "0")
    assert [row[0] for row in cases.rows] == [
        "Ticket without plan",
        "Trip without ticket",
        "Visit without plan",
        "Stop without visit",
    ]
    assert [row[-1] for row in cases.rows] == ["7", "100", "5", "100"]
    assert rates.rows == (
        ("P1", "paper", "7", "20.0", "10.0 > 12.5", "70", "140", "88"),
    )
    assert "1 learnt" in rates.title
    assert "3 first visits" in rates.title


def test_long_tables_are_cut_and_say_so() -> None:
    stops = tuple(replace(STOP, order_id=f"o{i}") for i in range(SHOWN))
    _, _, cases, _ = reconcile_sections(replace(FOUND, stops=stops), LEARNT, "zh")
    assert len(cases.rows) == SHOWN
    assert cases.note.startswith("另有 3 行")


def test_flagged_sites_come_first_and_doubts_are_worded() -> None:
    (flagged,) = balance_sections(BALANCE, "en")
    assert flagged.rows == (
        ("C1", "10.0", "7.5", "0.0", "0.0", "0.5", "2.0", "20.0%",
         "gap; no closing stock"),
    )  # fmt: skip
    assert "1 of 1 sites beyond 2.0%" in flagged.title
    assert "10.0 t came into the network" in flagged.note
    (lines,) = balance_sections(BALANCE, "zh", "C1")
    assert lines.rows[0][0] == "paper"
    assert lines.rows[0][3] == "-"
    assert lines.rows[0][-1] == "差额超限; 缺期末盘点"
