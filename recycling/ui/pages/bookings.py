"""Bookings: a request, the slots offered for it, the promise, and what became of it."""

import streamlit as st

from recycling.services.dispatch_view import day_stamp
from recycling.ui import (
    bookings_form,
    bookings_list,
    bookings_order,
    bookings_state,
    dispatch_state,
    notices,
    session,
)

VIEWS = ("list", "new")

words = session.words()
context = session.speaking(session.context())
state = session.version(context)
if state.missing:
    notices.missing_data(state, context.settings.workspace, words)
    st.stop()
today = session.today(context.settings)
network = dispatch_state.network(context, day_stamp(context, today))

with st.container(
    horizontal=True, horizontal_alignment="distribute", vertical_alignment="center"
):
    with st.container(width="content"):
        notices.heading("bookings", words, is_synthetic=network.is_synthetic)
    view = st.segmented_control(
        words("bookings.views"),
        VIEWS,
        default=VIEWS[0],
        required=True,
        format_func=lambda name: words(f"bookings.view_{name}"),
        key="bookings_view",
        label_visibility="collapsed",
    )
bookings_state.show_told()
if order_id := bookings_state.order_id():
    bookings_order.show(context, network, order_id, words)
if view == "new":
    bookings_form.show(context, network, words)
else:
    bookings_list.show(context, network, today, words)
