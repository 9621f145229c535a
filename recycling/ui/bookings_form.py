"""The request form: who, what, how much, where and when; all faults at once."""

from datetime import date
from time import perf_counter
from uuid import uuid4

import streamlit as st

from recycling.domain.errors import RecyclingError, RefusedError
from recycling.domain.network import Network
from recycling.schema.said import in_words
from recycling.services.booking_words import say_booking
from recycling.services.bookings import book
from recycling.services.context import Context
from recycling.services.offering import offer_slots
from recycling.ui import bookings_state, refusals, session
from recycling.ui.bookings_request import (
    DATUMS,
    UNITS,
    WHO,
    Typed,
    booking_of,
    days_of,
    is_position,
    places_of,
    slots_of,
)
from recycling.ui.i18n import Words
from recycling.ui.operations_state import now_here
from recycling.ui.operations_ticket_frames import material_name

PLACES = ("known", "typed")
"""How a place is told."""

_KEY_KEY = "booking_key"
_ROUND_KEY = "booking_round"


def show(context: Context, network: Network, words: Words) -> None:
    """Show the form; a request that is taken gets slots offered at once."""
    number = st.session_state.setdefault(_ROUND_KEY, 0)
    with st.container(border=True):
        st.subheader(words("bookings.request"), anchor=False)
        who, how = _who(number, words)
        site_id = _known_place(network, number, words) if how == PLACES[0] else ""
        with st.form(f"booking_form_{number}", border=False):
            position, crs = ("", DATUMS[0])
            if how == PLACES[1]:
                position, crs = _typed_place(number, words)
            material, amount, unit = _what(network, number, words)
            contact, address = _contact(number, words)
            days, hours, other = _when(context, number, words)
            typed = Typed(
                _booking_key(context, number),
                who,
                material,
                amount,
                unit,
                contact,
                address,
                site_id,
                position,
                crs,
                days,
                hours,
                other,
            )
            is_wanted = st.form_submit_button(
                words("bookings.submit"),
                type="primary",
                icon=":material/event_available:",
                key=f"booking_submit_{number}",
            )
    if is_wanted:
        _take(context, typed, words)


def _who(number: int, words: Words) -> tuple[str, str]:
    """Ask who wants a pick-up, and how the place is told."""
    first, second = st.columns(2)
    who = first.segmented_control(
        words("bookings.who"),
        list(WHO),
        default=next(iter(WHO)),
        required=True,
        format_func=lambda code: words(f"bookings.who_{code}"),
        key=f"booking_who_{number}",
    )
    how = second.segmented_control(
        words("bookings.place_how"),
        PLACES,
        default=PLACES[0],
        required=True,
        format_func=lambda code: words(f"bookings.place_{code}"),
        key=f"booking_how_{number}",
    )
    return who or next(iter(WHO)), how or PLACES[0]


def _known_place(network: Network, number: int, words: Words) -> str:
    """Let the user search the sites and addresses there are."""
    first, second = st.columns(2)
    query = first.text_input(
        words("bookings.place_search"),
        placeholder=words("bookings.place_hint"),
        icon=":material/search:",
        key=f"booking_place_q_{number}",
    )
    found = {site.site_id: site for site in places_of(network, query)}
    chosen = second.selectbox(
        words("bookings.place"),
        list(found),
        index=0 if found else None,
        format_func=lambda key: f"{found[key].name} ({key})",
        placeholder=words("bookings.place_none" if query else "bookings.place_first"),
        disabled=not found,
        key=f"booking_place_{number}_{query}",
    )
    return chosen or ""


def _typed_place(number: int, words: Words) -> tuple[str, str]:
    first, second = st.columns(2)
    position = first.text_input(
        words("bookings.position"),
        placeholder="106.55100, 29.56300",
        key=f"booking_position_{number}",
    )
    crs = second.selectbox(
        words("bookings.crs"),
        DATUMS,
        format_func=lambda code: words(f"data.crs_{code}"),
        help=words("bookings.crs_help"),
        key=f"booking_crs_{number}",
    )
    return position, crs


def _what(network: Network, number: int, words: Words) -> tuple[str, int, str]:
    first, second, third = st.columns(3)
    material = first.selectbox(
        words("bookings.material"),
        list(network.materials),
        format_func=lambda code: material_name(network, code, words),
        key=f"booking_material_{number}",
    )
    amount = second.number_input(
        words("bookings.amount"), value=0, step=1, key=f"booking_amount_{number}"
    )
    unit = third.selectbox(
        words("bookings.unit"),
        UNITS,
        format_func=lambda code: words(f"bookings.unit_{code}"),
        key=f"booking_unit_{number}",
    )
    return material or "", int(amount), unit


def _contact(number: int, words: Words) -> tuple[str, str]:
    first, second = st.columns(2)
    contact = first.text_input(
        words("bookings.contact"),
        max_chars=100,
        placeholder=words("bookings.contact_hint"),
        key=f"booking_contact_{number}",
    )
    address = second.text_input(
        words("bookings.address"), max_chars=200, key=f"booking_address_{number}"
    )
    return contact, address


def _when(
    context: Context, number: int, words: Words
) -> tuple[tuple[date, ...], tuple[tuple[int, int], ...], str]:
    settings = context.settings.bookings
    days = days_of(now_here(context).date(), settings)
    first, second, third = st.columns(3)
    chosen = first.pills(
        words("bookings.days"),
        days,
        selection_mode="multi",
        format_func=lambda day: f"{day:%m-%d}",
        help=words("bookings.when_help"),
        key=f"booking_days_{number}",
    )
    hours = second.pills(
        words("bookings.hours"),
        slots_of(settings),
        selection_mode="multi",
        format_func=lambda slot: f"{slot[0]:02d}-{slot[1]:02d}",
        key=f"booking_hours_{number}",
    )
    other = third.text_input(
        words("bookings.other"),
        placeholder=f"{days[-1]} 09:00-11:00",
        key=f"booking_other_{number}",
    )
    return tuple(chosen), tuple(hours), other


def _booking_key(context: Context, number: int) -> str:
    """Name the request that is being typed: sent twice it is booked once."""
    own: str = st.session_state.setdefault(_KEY_KEY, uuid4().hex[:8])
    return f"B-{now_here(context):%Y%m%d}-{own}-{number}"


def _take(context: Context, typed: Typed, words: Words) -> None:
    """Book what was typed, and offer slots for it."""
    title = words("bookings.refused")
    faults = []
    if not is_position(typed.position):
        faults.append(words("bookings.bad_position", value=typed.position))
    try:
        booked = book(context, booking_of(typed), now_here(context))
    except RecyclingError as error:
        nowhere = say_booking(context, "no_place")
        lines = refusals.lines_of(error, words)
        # What was typed wrong was not left out.
        faults += [line for line in lines if not faults or line != nowhere]
        refusals.tell(RefusedError(title, faults), words, title)
        return
    order_id = booked.order.order_id
    st.session_state[_ROUND_KEY] += 1
    bookings_state.open_order(order_id)
    bookings_state.tell(words("bookings.booked", order=order_id))
    offer(context, order_id, words)
    session.forget_version()
    st.rerun()


def offer(context: Context, order_id: str, words: Words) -> None:
    """Look for slots, and tell how many there are and how long it took."""
    begun = perf_counter()
    with st.spinner(words("bookings.looking"), show_time=True):
        try:
            found = offer_slots(context, order_id, now_here(context))
        except RecyclingError as error:
            bookings_state.tell(in_words(error, words.lang), is_warning=True)
            return
    seconds = f"{perf_counter() - begun:.1f}"
    if not found.slots:
        bookings_state.tell(
            words("bookings.no_slots", seconds=seconds), is_warning=True
        )
        return
    key = "bookings.offered" if found.is_wished else "bookings.offered_other"
    bookings_state.tell(words(key, count=len(found.slots), seconds=seconds))
