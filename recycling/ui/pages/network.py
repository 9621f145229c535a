"""Network: every site on the map, what is wrong with it, and one site at a time."""

import streamlit as st

from recycling.ui import (
    network_panel,
    network_tables,
    notices,
    session,
    site_card,
    widgets,
)
from recycling.ui.network_records import chosen_sites

words = session.words()
context = session.context()
state = session.version(context)
if state.missing:
    notices.missing_data(state, context.settings.workspace, words)
    st.stop()
today = session.today(context.settings)
view = session.network(context, state, today)
figures = session.figures()

notices.heading("network", words, is_synthetic=view.is_synthetic)
widgets.metric_cards(network_tables.network_cards(view.state, view.sites, figures))

with st.container(border=True):
    choice, mode = network_panel.choose(view.state, words)
    shown = chosen_sites(view.sites, choice)
    site_id = network_panel.chosen_site(view.state)
    place, side = st.columns([5, 3]) if site_id else (st.container(), None)
    with place:
        network_panel.show_map(view.state, shown, choice, mode, figures)
    if side is not None:
        with side:
            history = session.site(context, state, site_id, today)
            site_card.show(context, view.state, history, figures)

counts = {"sites": f"{len(shown):,}", "findings": f"{len(view.state.findings):,}"}
table = st.segmented_control(
    words("network.tables"),
    network_panel.TABLES,
    default=network_panel.TABLES[0],
    required=True,
    format_func=lambda name: words(f"network.tab.{name}", count=counts.get(name, "")),
    key="network_table",
    label_visibility="collapsed",
)
match table:
    case "findings":
        network_panel.show_findings(view.state, figures)
    case "coverage":
        network_panel.show_coverage(view.state, figures)
    case _:
        network_panel.show_sites(view.state, shown, figures)
