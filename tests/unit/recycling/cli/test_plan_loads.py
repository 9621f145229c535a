"""``recycling plan direct`` and ``recycling plan trunk`` on the street."""

import json
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest

from recycling.domain.fleet import Energy, Vehicle, VehicleRole, VehicleType
from recycling.domain.materials import Stream
from recycling.domain.orders import Order, OrderSource
from recycling.domain.tickets import Ticket
from tests.builders import DAY
from tests.workspaces import open_context, write_objects

type Recycling = Callable[..., Any]
DATE = ("--date", "2026-11-02", "--time-limit", "0.2")
PAPER = Ticket("C1", "R1", datetime(2026, 10, 5, 9), "paper", 20_000)


@pytest.fixture
def street(street_copy: Path) -> Path:
    """Give the street a heavy truck, a load for it, and a month's ticket."""
    context = open_context(street_copy)
    heavy = VehicleType(
        "heavy", "Heavy", "重卡", VehicleRole.TRUNK, Energy.DIESEL, payload_kg=20_000
    )
    steel = Order("f1", "G1", DAY, "steel", 30_000, Stream.INDUSTRIAL,
                  source=OrderSource.BOOKING)  # fmt: skip
    write_objects(context, "vehicle_types", [heavy])
    write_objects(context, "vehicles", [Vehicle("H1", "heavy", "D2")])
    write_objects(context, "orders", [steel])
    write_objects(context, "tickets", [PAPER])
    return street_copy


def test_direct_loads_are_planned_shown_and_exported(
    recycling: Recycling, street: Path, tmp_path: Path
) -> None:
    ended = recycling("plan", "direct", *DATE, "-w", street)
    assert ended.code == 0, ended.err
    assert "Where direct loads go" in ended.out
    assert "Collected" in ended.out
    assert "30.0" in ended.out
    ended = recycling("plan", "direct", *DATE, "-w", street, "--publish", "--json")
    plan = json.loads(ended.out)
    assert plan["plan_id"] == "direct-2026-11-02"
    assert [route["vehicle_id"] for route in plan["routes"]] == ["H1"]
    target = tmp_path / "direct.geojson"
    of_plan = ("--plan", "direct-2026-11-02", "-o", target, "-w", street)
    assert recycling("export", "routes", *of_plan).code == 0
    assert "H1" in target.read_text(encoding="utf-8")
    sheet = ("--date", "2026-11-02", "-f", "xlsx", "-o", tmp_path / "s.xlsx")
    assert recycling("export", "sheets", *sheet, "-w", street).code == 0


def test_trunk_legs_of_a_month(
    recycling: Recycling, street: Path, tmp_path: Path
) -> None:
    month = ("--month", "2026-10")
    ended = recycling("plan", "trunk", *month, "-w", street)
    assert ended.code == 0, ended.err
    assert "What each way would cost" in ended.out
    ended = recycling("plan", "trunk", *month, "-w", street, "--json")
    plan = json.loads(ended.out)
    # 0.9 of 20 t.
    assert (plan["plan_id"], plan["flows"][0]["kg"]) == ("trunk-2026-10", 18_000)
    target = tmp_path / "t.xlsx"
    ended = recycling("plan", "trunk", *month, "-o", target, "-w", street)
    assert ended.code == 0, ended.err
    assert target.read_bytes().startswith(b"PK")
    line = tmp_path / "t.geojson"
    of_plan = ("--plan", "trunk-2026-10", "-o", line, "-w", street)
    ended = recycling("export", "trunks", *of_plan)
    assert ended.code == 0, ended.err
    (flow, *_) = json.loads(line.read_text(encoding="utf-8"))["features"]
    assert flow["geometry"]["type"] == "LineString"
    assert flow["properties"]["mode"] == "road"
    assert flow["properties"]["kg"] == 18_000


def test_mistakes(recycling: Recycling, street: Path) -> None:
    where = ("-w", street)
    ended = recycling("plan", "trunk", "--month", "soon", *where)
    assert "--month: must be a month as YYYY-MM, got 'soon'." in ended.mistake
    ended = recycling("plan", "trunk", "--month", "2026-08", *where)
    assert "no ticket of the month is of a sorting centre" in ended.mistake
    ended = recycling("plan", "direct", "--date", "soon", *where)
    assert "--date: must be a day as YYYY-MM-DD, got 'soon'." in ended.mistake
    ended = recycling("export", "trunks", "--plan", "trunk-2026-08", *where)
    assert "no trunk plan 'trunk-2026-08', known: none." in ended.mistake


def test_without_a_heavy_vehicle_the_reason_is_shown(
    recycling: Recycling, street: Path
) -> None:
    gone = replace(Vehicle("H1", "heavy", "D2"), is_available=False)
    write_objects(open_context(street), "vehicles", [gone])
    ended = recycling("plan", "direct", *DATE, "-w", street, "--json")
    assert json.loads(ended.out)["unserved"] == [
        {"order_id": "f1", "reason": "no_vehicle"}
    ]
