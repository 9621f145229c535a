"""Overview: where the city stands and lands against its target, for managers."""

import streamlit as st

from recycling.ui import (
    cards,
    job_panel,
    notices,
    overview_behind,
    overview_panel,
    overview_sections,
    overview_state,
    session,
)
from recycling.ui.figures import MASS_UNITS
from recycling.ui.overview_sums import stand

words = session.words()
context = session.context()
state = session.version(context)
if state.missing:
    notices.missing_data(state, context.settings.workspace, words)
    st.stop()
today = session.today(context.settings)
day = state.last_day or today
overview = overview_state.overview(context, state, day)

with st.container(
    horizontal=True, horizontal_alignment="distribute", vertical_alignment="center"
):
    with st.container(horizontal=True, vertical_alignment="center", width="content"):
        st.header(words("page.overview"), anchor=False, width="content")
        notices.synthetic_badges(overview, words)
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
choice = overview_panel.choose(overview, words)
if state.last_day is None:
    st.info(words("empty.tickets"), icon=":material/info:")
job_panel.watch(
    context,
    figures,
    {"forecast": words("forecast.title"), "levers": words("lever.title")},
)

standing = stand(overview, choice)
landed = overview_state.forecast(context)
forecast = landed.value if landed else None
overview_behind.show_cards(
    cards.headline(overview, standing, forecast, figures, today), words
)
with st.container(border=True):
    overview_sections.way(context, overview, choice, landed, figures)

left, right = st.columns(2)
with left, st.container(border=True):
    overview_sections.districts(standing, figures)
with right:
    with st.container(border=True):
        areas = overview_state.areas(context, state, day)
        overview_sections.district_map(areas, standing, figures)
    with st.container(border=True):
        overview_sections.materials(standing, figures)
shorter = left if overview_sections.is_left_shorter(standing) else right
with shorter.container(border=True):
    overview_sections.months(standing, figures)
with st.container(border=True):
    overview_sections.gap(overview, choice, figures)
with st.container(border=True):
    ranked = overview_state.levers(context)
    overview_sections.levers(context, overview, ranked, figures)
overview_sections.plans(overview, figures)
overview_behind.show(context, state, overview, standing, forecast, figures)
