"""The target report: where the city stands, by indicator, month and part."""

from collections.abc import Callable, Mapping
from datetime import date

from recycling.domain.figures import Derived, period_of
from recycling.domain.targets import Indicator
from recycling.reporting.documents import Cell, Document, Table
from recycling.reporting.figure_names import FLOWS, PlanNames, named
from recycling.reporting.parts import (
    MASS,
    Days,
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
    days = provenance.first, provenance.last
    months = months_table(pen, report.months, due_kg, days)
    year = report.target_year
    districts = parts_table(pen, "districts", report.districts, days, year)
    materials = parts_table(pen, "materials", report.materials, days, year)
    return Document(
        key="target",
        title=pen.say("target.title", day=report.day),
        lang=pen.lang,
        warning=warning(pen, provenance),
        paragraphs=tuple(_answer(pen, report)),
        blocks=(
            _indicators(pen, report, days),
            months,
            burn_up(pen, months),
            districts,
            parts_chart(pen, districts),
            materials,
            parts_chart(pen, materials),
            _streams(pen, report, period_of(*days)),
            vehicle_table(pen, report),
            plan_table(pen, report),
        ),
        notes=provenance_notes(pen, provenance),
    )


def _answer(pen: Pen, report: Report) -> list[str]:
    """Where the city stands, and what it would take, in sentences."""
    sentences = []
    for progress in report.progress:
        if progress.indicator not in FLOWS:
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


def _indicators(pen: Pen, report: Report, days: Days) -> Table:
    rows = tuple(_indicator(pen, progress, days) for progress in report.progress)
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


def _indicator(pen: Pen, progress: Progress, days: Days) -> tuple[Cell, ...]:
    write = _writer(pen, progress.indicator)
    ids = PlanNames(*days, days[1], indicator=progress.indicator)
    year = progress.target_year
    name = label("Indicator", progress.indicator, pen.lang)
    unit = write(None).unit
    return (
        Cell(f"{name} ({unit})" if unit else name),
        write(progress.actual_to_date, ids.reached),
        write(progress.plan_to_date, ids.due),
        write(progress.gap_to_date, ids.gap),
        pen.share(progress.achievement, ids.achievement),
        write(progress.target, ids.target(year)),
        pen.share(progress.required_growth, ids.growth(year)),
    )


def _streams(pen: Pen, report: Report, period: str) -> Table:
    rows = tuple(
        (
            Cell(label("Stream", part.code, pen.lang)),
            pen.kilograms(part.actual_kg, named(MASS, period, stream=part.code)),
            pen.share(
                part.actual_kg / report.recovered_kg,
                named(Derived.SHARE, period, stream=part.code),
            ),
        )
        for part in report.streams
        if report.recovered_kg
    )
    columns = headers(pen, "name", "reached", "share")
    return Table("streams", pen.say("table.streams"), columns, rows)
