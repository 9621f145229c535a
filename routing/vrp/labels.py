"""The parts of planning a day: its visits, ways to have come so far, the result."""

from dataclasses import dataclass

from routing.vrp.schedule import Leg
from routing.vrp.solution import VisitKind
from routing.vrp.windows import ALWAYS, Windows

type Timed = tuple[VisitKind, int, int, int, int]
"""A visit: kind, index, arrival, start, departure."""

type Trail = tuple[Timed, "Trail"] | None


@dataclass(frozen=True, slots=True)
class Task:
    """One visit of an order and the way to it.

    Attributes
    ----------
    node, before
        Its node and that of the visit before.
    kind, index
        What it is; a depot for the way home.
    leg
        Way, work and windows.
    metres, load
        Length of the way, and what is on board on it of the first dimension.
    late_parts
        Price of a second of lateness.
    due
        Windows that lateness is counted from.
    not_before_s
        Earliest start: what the next trip fetches is ready when work has ended.
    power_w
        Watts at which the vehicle charges during the work.
    """

    node: int
    before: int
    kind: VisitKind
    index: int
    leg: Leg
    metres: int = 0
    load: int = 0
    late_parts: int = 0
    due: Windows = ALWAYS
    not_before_s: int = 0
    power_w: int = 0


@dataclass(slots=True)
class Label:
    """One way to have come this far.

    It is not changed once made; but as there are very many, being frozen would
    cost too much.

    Attributes
    ----------
    clock_s
        Now.
    taken
        Breaks taken or no longer due.
    driven_s
        Driving since the last rest.
    used
        Energy used since full (see ``routing.vrp.battery``).
    parts
        Cost of lateness and detours.
    trail
        Visits so far, the last first.
    """

    clock_s: int
    taken: int = 0
    driven_s: int = 0
    used: int = 0
    parts: int = 0
    trail: Trail = None

    def covers(self, other: "Label") -> bool:
        """Whether it is at least as good in everything."""
        return (
            self.clock_s <= other.clock_s
            and self.taken >= other.taken
            and self.driven_s <= other.driven_s
            and self.used <= other.used
            and self.parts <= other.parts
        )


@dataclass(frozen=True, slots=True)
class DayPlan:
    """Times of a whole day.

    Attributes
    ----------
    departure_s, end_s
        When the vehicle leaves its depot and is back.
    visits
        All visits between, pauses and charging included.
    extra_parts
        Cost of lateness and of ways to chargers.
    cost_parts
        That and the cost of the time, overtime included.
    """

    departure_s: int
    end_s: int
    visits: tuple[Timed, ...]
    extra_parts: int
    cost_parts: int

    @property
    def duration_s(self) -> int:
        """Seconds from departure to return."""
        return self.end_s - self.departure_s


def lateness_s(due: Windows, start_s: int) -> int:
    """Return the seconds since the last window ended; 0 within one."""
    ended_s = None
    for begin_s, end_s in due:
        if begin_s <= start_s <= end_s:
            return 0
        if end_s < start_s:
            ended_s = end_s
    return 0 if ended_s is None else start_s - ended_s
