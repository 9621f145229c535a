"""The report as titled tables of text, for terminals, pages and files."""

from collections.abc import Iterable
from dataclasses import dataclass

from recycling.domain.plans import SiteAction
from recycling.domain.sites import SiteKind
from recycling.domain.targets import Indicator
from recycling.domain.units import (
    FEN_PER_CNY,
    G_PER_T,
    KG_PER_10KT,
    KG_PER_T,
    M_PER_KM,
    S_PER_H,
    UNITS_PER_10K,
    WH_PER_KWH,
)
from recycling.reporting.kpis import RouteFigures, SitingFigures
from recycling.reporting.part_progress import PartProgress
from recycling.reporting.report import Report
from recycling.reporting.targets import Progress
from recycling.schema.columns import Lang
from recycling.schema.enums import label
from recycling.schema.messages import text

NONE = "-"


@dataclass(frozen=True, slots=True)
class Section:
    """One titled table of the report.

    Attributes
    ----------
    key
        Name for files and anchors.
    title
        Heading in the report's language.
    headers, rows
        Cells as text; the first column names the row.
    note
        A line under the table, empty for none.
    """

    key: str
    title: str
    headers: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    note: str = ""


def report_sections(report: Report, lang: Lang) -> list[Section]:
    """Lay the report out as tables in a language.

    Parameters
    ----------
    report
        What to show.
    lang
        Language of headings and names.
    """
    sections = [
        _targets(report, lang),
        _parts("districts", report.districts, lang),
        _parts("materials", report.materials, lang),
        _streams(report, lang),
    ]
    if report.siting:
        sections.append(siting_section(report.siting, lang))
    if report.routes:
        sections.append(routes_section(report.routes, lang))
    sections += [_carbon(report, lang), _network(report, lang)]
    return sections


def _section(
    key: str,
    lang: Lang,
    columns: Iterable[str],
    rows: Iterable[tuple[str, ...]],
    note: str = "",
) -> Section:
    return Section(
        key,
        text(f"report.{key}", lang),
        tuple(text(f"report.column.{column}", lang) for column in columns),
        tuple(rows),
        note,
    )


def _targets(report: Report, lang: Lang) -> Section:
    """Headline indicators side by side: one column each, one row per figure."""
    shown = [p for p in report.progress if p.indicator in HEADLINES]
    figures = [_progress_figures(progress, lang) for progress in shown]
    headers = (
        text("report.column.fact", lang),
        *(label("Indicator", progress.indicator, lang) for progress in shown),
    )
    rows = [
        (
            text(f"report.column.{name}", lang, year=report.target_year),
            *(column[name] for column in figures),
        )
        for name in PROGRESS_ROWS
    ]
    simulated = report.simulated_kg / report.recovered_kg if report.recovered_kg else 0
    note = text(
        "report.targets_note",
        lang,
        day=report.day,
        tickets=f"{report.tickets:,}",
        simulated=percent(simulated),
    )
    title = text("report.targets", lang)
    return Section("targets", title, headers, tuple(rows), note)


HEADLINES = (Indicator.RECOVERED, Indicator.ELV_UNITS, Indicator.GREEN_CENTRES)
PROGRESS_ROWS = (
    "unit",
    "target",
    "plan_year",
    "plan_to_date",
    "actual",
    "gap",
    "achievement",
    "annualised",
    "growth",
)


def _progress_figures(progress: Progress, lang: Lang) -> dict[str, str]:
    scale, unit, digits = _SCALES.get(progress.indicator, (1, "count", 0))

    def figure(value: int) -> str:
        return f"{value / scale:,.{digits}f}"

    return {
        "unit": text(f"unit.{unit}", lang),
        "target": figure(progress.target),
        "plan_year": figure(progress.plan_year),
        "plan_to_date": figure(progress.plan_to_date),
        "actual": figure(progress.actual_to_date),
        "gap": figure(progress.gap_to_date),
        "achievement": percent(progress.achievement),
        "annualised": figure(progress.annualised),
        "growth": percent(progress.required_growth),
    }


_SCALES = {
    Indicator.RECOVERED: (KG_PER_10KT, "10kt", 2),
    Indicator.ELV_UNITS: (UNITS_PER_10K, "10k_units", 2),
}


def _parts(key: str, parts: Iterable[PartProgress], lang: Lang) -> Section:
    columns = ("name", "actual_10kt", "due_10kt", "gap_10kt", "achievement")
    rows = (
        (
            part.name_zh if lang == "zh" else part.name_en,
            mass_10kt(part.actual_kg),
            mass_10kt(part.plan_kg),
            mass_10kt(None if part.plan_kg is None else part.plan_kg - part.actual_kg),
            percent(part.achievement),
        )
        for part in parts
    )
    return _section(key, lang, columns, rows)


def _streams(report: Report, lang: Lang) -> Section:
    rows = (
        (
            label("Stream", part.code, lang),
            mass_10kt(part.actual_kg),
            percent(part.actual_kg / report.recovered_kg),
        )
        for part in report.streams
    )
    return _section("streams", lang, ("name", "actual_10kt", "share"), rows)


def _facts(key: str, lang: Lang, facts: Iterable[tuple[str, str]]) -> Section:
    rows = ((text(f"report.fact.{name}", lang), value) for name, value in facts)
    return _section(key, lang, ("fact", "value"), rows)


def siting_section(figures: SitingFigures, lang: Lang) -> Section:
    """Lay a siting plan's figures out as a table."""
    actions = ", ".join(
        f"{label('SiteAction', action.value, lang)} {figures.actions[action.value]}"
        for action in SiteAction
    )
    facts = (
        ("plan", figures.plan_id),
        ("actions", actions),
        ("green", str(figures.green_centres)),
        ("cost_per_year", money(figures.cost_fen)),
        ("bound_per_year", money(figures.bound_fen)),
        ("proven_gap", percent(figures.gap)),
        ("supply", mass_10kt(figures.supply_kg)),
        ("unserved_supply", mass_10kt(figures.unserved_kg)),
        ("travel", figures.travel),
        ("engine", f"{figures.engine}, {figures.seconds:.1f} s"),
    )
    return _facts("siting", lang, facts)


def routes_section(figures: RouteFigures, lang: Lang) -> Section:
    """Lay a route plan's figures out as a table."""
    left = ", ".join(
        f"{text(f'unserved.{reason}', lang)} {number}"
        for reason, number in figures.unserved.items()
    )
    empty = figures.empty_m / figures.distance_m if figures.distance_m else None
    facts = (
        ("plan", figures.plan_id),
        ("routes", f"{figures.routes:,}"),
        ("trips", f"{figures.trips:,}"),
        ("served", f"{figures.served:,}"),
        ("unserved", left or "0"),
        ("collected", f"{figures.load_kg / KG_PER_T:,.1f} t"),
        ("distance", f"{figures.distance_m / M_PER_KM:,.0f} km"),
        ("empty", percent(empty)),
        ("tonne_km", f"{figures.kg_m / KG_PER_T / M_PER_KM:,.0f} t·km"),
        ("pauses", f"{figures.pause_s / S_PER_H:,.1f} h"),
        ("overtime", f"{figures.overtime_s / S_PER_H:,.1f} h"),
        ("energy", f"{figures.energy_wh / WH_PER_KWH:,.0f} kWh"),
        ("charges", f"{figures.charges:,}"),
        ("cost", money(figures.cost_fen)),
        ("cost_per_t", money(figures.cost_fen_per_t)),
        ("bound_served", money(figures.bound_fen)),
        ("proven_gap", percent(figures.gap)),
        ("travel", figures.travel),
        ("engine", f"{figures.engine}, {figures.seconds:.1f} s"),
    )
    return _facts("routes", lang, facts)


def _carbon(report: Report, lang: Lang) -> Section:
    avoided = report.avoided_co2
    transport = report.transport_co2
    facts = (
        ("transport_cost", money(report.transport_cost.amount)),
        ("transport_co2", _range(transport.amount, transport.low, transport.high)),
        ("avoided_co2", _range(avoided.amount, avoided.low, avoided.high)),
    )
    section = _facts("carbon", lang, facts)
    return Section(
        section.key,
        section.title,
        section.headers,
        section.rows,
        text("report.carbon_note", lang),
    )


def _network(report: Report, lang: Lang) -> Section:
    rows = [
        (label("SiteKind", kind, lang), f"{number:,}{_planned(report, kind)}")
        for kind, number in report.sites.items()
    ]
    rows += [
        (text(f"finding.{check}", lang), f"{number:,}")
        for check, number in report.findings.items()
    ]
    return _section("network", lang, ("fact", "value"), rows)


_COUNTED = {
    SiteKind.COLLECTION_POINT.value: Indicator.COLLECTION_POINTS,
    SiteKind.SORTING_CENTRE.value: Indicator.SORTING_CENTRES,
    SiteKind.PARK.value: Indicator.PARKS,
}


def _planned(report: Report, kind: str) -> str:
    """Plan's figure of a kind that has one, as `` / 730``."""
    wanted = _COUNTED.get(kind)
    for progress in report.progress:
        if progress.indicator is wanted:
            return f" / {progress.plan_year:,}"
    return ""


def mass_10kt(kilograms: int | None) -> str:
    """Write kilograms in 万吨 with three decimals."""
    return NONE if kilograms is None else f"{kilograms / KG_PER_10KT:,.3f}"


def money(fen: int | None) -> str:
    """Write fen as yuan, or as 万元 from a million yuan on."""
    if fen is None:
        return NONE
    yuan = fen / FEN_PER_CNY
    if abs(yuan) >= 1_000_000:
        return f"{yuan / 10_000:,.1f} 万元 (10k CNY)"
    return f"{yuan:,.2f} 元 (CNY)"


def percent(share: float | None) -> str:
    """Write a share in per cent with one decimal."""
    return NONE if share is None else f"{share:.1%}"


def _range(amount: int, low: int, high: int) -> str:
    tonnes = [f"{grams / G_PER_T:,.1f}" for grams in (amount, low, high)]
    return f"{tonnes[0]} t ({tonnes[1]} - {tonnes[2]})"
