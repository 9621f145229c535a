"""The day as it runs: figures, map, vehicles, and the stops of one."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import pandas as pd
import streamlit as st

from recycling.domain.network import Network
from recycling.domain.units import S_PER_MIN, clock
from recycling.services.context import Context
from recycling.services.day_progress import DayProgress
from recycling.services.dispatch_view import DayStamp, day_stamp
from recycling.ui import (
    operations_entry,
    operations_frames,
    operations_map,
    operations_state,
    session,
    widgets,
)
from recycling.ui.figures import NONE, Figures
from recycling.ui.i18n import Words
from recycling.ui.operations_choice import Choice
from recycling.ui.operations_records import (
    RouteView,
    as_of,
    chosen_routes,
    route_views,
    seconds_of,
    sums_of,
)

EVERY: str = "5s"
"""How often the page looks whether the day has changed."""

REDRAWN_S = 60
"""Seconds after which lateness is told anew although nothing was recorded."""

MAP_HEIGHT_PX = 520
_TABLE_HEIGHT_PX = 520
_LOW_PX = 38
_ROW_PX = 35


@dataclass(frozen=True, slots=True)
class LiveDay:
    """What the view is drawn from.

    Attributes
    ----------
    stamp, progress, network
        Where the day stands, its stops, and the sites.
    routes
        Routes that keep the filters.
    at_s
        Seconds after midnight it is looked at; ``None`` where nobody knows.
    is_today
        Whether the day runs.
    """

    stamp: DayStamp
    progress: DayProgress
    network: Network
    routes: tuple[RouteView, ...]
    at_s: int | None
    is_today: bool


def live_day(
    context: Context,
    stamp: DayStamp,
    progress: DayProgress,
    network: Network,
    choice: Choice,
) -> LiveDay:
    """Lay out the part of a day that is looked at, as it stands now."""
    now = operations_state.now_here(context)
    at_s = as_of(progress, now)
    views = route_views(progress, at_s, choice.late_min * S_PER_MIN)
    return LiveDay(
        stamp,
        progress,
        network,
        chosen_routes(views, network, choice.depots, choice.districts),
        at_s,
        now.date() == progress.day,
    )


def show(context: Context, live: LiveDay, figures: Figures) -> None:
    """Show cards, map and vehicles, then the stops of the one that is chosen."""
    words = figures.words
    sums = sums_of(live.routes)
    widgets.metric_cards(
        operations_frames.live_cards(sums, len(live.progress.events), figures)
    )
    _moment(context, live, words)
    if not sums.out:
        st.info(words("operations.no_records"), icon=":material/sensors_off:")
    chosen = _chosen(live)
    left, right = st.columns([3, 4])
    with left:
        _map(context, live, chosen, words)
    with right:
        _vehicles(live, words)
    if chosen is not None:
        _stops(context, live, chosen, figures)
    operations_entry.show_upload(context, words)
    if live.progress.tracked.strays:
        _strays(live, words)


def _moment(context: Context, live: LiveDay, words: Words) -> None:
    """Say when the day is looked at, and look again by itself."""
    with st.container(horizontal=True, vertical_alignment="center"):
        if live.at_s is not None:
            key = "operations.as_of" if live.is_today else "operations.as_of_last"
            st.caption(words(key, at=clock(live.at_s)), width="content")
        st.fragment(_pulse, run_every=EVERY)(context, live.stamp, live.at_s, words)


def _pulse(context: Context, drawn: DayStamp, at_s: int | None, words: Words) -> None:
    """Run the page again when the day has changed, or lateness may have."""
    now = operations_state.now_here(context)
    is_old = (
        at_s is not None
        and now.date() == drawn.day
        and seconds_of(now, drawn.day) - at_s >= REDRAWN_S
    )
    if is_old or day_stamp(context, drawn.day) != drawn:
        session.forget_version()
        st.rerun()
    st.caption(words("operations.watched", at=f"{now:%H:%M:%S}"), width="content")


def _chosen(live: LiveDay) -> RouteView | None:
    vehicle_id = st.query_params.get(operations_state.VEHICLE_PARAM, "")
    return next((v for v in live.routes if v.vehicle_id == vehicle_id), None)


def _map(
    context: Context, live: LiveDay, chosen: RouteView | None, words: Words
) -> None:
    widgets.colour_key(operations_map.state_key(live.routes, words))
    shapes = operations_state.shapes(context, live.network, live.stamp)
    route = live.progress.routes.get(chosen.vehicle_id) if chosen else None
    deck = operations_map.state_deck(live.routes, live.network, shapes, words, route)
    depots = sorted({view.depot for view in live.routes})
    # Another key looks anew: the map otherwise stays where the user moved it.
    place = chosen.vehicle_id if chosen else "_".join(depots[:1] + depots[-1:])
    key = f"operations_map_{place}"
    st.pydeck_chart(
        session.on_basemap(deck),
        height=MAP_HEIGHT_PX,
        key=key,
        alt=words("operations.map_alt"),
        on_select=lambda: _clicked(key, live),
    )


def _clicked(key: str, live: LiveDay) -> None:
    """Look at the vehicle of the stop that was clicked."""
    for found in st.session_state[key].selection.get("objects", {}).values():
        for one in found:
            if one.get("id") in live.progress.routes:
                operations_state.choose(operations_state.VEHICLE_PARAM, one["id"])


def _vehicles(live: LiveDay, words: Words) -> None:
    """List the vehicles; a row looks at one, the same again at all."""
    frame = operations_frames.route_frame(live.routes, live.network)
    names = frame["vehicle"].tolist()

    def picked() -> None:
        rows = st.session_state["operations_routes"].selection.rows
        vehicle_id = names[rows[0]] if rows and rows[0] < len(names) else ""
        operations_state.choose(operations_state.VEHICLE_PARAM, vehicle_id)

    st.caption(words("operations.routes_note", count=f"{len(names):,}"))
    st.dataframe(
        frame,
        hide_index=True,
        height=min(_TABLE_HEIGHT_PX, _LOW_PX + _ROW_PX * max(1, len(frame))),
        column_config=columns_of(frame, words),
        placeholder=NONE,
        selection_mode="single-row",
        on_select=picked,
        key="operations_routes",
        alt=words("operations.routes_alt"),
    )


def columns_of(frame: pd.DataFrame, words: Words) -> Mapping[str, Any]:
    """Titles of a frame's columns; numbers in the browser's language."""
    number = st.column_config.NumberColumn
    numeric = set(frame.select_dtypes("number").columns)
    return {
        name: number(words(f"operations.column.{name}"), format="localized")
        if name in numeric
        else words(f"operations.column.{name}")
        for name in frame.columns
    }


def _stops(
    context: Context, live: LiveDay, chosen: RouteView, figures: Figures
) -> None:
    """Show the stops of a vehicle, and let one be recorded."""
    words = figures.words
    orders = operations_state.orders_of(context, live.stamp, chosen.vehicle_id)
    with st.container(border=True, key="operations_vehicle"):
        _head(live, chosen, words)
        frame = operations_frames.stop_frame(chosen.stops, orders, live.network, words)
        st.dataframe(
            frame,
            hide_index=True,
            height=min(_TABLE_HEIGHT_PX, _LOW_PX + _ROW_PX * len(frame)),
            column_config=columns_of(frame, words),
            placeholder=NONE,
            key="operations_stops",
            alt=words("operations.stops_alt", vehicle=chosen.vehicle_id),
        )
        operations_entry.show_entry(context, live.progress, chosen, live.network, words)


def _head(live: LiveDay, chosen: RouteView, words: Words) -> None:
    with st.container(
        horizontal=True, horizontal_alignment="distribute", vertical_alignment="center"
    ):
        depot = operations_frames.site_name(live.network, chosen.depot)
        st.subheader(
            widgets.literal(f"{chosen.vehicle_id} · {depot}"),
            anchor=False,
            width="content",
        )
        st.button(
            words("operations.close"),
            icon=":material/close:",
            type="tertiary",
            key="operations_vehicle_close",
            on_click=operations_state.choose,
            args=(operations_state.VEHICLE_PARAM, ""),
        )


def _strays(live: LiveDay, words: Words) -> None:
    strays: Sequence[str] = live.progress.tracked.strays
    with st.expander(
        words("operations.strays", count=f"{len(strays):,}"), key="operations_strays"
    ):
        st.caption(words("operations.strays_note"))
        st.markdown(widgets.literal(words.join(list(strays[:50]))))
