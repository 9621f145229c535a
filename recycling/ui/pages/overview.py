"""Overview: tonnage against the dated target, the network, and the plans."""

import streamlit as st

from recycling.domain.targets import Indicator
from recycling.ui import (
    cards,
    charts,
    map_panel,
    notices,
    plan_cards,
    session,
    tables,
    widgets,
)
from recycling.ui.figures import MASS_UNITS

words = session.words()
context = session.context()
state = session.version(context)
if state.missing:
    notices.missing_data(state, context.settings.workspace, words)
    st.stop()
today = session.today(context.settings)
snapshot = session.snapshot(context, state, state.last_day or today)
report = snapshot.report

with st.container(
    horizontal=True, horizontal_alignment="distribute", vertical_alignment="center"
):
    with st.container(horizontal=True, vertical_alignment="center", width="content"):
        st.header(words("page.overview"), anchor=False, width="content")
        notices.synthetic_badges(snapshot, words)
    st.segmented_control(
        words("app.unit"),
        MASS_UNITS,
        default=MASS_UNITS[0],
        required=True,
        format_func=lambda unit: words(f"unit.{unit}"),
        key=session.UNIT_KEY,
        bind="query-params",
        label_visibility="collapsed",
    )
figures = session.figures()
if state.last_day is None:
    st.info(words("empty.tickets"), icon=":material/info:")

widgets.metric_cards(cards.headline(report, figures, today))

progress = cards.progress_of(report, Indicator.RECOVERED)
if progress:
    with st.container(border=True):
        st.subheader(words("section.target", year=progress.target_year), anchor=False)
        st.caption(cards.target_sentence(progress, figures))
        widgets.colour_key(charts.target_key(progress, words))
        st.altair_chart(
            charts.target_chart(progress, figures),
            key="target_chart",
            alt=words("chart.target_alt"),
        )

with st.container(border=True):
    st.subheader(words("section.map"), anchor=False)
    map_panel.show(snapshot, figures)

left, right = st.columns(2)
with left.container(border=True):
    districts = tables.part_frame(report.districts, figures)
    st.subheader(words("section.districts"), anchor=False)
    st.caption(words("section.districts_note"))
    widgets.colour_key(charts.band_key(words))
    st.altair_chart(
        charts.achievement_chart(districts, figures),
        key="districts_chart",
        alt=words("chart.districts_alt"),
    )
    widgets.part_table(districts, words("column.district"), figures, "districts_table")
with right.container(border=True):
    materials = tables.largest_first(tables.part_frame(report.materials, figures))
    st.subheader(words("section.materials"), anchor=False)
    widgets.colour_key(charts.series_key(words))
    st.altair_chart(
        charts.bullet_chart(materials, figures),
        key="materials_chart",
        alt=words("chart.materials_alt"),
    )
    widgets.part_table(materials, words("column.material"), figures, "materials_table")
# Under whichever chart is shorter: a row of districts is as high as a material's.
shorter = left if len(report.districts) <= len(report.materials) else right
with shorter.container(border=True):
    months = tables.month_frame(report.months, snapshot.months_due_kg, figures)
    st.subheader(words("section.months"), anchor=False)
    st.caption(words("section.months_note"))
    widgets.colour_key(charts.series_key(words))
    st.altair_chart(
        charts.month_chart(months, figures),
        key="months_chart",
        alt=words("chart.months_alt"),
    )
    widgets.part_table(months, words("column.month"), figures, "months_table")

siting, routes, carbon = st.columns(3)
with siting:
    widgets.fact_card(
        words("siting.title"),
        plan_cards.siting_facts(report.siting, figures),
        words("siting.none"),
    )
with routes:
    widgets.fact_card(
        words("routes.title"),
        plan_cards.route_facts(report.routes, figures),
        words("routes.none"),
    )
with carbon.container(border=True, height="stretch"):
    st.subheader(words("carbon_card.title"), anchor=False)
    st.caption(words("carbon_card.note"))
    st.table(
        plan_cards.carbon_frame(report, figures), border="horizontal", hide_index=True
    )
