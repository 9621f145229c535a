"""Settlements, points and the gap on the command line."""

import csv
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

type Recycling = Callable[..., Any]

FILES = {
    "parties": "party_id,name,kind\nS,S Ltd,supplier\nR,Ms R,resident\n",
    "prices": (
        "price_list,kind,material,valid_from,fen_per_t,source\n"
        "standard,purchase,paper,2026-01-01,150001,by hand\n"
    ),
    "point_rules": (
        "version,material,points_per_t,valid_from,source\n"
        "v1,paper,1001,2026-01-01,by hand\n"
    ),
    "tickets": (
        "site_id,ticket_no,weighed_at,material,net_kg,party_id\n"
        "C1,1,2026-03-02 08:00,paper,1000,S\n"
        "C1,2,2026-03-03 08:00,paper,500,R\n"
    ),
}


@pytest.fixture
def delivered(recycling: Recycling, street_copy: Path, tmp_path: Path) -> Path:
    """Give the street two deliveries, with prices and a rule."""
    files = []
    for table, content in FILES.items():
        path = tmp_path / f"{table}.csv"
        path.write_text(content, encoding="utf-8")
        files.append(path)
    assert recycling("import", *files, "-w", street_copy).code == 0
    return street_copy


MARCH = ("--month", "2026-03")


def test_settlements_as_json_rows_and_workbook(
    recycling: Recycling, delivered: Path, tmp_path: Path
) -> None:
    ended = recycling("settle", "--all", *MARCH, "--json", "-w", delivered)
    # 1,000 kg at 150.001 fen, 500 kg at half of that: 75,000.5 fen.
    assert json.loads(ended.out)["amount_fen"] == 150_001 + 75_001
    path = tmp_path / "statement.csv"
    recycling("settle", "--party", "R", *MARCH, "-o", path, "-w", delivered)
    (row,) = csv.DictReader(path.read_text(encoding="utf-8-sig").splitlines())
    assert (row["ticket_no"], row["amount_fen"]) == ("2", "75001")
    path = tmp_path / "all.xlsx"
    assert recycling("settle", "--all", *MARCH, "-o", path, "-w", delivered).code == 0
    assert path.read_bytes().startswith(b"PK")


def test_points_of_residents(recycling: Recycling, delivered: Path) -> None:
    ended = recycling("points", *MARCH, "--json", "-w", delivered)
    (account,) = json.loads(ended.out)["accounts"]
    assert (account["party_id"], account["earned"]) == ("R", 500)
    assert "Ms R" in recycling("points", *MARCH, "-w", delivered).out


def test_the_gap_and_what_closes_it(recycling: Recycling, delivered: Path) -> None:
    found = json.loads(
        recycling("gap", "--date", "2026-03-31", "--json", "-w", delivered).out
    )
    assert found["gap"]["reached_kg"] == 1_500
    kilograms = sum(part["kg"] for part in found["gap"]["parts"])
    assert kilograms == found["gap"]["gap_kg"] > 0
    assert found["levers"] is None
    ended = recycling("gap", "--levers", "--days", "99", "-w", delivered)
    assert "--days: must be from 1 to 14, got 99" in ended.mistake


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (("settle", *MARCH), "--party ID or --all"),
        (("settle", "--all", "--party", "R", *MARCH), "not both"),
        (("settle", "--all"), "--month YYYY-MM, or both --from and --to"),
        (("settle", "--party", "X", *MARCH), "a recorded party, got 'X'"),
        (("points", "--party", "S", *MARCH), "of kind resident"),
    ],
)
def test_mistakes_are_explained(
    recycling: Recycling, delivered: Path, arguments: tuple[str, ...], message: str
) -> None:
    assert message in recycling(*arguments, "-w", delivered).mistake
