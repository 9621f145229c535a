"""Sections of the overview, each a title, a chart and the table behind it."""

from collections.abc import Mapping
from functools import partial

import streamlit as st

from recycling.domain.gap import Levers
from recycling.reporting.forecast_records import Forecast
from recycling.reporting.pen import Pen
from recycling.schema.said import worded
from recycling.services.context import Context
from recycling.services.job_results import Kept
from recycling.services.overview import Overview
from recycling.ui import (
    charts,
    overview_behind,
    overview_charts,
    overview_gap,
    overview_panel,
    plan_cards,
    session,
    tables,
    widgets,
)
from recycling.ui.figures import Figures, percent
from recycling.ui.i18n import Words
from recycling.ui.overview_choice import Choice
from recycling.ui.overview_fan import cumulative_frame
from recycling.ui.overview_map import SIZE_PX
from recycling.ui.overview_map import district_map as build_district_map
from recycling.ui.overview_sums import Standing


def way(
    context: Context,
    overview: Overview,
    choice: Choice,
    landed: Kept[Forecast] | None,
    figures: Figures,
) -> None:
    """Cumulative tonnage against plan, and where it lands."""
    words = figures.words
    forecast = landed.value if landed else None
    st.subheader(words("section.way", year=overview.report.target_year), anchor=False)
    overview_panel.result_line(
        context, "forecast", landed, forecast_note(forecast, overview, words), words
    )
    frame = cumulative_frame(overview, choice, forecast, figures)
    widgets.colour_key(overview_charts.way_key(frame, words))
    st.altair_chart(
        overview_charts.way_chart(frame, figures),
        key="way_chart",
        alt=words("chart.way_alt"),
    )


def forecast_note(forecast: Forecast | None, overview: Overview, words: Words) -> str:
    """Say what a forecast stands on, and that there is newer data if there is."""
    if forecast is None:
        return ""
    note = words(
        "forecast.note",
        day=f"{forecast.day:%Y-%m-%d}",
        method=Pen(words.lang).say(f"forecast.candidate.{forecast.method}"),
        paths=f"{forecast.paths:,}",
    )
    return f"{note} {words('forecast.stale')}" if forecast.day < overview.day else note


def districts(standing: Standing, figures: Figures) -> None:
    """Districts ranked by achievement."""
    words = figures.words
    frame = tables.part_frame(standing.districts, figures)
    st.subheader(words("section.districts"), anchor=False)
    st.caption(words("section.districts_note"))
    widgets.colour_key(charts.band_key(words))
    if frame["achievement"].notna().any():
        st.altair_chart(
            charts.achievement_chart(frame, figures),
            key="districts_chart",
            alt=words("chart.districts_alt"),
        )

    def figure(row: int) -> str:
        return standing.choice.narrowed(district=frame["code"].iloc[row]).figure()

    picked = partial(overview_behind.pick, frame, "districts_table", figure)
    item = words("column.district")
    widgets.part_table(frame, item, figures, "districts_table", picked)


def district_map(
    areas: Mapping[str, str], standing: Standing, figures: Figures
) -> None:
    """Show the districts on the map; the one chosen there becomes the filter."""
    words = figures.words
    st.subheader(words("section.map"), anchor=False)
    st.caption(words("section.map_note"))
    st.pydeck_chart(
        session.on_basemap(build_district_map(areas, standing.districts, figures)),
        height=SIZE_PX[1],
        key="district_map",
        on_select=_filter_by_map,
        alt=words("chart.map_alt"),
    )


def _filter_by_map() -> None:
    chosen = st.session_state["district_map"].selection.objects.get("districts", [])
    code = chosen[0]["id"] if chosen else ""
    st.session_state[overview_panel.DISTRICT] = code


def is_left_shorter(standing: Standing) -> bool:
    """Tell whether the ranking is shorter than the map and the materials."""
    right_px = SIZE_PX[1] + charts.MATERIAL_PX * len(standing.materials)
    return charts.DISTRICT_PX * len(standing.districts) < right_px


def materials(standing: Standing, figures: Figures) -> None:
    """Bullets by material."""
    words = figures.words
    frame = tables.largest_first(tables.part_frame(standing.materials, figures))
    st.subheader(words("section.materials"), anchor=False)
    widgets.colour_key(charts.series_key(words))
    st.altair_chart(
        charts.bullet_chart(frame, figures),
        key="materials_chart",
        alt=words("chart.materials_alt"),
    )

    def figure(row: int) -> str:
        return standing.choice.narrowed(material=frame["code"].iloc[row]).figure()

    picked = partial(overview_behind.pick, frame, "materials_table", figure)
    item = words("column.material")
    widgets.part_table(frame, item, figures, "materials_table", picked)


def months(standing: Standing, figures: Figures) -> None:
    """Months of the period against what was due in them."""
    words = figures.words
    frame = tables.month_frame(standing.months, standing.months_due_kg, figures)
    st.subheader(words("section.months"), anchor=False)
    st.caption(words("section.months_note"))
    widgets.colour_key(charts.series_key(words))
    st.altair_chart(
        charts.month_chart(frame, figures),
        key="months_chart",
        alt=words("chart.months_alt"),
    )

    def figure(row: int) -> str:
        return standing.choice.narrowed(period=frame["month"].iloc[row]).figure()

    picked = partial(overview_behind.pick, frame, "months_table", figure)
    widgets.part_table(frame, words("column.month"), figures, "months_table", picked)


def gap(overview: Overview, choice: Choice, figures: Figures) -> None:
    """Waterfall of the gap of the year so far."""
    words = figures.words
    st.subheader(words("section.gap"), anchor=False)
    found = overview_gap.gap_of_choice(overview, choice)
    if found is None:
        fault = str(worded(overview.faults.get("gap", ""), words.lang))
        st.caption(widgets.literal(fault) if fault else words("section.gap_stream"))
        return
    st.caption(
        words(
            "section.gap_note",
            day=f"{found.day:%Y-%m-%d}",
            gap=figures.mass(found.gap_kg),
            share=percent(found.gap_kg / found.due_kg if found.due_kg else None),
        )
    )
    widgets.colour_key(overview_charts.step_key(words))
    steps = overview_gap.step_frame(found, overview, choice, figures)
    st.altair_chart(
        overview_charts.step_chart(steps, figures),
        key="gap_chart",
        alt=words("chart.gap_alt"),
    )


def levers(
    context: Context,
    overview: Overview,
    ranked: Kept[Levers] | None,
    figures: Figures,
) -> None:
    """Measures in their rank, from the newest job that worked them out."""
    words = figures.words
    st.subheader(words("lever.title"), anchor=False)
    found = ranked.value if ranked else None
    note = words("lever.explained")
    if found is not None:
        network = overview.network
        names = [
            words.name(network.districts[code])
            for code in found.districts
            if code in network.districts
        ]
        note = words(
            "lever.note", districts=words.join(names), day=f"{found.day:%Y-%m-%d}"
        )
    overview_panel.result_line(context, "levers", ranked, note, words)
    if found is None:
        return
    number = st.column_config.NumberColumn
    st.dataframe(
        overview_gap.lever_frame(found, words),
        hide_index=True,
        key="levers_table",
        column_config={
            "lever": st.column_config.TextColumn(words("lever.name")),
            "gain": number(words("lever.gain"), format="localized"),
            "cost": number(words("lever.cost"), format="localized"),
            "per_t": number(words("lever.per_t"), format="localized"),
            "changed": st.column_config.TextColumn(words("lever.changed")),
        },
    )


def plans(overview: Overview, figures: Figures) -> None:
    """Figures of the plans, and cost and carbon as posted."""
    words, report = figures.words, overview.report
    siting, routes, carbon = st.columns(3)
    with siting:
        facts = plan_cards.siting_facts(report.siting, figures)
        widgets.fact_card(words("siting.title"), facts, words("siting.none"))
    with routes:
        facts = plan_cards.route_facts(report.routes, figures)
        widgets.fact_card(words("routes.title"), facts, words("routes.none"))
    with carbon.container(border=True, height="stretch"):
        st.subheader(words("carbon_card.title"), anchor=False)
        st.caption(words("carbon_card.note"))
        frame = plan_cards.carbon_frame(report, overview.carbon, figures)
        st.table(frame, border="horizontal", hide_index=True)
