"""Closing, verifying, listing and packing on the command line, and carbon."""

import json
import shutil
import sqlite3
import zipfile
from collections.abc import Callable
from contextlib import closing
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest

from recycling.cli.console import out
from recycling.domain.tickets import FlagRule, Ticket, TicketFlag
from tests.workspaces import open_context, write_objects

type Recycling = Callable[..., Any]


@pytest.fixture(scope="module")
def january(street_workspace: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Weigh 1,000 kg of paper in a month long over."""
    workspace = tmp_path_factory.mktemp("january") / "workspace"
    shutil.copytree(street_workspace, workspace)
    load = Ticket("C1", "A1", datetime(2026, 1, 5, 9), "paper", 1_000)
    context = open_context(workspace)
    write_objects(context, "tickets", [load])
    flag = TicketFlag("C1", "A1", FlagRule.OUTLIER, "1000 kg", "100 kg")
    with context.unit_of_work() as work:
        work.weighings.flag([flag])
    return workspace


@pytest.fixture
def weighed(january: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Give each test its copy, and a terminal wide enough for a hash."""
    monkeypatch.setattr(out, "width", 200)
    return shutil.copytree(january, tmp_path / "workspace")


def test_a_month_is_closed_verified_and_packed(
    recycling: Recycling, weighed: Path
) -> None:
    ended = recycling("evidence", "close", "--month", "2026-01", "-w", weighed)
    assert ended.code == 0, ended.err
    # No stocktake, and nothing of what came in was seen to leave.
    assert "1 tickets are doubted (Unusual mass) and were not corrected" in ended.out
    assert "mass balance of site C1 is off by 900 kg" in ended.out
    assert "Sealed 2026-01: 1.000 t recovered" in ended.out

    listed = json.loads(recycling("evidence", "list", "--json", "-w", weighed).out)
    (seal,) = listed
    assert seal["header"]["results"]["recovered"]["kg"] == 1_000
    table = recycling("evidence", "list", "-w", weighed).out
    assert seal["hash"] in table
    assert "2026-01" in table

    verified = recycling("evidence", "verify", "--expect", seal["hash"], "-w", weighed)
    assert verified.code == 0
    assert f"1 sealed months are as they were sealed; last hash {seal['hash']}" in (
        verified.out
    )
    assert recycling("evidence", "package", "-w", weighed).code == 0
    with zipfile.ZipFile(weighed / "evidence.zip") as file:
        assert "verify_evidence.py" in file.namelist()
        assert "2026-01/document.jsonl" in file.namelist()
        readme = file.read("README.txt").decode()
    assert "python -I" in readme
    assert "核验" in readme


def test_what_was_altered_is_named_and_the_exit_code_says_so(
    recycling: Recycling, weighed: Path
) -> None:
    recycling("evidence", "close", "--month", "2026-01", "--json", "-w", weighed)
    with closing(sqlite3.connect(weighed / "recovery.db")) as connection, connection:
        connection.execute("UPDATE tickets SET net_kg = 900")
    ended = recycling("evidence", "verify", "-w", weighed)
    assert ended.code == 1
    assert (
        "2026-01, database: tickets C1|A1 net_kg was altered: sealed 1000, now 900"
        in ended.out
    )
    ended = recycling("evidence", "verify", "--json", "-w", weighed)
    (breach,) = json.loads(ended.out)["breaches"]
    assert (breach["table"], breach["key"], breach["field"]) == (
        "tickets",
        "C1|A1",
        "net_kg",
    )


def test_nothing_sealed_is_said_in_words(recycling: Recycling, weighed: Path) -> None:
    assert "No month is sealed yet." in recycling("evidence", "list", "-w", weighed).out
    assert "no month is sealed yet" in (
        recycling("evidence", "package", "-w", weighed).mistake
    )
    assert "--month: must be a month as YYYY-MM" in (
        recycling("evidence", "close", "--month", "May", "-w", weighed).mistake
    )


def test_carbon_is_stated_as_posted_and_under_another_set(
    recycling: Recycling, weighed: Path
) -> None:
    recycling("tickets", "post", "--date", "2026-01-31", "-w", weighed)
    asked = ("report", "carbon", "--month", "2026-01", "--lang", "en", "-w", weighed)
    table = recycling(*asked, "--factor-version", "micro").out
    # 1 t x 0.9 x 500 kg, from 300 to 900; 0.1 t x 400 kg, from 10 to 1,000.
    assert "0.45" in table
    assert "micro" in table
    assert "Indicative" in table
    missing = recycling(*asked, "--factor-version", "nope").mistake
    assert "no row for avoided.paper, residue_t" in missing
