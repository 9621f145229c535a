"""Weighings of the day: filters, table, the story of one, and its correction."""

from collections.abc import Sequence

import streamlit as st

from recycling.domain.network import Network
from recycling.domain.tickets import Flow, Ticket
from recycling.domain.tracing import TicketEntry
from recycling.services.context import Context
from recycling.services.day_tickets import DayTickets, TicketStory
from recycling.services.ticket_care import Correction, correct_ticket
from recycling.ui import operations_state, refusals, session, widgets
from recycling.ui.data_version import DataVersion
from recycling.ui.figures import NONE, Figures
from recycling.ui.i18n import Words
from recycling.ui.operations_choice import Choice
from recycling.ui.operations_live import LiveDay, columns_of
from recycling.ui.operations_ticket_frames import (
    MOST_ROWS,
    TicketChoice,
    chosen_entries,
    material_name,
    story_frame,
    ticket_cards,
    ticket_facts,
    ticket_frame,
)

_TABLE_HEIGHT_PX = 520
_BETWEEN = "|"
_TOLD_KEY = "operations_corrected"


def address_of(site_id: str, ticket_no: str) -> str:
    """Write a ticket as the address names it."""
    return f"{site_id}{_BETWEEN}{ticket_no}"


def show(
    context: Context,
    state: DataVersion,
    live: LiveDay,
    choice: Choice,
    figures: Figures,
) -> None:
    """Show the tickets of the day; a row opens one."""
    words, network = figures.words, live.network
    told = st.session_state.pop(_TOLD_KEY, "")
    if told:
        st.success(told, icon=":material/check_circle:")
    found = operations_state.tickets(context, state, live.stamp.day)
    site_id, _, ticket_no = st.query_params.get(
        operations_state.TICKET_PARAM, ""
    ).partition(_BETWEEN)
    if ticket_no:
        with refusals.told(words, words("operations.tickets.unknown")):
            story = operations_state.story(context, state, site_id, ticket_no)
            _card(context, story, network, words)
    if not found.entries:
        day = f"{live.stamp.day}"
        st.info(words("operations.tickets.none", day=day), icon=":material/scale:")
        return
    entries = chosen_entries(found, _choose(found, network, choice, words), network)
    if not entries:
        st.info(words("operations.tickets.filtered"), icon=":material/filter_alt:")
        return
    widgets.metric_cards(ticket_cards(entries, found, figures))
    _table(entries, found, network, words)


def _choose(
    found: DayTickets, network: Network, choice: Choice, words: Words
) -> TicketChoice:
    first, second, third, fourth = st.columns([3, 3, 3, 2], vertical_alignment="bottom")
    query = first.text_input(
        words("operations.tickets.search"),
        placeholder=words("operations.tickets.search_hint"),
        icon=":material/search:",
        key="ticket_q",
        bind="query-params",
    )
    materials = second.multiselect(
        words("operations.column.material"),
        sorted({entry.ticket.material for entry in found.entries}),
        format_func=lambda code: material_name(network, code, words),
        placeholder=words("operations.tickets.all"),
        key="ticket_materials",
        select_all=False,
    )
    flows = third.multiselect(
        words("operations.column.flow"),
        [flow.value for flow in Flow],
        format_func=lambda code: words.label("Flow", code),
        placeholder=words("operations.tickets.all"),
        key="ticket_flows",
        select_all=False,
    )
    only_flagged = fourth.toggle(
        words("operations.tickets.only_flagged", count=len(found.flags)),
        key="ticket_flagged",
        bind="query-params",
    )
    return TicketChoice(
        frozenset(materials), frozenset(flows), choice.district, query, only_flagged
    )


def _table(
    entries: Sequence[TicketEntry], found: DayTickets, network: Network, words: Words
) -> None:
    frame = ticket_frame(entries, found, network, words)
    if len(entries) > MOST_ROWS:
        st.caption(words("operations.tickets.capped", rows=f"{MOST_ROWS:,}"))

    def picked() -> None:
        rows = st.session_state["operations_tickets"].selection.rows
        name = ""
        if rows and rows[0] < len(entries):
            ticket = entries[rows[0]].ticket
            name = address_of(ticket.site_id, ticket.ticket_no)
        operations_state.choose(operations_state.TICKET_PARAM, name)

    st.dataframe(
        frame,
        hide_index=True,
        height=_TABLE_HEIGHT_PX if len(frame) > 12 else "auto",
        column_config=columns_of(frame, words),
        placeholder=NONE,
        selection_mode="single-row",
        on_select=picked,
        key="operations_tickets",
        alt=words("operations.tickets.alt"),
    )


def _card(context: Context, story: TicketStory, network: Network, words: Words) -> None:
    """Show a ticket, its doubts, what it weighed, and how to correct it."""
    with st.container(border=True, key="operations_ticket"):
        with st.container(
            horizontal=True,
            horizontal_alignment="distribute",
            vertical_alignment="center",
        ):
            number = widgets.literal(story.ticket.ticket_no)
            st.subheader(number, anchor=False, width="content")
            st.button(
                words("operations.close"),
                icon=":material/close:",
                type="tertiary",
                key="operations_ticket_close",
                on_click=operations_state.choose,
                args=(operations_state.TICKET_PARAM, ""),
            )
        for flag in story.flags:
            rule = words.label("FlagRule", flag.rule.value)
            line = words(
                "operations.tickets.doubt",
                rule=rule,
                value=flag.value,
                expected=flag.expected,
            )
            st.warning(widgets.literal(line), icon=":material/warning:")
        left, right = st.columns([2, 3])
        with left:
            for fact in ticket_facts(story, network, words):
                st.markdown(f"{fact.name}: **{widgets.literal(fact.value)}**")
        with right:
            _trace(story, network, words)
        if story.after is None:
            _correct(context, story.ticket, network, words)
        else:
            st.caption(words("operations.tickets.corrected_once"))


def _trace(story: TicketStory, network: Network, words: Words) -> None:
    """Show the stops and orders a ticket is the weighing of."""
    st.markdown(f"**{words('operations.tickets.trace')}**")
    if not story.stops:
        st.caption(words("operations.tickets.no_trace"))
        return
    load = story.loads[0]
    st.caption(
        words("operations.tickets.load", vehicle=load.vehicle_id, trip=load.trip)
    )
    frame = story_frame(story, network, words)
    st.dataframe(
        frame,
        hide_index=True,
        column_config=columns_of(frame, words),
        placeholder=NONE,
        key="operations_ticket_stops",
        alt=words("operations.tickets.trace_alt"),
    )


def _correct(context: Context, ticket: Ticket, network: Network, words: Words) -> None:
    """Take what was wrong; a new ticket takes the place of the old."""
    key = f"{ticket.site_id}_{ticket.ticket_no}"
    with st.expander(words("operations.correct"), key=f"correct_{key}"):
        st.caption(words("operations.correct_note"))
        with st.form(f"correct_form_{key}", border=False):
            wanted = _wanted(context, ticket, network, words, key)
            is_wanted = st.form_submit_button(
                words("operations.correct_save"),
                type="primary",
                icon=":material/edit:",
                key=f"correct_save_{key}",
            )
        if not is_wanted:
            return
        with refusals.told(words, words("operations.correct_refused")):
            old, new = correct_ticket(context, wanted)
            st.session_state[_TOLD_KEY] = words(
                "operations.corrected",
                old=old.ticket_no,
                new=new.ticket_no,
                before=f"{old.net_kg:,}",
                after=f"{new.net_kg:,}",
                day=new.weighed_at.date(),
            )
            session.forget_version()
            st.rerun()


def _wanted(
    context: Context, ticket: Ticket, network: Network, words: Words, key: str
) -> Correction:
    """Ask what was wrong."""
    *places, last = st.columns(4)
    recorded = {
        "net": ticket.net_kg,
        "gross": ticket.gross_kg,
        "tare": ticket.tare_kg,
    }
    masses = {
        name: place.number_input(
            words(f"operations.correct_{name}"),
            min_value=0,
            value=None,
            step=1,
            placeholder=_unchanged(recorded[name]),
            key=f"correct_{name}_{key}",
        )
        for name, place in zip(recorded, places, strict=True)
    }
    material = last.selectbox(
        words("operations.column.material"),
        sorted(network.materials),
        index=None,
        format_func=lambda code: material_name(network, code, words),
        placeholder=material_name(network, ticket.material, words),
        key=f"correct_material_{key}",
    )
    is_cancelled = st.checkbox(
        words("operations.correct_cancel"), key=f"correct_cancel_{key}"
    )
    return Correction(
        ticket.site_id,
        ticket.ticket_no,
        operations_state.now_here(context),
        gross_kg=masses["gross"],
        tare_kg=masses["tare"],
        net_kg=masses["net"],
        material=material,
        is_cancelled=is_cancelled,
    )


def _unchanged(kilograms: int | None) -> str:
    return NONE if kilograms is None else f"{kilograms:,}"
