"""Dispatch: plan a day, edit it, handle what goes wrong, publish it, print sheets."""

import streamlit as st

from recycling.services.dispatch_view import day_stamp
from recycling.ui import (
    dispatch_choice,
    dispatch_plan,
    dispatch_state,
    dispatch_views,
    job_panel,
    notices,
    session,
)

words = session.words()
context = session.context()
state = session.version(context)
if state.missing:
    notices.missing_data(state, context.settings.workspace, words)
    st.stop()
figures = session.figures()

place = st.container()
first, second, third = st.columns([2, 3, 3])
with first:
    day = dispatch_choice.choose_day(context, session.today(context.settings), words)
stamp = day_stamp(context, day)
network = dispatch_state.network(context, stamp)
with place:
    notices.heading("dispatch", words, is_synthetic=network.is_synthetic)
with second:
    depots = dispatch_choice.choose_area(network, words)
job = job_panel.watch(context, figures, dispatch_views.job_titles(words))
dispatch_views.follow(job)
whole = dispatch_state.desk(context, stamp, depots)
with third:
    shown = dispatch_choice.choose_depot(whole, words)
desk = dispatch_state.shown(whole, shown)

with st.container(horizontal=True, vertical_alignment="center"):
    if desk.version is not None:
        st.markdown(dispatch_choice.version_title(desk.version, words), width="content")
    dispatch_plan.show_planning(context, desk, words)
dispatch_views.show(context, desk, figures)
