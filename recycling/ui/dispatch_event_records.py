"""Events of a running day as the page keeps and says them. No widgets."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import pandas as pd

from recycling.domain.order_states import SERVED_BY_PLANS
from recycling.domain.running import BETWEEN, DayEvent, DayEventKind
from recycling.domain.sites import SiteKind, ZoneKind
from recycling.domain.units import S_PER_MIN, clock
from recycling.ui.dispatch_records import Desk
from recycling.ui.i18n import Words

VEHICLES = frozenset({DayEventKind.VEHICLE_DOWN, DayEventKind.DRIVER_LATE})
SITES = frozenset({DayEventKind.SITE_CLOSED, DayEventKind.SITE_FULL})
UNTIL = frozenset({*SITES, DayEventKind.VEHICLE_DOWN, DayEventKind.ROAD_CLOSED})
"""Kinds that may be over before the day is."""


@dataclass(frozen=True, slots=True)
class Told:
    """What a form tells of an event.

    Attributes
    ----------
    kind, subject, other
        What happened to what; a road between two sites has another one.
    at_s, until_s
        When it was known, and when it is over; ``None`` for the rest of the day.
    delay_min
        How late a driver is.
    note
        In the words of who reported it.
    """

    kind: DayEventKind
    subject: str
    other: str = ""
    at_s: int = 0
    until_s: int | None = None
    delay_min: int = 0
    note: str = ""


def subjects_of(kind: DayEventKind, desk: Desk) -> list[str]:
    """Vehicles, sites, zones or orders an event of a kind may be about."""
    if kind in VEHICLES:
        return [route.vehicle_id for route in desk.routes]
    if kind in SITES:
        return unload_places(desk)
    if kind is DayEventKind.ROAD_CLOSED:
        zones = desk.network.zones.values()
        closed = sorted(z.zone_id for z in zones if z.kind is not ZoneKind.EXCLUSION)
        return closed + places(desk)
    if kind is DayEventKind.LATE_BOOKING:
        return [
            key
            for key in desk.left_out
            if key in desk.orders and desk.orders[key].status in SERVED_BY_PLANS
        ]
    return [s.order_id for r in desk.routes for s in r.stops if s.order_id]


def unload_places(desk: Desk) -> list[str]:
    """Centres, those the shown routes unload at first."""
    used = {stop.site_id for r in desk.routes for stop in r.stops if stop.load_kg < 0}
    centres = {s.site_id for s in desk.network.of_kind(SiteKind.SORTING_CENTRE)}
    return [*sorted(used), *sorted(centres - used)]


def places(desk: Desk) -> list[str]:
    """Sites the shown routes stand at."""
    return sorted({stop.site_id for r in desk.routes for stop in r.stops})


def subject_name(kind: DayEventKind, subject: str, desk: Desk) -> str:
    """Name what an event is about: its id, and the site where there is one."""
    if kind in VEHICLES:
        return subject
    order = desk.orders.get(subject)
    if order is not None:
        return f"{subject} {desk.site_name(order.site_id)}"
    zone = desk.network.zones.get(subject)
    if zone is not None:
        return f"{subject} {zone.name}"
    sites = [desk.site_name(part) for part in subject.split(BETWEEN)]
    return f"{subject} {BETWEEN.join(sites)}"


def plain_event(told: Told, desk: Desk) -> dict[str, Any]:
    """Write an event as the job ``replan`` reads it; the same again is the same id."""
    subject = f"{told.subject}{BETWEEN}{told.other}" if told.other else told.subject
    more = f"+{told.delay_min}" if told.delay_min else ""
    until = clock(told.until_s) if told.until_s is not None else ""
    written = ":".join(filter(None, (told.kind.value, subject, until or more)))
    found: dict[str, Any] = {
        "id": f"{desk.stamp.day:%Y-%m-%d} {clock(told.at_s)} {written}",
        "kind": told.kind.value,
        "subject": subject,
        "at": clock(told.at_s),
        "until": until,
        "delay_min": told.delay_min,
        "note": told.note,
    }
    return {key: value for key, value in found.items() if value}


def said(event: Mapping[str, Any], desk: Desk, words: Words) -> str:
    """Say an event that `plain_event` wrote."""
    kind = DayEventKind(event["kind"])
    parts = [
        event["at"],
        words.label("DayEventKind", kind.value),
        subject_name(kind, event["subject"], desk),
    ]
    if event.get("until"):
        parts.append(words("dispatch.event.over", time=event["until"]))
    if event.get("delay_min"):
        parts.append(words("dispatch.event.late", minutes=event["delay_min"]))
    return " · ".join(parts)


def event_frame(events: Sequence[DayEvent], desk: Desk, words: Words) -> pd.DataFrame:
    """Lay recorded events out.

    Returns
    -------
    pandas.DataFrame
        ``time``, ``event``, ``subject``, ``until``, ``minutes`` and ``note``.
    """
    columns = ("time", "event", "subject", "until", "minutes", "note")
    rows = [
        (
            clock(one.at_s),
            words.label("DayEventKind", one.kind.value),
            subject_name(one.kind, one.subject, desk),
            clock(one.until_s) if one.until_s is not None else "",
            one.delay_s // S_PER_MIN or None,
            one.note,
        )
        for one in events
    ]
    return pd.DataFrame(rows, columns=list(columns))
