"""The report as files: JSON for programs, Markdown for people, CSV for tables."""

import csv
import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import fields, is_dataclass
from datetime import date
from enum import Enum
from pathlib import Path
from typing import Any, TextIO

from recycling.domain.plans import RoutePlan, SitingPlan
from recycling.domain.units import clock
from recycling.reporting.part_progress import PartProgress
from recycling.reporting.report import Report
from recycling.reporting.tables import Section, report_sections
from recycling.schema.columns import LANGUAGES, Lang
from recycling.schema.messages import text
from recycling.schema.safe import safe_cell


def write_report(
    report: Report, folder: Path, siting: SitingPlan | None, routes: RoutePlan | None
) -> list[Path]:
    """Write the report and the rows behind it.

    Parameters
    ----------
    report
        What to write.
    folder
        Where to; made when missing.
    siting, routes
        Plans whose rows are written beside it, where there are any.

    Returns
    -------
    list of Path
        Files written, each complete: a file appears under its name only when
        it is whole.
    """
    folder.mkdir(parents=True, exist_ok=True)
    written = [write_whole(folder / "report.json", to_json(report))]
    for lang in LANGUAGES:
        sections = report_sections(report, lang)
        markdown = report_markdown(report, sections, lang)
        written.append(write_whole(folder / f"report.{lang}.md", markdown))
    for key, parts in (
        ("districts", report.districts),
        ("materials", report.materials),
    ):
        header = [field.name for field in fields(PartProgress)]
        rows = [[getattr(part, name) for name in header] for part in parts]
        written.append(write_csv(folder / f"recovered_by_{key}.csv", header, rows))
    written.append(_findings_csv(folder, report))
    if siting:
        written.append(_siting_csv(folder, siting))
    if routes:
        written += _route_csvs(folder, routes)
    return written


def to_plain(value: object) -> Any:
    """Turn records into plain lists, dicts, numbers and text.

    Figures that a record works out from its fields are included.
    """
    if is_dataclass(value) and not isinstance(value, type):
        names = [field.name for field in fields(value)]
        names += [
            n for n, item in vars(type(value)).items() if isinstance(item, property)
        ]
        return {name: to_plain(getattr(value, name)) for name in names}
    if isinstance(value, Enum):
        return value.value
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, Mapping):
        return {str(to_plain(key)): to_plain(item) for key, item in value.items()}
    if isinstance(value, (list, tuple, set, frozenset)):
        return [to_plain(item) for item in value]
    return value


def to_json(value: object) -> str:
    """Write records as indented JSON."""
    return json.dumps(to_plain(value), ensure_ascii=False, indent=2) + "\n"


def report_markdown(report: Report, sections: Sequence[Section], lang: Lang) -> str:
    """Write the report's tables as Markdown."""
    lines = [f"# {text('report.title', lang, day=report.day)}", ""]
    if report.simulated_kg:
        lines += [f"> {text('report.synthetic', lang)}", ""]
    for section in sections:
        lines += [f"## {section.title}", ""]
        lines.append(_table_row(section.headers))
        lines.append(_table_row(["---"] * len(section.headers)))
        lines += [_table_row(row) for row in section.rows]
        lines += ["", section.note, ""] if section.note else [""]
    return "\n".join(lines)


def _table_row(cells: Iterable[str]) -> str:
    return "| " + " | ".join(cell.replace("|", "\\|") for cell in cells) + " |"


def _findings_csv(folder: Path, report: Report) -> Path:
    header = ["check", "severity", "subject_id", "value", "detail"]
    rows = [[getattr(f, name) for name in header] for f in report.finding_rows]
    return write_csv(folder / "findings.csv", header, rows)


def _siting_csv(folder: Path, plan: SitingPlan) -> Path:
    header = [
        "plan_id", "site_id", "action", "facility_class", "is_green", "capacity_kg",
        "throughput_kg", "fixed_cost_fen", "variable_cost_fen",
    ]  # fmt: skip
    rows = [
        [plan.plan_id, *(getattr(d, name) for name in header[1:])]
        for d in plan.decisions
    ]
    return write_csv(folder / "siting_decisions.csv", header, rows)


def _route_csvs(folder: Path, plan: RoutePlan) -> list[Path]:
    routes = [
        [r.route_id, r.vehicle_id, r.catchment, len(r.stops), r.distance_m,
         r.duration_s, r.pause_s, r.overtime_s, r.energy_wh, r.emission_g,
         r.load_kg, r.cost_fen, r.carbon_cost_fen]
        for r in plan.routes
    ]  # fmt: skip
    stops = [
        [r.route_id, place, s.kind, s.site_id, s.order_id, s.trip, clock(s.arrival_s),
         clock(s.start_s), clock(s.departure_s), s.load_kg, s.load_l, s.distance_m]
        for r in plan.routes
        for place, s in enumerate(r.stops)
    ]  # fmt: skip
    left = [[u.order_id, u.reason] for u in plan.unserved]
    return [
        write_csv(
            folder / "routes.csv",
            ["route_id", "vehicle_id", "catchment", "stops", "distance_m",
             "duration_s", "pause_s", "overtime_s", "energy_wh", "emission_g",
             "load_kg", "cost_fen", "carbon_cost_fen"],
            routes,
        ),
        write_csv(
            folder / "route_stops.csv",
            ["route_id", "place", "kind", "site_id", "order_id", "trip", "arrival",
             "start", "departure", "load_kg", "load_l", "distance_m"],
            stops,
        ),
        write_csv(folder / "unserved_orders.csv", ["order_id", "reason"], left),
    ]  # fmt: skip


def write_csv(
    path: Path, header: Sequence[str], rows: Iterable[Sequence[object]]
) -> Path:
    """Write a CSV that spreadsheets open as it is: BOM, no formulas."""
    partial = path.with_name(path.name + ".partial")
    with partial.open("w", encoding="utf-8-sig", newline="") as file:
        write_rows(file, header, rows)
    return partial.replace(path)


def write_rows(
    file: TextIO, header: Sequence[str], rows: Iterable[Sequence[object]]
) -> None:
    """Write rows as CSV without formulas."""
    writer = csv.writer(file)
    writer.writerow(header)
    writer.writerows([safe_cell(to_plain(cell)) for cell in row] for row in rows)


def write_whole(path: Path, content: str | bytes) -> Path:
    """Write a file that appears under its name only when it is whole."""
    partial = path.with_name(path.name + ".partial")
    if isinstance(content, bytes):
        partial.write_bytes(content)
    else:
        partial.write_text(content, encoding="utf-8")
    return partial.replace(path)
