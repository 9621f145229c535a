"""The scenario form: goal, limits, switches and areas; started as a job."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final

import streamlit as st

from recycling.domain.network import Network
from recycling.domain.sites import SiteKind, SiteStatus
from recycling.network.drawn import areas_of_file, areas_of_text, drawn_zones
from recycling.network.zones import excluded_candidates
from recycling.services import jobs
from recycling.services.context import Context
from recycling.services.network_state import NetworkState
from recycling.services.study_files import study_path
from recycling.services.study_results import StudyMap
from recycling.ui import job_panel, siting_ask, siting_map
from recycling.ui.i18n import Words
from recycling.ui.siting_ask import COVERAGE, GOALS, PLAN, TONNES, ScenarioForm

STUDY, ROBUST = "siting_study", "siting_robust"
"""Kinds of jobs this page starts."""

GEO_TYPES: Final = ("geojson", "json", "gpkg")
_LIMIT_S: Final = 60
_PREVIEW_PX: Final = 280


def show(
    context: Context, state: NetworkState, names: list[str], day: date, words: Words
) -> ScenarioForm:
    """Show the form and start the scenario as a job when asked.

    Returns
    -------
    ScenarioForm
        What is filled in, for other questions about the same scenario.
    """
    with st.expander(
        words("siting_page.form.title"),
        expanded=not names,
        icon=":material/add_location_alt:",
        key="siting_form",
    ):
        form = _form(state, names, words)
        left, right = st.columns([1, 3], vertical_alignment="bottom")
        limit_s = left.number_input(
            words("siting_page.form.limit"), 5, 3600, _LIMIT_S, 5, key="siting_limit"
        )
        is_started = right.button(
            words("siting_page.form.start"),
            type="primary",
            icon=":material/play_arrow:",
            key="siting_start",
        )
        if form.name.strip() in names:
            st.caption(words("siting_page.form.replaces", name=form.name.strip()))
    if is_started:
        study_path(context.settings.workspace, form.name.strip())
        told = {
            "day": f"{day:%Y-%m-%d}",
            "ask": siting_ask.options_of(form),
            "time_limit_s": limit_s,
        }
        job_panel.open_job(jobs.submit(context, STUDY, told).job_id)
        st.rerun()
    return form


def _form(state: NetworkState, names: list[str], words: Words) -> ScenarioForm:
    first, second, third = st.columns(3, gap="large")
    with first:
        st.markdown(f"**{words('siting_page.form.goal_title')}**")
        name = st.text_input(
            words("siting_page.form.name"),
            value=siting_ask.free_name(names),
            key="siting_name",
        )
        years = st.text_input(
            words("siting_page.form.years"),
            placeholder=_default_year(state.network),
            key="siting_years",
        )
        goal, figures = _goal(words)
        equity = st.number_input(
            words("siting_page.form.equity"),
            0.0,
            100.0,
            0.0,
            5.0,
            "%.0f",
            key="siting_equity",
        )
    with second:
        st.markdown(f"**{words('siting_page.form.limits_title')}**")
        limits = _limits(state.network, words)
    with third:
        st.markdown(f"**{words('siting_page.form.sites_title')}**")
        keep, close = _sites(state.network, words)
        switches = _switches(words)
    exclude = _areas(state, words)
    return ScenarioForm(
        name=name, years=years, goal=goal, equity_pct=equity, keep=keep, close=close,
        exclude=exclude, **figures, **limits, **switches,  # type: ignore[arg-type]
    )  # fmt: skip


def _default_year(network: Network) -> str:
    row = network.parameters.get("siting.year")
    return f"{row.value:.0f}" if row else ""


def _goal(words: Words) -> tuple[str, dict[str, float]]:
    """Show the goals and the figure of the chosen one."""
    goal = st.selectbox(
        words("siting_page.form.goal"),
        GOALS,
        format_func=lambda code: words(f"siting_page.goal.{code}"),
        key="siting_goal",
    )
    match goal:
        case "plan":
            value = st.number_input(
                words("siting_page.form.plan_pct"), 1.0, 200.0, 100.0, 5.0, "%.0f",
                key="siting_plan_pct",
            )  # fmt: skip
            return PLAN, {"plan_pct": value}
        case "tonnes":
            value = st.number_input(
                words("siting_page.form.target"), 0.0, 1e5, 100.0, 10.0, "%.1f",
                key="siting_target",
            )  # fmt: skip
            return TONNES, {"target_10kt": value}
        case "coverage":
            value = st.number_input(
                words("siting_page.form.coverage"), 0.0, 100.0, 90.0, 5.0, "%.0f",
                key="siting_coverage",
            )  # fmt: skip
            return COVERAGE, {"coverage_pct": value}
        case _:
            return str(goal), {}


def _limits(network: Network, words: Words) -> dict[str, float | int | None]:
    """Show budget, green centres, the standard's floor and prices."""
    green = st.number_input(
        words("siting_page.form.green"), 0, 1000, None, 1,
        placeholder=words("siting_page.form.of_plan"), key="siting_green",
    )  # fmt: skip
    budget = st.number_input(
        words("siting_page.form.budget"), 0.0, None, None, 1000.0, "%.0f",
        placeholder=words("siting_page.form.no_limit"), key="siting_budget",
    )  # fmt: skip
    haul = st.number_input(
        words("siting_page.form.haul"), 1.0, 500.0, None, 5.0, "%.0f",
        placeholder=_parameter(network, "siting.max_haul_km"), key="siting_haul",
    )  # fmt: skip
    least = st.number_input(
        words("siting_page.form.least"), 0.0, None, 0.0, 1000.0, "%.0f",
        help=words("siting_page.form.least_help", floor=_floor(network)),
        key="siting_least",
    )  # fmt: skip
    left, right = st.columns(2)
    demand = left.number_input(
        words("siting_page.form.demand"),
        1.0,
        500.0,
        100.0,
        5.0,
        "%.0f",
        key="siting_demand",
    )
    diesel = right.number_input(
        words("siting_page.form.diesel"),
        1.0,
        500.0,
        100.0,
        5.0,
        "%.0f",
        key="siting_diesel",
    )
    return {
        "green": green,
        "budget_10k_cny": budget,
        "max_haul_km": haul,
        "min_throughput_t": least,
        "demand_pct": demand,
        "diesel_pct": diesel,
    }


def _parameter(network: Network, code: str) -> str:
    row = network.parameters.get(code)
    return f"{row.value:g}" if row else ""


def _floor(network: Network) -> str:
    row = network.parameters.get("standard.centre_min_capacity_kg")
    return f"{row.value / 1000:,.0f} ({row.source})" if row else ""


def _sites(network: Network, words: Words) -> tuple[list[str], list[str]]:
    """Show which sites are decided beforehand."""
    centres = {
        site.site_id: site.name
        for site in network.of_kind(SiteKind.SORTING_CENTRE, None)
        if site.status is not SiteStatus.CLOSED
    }
    keep, close = (
        st.multiselect(
            words(f"siting_page.form.{name}"),
            list(centres),
            format_func=lambda code: f"{centres[code]} ({code})",
            placeholder=words("siting_page.form.none"),
            key=f"siting_{name}",
            select_all=False,
        )
        for name in ("keep", "close")
    )
    return keep, close


def _switches(words: Words) -> Mapping[str, bool]:
    on = {"trunks": True, "outside": True, "single_source": False, "dismantlers": False}
    return {
        name: st.toggle(
            words(f"siting_page.form.{name}"), value=value, key=f"siting_{name}"
        )
        for name, value in on.items()
    }


def _areas(state: NetworkState, words: Words) -> dict[str, str]:
    """Show the areas in which nothing may be built: uploaded, pasted or by corners."""
    with st.container(border=True):
        st.markdown(f"**{words('siting_page.form.areas')}**")
        st.caption(words("siting_page.form.areas_note"))
        left, right = st.columns(2)
        file = left.file_uploader(
            words("siting_page.form.file"), type=list(GEO_TYPES), key="siting_file"
        )
        text = right.text_area(
            words("siting_page.form.corners"),
            placeholder="106.50, 29.50\n106.60, 29.50\n106.55, 29.60",
            height=110,
            key="siting_corners",
        )
        areas: dict[str, str] = {}
        if file is not None:
            with TemporaryDirectory() as folder:
                path = Path(folder) / Path(file.name).name
                path.write_bytes(file.getvalue())
                areas |= areas_of_file(path)
        if text and text.strip():
            areas |= areas_of_text(text, words("siting_page.form.area"))
        if areas:
            _preview(state, areas, words)
        return areas


def _preview(state: NetworkState, areas: dict[str, str], words: Words) -> None:
    """Show areas on a map, and which candidates stand in them."""
    drawn = replace(state.network, zones=drawn_zones(areas))
    hits = sorted({hit.site_id for hit in excluded_candidates(drawn, state.day)})
    st.caption(
        words(
            "siting_page.form.read",
            count=len(areas),
            names=words.join(list(areas)),
            candidates=len(hits),
        )
    )
    st.pydeck_chart(
        siting_map.areas_deck(StudyMap(drawn, {}), hits, words),
        height=_PREVIEW_PX,
        key="siting_areas",
        alt=words("siting_page.form.areas"),
    )
