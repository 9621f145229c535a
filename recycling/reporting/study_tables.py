"""A siting study as titled tables of text, in either language."""

from collections.abc import Callable, Iterable, Iterator, Mapping

from recycling.domain.plans import SiteAction
from recycling.domain.sites import SiteKind
from recycling.domain.studies import (
    SitingStudy,
    StudyDemand,
    StudyPart,
    StudySite,
    StudyYear,
)
from recycling.domain.units import FEN_PER_CNY, G_PER_T, KG_PER_T, M_PER_KM
from recycling.reporting.study_words import reason_text
from recycling.reporting.tables import NONE, Section, mass_10kt, money, percent
from recycling.schema.columns import Lang
from recycling.schema.enums import label
from recycling.schema.messages import text

MOST_SITES = 40
"""Rows of sites in a terminal; files have all of them."""


def study_sections(study: SitingStudy, lang: Lang, *, is_whole: bool) -> list[Section]:
    """Lay a study out as tables.

    Parameters
    ----------
    study
        What to show.
    lang
        Language of headings and names.
    is_whole
        Whether all sites are listed, or the first ones of those that change.
    """
    sections = [_years(study, lang), _demands(study, lang)]
    sections += [
        _parts("materials", study.materials, lang),
        _parts("districts", study.districts, lang),
        _states(study, lang),
        _sites(study, lang, is_whole=is_whole),
    ]
    if study.legs:
        sections.append(_modes(study, lang))
    if study.excluded:
        sections.append(_excluded(study, lang))
    return [section for section in sections if section.rows]


def _section(
    key: str, lang: Lang, columns: Iterable[str], rows: Iterable[tuple[str, ...]]
) -> Section:
    headers = tuple(text(f"study.column.{name}", lang) for name in columns)
    return Section(
        f"siting_{key}", text(f"study.title.{key}", lang), headers, tuple(rows)
    )


YEAR_FIGURES: Mapping[str, Callable[[StudyYear], str]] = {
    "supply": lambda y: mass_10kt(y.supply_kg),
    "recovered": lambda y: mass_10kt(y.recovered_kg),
    "unserved": lambda y: mass_10kt(y.unserved_kg),
    "coverage": lambda y: percent(y.coverage_share),
    "haul": lambda y: _km(y.haul_m),
    "worst_decile": lambda y: _km(y.worst_decile_m),
    "open_centres": lambda y: f"{y.open_centres:,}",
    "green": lambda y: f"{y.green_centres:,} / {y.green_minimum:,}",
    "capital": lambda y: money(y.capital_fen),
    "budget": lambda y: money(y.budget_fen),
    "fixed": lambda y: money(y.fixed_fen),
    "variable": lambda y: money(y.variable_fen),
    "transport": lambda y: money(y.transport_fen),
    "trunk": lambda y: money(y.trunk_fen),
    "transfer": lambda y: money(y.transfer_fen),
    "carbon": lambda y: money(y.carbon_fen),
    "unserved_cost": lambda y: money(y.unserved_fen),
    "cost": lambda y: money(y.cost_fen),
    "haul_co2": lambda y: _co2(y.haul_co2_g),
    "trunk_co2": lambda y: _co2(y.trunk_co2_g),
}
"""Rows of the table of years."""


def _years(study: SitingStudy, lang: Lang) -> Section:
    """Years side by side, with the whole plan's cost and proof below."""
    rows = [
        (text(f"study.figure.{name}", lang), *(figure(year) for year in study.years))
        for name, figure in YEAR_FIGURES.items()
    ]
    headers = (
        text("study.column.figure", lang),
        *(
            text("study.column.year_of", lang, year=year.year, weight=year.weight)
            for year in study.years
        ),
    )
    note = text(
        "study.note",
        lang,
        name=study.name or NONE,
        cost=money(study.cost_fen),
        bound=money(study.bound_fen),
        certified=money(study.certified_bound_fen),
        certified_gap=_gap(study.certified_gap),
        gap=_gap(study.gap),
        engine=study.engine,
        seconds=f"{study.seconds:.1f}",
        travel=study.travel,
    )
    if study.whole_bound_fen is not None:
        whole = money(study.whole_bound_fen)
        note = f"{note} {text('study.note_whole', lang, bound=whole)}"
    if study.missing:
        outputs = ", ".join(study.missing)
        note = f"{note} {text('study.note_missing', lang, outputs=outputs)}"
    return Section(
        "siting_years", text("study.title.years", lang), headers, tuple(rows), note
    )


def _gap(share: float | None) -> str:
    return NONE if share is None else f"{share:.2%}"


def _km(metres: int | None) -> str:
    return NONE if metres is None else f"{metres / M_PER_KM:,.1f} km"


def _co2(grams: int) -> str:
    return f"{grams / G_PER_T:,.0f} t"


def price_per_t(fen: int | None) -> str:
    """Write fen per tonne as yuan per tonne."""
    return NONE if fen is None else f"{fen / FEN_PER_CNY:,.2f}"


def _demands(study: SitingStudy, lang: Lang) -> Section:
    rows = (
        (
            str(demand.year),
            text(f"study.demand.{demand.kind}", lang),
            _subject(study, demand, lang),
            mass_10kt(demand.minimum_kg),
            mass_10kt(demand.reached_kg),
            price_per_t(demand.price_fen_per_t),
        )
        for demand in study.demands
    )
    columns = ("year", "rule", "subject", "minimum", "reached", "price")
    return _section("demands", lang, columns, rows)


def _subject(study: SitingStudy, demand: StudyDemand, lang: Lang) -> str:
    """Name of the material or district a rule is about."""
    for part in (*study.materials, *study.districts):
        if part.code in {demand.material, demand.district}:
            return part.name_zh if lang == "zh" else part.name_en
    return demand.material or demand.district or text("study.all", lang)


def _parts(key: str, parts: Iterable[StudyPart], lang: Lang) -> Section:
    rows = (
        (
            str(part.year),
            part.name_zh if lang == "zh" else part.name_en,
            mass_10kt(part.supply_kg),
            mass_10kt(part.recovered_kg),
            mass_10kt(part.target_kg),
            price_per_t(part.price_fen_per_t),
            _km(part.haul_m),
            percent(part.covered_kg / part.household_kg if part.household_kg else None),
        )
        for part in parts
    )
    columns = (
        "year", "name", "supply", "recovered", "minimum", "price", "haul", "coverage",
    )  # fmt: skip
    return _section(key, lang, columns, rows)


def _states(study: SitingStudy, lang: Lang) -> Section:
    """Sites by kind and decision, with their use."""
    rows = []
    for year in study.years:
        own = study.in_year(year.year)
        for kind in SiteKind:
            for action in SiteAction:
                sites = [s for s in own if s.kind is kind and s.action is action]
                if sites:
                    rows.append(_state_row(year.year, kind, action, sites, lang))
    columns = ("year", "kind", "decision", "sites", "capacity", "intake", "use")
    return _section("states", lang, columns, rows)


def _state_row(
    year: int, kind: SiteKind, action: SiteAction, sites: list[StudySite], lang: Lang
) -> tuple[str, ...]:
    capacity_kg = sum(site.capacity_kg for site in sites)
    taken_kg = sum(site.throughput_kg for site in sites)
    return (
        str(year),
        label("SiteKind", kind.value, lang),
        label("SiteAction", action.value, lang),
        f"{len(sites):,}",
        mass_10kt(capacity_kg),
        mass_10kt(taken_kg),
        percent(taken_kg / capacity_kg if capacity_kg else None),
    )


def _sites(study: SitingStudy, lang: Lang, *, is_whole: bool) -> Section:
    sites = list(study.sites) if is_whole else _changing(study)
    rows = (_site_row(site, lang) for site in sites)
    columns = (
        "year", "site", "kind", "decision", "class", "green", "intake", "use",
        "vehicles", "sources", "capital", "reason",
    )  # fmt: skip
    return _section("sites", lang, columns, rows)


def _changing(study: SitingStudy) -> list[StudySite]:
    """Sites of the last year that are opened, upgraded or green, the largest first."""
    last = study.in_year(study.years[-1].year)
    changed = [
        site
        for site in last
        if site.action in {SiteAction.OPEN, SiteAction.UPGRADE} or site.is_green
    ]
    changed.sort(key=lambda site: (-site.throughput_kg, site.site_id))
    return changed[:MOST_SITES]


def _site_row(site: StudySite, lang: Lang) -> tuple[str, ...]:
    vehicles = f"{site.throughput_units:,} / {site.capacity_units:,}"
    return (
        str(site.year),
        f"{site.site_id} {site.name}",
        label("SiteKind", site.kind.value, lang),
        label("SiteAction", site.action.value, lang),
        site.facility_class or NONE,
        text("study.yes", lang) if site.is_green else NONE,
        f"{site.throughput_kg / KG_PER_T:,.0f} t",
        percent(site.utilisation),
        vehicles if site.capacity_units else NONE,
        f"{site.sources:,}",
        money(site.capital_fen),
        reason_text(site.reason, lang),
    )


def _modes(study: SitingStudy, lang: Lang) -> Section:
    """Tonnes and cost of what goes on, by year and mode."""
    return _section(
        "modes",
        lang,
        ("year", "mode", "mass", "tonne_km", "carriage", "transfer", "co2"),
        _mode_rows(study, lang),
    )


def _mode_rows(study: SitingStudy, lang: Lang) -> Iterator[tuple[str, ...]]:
    keys = sorted({(leg.year, leg.mode) for leg in study.legs})
    for year, mode in keys:
        legs = [leg for leg in study.legs if (leg.year, leg.mode) == (year, mode)]
        tkm = sum(leg.kg * leg.distance_m for leg in legs) / KG_PER_T / M_PER_KM
        yield (
            str(year),
            text(f"study.mode.{mode}", lang),
            mass_10kt(sum(leg.kg for leg in legs)),
            f"{tkm:,.0f}",
            money(sum(leg.carriage_fen for leg in legs)),
            money(sum(leg.transfer_fen for leg in legs)),
            _co2(sum(leg.co2_g for leg in legs)),
        )


def _excluded(study: SitingStudy, lang: Lang) -> Section:
    rows = (
        (
            hit.site_id,
            hit.rule,
            f"{hit.zone_name} ({hit.zone_id})",
            f"{hit.distance_m:,} m",
            f"{hit.buffer_m:,} m",
        )
        for hit in study.excluded
    )
    columns = ("site", "rule", "zone", "distance", "buffer")
    return _section("excluded", lang, columns, rows)
