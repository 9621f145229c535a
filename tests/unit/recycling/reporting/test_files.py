"""The report as files: whole, safe to open, and the same in every run."""

import csv
import json
from dataclasses import dataclass, replace
from datetime import date, datetime
from enum import StrEnum
from pathlib import Path

import pytest

from recycling.domain.network import Finding, Severity
from recycling.domain.plans import RoutePlan, SitingPlan
from recycling.reporting.files import (
    report_markdown,
    to_json,
    to_plain,
    write_report,
)
from recycling.reporting.report import Report, ReportInputs, build_report
from recycling.reporting.tables import Section

NAMES = [
    "findings.csv",
    "recovered_by_districts.csv", "recovered_by_materials.csv", "report.en.md",
    "report.json", "report.zh.md", "route_stops.csv", "routes.csv",
    "siting_decisions.csv", "unserved_orders.csv",
]  # fmt: skip


@pytest.fixture
def report(inputs: ReportInputs) -> Report:
    return build_report(inputs)


def rows_of(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


def test_every_file_is_there_and_nothing_else(
    tmp_path: Path, report: Report, siting_plan: SitingPlan, route_plan: RoutePlan
) -> None:
    folder = tmp_path / "a" / "b"
    written = write_report(report, folder, siting_plan, route_plan)
    assert sorted(path.name for path in folder.iterdir()) == NAMES
    assert sorted(path.name for path in written) == NAMES


def test_writing_twice_gives_the_same_bytes(
    tmp_path: Path, report: Report, siting_plan: SitingPlan, route_plan: RoutePlan
) -> None:
    first = [
        path.read_bytes()
        for path in write_report(report, tmp_path, siting_plan, route_plan)
    ]
    second = [
        path.read_bytes()
        for path in write_report(report, tmp_path, siting_plan, route_plan)
    ]
    assert first == second


def test_without_plans_their_files_are_left_out(tmp_path: Path, report: Report) -> None:
    written = write_report(report, tmp_path, None, None)
    assert sorted(path.name for path in written) == NAMES[:6]


def test_every_finding_is_a_row(tmp_path: Path, report: Report) -> None:
    finding = Finding("off_road", Severity.ERROR, "P3", "1400 m", "1000 m")
    write_report(replace(report, finding_rows=(finding,)), tmp_path, None, None)
    assert rows_of(tmp_path / "findings.csv") == [
        {
            "check": "off_road",
            "severity": "error",
            "subject_id": "P3",
            "value": "1400 m",
            "detail": "1000 m",
        }
    ]


def test_the_csv_files_add_up_to_the_report(tmp_path: Path, report: Report) -> None:
    write_report(report, tmp_path, None, None)
    for key in ("districts", "materials"):
        rows = rows_of(tmp_path / f"recovered_by_{key}.csv")
        assert sum(int(row["actual_kg"]) for row in rows) == report.recovered_kg


def test_stops_are_written_in_their_order(
    tmp_path: Path, report: Report, route_plan: RoutePlan
) -> None:
    write_report(report, tmp_path, None, route_plan)
    stops = rows_of(tmp_path / "route_stops.csv")
    assert [stop["place"] for stop in stops] == list("0123456")
    assert sum(int(stop["load_kg"]) for stop in stops) == 0
    (route,) = rows_of(tmp_path / "routes.csv")
    assert (route["stops"], route["load_kg"]) == ("7", "500")
    left = rows_of(tmp_path / "unserved_orders.csv")
    assert [(row["order_id"], row["reason"]) for row in left] == [
        ("o4", "too_large"),
        ("o5", "too_large"),
    ]


def test_no_cell_is_a_formula(
    tmp_path: Path, report: Report, siting_plan: SitingPlan
) -> None:
    evil = replace(siting_plan.decisions[0], site_id="=cmd|' /C calc'!A0")
    plan = replace(siting_plan, decisions=(evil,))
    write_report(report, tmp_path, plan, None)
    (row,) = rows_of(tmp_path / "siting_decisions.csv")
    assert row["site_id"].startswith("'=cmd")


def test_the_json_reads_back(tmp_path: Path, report: Report) -> None:
    write_report(report, tmp_path, None, None)
    tree = json.loads((tmp_path / "report.json").read_text(encoding="utf-8"))
    assert tree == to_plain(report)
    assert tree["day"] == "2026-06-30"
    assert tree["months"] == {"2026-01-01": 1_000_000}
    # What a record works out is written too.
    assert tree["progress"][0]["gap_to_date"] == 4_250_000
    assert tree["progress"][0]["indicator"] == "recovered_kg"


class Colour(StrEnum):
    RED = "red"


@dataclass(frozen=True, slots=True)
class Leaf:
    day: date
    tags: frozenset[str]

    @property
    def year(self) -> int:
        return self.day.year


def test_records_become_plain_values() -> None:
    leaf = Leaf(date(2026, 11, 2), frozenset({"a"}))
    value = {Colour.RED: (leaf, datetime(2026, 1, 1, 8)), date(2026, 1, 1): None}
    assert to_plain(value) == {
        "red": [
            {"day": "2026-11-02", "tags": ["a"], "year": 2026},
            "2026-01-01T08:00:00",
        ],
        "2026-01-01": None,
    }


def test_json_keeps_chinese_as_it_is() -> None:
    assert to_json({"名": 1}) == '{\n  "名": 1\n}\n'


def test_markdown_is_not_broken_by_a_bar(report: Report) -> None:
    section = Section("k", "Title", ("a", "b"), (("x|y", "z"),), "note")
    lines = report_markdown(report, [section], "en").splitlines()
    assert lines[0].startswith("# ")
    assert "| x\\|y | z |" in lines
    assert "note" in lines
    # The fixture's tonnes are simulated, and the report says so.
    assert any(line.startswith("> Synthetic") for line in lines)
