"""Reconciling and balancing from the command line."""

import json
from collections.abc import Callable
from datetime import date, datetime
from pathlib import Path
from typing import Any

from recycling.domain.site_records import Stocktake
from recycling.domain.tickets import Flow, Ticket
from tests.workspaces import open_context, write_objects

type Recycling = Callable[..., Any]
DATE = ("--date", "2026-11-02")


def test_a_day_is_reconciled_and_learnt_from_once(
    recycling: Recycling, street_copy: Path
) -> None:
    workspace = ("-w", street_copy)
    mistake = recycling("reconcile", *DATE, *workspace).mistake
    assert "recycling plan routes --date 2026-11-02" in mistake
    assert recycling("plan", "routes", *DATE, *workspace).code == 0
    assert recycling("tickets", "simulate", *DATE, *workspace).code == 0
    ended = recycling("reconcile", *DATE, *workspace, "--no-learn", "--json")
    assert ended.code == 0, ended.err
    tree = json.loads(ended.out)
    found = tree["reconciliation"]
    assert found["planned_kg"] == found["weighed_kg"] > 0
    assert {stop["basis"] for stop in found["stops"]} == {"collected"}
    assert sum(site["weighed_kg"] for site in found["sites"]) == found["weighed_kg"]
    assert tree["learning"]["first_visits"] > 0
    shown = recycling("reconcile", *DATE, *workspace)
    assert f"{found['planned_kg']:,}" in shown.out


def test_a_month_is_balanced_site_by_site(
    recycling: Recycling, street_copy: Path
) -> None:
    context = open_context(street_copy)
    moment = datetime(2026, 10, 9, 9)
    tickets = [
        Ticket("C1", "a", moment, "steel", 10_000),
        Ticket("K1", "b", moment, "steel", 9_000, flow=Flow.TRANSFER,
               origin_site_id="C1"),
    ]  # fmt: skip
    write_objects(context, "tickets", tickets)
    write_objects(
        context, "stocktakes", [Stocktake("C1", "steel", date(2026, 9, 30), 0)]
    )
    month = ("--month", "2026-10", "-w", street_copy)
    shown = recycling("balance", *month)
    assert shown.code == 0, shown.err
    assert "C1" in shown.out
    assert "10.0%" in shown.out
    one = recycling("balance", *month, "--site", "C1")
    assert "steel" in one.out
    own = json.loads(recycling("balance", *month, "--out-rule", "own", "--json").out)
    assert {s["site_id"]: s["out_kg"] for s in own["sites"]} == {"C1": 0, "K1": 0}
    assert own["rule"] == "own"


def test_mistakes_about_balances_say_the_way_out(
    recycling: Recycling, street_copy: Path
) -> None:
    workspace = ("-w", street_copy)

    def mistake(*arguments: str) -> str:
        text: str = recycling("balance", *arguments, *workspace).mistake
        return text

    assert "no ticket of the month" in mistake("--month", "2020-01")
    assert "--month: must be a month" in mistake("--month", "x")
    assert "--out-rule: must be one of" in mistake(
        "--month", "2020-01", "--out-rule", "x"
    )
