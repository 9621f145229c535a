"""The dialog with the list behind a figure."""

from collections.abc import Callable, Iterable

import pandas as pd
import streamlit as st

from recycling.reporting.forecast_records import Forecast
from recycling.services.context import Context
from recycling.services.overview import Overview
from recycling.ui import overview_lists, overview_state, widgets
from recycling.ui.cards import GREEN, LANDING, PACE, Card
from recycling.ui.data_version import DataVersion
from recycling.ui.figures import Figures
from recycling.ui.i18n import Words
from recycling.ui.overview_sums import Standing

ASKED = "behind"
"""Entry of the session: name of the figure, or of the card, that was asked for."""


def ask(name: str) -> None:
    """Open the list behind a figure in the run to come."""
    st.session_state[ASKED] = name


def show_cards(cards: Iterable[Card], words: Words) -> None:
    """Show cards of one size in rows that wrap, each with the way to its list."""
    with st.grid(5, min_column_width=190, border=True) as grid:
        for card in cards:
            with grid.cell(), st.container(gap=None):
                widgets.metric(card)
                if card.key:
                    st.button(
                        words("behind.open"),
                        key=f"behind_{card.key}",
                        type="tertiary",
                        icon=":material/list_alt:",
                        help=words("behind.open_help", name=card.label),
                        on_click=ask,
                        args=(card.figure or card.key,),
                    )


def pick(frame: pd.DataFrame, key: str, figure: Callable[[int], str]) -> None:
    """Open the list behind the row of a table that was chosen.

    Parameters
    ----------
    frame
        Rows shown.
    key
        Key of the table.
    figure
        Name of the figure of a row, by its place.
    """
    rows = st.session_state[key].selection.rows
    if rows and rows[0] < len(frame):
        ask(figure(rows[0]))


def show(
    context: Context,
    state: DataVersion,
    overview: Overview,
    standing: Standing,
    forecast: Forecast | None,
    figures: Figures,
) -> None:
    """Show the list that was asked for, if one was."""
    name = st.session_state.pop(ASKED, "")
    if not name:
        return
    words = figures.words

    def body() -> None:
        with widgets.guarded(words):
            frame: pd.DataFrame | None = None
            if name == GREEN:
                frame = overview_lists.centre_frame(overview, standing.choice, words)
            elif name == PACE:
                frame = overview_lists.pace_frame(standing, overview, words)
            elif name == LANDING and forecast is not None:
                frame = overview_lists.landing_frame(
                    forecast, overview, standing.choice, figures
                )
            if frame is None:
                _tickets(context, state, overview, name, words)
            else:
                _table(frame, "behind_table")

    st.dialog(words("behind.title"), width="large")(body)()


def _tickets(
    context: Context, state: DataVersion, overview: Overview, figure: str, words: Words
) -> None:
    """Show tickets behind a figure, and the postings it is the sum of."""
    found = overview_state.behind(context, state, figure)
    st.caption(words("behind.figure", figure=figure))
    if found.postings:
        st.markdown(words("behind.postings", count=f"{found.all_postings:,}"))
        frame = overview_lists.posting_frame(found.postings, overview.network, words)
        _table(frame, "behind_postings")
    if found.entries:
        key = "behind.tickets" if found.is_whole else "behind.first_tickets"
        st.markdown(words(key, count=f"{len(found.entries):,}"))
        frame = overview_lists.ticket_frame(found.entries, overview.network, words)
        _table(frame, "behind_tickets")
    elif not found.postings:
        st.info(words("behind.nothing"), icon=":material/info:")
    if not found.is_whole:
        st.markdown(words("behind.all_rows"))
        st.code(f"recycling trace {figure} --format csv --limit 0", language="sh")


def _table(frame: pd.DataFrame, key: str) -> None:
    numbers = {
        name: st.column_config.NumberColumn(format="localized")
        for name in frame.select_dtypes("number").columns
    }
    st.dataframe(frame, hide_index=True, column_config=numbers, key=key)
