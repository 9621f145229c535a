"""Data: import files, undo imports, see how good the data is, and templates."""

import streamlit as st

from recycling.ui import (
    data_history,
    data_quality_panel,
    data_templates,
    data_wizard,
    session,
)

TABS = ("import", "history", "quality", "templates")

words = session.words()
context = session.context()
state = session.version(context)
today = session.today(context.settings)
figures = session.figures()

st.header(words("page.data"), anchor=False)
if state.is_empty:
    st.info(words("data.empty"), icon=":material/database:")
wizard, history, quality, templates = st.tabs(
    [words(f"data.tab_{name}") for name in TABS], key="data_tab", on_change="rerun"
)
if wizard.open:
    with wizard:
        data_wizard.show(context, figures)
if history.open:
    with history:
        data_history.show(context, figures)
if quality.open:
    with quality:
        network = None if state.missing else session.network(context, state, today)
        data_quality_panel.show(
            context,
            session.quality(context, state),
            network.state if network else None,
            figures,
            today,
        )
if templates.open:
    with templates:
        data_templates.show(words)
