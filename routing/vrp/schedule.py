"""When a vehicle does what: the times of a given order of visits."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from routing.vrp.pace import Pace
from routing.vrp.problem import TimeWindow
from routing.vrp.windows import ALWAYS, Windows

TRIES = 12
"""Departures tried, evenly spread over the shift, where speeds change with time."""


@dataclass(frozen=True, slots=True)
class Leg:
    """One visit of an order: the way to it, its work, its windows.

    Attributes
    ----------
    travel_s
        Seconds of the way, by the travel table.
    service_s
        Seconds of work.
    windows
        Windows in which the work may start, in order and disjoint.
    pace
        Speed over the day on the way; ``None`` for that of the table.
    """

    travel_s: int
    service_s: int = 0
    windows: Windows = ALWAYS
    pace: Pace | None = None

    def arrival_s(self, departure_s: int) -> int:
        """Return when one arrives who departs at a moment."""
        if self.pace is None:
            return departure_s + self.travel_s
        return self.pace.arrival_s(self.travel_s, departure_s)

    def departure_s(self, arrival_s: int) -> int | None:
        """Return when one has to depart at the latest to arrive by a moment."""
        if self.pace is None:
            return arrival_s - self.travel_s
        return self.pace.departure_s(self.travel_s, arrival_s)


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
    legs: Sequence[Leg], home: Leg, shift: TimeWindow, enough_s: int = 0
) -> Timeline | None:
    """Return the times with the shortest duration, or ``None`` if there are none.

    Leaving later never brings the vehicle home earlier, so the candidates are
    pairs of an end and the latest departure that still reaches it. The first is
    the earliest end. With one window per visit it is also the shortest
    (M.W.P. Savelsbergh, The vehicle routing problem with time windows:
    minimizing route duration, ORSA J. Computing 4, 1992); with several, each
    further candidate moves at least one visit to a later window. Where speeds
    change with time a later end may be the shorter way at any moment: then the
    departures of ``_later_departures`` are tried, and the best of them need not
    be the best of all. Among equals the earliest is returned.

    Parameters
    ----------
    legs
        The visits in order, depots left out.
    home
        The way from the last visit to the end depot.
    shift
        Earliest departure and latest end.
    enough_s
        A duration that is short enough: the first one found is returned.
    """
    best = _latest_departure(legs, home, shift.start_s, shift.end_s)
    if best is None or best.duration_s <= enough_s:
        return best
    later = _later_by_window if home.pace is None else _later_by_moment
    for timeline in later(legs, home, shift, best):
        if timeline.duration_s < best.duration_s:
            best = timeline
            if best.duration_s <= enough_s:
                break
    return best


def _later_by_window(
    legs: Sequence[Leg], home: Leg, shift: TimeWindow, timeline: Timeline
) -> Iterator[Timeline]:
    """Yield every further candidate where ways take the same at any time."""
    found: Timeline | None = timeline
    while found is not None and any(len(leg.windows) > 1 for leg in legs):
        later_s = found.departure_s + _slack(legs, found) + 1
        found = _latest_departure(legs, home, later_s, shift.end_s)
        if found is not None:
            yield found


def _later_by_moment(
    legs: Sequence[Leg], home: Leg, shift: TimeWindow, timeline: Timeline
) -> Iterator[Timeline]:
    """Yield some further candidates where speeds change with time."""
    for moment_s in _moments(legs, home, shift):
        if moment_s > timeline.departure_s:
            found = _latest_departure(legs, home, moment_s, shift.end_s)
            if found is None:
                return
            timeline = found
            yield timeline


def _moments(legs: Sequence[Leg], home: Leg, shift: TimeWindow) -> list[int]:
    """Return departures worth a try, in order.

    Those when the speed changes, the last ones that are home before it does,
    the last ones that reach a visit's further windows without waiting, and
    ``TRIES`` between the first and the last of all.
    """
    buckets = home.pace.starts_s if home.pace else ()
    last_s = _back(legs, home.departure_s(shift.end_s))
    reach = [_back(legs, home.departure_s(start_s)) for start_s in buckets]
    reach += [
        _back(legs[:position], leg.departure_s(start_s))
        for position, leg in enumerate(legs)
        for start_s, _ in leg.windows[1:]
    ]
    if last_s is None:
        return []
    step_s = (last_s - shift.start_s) // TRIES + 1
    spread = range(shift.start_s, last_s + 1, step_s)
    found = {*buckets, *spread, last_s, *(moment for moment in reach if moment)}
    return sorted(found)


def _latest_departure(
    legs: Sequence[Leg], home: Leg, departure_s: int, end_s: int
) -> Timeline | None:
    """Leave as late as the earliest end after ``departure_s`` allows."""
    first = _forward(legs, home, departure_s)
    if first is None or first.end_s > end_s:
        return None
    last_s = _back(legs, home.departure_s(first.end_s))
    return None if last_s is None else _forward(legs, home, last_s)


def _back(legs: Sequence[Leg], limit_s: int | None) -> int | None:
    """Return the last departure with which all work is done by ``limit_s``."""
    for leg in reversed(legs):
        if limit_s is None:
            return None
        start_s = latest_start(leg.windows, limit_s - leg.service_s)
        if start_s is None:
            return None
        limit_s = leg.departure_s(start_s)
    return limit_s


def _forward(legs: Sequence[Leg], home: Leg, departure_s: int) -> Timeline | None:
    """Do everything as early as possible after ``departure_s``."""
    starts: list[int] = []
    clock_s = departure_s
    for leg in legs:
        start_s = earliest_start(leg.windows, leg.arrival_s(clock_s))
        if start_s is None:
            return None
        starts.append(start_s)
        clock_s = start_s + leg.service_s
    return Timeline(departure_s, tuple(starts), home.arrival_s(clock_s))


def _slack(legs: Sequence[Leg], timeline: Timeline) -> int:
    """Return how long the departure may move before a visit leaves its window."""
    return min(
        end_s - start_s
        for leg, start_s in zip(legs, timeline.starts_s, strict=True)
        for low_s, end_s in leg.windows
        if low_s <= start_s <= end_s
    )
