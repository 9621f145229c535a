"""Editing and re-planning on the command line, in both languages."""

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from recycling.schema.messages import text
from tests.builders import DAY, VERSION
from tests.unit.recycling.cli.conftest import Recycling

DATE = ("--date", f"{DAY:%Y-%m-%d}")
PLAN = f"routes-{DAY:%Y-%m-%d}"


@pytest.fixture
def planned(recycling: Recycling, street_copy: Path) -> dict[str, Any]:
    """Plan the street's day; return a route of depot D1."""
    ended = recycling("plan", "routes", *DATE, "--json", "-w", street_copy)
    routes: list[dict[str, Any]] = json.loads(ended.out)["routes"]
    return next(route for route in routes if route["catchment"] == "D1")


def order_of(route: dict[str, Any]) -> str:
    return next(str(stop["order_id"]) for stop in route["stops"] if stop["order_id"])


def test_a_plan_is_edited_and_the_difference_told(
    recycling: Recycling, street_copy: Path, planned: dict[str, Any], tmp_path: Path
) -> None:
    order = order_of(planned)
    other = "V2" if planned["vehicle_id"] == "V1" else "V1"
    moved = recycling(
        "plan", "edit", PLAN, "--move", f"{order}:{other}", "-w", street_copy
    )
    assert moved.code == 0, moved.err
    assert order in moved.out
    assert f"{PLAN}-v2" in moved.out
    file = tmp_path / "edits.json"
    edits = [{"edit": "remove", "orders": [order]}]
    file.write_text(json.dumps(edits), encoding="utf-8")
    ended = recycling(
        "plan", "edit", f"{PLAN}-v2", "--file", file, "--json", "-w", street_copy
    )
    done = json.loads(ended.out)
    assert done["plan"]["plan_id"] == f"{PLAN}-v3"
    assert {"order_id": order, "reason": "removed"} in done["plan"]["unserved"]
    unknown = recycling("plan", "edit", PLAN, "--remove", "o9", "-w", street_copy)
    assert "order o9" in unknown.mistake


def test_edits_can_be_tried_alone(
    recycling: Recycling, street_copy: Path, planned: dict[str, Any]
) -> None:
    order = order_of(planned)
    other = "V2" if planned["vehicle_id"] == "V1" else "V1"
    asked = ("plan", "edit", PLAN, "--move", f"{order}:{other}", "--dry-run")
    tried = recycling(*asked, "-w", street_copy)
    assert tried.code == 0, tried.err
    assert order in tried.out
    assert text("cli.edit.tried", "en") in tried.out
    versions = recycling("plan", "versions", *DATE, "-w", street_copy)
    assert f"{PLAN}-v2" not in versions.out


def test_a_breakdown_is_planned_around_and_told_once(
    recycling: Recycling, street_copy: Path, planned: dict[str, Any]
) -> None:
    event = f"vehicle_down:{planned['vehicle_id']}"
    asked = ("plan", "replan", *DATE, "--at", "06:05", "--event", event)
    done = recycling(*asked, "-w", street_copy)
    assert done.code == 0, done.err
    assert f"{PLAN}-v2" in done.out
    again = recycling(*asked, "-w", street_copy)
    assert text("cli.replan.nothing_new", "en", plan=f"{PLAN}-v2") in again.out
    wrong = recycling(
        *asked[:-1], "vehicle_down:V9", "--depot", "D1", "-w", street_copy
    )
    assert "V9: is not on the road" in wrong.mistake
    late = recycling("plan", "replan", *DATE, "--at", "25:00", "-w", street_copy)
    assert "HH:MM" in late.mistake


def test_broken_rules_are_listed_in_chinese(
    recycling: Recycling, street_copy: Path, planned: dict[str, Any]
) -> None:
    order = order_of(planned)
    lock = recycling("plan", "edit", PLAN, "--lock", order, "-w", street_copy)
    assert lock.code == 0, lock.err
    other = "V2" if planned["vehicle_id"] == "V1" else "V1"
    # The language is known before a program reads its options: a process of its own.
    environment = {
        **os.environ, "RECYCLING_LANGUAGE": "zh", "COLUMNS": "300",
        "PYTHONIOENCODING": "utf-8", "RECYCLING_ACCOUNTING__FACTOR_VERSION": VERSION,
    }  # fmt: skip
    edit = ["plan", "edit", PLAN, "--move", f"{order}:{other}", "-w", str(street_copy)]
    code = "from recycling.cli.main import run; run()"
    ended = subprocess.run(  # noqa: S603 - our own interpreter
        [sys.executable, "-c", code, *edit],
        capture_output=True,
        env=environment,
        encoding="utf-8",
        check=False,
    )
    assert ended.returncode == 2
    for key in ("broken.locked_vehicle", "way_out.locked_vehicle"):
        assert text(key, "zh") in ended.stdout
    assert text("cli.edit.not_saved", "zh") in ended.stderr
