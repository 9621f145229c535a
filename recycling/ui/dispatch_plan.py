"""The dispatcher's plan: solve it as a job, figures, map, timetable and routes."""

from typing import Any

import streamlit as st

from recycling.services import jobs
from recycling.services.context import Context
from recycling.ui import (
    dispatch_changes,
    dispatch_choice,
    dispatch_gantt,
    dispatch_map,
    dispatch_state,
    dispatch_tables,
    job_panel,
    session,
    widgets,
)
from recycling.ui.dispatch_records import Desk, figures_of
from recycling.ui.figures import Figures
from recycling.ui.i18n import Words

ROUTES = "routes"
"""Kind of job that plans a day."""

MAP_HEIGHT_PX = 520
_TABLE_HEIGHT_PX = 320
_USUAL_S = 60
_OPEN_KEY = "dispatch_plan_open"
_MOST_S = 600


def show_planning(context: Context, desk: Desk, words: Words) -> None:
    """Offer to plan the day, or to plan it again, as a job."""
    with st.popover(
        words("dispatch.plan.again" if desk.plan else "dispatch.plan.first"),
        icon=":material/route:",
        type="secondary" if desk.plan else "primary",
        key=_OPEN_KEY,
        on_change="rerun",
    ):
        st.caption(words("dispatch.plan.note"))
        seconds = st.number_input(
            words("dispatch.plan.limit"), 5, _MOST_S, _USUAL_S, 5, key="plan_limit"
        )
        st.button(
            words("dispatch.plan.start"),
            icon=":material/play_arrow:",
            type="primary",
            key="plan_start",
            on_click=_start,
            args=(context, desk, seconds),
        )


def _start(context: Context, desk: Desk, seconds: int) -> None:
    """Queue the job, watch it, and close what asked for it."""
    told: dict[str, Any] = {
        "day": f"{desk.stamp.day:%Y-%m-%d}",
        "depots": list(desk.depots) or None,
        "time_limit_s": seconds,
    }
    job_panel.open_job(jobs.submit(context, ROUTES, told).job_id)
    st.query_params.pop(dispatch_state.PLAN_PARAM, None)
    st.session_state[_OPEN_KEY] = False


def show(context: Context, desk: Desk, figures: Figures) -> None:
    """Show the plan that is looked at: cards, map, timetable, routes, versions."""
    words = figures.words
    cards = dispatch_tables.plan_cards(desk, figures_of(desk), figures)
    widgets.metric_cards(cards)
    dispatch_changes.show_since(context, desk, words)
    with st.container(border=True):
        show_map(context, desk, figures)
    with st.container(border=True):
        show_gantt(desk, words)
    with st.container(border=True):
        show_routes(desk, words)
    with st.container(border=True):
        st.subheader(words("dispatch.versions"), anchor=False)
        st.caption(words("dispatch.versions_note"))
        dispatch_choice.choose_version(desk, words)


def show_map(context: Context, desk: Desk, figures: Figures) -> None:
    """Show the routes on the map; the chosen one stands out."""
    words = figures.words
    shapes = dispatch_state.shapes(desk, context.settings.database_url)
    widgets.colour_key(dispatch_map.route_key(words, has_chosen=desk.route is not None))
    # Another key looks anew: the map otherwise stays where the user moved it.
    place = desk.vehicle_id or "_".join(desk.shown)
    st.pydeck_chart(
        session.on_basemap(dispatch_map.route_deck(desk, shapes, figures)),
        height=MAP_HEIGHT_PX,
        key=f"dispatch_map_{place}",
        alt=words("dispatch.map_alt"),
    )


def show_gantt(desk: Desk, words: Words, *, key: str = "dispatch_gantt") -> None:
    """Show what vehicles do when; a click picks one."""
    st.subheader(words("dispatch.timetable"), anchor=False)
    frame = dispatch_gantt.gantt_frame(desk)
    if frame.empty:
        st.caption(words("dispatch.no_routes"))
        return
    shown = dispatch_gantt.shown_routes(desk)
    if len(shown) < len(desk.routes):
        st.caption(words("dispatch.capped", shown=len(shown), count=len(desk.routes)))

    def picked() -> None:
        chosen = st.session_state[key].selection
        dispatch_state.choose_vehicle(
            dispatch_gantt.picked_vehicle(chosen.get(dispatch_gantt.PICK))
        )

    st.altair_chart(
        dispatch_gantt.gantt_chart(frame, desk.vehicle_id, words),
        on_select=picked,
        selection_mode=dispatch_gantt.PICK,
        key=key,
        alt=words("dispatch.gantt_alt"),
    )


def show_routes(desk: Desk, words: Words) -> None:
    """List the routes; a click on one chooses it."""
    st.subheader(words("dispatch.routes"), anchor=False)
    frame = dispatch_tables.route_frame(desk.routes, desk)
    vehicles = frame["vehicle"].tolist()

    def chosen() -> None:
        rows = st.session_state["dispatch_routes"].selection.rows
        dispatch_state.choose_vehicle(vehicles[rows[0]] if rows else "")

    names = {name: words(f"dispatch.column.{name}") for name in frame.columns}
    number = st.column_config.NumberColumn
    decimals = ("tonnes", "km", "duration")
    st.dataframe(
        frame,
        hide_index=True,
        height=_TABLE_HEIGHT_PX,
        column_config=names
        | {name: number(names[name], format="%.1f") for name in decimals}
        | {"cost": number(names["cost"], format="localized")},
        selection_mode="single-row",
        on_select=chosen,
        key="dispatch_routes",
    )
    choose_vehicle(desk, words)


def choose_vehicle(desk: Desk, words: Words) -> None:
    """Say which vehicle is looked at, and offer the others."""
    vehicles = ["", *(route.vehicle_id for route in desk.routes)]
    key = f"dispatch_vehicle_{desk.vehicle_id}"

    def chosen() -> None:
        dispatch_state.choose_vehicle(st.session_state[key] or "")

    st.selectbox(
        words("dispatch.vehicle"),
        vehicles,
        index=vehicles.index(desk.vehicle_id),
        format_func=lambda code: code or words("dispatch.no_vehicle"),
        key=key,
        on_change=chosen,
    )
