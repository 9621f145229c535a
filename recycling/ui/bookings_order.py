"""One booking: what is known, slots on offer, what may be done, and its history."""

from collections.abc import Callable, Mapping
from itertools import groupby
from typing import Final, Literal
from zoneinfo import ZoneInfo

import streamlit as st

from recycling.domain.bookings import OfferState, SlotOffer
from recycling.domain.errors import RecyclingError
from recycling.domain.network import Network
from recycling.domain.order_states import is_allowed
from recycling.domain.orders import OrderStatus
from recycling.schema.said import in_words
from recycling.services.bookings import (
    OrderStory,
    accept_order,
    decline_offer,
    end_orders,
    order_story,
)
from recycling.services.context import Context
from recycling.services.offering import OFFERABLE
from recycling.services.promising import SlotGoneError, confirm_slot
from recycling.ui import bookings_form, bookings_state, refusals, session, widgets
from recycling.ui.bookings_frames import (
    history_frame,
    order_facts,
    slot_price,
    slot_title,
)
from recycling.ui.figures import NONE
from recycling.ui.i18n import Words
from recycling.ui.operations_state import now_here

_COLOURS: Final[Mapping[OrderStatus, Literal["orange", "gray", "red"]]] = {
    OrderStatus.REQUESTED: "orange",
    OrderStatus.OFFERED: "orange",
    OrderStatus.CANCELLED: "gray",
    OrderStatus.FAILED: "red",
}
_ON_LISTS = frozenset(
    {OrderStatus.CONFIRMED, OrderStatus.PLANNED, OrderStatus.ON_ROUTE}
)


def show(context: Context, network: Network, order_id: str, words: Words) -> None:
    """Show the booking of the address with everything that can be done."""
    with refusals.told(words, words("bookings.unknown")):
        story = order_story(context, order_id)
        with st.container(border=True, key="booking_card"):
            _head(story, words)
            left, right = st.columns([2, 3])
            with left:
                for fact in order_facts(story, network, words):
                    st.markdown(f"{fact.name}: **{widgets.literal(fact.value)}**")
            with right:
                _slots(context, story, words)
                _actions(context, story, words)
            _history(context, story, words)


def _head(story: OrderStory, words: Words) -> None:
    order = story.order
    with st.container(
        horizontal=True, horizontal_alignment="distribute", vertical_alignment="center"
    ):
        with st.container(horizontal=True, vertical_alignment="center"):
            st.subheader(widgets.literal(order.order_id), anchor=False, width="content")
            st.badge(
                words.label("OrderStatus", order.status.value),
                color=_COLOURS.get(order.status, "green"),
            )
        st.button(
            words("bookings.close"),
            icon=":material/close:",
            type="tertiary",
            key="booking_close",
            on_click=bookings_state.close_order,
        )
    if order.status in _ON_LISTS:
        st.page_link(
            "recycling/ui/pages/dispatch.py",
            label=words("bookings.to_dispatch", day=f"{order.day}"),
            icon=":material/route:",
            query_params={"day": f"{order.day}"},
        )


def open_slots(story: OrderStory) -> list[SlotOffer]:
    """Slots that can be taken, by day and hour."""
    found = [slot for slot in story.offers if slot.state is OfferState.OPEN]
    return sorted(found, key=lambda slot: (slot.day, slot.window_start_s))


def _slots(context: Context, story: OrderStory, words: Words) -> None:
    """Show the slots on offer, each with the way to promise it."""
    slots = open_slots(story)
    if story.order.status is not OrderStatus.OFFERED or not slots:
        return
    until = f"{slots[0].expires_at:%H:%M}"
    st.markdown(f"**{words('bookings.slots')}**")
    st.caption(words("bookings.slots_note", until=until))
    cheapest = min(slots, key=lambda slot: slot.added_cost_fen)
    for day, of_day in groupby(slots, key=lambda slot: slot.day):
        st.markdown(f"{day:%Y-%m-%d} · {words(f'bookings.weekday_{day.weekday()}')}")
        with st.container(horizontal=True):
            for slot in of_day:
                price = words("bookings.price", price=slot_price(slot))
                st.button(
                    f"{slot_title(slot)} · {price}",
                    key=f"slot_{slot.offer_id}_{slot.position}",
                    type="primary" if slot is cheapest else "secondary",
                    help=words("bookings.slot_help", depot=slot.depot_id),
                    on_click=_confirm,
                    args=(context, slot, words),
                )


def _confirm(context: Context, slot: SlotOffer, words: Words) -> None:
    """Promise a slot; a second click on it finds the promise made."""
    try:
        done = confirm_slot(context, slot.offer_id, slot.position, now_here(context))
    except SlotGoneError as error:
        bookings_state.tell(
            widgets.literal(in_words(error, words.lang)), is_warning=True
        )
    except RecyclingError as error:
        bookings_state.tell(
            widgets.literal(in_words(error, words.lang)), is_warning=True
        )
    else:
        bookings_state.tell(
            words(
                "bookings.confirmed",
                order=done.order.order_id,
                window=f"{done.slot.day} {slot_title(done.slot)}",
                plan=done.plan_id,
            )
        )
    session.forget_version()


def _actions(context: Context, story: OrderStory, words: Words) -> None:
    """Show what may be done with the booking as it stands."""
    order = story.order
    with st.container(horizontal=True):
        if order.status in OFFERABLE and st.button(
            words("bookings.offer"), icon=":material/more_time:", key="booking_offer"
        ):
            bookings_form.offer(context, order.order_id, words)
            st.rerun()
        if order.status is OrderStatus.OFFERED:
            _button("decline", words, lambda: decline_offer(context, order.order_id))
        if is_allowed(order.status, OrderStatus.CANCELLED):
            with st.popover(
                words("bookings.cancel"), icon=":material/event_busy:", key="cancel_ask"
            ):
                st.caption(words("bookings.cancel_note"))
                note = st.text_input(words("bookings.note"), key="booking_cancel_note")
                _button("cancel", words, lambda: _cancel(context, story, note, words))
    if order.status in OFFERABLE:
        _accept(context, story, words)


def _button(name: str, words: Words, act: Callable[[], object]) -> None:
    """Show a button of an action; what it refuses is told."""
    if st.button(words(f"bookings.{name}_do"), key=f"booking_{name}"):
        try:
            act()
        except RecyclingError as error:
            bookings_state.tell(
                widgets.literal(in_words(error, words.lang)), is_warning=True
            )
        else:
            bookings_state.tell(words(f"bookings.{name}_done"))
        session.forget_version()
        st.rerun()


def _cancel(context: Context, story: OrderStory, note: str, words: Words) -> None:
    """Call the booking off; say if a crew still has it on its list."""
    ended = end_orders(
        context, [story.order.order_id], OrderStatus.CANCELLED, note.strip()
    )
    if ended.on_lists:
        bookings_state.tell(words("bookings.on_lists"), is_warning=True)


def _accept(context: Context, story: OrderStory, words: Words) -> None:
    """Promise a time without a slot, as for direct loads."""
    order = story.order
    with st.expander(words("bookings.accept"), key="booking_accept_open"):
        st.caption(words("bookings.accept_note"))
        wish = st.text_input(
            words("bookings.accept_wish"),
            placeholder=f"{order.day} 09:00-11:00",
            key="booking_accept_wish",
        )
        _button(
            "accept",
            words,
            lambda: accept_order(
                context, order.order_id, wish.strip(), now_here(context)
            ),
        )


def _history(context: Context, story: OrderStory, words: Words) -> None:
    zone = ZoneInfo(context.settings.intake.timezone)
    frame = history_frame(story.changes, zone, words)
    st.markdown(f"**{words('bookings.history')}**")
    columns = {name: words(f"bookings.column.{name}") for name in frame.columns}
    at = st.column_config.DatetimeColumn(columns["at"], format="YYYY-MM-DD HH:mm:ss")
    st.dataframe(
        frame,
        hide_index=True,
        column_config={**columns, "at": at},
        placeholder=NONE,
        key="booking_history",
        alt=words("bookings.history_alt"),
    )
