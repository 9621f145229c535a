"""A day's routes as bars over time, a row per vehicle."""

from collections.abc import Iterable, Iterator
from typing import Any, Final

import altair as alt
import pandas as pd

from recycling.domain.plans import PAUSES, PlannedRoute, PlannedStop, StopKind
from recycling.domain.units import S_PER_H, clock
from recycling.reporting.palette import BLUE, GREEN, GREY, ORANGE, PINK, SKY
from recycling.ui.dispatch_records import Desk
from recycling.ui.i18n import Words

DRIVING, WAITING, SERVICE, UNLOADING, CHARGING, BREAK = (
    "driving", "waiting", "service", "unloading", "charging", "break",
)  # fmt: skip

COLOURS: Final = {
    DRIVING: BLUE,
    SERVICE: GREEN,
    UNLOADING: ORANGE,
    CHARGING: PINK,
    BREAK: SKY,
    WAITING: GREY,
}
"""Colour by activity."""

PICK: Final = "vehicle_pick"
"""Name of the selection of a vehicle."""

MAX_VEHICLES: Final = 60
"""Rows drawn at once: more marks are slow in a browser."""

_COLUMNS: Final = ("vehicle", "activity", "begin_s", "end_s", "place", "times")
_ROW_PX: Final = 22
_FRAME_PX: Final = 130
_WORK: Final = {
    StopKind.PICKUP: SERVICE,
    StopKind.UNLOAD: UNLOADING,
    StopKind.CHARGE: CHARGING,
}


def gantt_frame(desk: Desk) -> pd.DataFrame:
    """Lay out what vehicles do when, those shown, at most `MAX_VEHICLES`.

    Returns
    -------
    pandas.DataFrame
        ``vehicle``, ``activity`` (a code), ``begin_s`` and ``end_s`` after midnight,
        ``place`` and ``times`` as people read them.
    """
    routes = shown_routes(desk)
    rows = [
        (route.vehicle_id, kind, begin_s, end_s, desk.site_name(stop.site_id),
         f"{clock(begin_s)}-{clock(end_s)}")
        for route in routes
        for kind, begin_s, end_s, stop in activities(route)
    ]  # fmt: skip
    return pd.DataFrame(rows, columns=list(_COLUMNS))


def shown_routes(desk: Desk) -> tuple[PlannedRoute, ...]:
    """Routes that are drawn: the one looked at is always among them."""
    routes = desk.routes[:MAX_VEHICLES]
    if desk.route is not None and desk.route not in routes:
        return (*routes[:-1], desk.route)
    return routes


def activities(
    route: PlannedRoute,
) -> Iterator[tuple[str, int, int, PlannedStop]]:
    """Yield what a vehicle does: activity, begin and end in seconds, and the stop.

    Nothing that takes no time is told.
    """
    before = route.stops[0].departure_s if route.stops else 0
    for stop in route.stops[1:]:
        is_pause = stop.kind in PAUSES
        work = BREAK if is_pause else _WORK.get(stop.kind, WAITING)
        for kind, begin_s, end_s in (
            (DRIVING, before, stop.arrival_s),
            (WAITING, stop.arrival_s, stop.start_s),
            (work, stop.start_s, stop.departure_s),
        ):
            if end_s > begin_s:
                yield kind, begin_s, end_s, stop
        before = stop.departure_s


def gantt_chart(frame: pd.DataFrame, vehicle_id: str, words: Words) -> Any:
    """Draw the bars; a click on a row picks its vehicle.

    Parameters
    ----------
    frame
        From `gantt_frame`.
    vehicle_id
        The vehicle that is looked at: others fade.
    words
        Words of the language.
    """
    names = {code: words(f"dispatch.activity.{code}") for code in COLOURS}
    drawn = frame.assign(
        activity=frame["activity"].map(names),
        begin_h=frame["begin_s"] / S_PER_H,
        end_h=frame["end_s"] / S_PER_H,
    )
    title = {n: words(f"dispatch.gantt.{n}") for n in ("vehicle", "activity", "place")}
    is_faint = alt.datum.vehicle != vehicle_id if vehicle_id else alt.datum.end_h < 0
    hours = alt.Axis(
        orient="top",
        tickMinStep=1,
        labelExpr="(datum.value < 10 ? '0' : '') + datum.value + ':00'",
    )
    return (
        alt.Chart(drawn)
        .mark_bar(height=_ROW_PX - 6)
        .encode(
            x=alt.X("begin_h:Q", title=None, axis=hours, scale=alt.Scale(zero=False)),
            x2="end_h:Q",
            y=alt.Y(
                "vehicle:N",
                title=None,
                sort=None,
                axis=alt.Axis(labelLimit=160, labelOverlap=False),
            ),
            color=alt.Color(
                "activity:N",
                title=None,
                scale=alt.Scale(domain=[*names.values()], range=[*COLOURS.values()]),
                legend=alt.Legend(orient="bottom", columns=len(names)),
            ),
            opacity=alt.condition(is_faint, alt.value(0.35), alt.value(1.0)),
            tooltip=[
                alt.Tooltip("vehicle:N", title=title["vehicle"]),
                alt.Tooltip("activity:N", title=title["activity"]),
                alt.Tooltip("place:N", title=title["place"]),
                alt.Tooltip("times:N", title=words("dispatch.gantt.times")),
            ],
        )
        .add_params(alt.selection_point(PICK, fields=["vehicle"]))
        .properties(height=_FRAME_PX + _ROW_PX * max(1, drawn["vehicle"].nunique()))
    )


def picked_vehicle(selection: Iterable[Any] | None) -> str:
    """Vehicle of a selection of the chart, empty for none."""
    for one in selection or ():
        if isinstance(one, dict) and one.get("vehicle"):
            return str(one["vehicle"])
    return ""
