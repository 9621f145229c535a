"""What goes wrong at noon: record it, and plan the rest of the day anew as a job."""

from datetime import timedelta
from typing import Any, Final

import streamlit as st

from recycling.domain.running import DayEventKind
from recycling.domain.units import S_PER_H, clock
from recycling.services import jobs
from recycling.services.context import Context
from recycling.ui import job_panel, session, widgets
from recycling.ui.dispatch_event_records import (
    UNTIL,
    Told,
    event_frame,
    places,
    plain_event,
    said,
    subject_name,
    subjects_of,
)
from recycling.ui.dispatch_records import Desk
from recycling.ui.dispatch_times import now_s, seconds_chosen, time_at
from recycling.ui.i18n import Words

REPLAN: Final = "replan"
"""Kind of job that plans the rest of a day anew."""

KINDS: Final = (
    DayEventKind.VEHICLE_DOWN,
    DayEventKind.DRIVER_LATE,
    DayEventKind.LATE_BOOKING,
    DayEventKind.STOP_FAILED,
    DayEventKind.SITE_CLOSED,
    DayEventKind.SITE_FULL,
    DayEventKind.ROAD_CLOSED,
)
"""What may happen, as the form lists it."""

_NOON_S: Final = 12 * S_PER_H
_STEP: Final = timedelta(minutes=5)
_EVENTS: Final = "dispatch_events"


def show(context: Context, desk: Desk, words: Words) -> None:
    """Let the user tell what happened, and plan the rest of the day anew."""
    st.caption(words("dispatch.event.note"))
    left, right = st.columns(2)
    with left, st.container(border=True):
        _form(context, desk, words)
    with right, st.container(border=True):
        _replan(context, desk, words)
    frame = event_frame(desk.stamp.events, desk, words)
    if frame.empty:
        return
    st.subheader(words("dispatch.event.recorded"), anchor=False)
    columns = {name: words(f"dispatch.column.{name}") for name in frame.columns}
    st.dataframe(frame, hide_index=True, column_config=columns, key="dispatch_recorded")


def _usual_s(context: Context, desk: Desk) -> int:
    """Moment a form starts with: now on the day itself, else noon."""
    settings = context.settings
    if session.today(settings) == desk.stamp.day:
        return now_s(settings.intake.timezone)
    return _NOON_S


def _form(context: Context, desk: Desk, words: Words) -> None:
    kind = st.selectbox(
        words("dispatch.event.kind"),
        KINDS,
        format_func=lambda one: words.label("DayEventKind", one.value),
        key="event_kind",
    )
    options = subjects_of(kind, desk)
    if not options:
        st.info(words(f"dispatch.event_none.{kind.value}"), icon=":material/info:")
        return
    subject = st.selectbox(
        words("dispatch.event.subject"),
        options,
        format_func=lambda key: subject_name(kind, key, desk),
        key=f"event_subject_{kind.value}",
    )
    other = ""
    if kind is DayEventKind.ROAD_CLOSED and subject in desk.network.sites:
        other = st.selectbox(
            words("dispatch.event.other"),
            [key for key in places(desk) if key != subject],
            format_func=lambda key: subject_name(kind, key, desk),
            key="event_other",
        )
    at_s = seconds_chosen(
        st.time_input(
            words("dispatch.event.at"),
            time_at(_usual_s(context, desk)),
            step=_STEP,
            key="event_at",
        )
    )
    told = Told(kind, subject, other or "", at_s, *_more(kind, words))
    if st.button(
        words("dispatch.event.add"), icon=":material/add_alert:", key="event_add"
    ):
        kept = [e for e in _waiting(desk) if e["id"] != plain_event(told, desk)["id"]]
        st.session_state[_key(desk)] = [*kept, plain_event(told, desk)]
        st.rerun()


def _more(kind: DayEventKind, words: Words) -> tuple[int | None, int, str]:
    """Ask until when it lasts, how late a driver is, and for a note."""
    until_s, delay_min = None, 0
    if kind in UNTIL:
        chosen = st.time_input(
            words("dispatch.event.until"), None, step=_STEP, key="event_until"
        )
        until_s = seconds_chosen(chosen) if chosen else None
    if kind is DayEventKind.DRIVER_LATE:
        delay_min = st.number_input(
            words("dispatch.event.delay"), 1, 600, 30, 5, key="event_delay"
        )
    return (
        until_s,
        delay_min,
        st.text_input(words("dispatch.event.words"), key="event_note"),
    )


def _key(desk: Desk) -> str:
    return f"{_EVENTS}_{desk.stamp.day}"


def _waiting(desk: Desk) -> list[dict[str, Any]]:
    """Read the events of this session that are not recorded: no plan knows of them."""
    recorded = {event.event_id for event in desk.stamp.events}
    kept: list[dict[str, Any]] = st.session_state.get(_key(desk), [])
    return [event for event in kept if event["id"] not in recorded]


def _replan(context: Context, desk: Desk, words: Words) -> None:
    """List the events, and plan the rest of the day for them as a job."""
    events = _waiting(desk)
    st.markdown(f"**{words('dispatch.event.list')}**")
    if not events:
        st.caption(words("dispatch.event.none"))
    for event in events:
        st.markdown(f"- {widgets.literal(said(event, desk, words))}")
    if events and st.button(
        words("dispatch.event.clear"), icon=":material/delete_sweep:", key="event_clear"
    ):
        st.session_state[_key(desk)] = []
        st.rerun()
    usual = max([_usual_s(context, desk), *map(_known_s, events)])
    at_s = seconds_chosen(
        st.time_input(
            words("dispatch.event.replan_at"),
            time_at(usual),
            step=_STEP,
            key=f"replan_at_{usual}",
        )
    )
    st.caption(words("dispatch.event.replan_note", time=clock(at_s)))
    publish = st.toggle(words("dispatch.event.publish"), key="replan_publish")
    if st.button(
        words("dispatch.event.replan"),
        icon=":material/update:",
        type="primary",
        key="replan_start",
    ):
        told = {
            "day": f"{desk.stamp.day:%Y-%m-%d}",
            "at": clock(at_s),
            "depots": _depots(desk, events),
            "events": events or None,
            "publish": publish,
        }
        # They stay until they are recorded: a search that fails takes none away.
        job_panel.open_job(jobs.submit(context, REPLAN, told).job_id)
        st.rerun()


def _known_s(event: dict[str, Any]) -> int:
    hours, minutes = event["at"].split(":")
    return int(hours) * S_PER_H + int(minutes) * 60


def _depots(desk: Desk, events: list[dict[str, Any]]) -> list[str] | None:
    """Depots to plan anew; those the events are about where none is chosen."""
    if len(desk.shown) == 1:
        return list(desk.shown)
    if events:
        return None
    return sorted({route.catchment for route in desk.routes}) or None
