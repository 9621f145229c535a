"""``recycling plan explain``, ``plan gaps`` and ``plan compare``."""

import csv
import json
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

from tests.builders import HOUR_S, micro_network
from tests.workspaces import open_context, write_objects

type Recycling = Callable[..., Any]
DATE = ("--date", "2026-11-02")


def test_orders_left_out_are_explained(recycling: Recycling, street_copy: Path) -> None:
    workspace = ("-w", street_copy)
    mistake = recycling("plan", "explain", *DATE, *workspace).mistake
    assert "recycling plan routes --date 2026-11-02" in mistake
    context = open_context(street_copy)
    short = [
        replace(v, shift_end_s=6 * HOUR_S + 600)
        for v in micro_network().vehicles.values()
    ]
    write_objects(context, "vehicles", short)
    assert recycling("plan", "routes", *DATE, *workspace).code == 0
    shown = recycling("plan", "explain", *DATE, "--no-fixes", *workspace)
    assert shown.code == 0, shown.err
    assert "班次时长不足" in shown.out or "shift is too short" in shown.out
    tree = json.loads(
        recycling("plan", "explain", *DATE, "--no-fixes", "--json", *workspace).out
    )
    assert {group["cause"] for group in tree["groups"]} == {"shift_too_short"}
    order_id = tree["groups"][0]["orders"][0]["order_id"]
    asked = ("--order", order_id, "--time-limit", 30, "--json")
    ended = recycling("plan", "explain", "routes-2026-11-02", *asked, *workspace)
    (group,) = json.loads(ended.out)["groups"]
    assert [order["order_id"] for order in group["orders"]] == [order_id]
    assert "shift" in {fix["kind"] for fix in group["fixes"]}
    assert all(fix["cost_fen"] > 0 for fix in group["fixes"])
    none = recycling("plan", "explain", *DATE, "--order", "nothing", *workspace)
    assert "the plan does not know it" in none.mistake
    gaps = recycling("plan", "gaps", *workspace, "--json")
    assert isinstance(json.loads(gaps.out), list)


def test_a_plan_without_gaps_and_without_orders_left_out(
    recycling: Recycling, street_copy: Path
) -> None:
    workspace = ("-w", street_copy)
    assert recycling("plan", "routes", *DATE, *workspace).code == 0
    shown = recycling("plan", "explain", *DATE, *workspace)
    assert "routes-2026-11-02" in shown.out
    assert shown.code == 0, shown.err
    assert recycling("plan", "gaps", *workspace).code == 0
    late = ("--from", "2026-11-03", "--to", "2026-11-01")
    assert (
        "must not come before" in recycling("plan", "gaps", *late, *workspace).mistake
    )


def test_scenarios_are_shown_and_written(
    recycling: Recycling, street_copy: Path, tmp_path: Path
) -> None:
    workspace = ("-w", street_copy)
    wrong = recycling("plan", "compare", "--scenarios", "moon", *DATE, *workspace)
    assert "must be names out of current, own, pooled, night, electric" in wrong.mistake
    file = tmp_path / "scenarios.csv"
    asked = ("--scenarios", "current", "--csv", file, "--time-limit", 1)
    shown = recycling("plan", "compare", *DATE, *asked, *workspace)
    assert shown.code == 0, shown.err
    assert "nearest_neighbour" in shown.out
    with file.open(encoding="utf-8-sig", newline="") as lines:
        found = {row["figure"]: row["value"] for row in csv.DictReader(lines)}
    assert float(found["distance_km"]) > 0
    tree = json.loads(
        recycling("plan", "compare", *DATE, *asked, "--json", *workspace).out
    )
    (only,) = tree["scenarios"]
    assert only["distance_m"] == float(found["distance_km"]) * 1_000
