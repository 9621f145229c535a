"""A day under way as a page shows it: where each stop stands, and sums."""

from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, time
from typing import Final

from recycling.domain.network import Network
from recycling.domain.tracking import TrackedRoute, TrackedStop
from recycling.domain.units import S_PER_MIN
from recycling.services.day_progress import DayProgress

DONE, UNDER_WAY, LATE, FAILED, OPEN = "done", "under_way", "late", "failed", "open"

STATES: Final = (OPEN, DONE, UNDER_WAY, LATE, FAILED)
"""Where a stop may stand, in the order of drawing: what matters most lies on top."""

LATE_MINUTES: Final = (5, 10, 15, 30, 60)
"""Minutes a user may call late."""

USUAL_LATE_MIN: Final = 15


@dataclass(frozen=True, slots=True)
class StopView:
    """A planned stop, where it stands, and when its vehicle is expected.

    Attributes
    ----------
    stop
        Plan and record.
    state
        One of `STATES`.
    expected_s
        Seconds after midnight when the vehicle should come as things stand; ``None``
        for stops with a record, and where nobody knows the hour.
    """

    stop: TrackedStop
    state: str
    expected_s: int | None = None

    @property
    def late_s(self) -> int | None:
        """Seconds late: recorded, or to be expected; below zero when early."""
        if self.expected_s is not None:
            return self.expected_s - self.stop.planned_s
        return self.stop.late_s


@dataclass(frozen=True, slots=True)
class RouteView:
    """A vehicle's day, with the depot it starts from."""

    route: TrackedRoute
    depot: str
    stops: tuple[StopView, ...]

    @property
    def vehicle_id(self) -> str:
        """The vehicle."""
        return self.route.vehicle_id

    @property
    def is_out(self) -> bool:
        """Whether it recorded anything."""
        return any(not view.stop.is_open for view in self.stops)

    def count(self, state: str) -> int:
        """Count the stops in a state."""
        return sum(view.state == state for view in self.stops)

    @property
    def next_stop(self) -> StopView | None:
        """First stop without a record behind the last one with."""
        open_ones = [view for view in self.stops if view.stop.is_open]
        return open_ones[0] if open_ones else None


@dataclass(frozen=True, slots=True)
class DaySums:
    """Sums over some routes.

    Attributes
    ----------
    stops
        Stops by state.
    vehicles, out, late
        Vehicles with a route, those that recorded anything, and those late at the
        last stop they recorded or at the next.
    planned_kg, expected_kg, collected_kg
        Plan of all stops, plan of those with a record, and the records.
    """

    stops: Counter[str]
    vehicles: int
    out: int
    late: int
    planned_kg: int
    expected_kg: int
    collected_kg: int

    @property
    def total(self) -> int:
        """All stops."""
        return self.stops.total()


def as_of(progress: DayProgress, now: datetime) -> int | None:
    """Seconds after midnight a day is looked at.

    Now for a day that runs; the last recorded arrival for one that is over; ``None``
    where neither is.
    """
    if now.date() == progress.day:
        return seconds_of(now, progress.day)
    arrivals = [
        stop.arrived_s
        for route in progress.tracked.routes
        for stop in route.stops
        if stop.arrived_s is not None
    ]
    is_over = now.date() > progress.day
    return max(arrivals) if is_over and arrivals else None


def seconds_of(moment: datetime, day: date) -> int:
    """Seconds from a day's midnight to a local time."""
    return int((moment - datetime.combine(day, time())).total_seconds())


def route_views(
    progress: DayProgress, at_s: int | None, late_s: int
) -> tuple[RouteView, ...]:
    """Tell where every stop of a day stands.

    Parameters
    ----------
    progress
        The day.
    at_s
        When it is looked at, from `as_of`.
    late_s
        Seconds behind the plan from which a stop counts as late.
    """
    return tuple(
        RouteView(
            route,
            progress.depots.get(route.vehicle_id, ""),
            tuple(_stop_views(route, at_s, late_s)),
        )
        for route in progress.tracked.routes
    )


def _stop_views(
    route: TrackedRoute, at_s: int | None, late_s: int
) -> Iterator[StopView]:
    delay_s = max(0, route.late_s or 0)
    is_out = route.open < len(route.stops)
    recorded = [n for n, stop in enumerate(route.stops) if not stop.is_open]
    last = recorded[-1] if recorded else -1
    is_next = is_out
    for place, stop in enumerate(route.stops):
        if not stop.is_open:
            yield StopView(stop, FAILED if stop.is_failed else DONE)
            continue
        if at_s is None:
            yield StopView(stop, OPEN)
            continue
        # A stop the crew passed is late as long as nothing is heard of it.
        expected_s = max(at_s, stop.planned_s + delay_s)
        if expected_s - stop.planned_s > late_s:
            yield StopView(stop, LATE, expected_s)
        elif is_next and place > last:
            yield StopView(stop, UNDER_WAY, expected_s)
        else:
            yield StopView(stop, OPEN, expected_s)
        if place > last:
            is_next = False


def chosen_routes(
    views: Iterable[RouteView],
    network: Network,
    depots: Collection[str] = (),
    districts: Collection[str] = (),
) -> tuple[RouteView, ...]:
    """Routes of some depots with their stops in some districts; all where empty.

    A route without a stop there is left out.
    """
    kept = []
    for view in views:
        if depots and view.depot not in depots:
            continue
        stops = view.stops
        if districts:
            stops = tuple(
                s for s in stops if _district(network, s.stop.site_id) in districts
            )
        if stops:
            route = replace(view.route, stops=tuple(s.stop for s in stops))
            kept.append(RouteView(route, view.depot, stops))
    return tuple(kept)


def _district(network: Network, site_id: str) -> str:
    site = network.sites.get(site_id)
    return site.district if site else ""


def sums_of(views: Sequence[RouteView]) -> DaySums:
    """Sum some routes."""
    return DaySums(
        Counter(stop.state for view in views for stop in view.stops),
        len(views),
        sum(view.is_out for view in views),
        sum(view.count(LATE) > 0 for view in views),
        sum(view.stop.planned_kg for route in views for view in route.stops),
        sum(view.route.expected_kg for view in views),
        sum(view.route.recorded_kg for view in views),
    )


def late_routes(views: Iterable[RouteView]) -> list[RouteView]:
    """Routes with a late stop, the latest first."""
    late = [view for view in views if view.count(LATE)]
    return sorted(late, key=lambda v: (-latest_s(v), v.vehicle_id))


def latest_s(view: RouteView) -> int:
    """Tell how late the latest stop without a record is, in seconds."""
    return max((s.late_s or 0 for s in view.stops if s.state == LATE), default=0)


def minutes(seconds: int | None) -> float | None:
    """Seconds in whole minutes."""
    return None if seconds is None else float(round(seconds / S_PER_MIN))
