"""Settings: parameters with their sources, maps, people, and all settings."""

import streamlit as st

from recycling.ui import session, settings_panel

TABS = ("parameters", "maps", "users", "general")

words = session.words()
context = session.context()

st.header(words("page.settings"), anchor=False)
parameters, maps, users, general = st.tabs(
    [words(f"settings.tab_{name}") for name in TABS],
    key="settings_tab",
    on_change="rerun",
)
if parameters.open:
    with parameters:
        settings_panel.parameters(context, words)
if maps.open:
    with maps:
        settings_panel.basemap(context.settings, words)
if users.open:
    with users:
        settings_panel.users(context.settings, words)
if general.open:
    with general:
        settings_panel.general(context.settings, words)
