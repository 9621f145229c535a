"""The target report: where the city stands, by indicator, month and part."""

from collections.abc import Callable, Mapping
from datetime import date

from recycling.domain.figures import FigureId, period_of
from recycling.domain.targets import Indicator
from recycling.reporting.documents import Cell, Document, Table
from recycling.reporting.parts import (
    MASS,
    VEHICLES,
    burn_up,
    headers,
    months_table,
    parts_chart,
    parts_table,
)
from recycling.reporting.pen import Pen
from recycling.reporting.plan_tables import plan_table, vehicle_table
from recycling.reporting.provenance import Provenance, provenance_notes, warning
from recycling.reporting.report import Report
from recycling.reporting.targets import Progress
from recycling.schema.enums import label

type Writer = Callable[..., Cell]

ACCOUNTS = {Indicator.RECOVERED: MASS, Indicator.ELV_UNITS: VEHICLES}
"""Indicators that tickets stand behind; sites stand behind the others."""


def target_document(
    report: Report, due_kg: Mapping[date, int], provenance: Provenance, pen: Pen
) -> Document:
    """Write the target report.

    Parameters
    ----------
    report
        Figures of the year to a day.
    due_kg
        Mass due in each month to that day, by first day; empty where the plan
        has no figure for it.
    provenance
        Where the figures come from.
    pen
        Language and units.
    """
    period = period_of(provenance.first, provenance.last)
    months = months_table(pen, report.months, due_kg)
    year = report.target_year
    districts = parts_table(pen, "districts", report.districts, period, year)
    materials = parts_table(pen, "materials", report.materials, period, year)
    return Document(
        key="target",
        title=pen.say("target.title", day=report.day),
        lang=pen.lang,
        warning=warning(pen, provenance),
        paragraphs=tuple(_answer(pen, report)),
        blocks=(
            _indicators(pen, report, period),
            months,
            burn_up(pen, months),
            districts,
            parts_chart(pen, districts),
            materials,
            parts_chart(pen, materials),
            _streams(pen, report, period),
            vehicle_table(pen, report),
            plan_table(pen, report),
        ),
        notes=provenance_notes(pen, provenance),
    )


def _answer(pen: Pen, report: Report) -> list[str]:
    """Where the city stands, and what it would take, in sentences."""
    sentences = []
    for progress in report.progress:
        if progress.indicator not in ACCOUNTS:
            continue
        write = _writer(pen, progress.indicator)
        values = {
            "name": label("Indicator", progress.indicator, pen.lang),
            "day": report.day,
            "reached": _with_unit(write(progress.actual_to_date)),
            "due": _with_unit(write(progress.plan_to_date)),
            "share": pen.share(progress.achievement).text,
            "annualised": _with_unit(write(progress.annualised)),
            "target": _with_unit(write(progress.target)),
            "year": progress.target_year,
        }
        sentences.append(pen.say("target.stands", **values))
        growth = progress.required_growth
        if growth is not None and growth > 0:
            share = pen.share(growth).text
            sentences.append(pen.say("target.growth", growth=share, **values))
    return sentences


def _with_unit(cell: Cell) -> str:
    return f"{cell.text} {cell.unit}".strip()


def _writer(pen: Pen, indicator: Indicator) -> Writer:
    if indicator is Indicator.RECOVERED:
        return pen.kilograms
    return pen.scrapped if indicator is Indicator.ELV_UNITS else pen.count


def _indicators(pen: Pen, report: Report, period: str) -> Table:
    rows = tuple(_indicator(pen, progress, period) for progress in report.progress)
    columns = headers(
        pen,
        "indicator",
        "reached_plain",
        "due_plain",
        "gap_plain",
        "achievement",
        "target",
        "growth",
        year=report.target_year,
    )
    title = pen.say("table.indicators")
    return Table("indicators", title, columns, rows, pen.say("note.plan"))


def _indicator(pen: Pen, progress: Progress, period: str) -> tuple[Cell, ...]:
    write = _writer(pen, progress.indicator)
    account = ACCOUNTS.get(progress.indicator)
    figure = str(FigureId(account, period)) if account else ""
    name = label("Indicator", progress.indicator, pen.lang)
    unit = write(None).unit
    return (
        Cell(f"{name} ({unit})" if unit else name),
        write(progress.actual_to_date, figure),
        write(progress.plan_to_date),
        write(progress.gap_to_date),
        pen.share(progress.achievement),
        write(progress.target),
        pen.share(progress.required_growth),
    )


def _streams(pen: Pen, report: Report, period: str) -> Table:
    rows = tuple(
        (
            Cell(label("Stream", part.code, pen.lang)),
            pen.kilograms(
                part.actual_kg, str(FigureId(MASS, period, stream=part.code))
            ),
            pen.share(part.actual_kg / report.recovered_kg),
        )
        for part in report.streams
        if report.recovered_kg
    )
    columns = headers(pen, "name", "reached", "share")
    return Table("streams", pen.say("table.streams"), columns, rows)
