"""The bookings there are: by state and day, searched, contacts masked."""

from datetime import date, timedelta

import streamlit as st

from recycling.domain.network import Network
from recycling.domain.orders import Order, OrderStatus
from recycling.services.bookings import bookings_found
from recycling.services.context import Context
from recycling.ui import bookings_state
from recycling.ui.bookings_frames import booking_frame
from recycling.ui.figures import NONE
from recycling.ui.i18n import Words

BACK, AHEAD = timedelta(days=30), timedelta(days=30)
"""Days around today that are listed at first."""

MOST_ROWS = 1_000
_TABLE_HEIGHT_PX = 460


def show(context: Context, network: Network, today: date, words: Words) -> None:
    """Show filters and table; a row opens a booking."""
    first, second, third, fourth = st.columns([4, 4, 2, 2])
    query = first.text_input(
        words("bookings.search"),
        placeholder=words("bookings.search_hint"),
        icon=":material/search:",
        key="booking_q",
        bind="query-params",
    )
    states = second.multiselect(
        words("bookings.states"),
        [state.value for state in OrderStatus],
        format_func=lambda code: words.label("OrderStatus", code),
        placeholder=words("bookings.states_all"),
        key="booking_states",
        bind="query-params",
        select_all=False,
    )
    with third:
        start = _day("from", today - BACK, words)
    with fourth:
        end = _day("to", today + AHEAD, words)
    wanted = [OrderStatus(code) for code in states]
    found = bookings_found(context, start, max(start, end), wanted, query)
    if not found:
        st.info(words("bookings.none"), icon=":material/event_note:")
        return
    shown = found[:MOST_ROWS]
    st.caption(
        words("bookings.count", count=f"{len(found):,}", shown=f"{len(shown):,}")
    )
    _table(shown, network, words)


def _table(shown: list[Order], network: Network, words: Words) -> None:
    """List bookings; a row opens one."""

    def picked() -> None:
        rows = st.session_state["bookings_list"].selection.rows
        if rows and rows[0] < len(shown):
            bookings_state.open_order(shown[rows[0]].order_id)
        else:
            bookings_state.close_order()

    frame = booking_frame(shown, network, words)
    columns = {name: words(f"bookings.column.{name}") for name in frame.columns}
    st.dataframe(
        frame,
        hide_index=True,
        height=_TABLE_HEIGHT_PX if len(frame) > 10 else "auto",
        column_config={
            **columns,
            "day": st.column_config.DateColumn(columns["day"], format="YYYY-MM-DD"),
            "requested": st.column_config.DatetimeColumn(
                columns["requested"], format="YYYY-MM-DD HH:mm"
            ),
        },
        placeholder=NONE,
        selection_mode="single-row",
        on_select=picked,
        key="bookings_list",
        alt=words("bookings.list_alt"),
    )


def _day(name: str, usual: date, words: Words) -> date:
    chosen = st.date_input(
        words(f"bookings.{name}"),
        value=usual,
        format="YYYY-MM-DD",
        key=f"booking_{name}",
        bind="query-params",
    )
    return chosen if isinstance(chosen, date) else usual
