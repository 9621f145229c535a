"""When a vehicle does what: the times of a given order of visits."""

from collections.abc import Sequence
from dataclasses import dataclass

from routing.vrp.problem import TimeWindow
from routing.vrp.view import Windows


@dataclass(frozen=True, slots=True)
class Leg:
    """One visit of an order: the way to it, its work, its windows."""

    travel_s: int
    service_s: int
    windows: Windows


@dataclass(frozen=True, slots=True)
class Timeline:
    """Times of an order of visits; ``starts_s`` has one entry per visit."""

    departure_s: int
    starts_s: tuple[int, ...]
    end_s: int

    @property
    def duration_s(self) -> int:
        """Seconds from departure to return."""
        return self.end_s - self.departure_s


def earliest_start(windows: Windows, arrival_s: int) -> int | None:
    """Return the first moment from ``arrival_s`` on at which work may start."""
    for start_s, end_s in windows:
        if arrival_s <= end_s:
            return max(arrival_s, start_s)
    return None


def latest_start(windows: Windows, limit_s: int) -> int | None:
    """Return the last moment up to ``limit_s`` at which work may start."""
    for start_s, end_s in reversed(windows):
        if start_s <= limit_s:
            return min(limit_s, end_s)
    return None


def shortest_timeline(
    legs: Sequence[Leg], home_s: int, shift: TimeWindow, enough_s: int = 0
) -> Timeline | None:
    """Return the times with the shortest duration, or ``None`` if there are none.

    Leaving later never brings the vehicle home earlier, so the candidates are
    pairs of an end and the latest departure that still reaches it. The first is
    the earliest end. With one window per visit it is also the shortest
    (M.W.P. Savelsbergh, The vehicle routing problem with time windows:
    minimizing route duration, ORSA J. Computing 4, 1992); with several, each
    further candidate moves at least one visit to a later window. Among equals
    the earliest is returned.

    Parameters
    ----------
    legs
        The visits in order, depots left out.
    home_s
        Seconds of the way from the last visit to the end depot.
    shift
        Earliest departure and latest end.
    enough_s
        A duration that is short enough: the first one found is returned.
    """
    best = timeline = _latest_departure(legs, home_s, shift.start_s, shift.end_s)
    several = any(len(leg.windows) > 1 for leg in legs)
    while several and timeline and best and best.duration_s > enough_s:
        later_s = timeline.departure_s + _slack(legs, timeline) + 1
        timeline = _latest_departure(legs, home_s, later_s, shift.end_s)
        if timeline and timeline.duration_s < best.duration_s:
            best = timeline
    return best


def _latest_departure(
    legs: Sequence[Leg], home_s: int, departure_s: int, end_s: int
) -> Timeline | None:
    """Leave as late as the earliest end after ``departure_s`` allows."""
    first = _forward(legs, home_s, departure_s)
    if first is None or first.end_s > end_s:
        return None
    limit_s = first.end_s - home_s
    for leg in reversed(legs):
        start_s = latest_start(leg.windows, limit_s - leg.service_s)
        if start_s is None:
            return None
        limit_s = start_s - leg.travel_s
    return _forward(legs, home_s, limit_s)


def _forward(legs: Sequence[Leg], home_s: int, departure_s: int) -> Timeline | None:
    """Do everything as early as possible after ``departure_s``."""
    starts: list[int] = []
    clock_s = departure_s
    for leg in legs:
        start_s = earliest_start(leg.windows, clock_s + leg.travel_s)
        if start_s is None:
            return None
        starts.append(start_s)
        clock_s = start_s + leg.service_s
    return Timeline(departure_s, tuple(starts), clock_s + home_s)


def _slack(legs: Sequence[Leg], timeline: Timeline) -> int:
    """Return how long the departure may move before a visit leaves its window."""
    return min(
        end_s - start_s
        for leg, start_s in zip(legs, timeline.starts_s, strict=True)
        for low_s, end_s in leg.windows
        if low_s <= start_s <= end_s
    )
