"""Operations: the day as it runs, its weighings, what adds up and what does not."""

import streamlit as st

from recycling.services.dispatch_view import day_stamp
from recycling.ui import (
    dispatch_state,
    notices,
    operations_choice,
    operations_entry,
    operations_live,
    operations_state,
    session,
)
from recycling.ui.operations_views import show

words = session.words()
context = session.speaking(session.context())
state = session.version(context)
if state.missing:
    notices.missing_data(state, context.settings.workspace, words)
    st.stop()
figures = session.figures()
today = session.today(context.settings)

title = st.container()
place, filters = st.columns([2, 8], vertical_alignment="bottom")
with place:
    day = operations_choice.choose_day(context, today, words)
stamp = day_stamp(context, day)
network = dispatch_state.network(context, stamp)
with title:
    notices.heading("operations", words, is_synthetic=network.is_synthetic)
progress = operations_state.progress(context, stamp)
with filters:
    choice = operations_choice.choose_part(network, progress.depots, words)
live = operations_live.live_day(context, stamp, progress, network, choice)
operations_entry.show_told()
view = operations_choice.choose_view(words)
show(context, state, live, choice, view, figures)
