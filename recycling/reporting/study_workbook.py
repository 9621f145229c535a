"""A siting study as an Excel workbook: tables for people, then the rows behind."""

from collections.abc import Iterable, Sequence
from dataclasses import fields
from enum import Enum
from pathlib import Path
from typing import Any

import xlsxwriter

from recycling.domain.studies import (
    SitingStudy,
    StudyDemand,
    StudyLeg,
    StudyPart,
    StudySite,
    StudyYear,
    UsedFigure,
)
from recycling.reporting.study_tables import study_sections
from recycling.reporting.study_words import reason_text
from recycling.reporting.tables import Section
from recycling.schema.columns import Lang
from recycling.schema.messages import text

type Cell = str | float | int | bool | None

MOST_SHEET_NAME = 31
"""Longest name of a sheet that Excel accepts."""

WIDTH = 18


def write_study_workbook(study: SitingStudy, path: Path, lang: Lang) -> Path:
    """Write a workbook; it appears under its name only when it is whole.

    Parameters
    ----------
    study
        What to write.
    path
        The file.
    lang
        Language of headings and words; the sheets of rows have the names of the
        JSON's fields.
    """
    partial = path.with_name(path.name + ".partial")
    options = {"strings_to_formulas": False, "strings_to_urls": False}
    with xlsxwriter.Workbook(str(partial), options) as workbook:
        bold = workbook.add_format({"bold": True})
        for section in study_sections(study, lang, is_whole=True):
            sheet = workbook.add_worksheet(section.title[:MOST_SHEET_NAME])
            _write_section(sheet, section, bold)
        for name, header, rows in _raw(study, lang):
            sheet = workbook.add_worksheet(name)
            _write_rows(sheet, header, rows, bold)
    return partial.replace(path)


def _write_section(sheet: Any, section: Section, bold: Any) -> None:
    _write_rows(sheet, section.headers, section.rows, bold)
    if section.note:
        sheet.write_string(len(section.rows) + 2, 0, section.note)


def _write_rows(
    sheet: Any, header: Sequence[str], rows: Iterable[Sequence[Cell]], bold: Any
) -> None:
    sheet.set_column(0, len(header) - 1, WIDTH)
    sheet.freeze_panes(1, 0)
    for place, name in enumerate(header):
        sheet.write_string(0, place, name, bold)
    for line, row in enumerate(rows, 1):
        for place, cell in enumerate(row):
            if isinstance(cell, str):
                sheet.write_string(line, place, cell)
            elif isinstance(cell, bool):
                sheet.write_boolean(line, place, cell)
            elif cell is not None:
                sheet.write_number(line, place, cell)


type Sheet = tuple[str, list[str], list[list[Cell]]]


def _raw(study: SitingStudy, lang: Lang) -> list[Sheet]:
    """Sheets of rows in whole units, with the flows and the reference figures."""
    options: list[list[Cell]] = [list(pair) for pair in study.options]
    sheets: list[Sheet] = [
        _sheet("years", StudyYear, study.years),
        _site_sheet(study, lang),
        _sheet("demands", StudyDemand, study.demands),
        _sheet("materials", StudyPart, study.materials),
        _sheet("districts", StudyPart, study.districts),
        _sheet("legs", StudyLeg, study.legs),
        _flow_sheet(study),
        _sheet("reference", UsedFigure, study.figures),
        ("options", ["option", "value"], options),
    ]
    rows_of = text("study.sheet_rows", lang)
    return [(f"{rows_of} {name}", header, rows) for name, header, rows in sheets]


def _sheet(name: str, record: type, rows: Iterable[object]) -> Sheet:
    header = [field.name for field in fields(record)]
    return name, header, [[_plain(getattr(r, key)) for key in header] for r in rows]


def _site_sheet(study: SitingStudy, lang: Lang) -> Sheet:
    name, header, rows = _sheet("sites", StudySite, study.sites)
    place = header.index("reason")
    for row, site in zip(rows, study.sites, strict=True):
        row[place] = reason_text(site.reason, lang)
        reason = site.reason
        row += [reason.kind.value, reason.saving_fen, reason.cost_fen, reason.alone_kg]
        row.append(";".join(reason.others))
    header += ["reason_kind", "saving_fen", "cost_fen", "alone_kg", "others"]
    return name, header, rows


MOST_ROWS = 1_000_000
"""Rows of a sheet; Excel takes 1,048,576."""


def _flow_sheet(study: SitingStudy) -> Sheet:
    """Who is served from where."""
    header = ["year", "source_site_id", "site_id", "material", "stream"]
    header += ["kg_per_year", "distance_m"]
    rows: list[list[Cell]] = [
        [plan.year, *(getattr(flow, key) for key in header[1:])]
        for plan in study.plans
        for flow in plan.assignments
    ]
    return "flows", header, rows[:MOST_ROWS]


def _plain(value: object) -> Cell:
    if isinstance(value, Enum):
        return str(value.value)
    if value is None or isinstance(value, (str, int, float, bool)):
        return value
    return str(value)
