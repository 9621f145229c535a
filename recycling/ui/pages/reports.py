"""Reports: the documents of the command line, on a page and to take away."""

import streamlit as st

from recycling.ui import (
    notices,
    report_evidence,
    report_panel,
    session,
)

TABS = ("report", "evidence")

words = session.words()
context = session.context()
state = session.version(context)
if state.missing:
    notices.missing_data(state, context.settings.workspace, words)
    st.stop()

st.header(words("page.reports"), anchor=False)
report, evidence = st.tabs(
    [words(f"reports.tab_{name}") for name in TABS],
    key="reports_tab",
    on_change="rerun",
)
if evidence.open:
    with evidence:
        report_evidence.show(context, words)
if report.open:
    with report:
        if state.last_day is None:
            st.info(words("empty.tickets"), icon=":material/info:")
            st.stop()
        ask = report_panel.choose(context, state.last_day, words)
        document = session.document(context, state, ask)
        with st.container(
            horizontal=True,
            horizontal_alignment="distribute",
            vertical_alignment="center",
        ):
            st.subheader(document.title, anchor=False, width="stretch")
            report_panel.downloads(document, words)
        place = st.container()
        figure = report_panel.show(document, words)
        if figure:
            with place.container(border=True):
                report_panel.show_trace(context, figure, words)
