"""What the dispatcher chooses: day, area, plan and depot; all of it in the address."""

from collections.abc import Collection
from datetime import date
from functools import partial

import streamlit as st

from recycling.domain.network import Network
from recycling.domain.running import PlanVersion
from recycling.services.context import Context
from recycling.services.dispatch_view import last_planned_day
from recycling.ui import dispatch_state, dispatch_tables
from recycling.ui.dispatch_records import (
    CITY,
    Desk,
    areas_of,
    depots_in,
    largest_depot,
)
from recycling.ui.i18n import Words

DAY_KEY, AREA_KEY, DEPOT_KEY = "day", "area", "depot"
"""Names of the filters in the address."""

DRAWN = 60
"""Routes that are shown at once unless a user wants all."""

ALL = "all"
"""Depots of the area, all of them."""


def choose_day(context: Context, today: date, words: Words) -> date:
    """Let the user choose the day; at first that of the plan made last."""
    if DAY_KEY not in st.session_state:
        asked = _day(st.query_params.get(DAY_KEY, ""))
        st.session_state[DAY_KEY] = asked or last_planned_day(context) or today
    chosen = st.date_input(words("dispatch.day"), key=DAY_KEY, on_change=_forget)
    day = chosen if isinstance(chosen, date) else today
    # The day stays in the address though it is the usual one: tomorrow it is not.
    st.query_params[DAY_KEY] = f"{day:%Y-%m-%d}"
    return day


def _day(written: str) -> date | None:
    """Read a day of the address; ``None`` where it is none."""
    try:
        return date.fromisoformat(written)
    except ValueError:
        return None


def choose_area(network: Network, words: Words) -> tuple[str, ...]:
    """Let the user choose what is worked on; no depot is the whole city."""
    areas = areas_of(network)
    adopt(AREA_KEY, areas)
    area = st.selectbox(
        words("dispatch.area"),
        areas,
        format_func=partial(area_name, network, words),
        key=AREA_KEY,
        on_change=_forget,
    )
    write(AREA_KEY, area or CITY)
    return depots_in(network, area or CITY)


def area_name(network: Network, words: Words, code: str) -> str:
    """Name an area: the city, a district, or a depot."""
    if code == CITY:
        return words("dispatch.city")
    if code in network.districts:
        return words("dispatch.area_district", name=words.name(network.districts[code]))
    return f"{network.sites[code].name} ({code})"


def adopt(key: str, codes: Collection[str]) -> None:
    """Take a choice from the address: a code, which is the same in every language."""
    asked = st.query_params.get(key, "")
    if asked and asked in codes and key not in st.session_state:
        st.session_state[key] = asked


def write(key: str, code: str) -> None:
    """Put a choice into the address, or take it out."""
    if code:
        st.query_params[key] = code
    else:
        st.query_params.pop(key, None)


def choose_depot(desk: Desk, words: Words) -> tuple[str, ...]:
    """Let the user choose whose routes are shown; of few routes at first all."""
    routes = desk.plan.routes if desk.plan else ()
    own = [r for r in routes if not desk.depots or r.catchment in desk.depots]
    depots = sorted({route.catchment for route in own})
    if len(depots) < 2:
        return tuple(depots) or desk.depots
    options = [ALL, *depots]
    start = ALL if len(own) <= DRAWN else largest_depot(own, desk.depots)

    def name(code: str) -> str:
        return words("dispatch.all_depots") if code == ALL else _depot(desk, code)

    adopt(DEPOT_KEY, options)
    if st.session_state.get(DEPOT_KEY) not in options:
        st.session_state[DEPOT_KEY] = start
    code = st.selectbox(
        words("dispatch.depot"), options, format_func=name, key=DEPOT_KEY
    )
    write(DEPOT_KEY, code or ALL)
    return desk.depots if code in {None, ALL} else (code,)


def _depot(desk: Desk, code: str) -> str:
    return f"{desk.site_name(code)} ({code})"


def choose_version(desk: Desk, words: Words) -> None:
    """List the plans of the day; a click on one looks at it."""
    versions = desk.stamp.covering(desk.depots)
    frame = dispatch_tables.version_frame(versions, desk, words)
    ids = frame["plan"].tolist()

    def chosen() -> None:
        rows = st.session_state["dispatch_versions"].selection.rows
        if rows:
            dispatch_state.choose_plan(ids[rows[0]])

    number = st.column_config.NumberColumn
    columns = {n: words(f"dispatch.column.{n}") for n in frame.columns}
    st.dataframe(
        frame,
        hide_index=True,
        column_config=columns
        | {
            name: number(columns[name], format=form)
            for name, form in (("km", "%.0f"), ("tonnes", "%.1f"), ("cost", "%.0f"))
        },
        selection_mode="single-row",
        on_select=chosen,
        key="dispatch_versions",
    )


def version_title(version: PlanVersion, words: Words) -> str:
    """Name a plan with where it stands."""
    state = words.label("PlanState", version.state.value)
    return words("dispatch.looked_at", plan=version.plan_id, state=state)


def _forget() -> None:
    """Leave plan and vehicle: they are of another day or area."""
    for name in (dispatch_state.PLAN_PARAM, dispatch_state.VEHICLE_PARAM):
        st.query_params.pop(name, None)
