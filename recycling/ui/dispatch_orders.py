"""The orders of a day: how many stand where, and the list of them."""

import streamlit as st

from recycling.domain.orders import OrderStatus
from recycling.services.context import Context
from recycling.ui import dispatch_state, dispatch_tables, widgets
from recycling.ui.cards import Card
from recycling.ui.dispatch_records import Desk
from recycling.ui.figures import Figures
from recycling.ui.i18n import Words

_TABLE_HEIGHT_PX = 460


def show(context: Context, desk: Desk, figures: Figures) -> None:
    """Show the orders of the depots that are shown, by state and as a list."""
    words = figures.words
    if desk.plan is None:
        st.info(words("dispatch.no_plan"), icon=":material/info:")
    orders = desk.shown_orders()
    if not orders:
        st.caption(words("dispatch.no_orders"))
    counts = dispatch_tables.status_counts(orders)
    cards = [
        Card(
            words.label("OrderStatus", state.value),
            f"{count:,}",
            figures.tonnes(mass),
            words("dispatch.orders_note"),
        )
        for state, (count, mass) in counts.items()
    ]
    if cards:
        widgets.metric_cards(cards)
        _table(desk, list(counts), words)
    if desk.plan is None:
        _expected(context, desk, figures)


def _table(desk: Desk, states: list[OrderStatus], words: Words) -> None:
    first, second = st.columns([2, 3])
    query = first.text_input(
        words("dispatch.search"), icon=":material/search:", key="dispatch_search"
    )
    wanted = second.pills(
        words("dispatch.states"),
        states,
        selection_mode="multi",
        format_func=lambda state: words.label("OrderStatus", state.value),
        key="dispatch_states",
    )
    found = [
        order
        for order in desk.shown_orders()
        if (not wanted or order.status in wanted)
        and query.casefold()
        in f"{order.order_id} {desk.site_name(order.site_id)}".casefold()
    ]
    frame = dispatch_tables.order_frame(found, desk, words)
    if len(frame) < len(found):
        st.caption(words("dispatch.capped", shown=len(frame), count=f"{len(found):,}"))
    number = st.column_config.NumberColumn
    names = {name: words(f"dispatch.column.{name}") for name in frame.columns}
    st.dataframe(
        frame,
        hide_index=True,
        height=_TABLE_HEIGHT_PX,
        column_config=names | {"kg": number(names["kg"], format="localized")},
        key="dispatch_orders",
    )


def _expected(context: Context, desk: Desk, figures: Figures) -> None:
    """Count on request what planning would serve, the visiting cycle included."""
    words = figures.words
    if not st.button(
        words("dispatch.expected"), icon=":material/calculate:", key="expected_orders"
    ):
        return
    with st.spinner(words("dispatch.expected_busy")):
        orders = dispatch_state.expected(context, desk.stamp)
    mass = sum(order.load_kg for order in orders)
    count, tonnes = f"{len(orders):,}", figures.tonnes(mass)
    st.success(words("dispatch.expected_are", count=count, mass=tonnes))
