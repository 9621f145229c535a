"""What came of scenarios: one year on the map, side by side, near-optimal, as files."""

import json
from collections.abc import Sequence
from datetime import date
from typing import Any

import streamlit as st

from recycling.domain.jobs import Job, JobState
from recycling.domain.studies import SitingStudy
from recycling.reporting.study_compare import comparison_sections
from recycling.reporting.study_words import robustness_section
from recycling.services import jobs
from recycling.services.context import Context
from recycling.services.study_results import study_archive
from recycling.ui import (
    job_panel,
    session,
    siting_ask,
    siting_form,
    siting_map,
    siting_tables,
    widgets,
)
from recycling.ui.figures import NONE, Figures
from recycling.ui.i18n import Words
from recycling.ui.siting_ask import ScenarioForm

VIEWS = ("result", "compare", "robust", "export")
"""What the page shows of scenarios, one at a time."""

MAP_HEIGHT_PX = 560
_TABLE_HEIGHT_PX = 420


def choose_study(
    studies: Sequence[SitingStudy], newest: str, words: Words
) -> SitingStudy:
    """Let the user choose a scenario; at first the one that was made last."""
    names = [study.name for study in studies]
    start = names.index(newest) if newest in names else 0
    name = st.selectbox(
        words("siting_page.scenario"),
        names,
        index=start,
        key=f"scenario_{newest}",
    )
    return studies[names.index(name)]


def show_result(context: Context, study: SitingStudy, figures: Figures) -> None:
    """Show a year of a study: cards, map with catchments, sites with reasons."""
    words = figures.words
    years = [year.year for year in study.years]
    chosen = years[0]
    if len(years) > 1:
        chosen = st.segmented_control(
            words("siting_page.year"),
            years,
            default=years[0],
            required=True,
            key="siting_year",
        )
    year = next(one for one in study.years if one.year == chosen)
    widgets.metric_cards(siting_tables.study_cards(study, year, figures))
    asked = "; ".join(f"{name} {value}" for name, value in study.options)
    st.caption(words("siting_page.asked", options=widgets.literal(asked or NONE)))
    sites = study.in_year(year.year)
    drawn = session.study_map(context, study, year.year)
    with st.container(border=True):
        widgets.colour_key(siting_map.action_key(sites, figures))
        st.pydeck_chart(
            session.on_basemap(siting_map.study_deck(study, year.year, drawn, figures)),
            height=MAP_HEIGHT_PX,
            key=f"siting_map_{study.name}",
            alt=words("siting_page.map_alt"),
        )
        if not drawn.sources:
            st.caption(words("siting_page.no_catchments"))
    _site_table(study, year.year, figures)


def _site_table(study: SitingStudy, year: int, figures: Figures) -> None:
    words, unit = figures.words, figures.mass_unit_name()
    number = st.column_config.NumberColumn
    plain = ("name", "decision", "site")
    columns = {name: words(f"siting_page.column.{name}") for name in plain}
    config: dict[str, Any] = {
        **columns,
        "intake": number(words("siting_page.column.intake", unit=unit), format="%.3g"),
        "use": number(words("siting_page.column.use"), format="percent"),
        "cost": number(words("siting_page.column.cost"), format="%.1f"),
        "capital": number(words("siting_page.column.capital"), format="%.1f"),
        "sources": number(words("siting_page.column.sources"), format="localized"),
        "reason": st.column_config.TextColumn(
            words("siting_page.column.reason"), width="large"
        ),
    }
    st.markdown(f"**{words('siting_page.sites')}**")
    st.dataframe(
        siting_tables.site_frame(study.in_year(year), figures),
        hide_index=True,
        height=_TABLE_HEIGHT_PX,
        column_config=config,
        placeholder=NONE,
        key="siting_sites",
    )


def show_comparison(studies: Sequence[SitingStudy], figures: Figures) -> None:
    """Lay scenarios side by side; the first chosen is what others differ from."""
    words = figures.words
    names = [study.name for study in studies]
    chosen = st.multiselect(
        words("siting_page.compare"),
        names,
        default=names[:2],
        placeholder=words("siting_page.compare_hint"),
        key="siting_compare",
        select_all=False,
    )
    if len(chosen) < 2:
        st.info(words("siting_page.compare_hint"), icon=":material/compare_arrows:")
        return
    picked = [studies[names.index(name)] for name in chosen]
    frame = siting_tables.cost_frame(picked, figures)
    st.altair_chart(
        siting_tables.cost_chart(frame, figures),
        key="siting_costs",
        alt=words("siting_page.costs_alt"),
    )
    for section in comparison_sections(picked, words.lang):
        if not section.rows:
            continue
        st.markdown(f"**{section.title}**")
        st.dataframe(
            siting_tables.section_frame(section),
            hide_index=True,
            key=f"siting_{section.key}",
        )


def show_robust(
    context: Context,
    job: Job | None,
    form: ScenarioForm,
    day: date,
    figures: Figures,
) -> None:
    """Start the search for near-optimal plans, and show what they have in common."""
    words = figures.words
    st.caption(words("siting_page.robust_note"))
    first, second, third = st.columns(3, vertical_alignment="bottom")
    within = first.number_input(
        words("siting_page.within"), 0.1, 20.0, 1.0, 0.5, key="robust_within"
    )
    most = second.number_input(
        words("siting_page.most_sites"), 1, 100, 5, 1, key="robust_sites"
    )
    if third.button(
        words("siting_page.robust_start"), icon=":material/rule:", key="robust_start"
    ):
        told = {
            "day": f"{day:%Y-%m-%d}",
            "ask": siting_ask.options_of(form),
            "within": within / 100,
            "sites": most,
            "time_limit_s": 20,
        }
        job_panel.open_job(jobs.submit(context, siting_form.ROBUST, told).job_id)
        st.rerun()
    is_done = job is not None and job.state is JobState.DONE and job.result
    if job is None or job.kind != siting_form.ROBUST or not is_done:
        return
    found = siting_tables.robustness_of(json.loads(job.result)["robustness"])
    section = robustness_section(found, words.lang)
    st.dataframe(
        siting_tables.section_frame(section), hide_index=True, key="siting_robust"
    )
    st.caption(widgets.literal(section.note))


def show_export(context: Context, study: SitingStudy, words: Words) -> None:
    """Offer the files of a study in one archive, made when asked for."""
    st.caption(words("siting_page.export_note"))
    st.download_button(
        words("siting_page.export", name=study.name),
        data=lambda: study_archive(context, study.name, words.lang),
        file_name=f"{study.name}.zip",
        mime="application/zip",
        icon=":material/download:",
        on_click="ignore",
        key="siting_export",
    )


def newest_of(job: Job | None) -> str:
    """Name of the scenario a finished job made, empty without one."""
    if job is None or job.state is not JobState.DONE or not job.result:
        return ""
    return str(json.loads(job.result).get("scenario", ""))
