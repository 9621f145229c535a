"""Scenarios side by side: differences by figure and by site."""

from collections.abc import Sequence

from recycling.domain.studies import SitingStudy, StudySite
from recycling.reporting.study_tables import YEAR_FIGURES, price_per_t
from recycling.reporting.tables import NONE, Section, money
from recycling.schema.columns import Lang
from recycling.schema.enums import label
from recycling.schema.messages import text


def comparison_sections(studies: Sequence[SitingStudy], lang: Lang) -> list[Section]:
    """Lay scenarios out side by side.

    Parameters
    ----------
    studies
        At least two; the first is what the others differ from.
    lang
        Language of headings and names.
    """
    return [_options(studies, lang), _figures(studies, lang), _sites(studies, lang)]


def _headers(studies: Sequence[SitingStudy], lang: Lang, first: str) -> tuple[str, ...]:
    names = (study.name or NONE for study in studies)
    return (text(f"study.column.{first}", lang), *names)


def _options(studies: Sequence[SitingStudy], lang: Lang) -> Section:
    """List what was asked for, where it differs."""
    asked = [dict(study.options) for study in studies]
    names = sorted({name for options in asked for name in options})
    rows = [
        (name, *(options.get(name, NONE) for options in asked))
        for name in names
        if len({options.get(name, "") for options in asked}) > 1
    ]
    return Section(
        "siting_options",
        text("study.title.options", lang),
        _headers(studies, lang, "option"),
        tuple(rows),
    )


def _figures(studies: Sequence[SitingStudy], lang: Lang) -> Section:
    years = sorted({year.year for study in studies for year in study.years})
    of_year = [{year.year: year for year in study.years} for study in studies]
    rows = [
        (
            text("study.figure.cost_all", lang),
            *(money(study.cost_fen) for study in studies),
        ),
        (
            text("study.figure.bound_all", lang),
            *(money(study.bound_fen) for study in studies),
        ),
    ]
    for year in years:
        rows += [
            (
                f"{year} {text(f'study.figure.{name}', lang)}",
                *(figure(own[year]) if year in own else NONE for own in of_year),
            )
            for name, figure in YEAR_FIGURES.items()
        ]
        prices = (price_per_t(study.price_fen_per_t(year)) for study in studies)
        rows.append((f"{year} {text('study.figure.price', lang)}", *prices))
    return Section(
        "siting_figures",
        text("study.title.figures", lang),
        _headers(studies, lang, "figure"),
        tuple(rows),
    )


def _sites(studies: Sequence[SitingStudy], lang: Lang) -> Section:
    """Sites whose decision differs in the last year of the scenarios."""
    last = [
        {site.site_id: site for site in study.in_year(study.years[-1].year)}
        for study in studies
    ]
    rows = []
    for site_id in sorted({key for own in last for key in own}):
        cells = [_decision(own.get(site_id), lang) for own in last]
        if len(set(cells)) > 1:
            rows.append((site_id, *cells))
    return Section(
        "siting_differences",
        text("study.title.differences", lang),
        _headers(studies, lang, "site"),
        tuple(rows),
    )


def _decision(site: StudySite | None, lang: Lang) -> str:
    if site is None:
        return NONE
    words = label("SiteAction", site.action.value, lang)
    return f"{words} {site.facility_class}".strip()
