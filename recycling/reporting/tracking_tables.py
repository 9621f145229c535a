"""A day under way as tables of text."""

from collections.abc import Iterable

from recycling.domain.tracking import TrackedDay, TrackedRoute, TrackedStop
from recycling.domain.units import S_PER_MIN, clock
from recycling.reporting.tables import NONE, Section
from recycling.schema.columns import Lang
from recycling.schema.enums import label
from recycling.schema.messages import text

_ROUTES = ("vehicle", "plan", "stops", "done", "failed", "open", "late", "kg", "more")
_STOPS = ("order", "site", "planned", "arrived", "late", "kg", "more", "state", "note")


def tracked_section(tracked: TrackedDay, lang: Lang) -> Section:
    """Lay a day out with a row for each vehicle, and their sum."""
    rows = [_route(route) for route in tracked.routes]
    rows.append(_sum(tracked.routes, text("track.total", lang)))
    note = ""
    if tracked.strays:
        strays = ", ".join(tracked.strays)
        note = text("track.strays", lang, count=len(tracked.strays), strays=strays)
    return _section("track.title", lang, str(tracked.day), _ROUTES, rows, note)


def route_section(tracked: TrackedDay, lang: Lang) -> Section:
    """Lay the days of some vehicles out with a row for each pickup."""
    named = ", ".join(route.vehicle_id for route in tracked.routes)
    rows = [_stop(stop, lang) for route in tracked.routes for stop in route.stops]
    return _section("track.title", lang, f"{tracked.day} {named}", _STOPS, rows)


def _section(
    key: str,
    lang: Lang,
    of: str,
    columns: Iterable[str],
    rows: Iterable[tuple[str, ...]],
    note: str = "",
) -> Section:
    headers = tuple(text(f"track.column.{name}", lang) for name in columns)
    return Section("track", text(key, lang, of=of), headers, tuple(rows), note)


def _route(route: TrackedRoute) -> tuple[str, ...]:
    return (
        route.vehicle_id,
        route.plan_id,
        f"{len(route.stops)}",
        f"{route.done}",
        f"{route.failed}",
        f"{route.open}",
        _minutes(route.late_s),
        f"{route.recorded_kg:,}",
        f"{route.recorded_kg - route.expected_kg:+,}",
    )


def _sum(routes: Iterable[TrackedRoute], name: str) -> tuple[str, ...]:
    listed = list(routes)
    more_kg = sum(r.recorded_kg - r.expected_kg for r in listed)
    return (
        name,
        "",
        f"{sum(len(r.stops) for r in listed)}",
        f"{sum(r.done for r in listed)}",
        f"{sum(r.failed for r in listed)}",
        f"{sum(r.open for r in listed)}",
        "",
        f"{sum(r.recorded_kg for r in listed):,}",
        f"{more_kg:+,}",
    )


def _stop(stop: TrackedStop, lang: Lang) -> tuple[str, ...]:
    state = text("track.open", lang)
    if stop.outcome is not None:
        state = label("VisitOutcome", stop.outcome, lang)
    return (
        stop.order_id,
        stop.site_id,
        clock(stop.planned_s),
        NONE if stop.arrived_s is None else clock(stop.arrived_s),
        _minutes(stop.late_s),
        NONE if stop.collected_kg is None else f"{stop.collected_kg:,}",
        NONE if stop.more_kg is None else f"{stop.more_kg:+,}",
        state,
        stop.note,
    )


def _minutes(seconds: int | None) -> str:
    """Write how late, in whole minutes; a minus for early."""
    return NONE if seconds is None else f"{round(seconds / S_PER_MIN):+d}"
