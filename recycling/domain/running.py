"""The day as it runs: published plans, locks, and what goes wrong at noon."""

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from recycling.domain.plans import PlanState

BETWEEN = ">"
"""Joins the two sites between which a road is closed."""


class DayEventKind(StrEnum):
    """What may happen while routes are under way."""

    LATE_BOOKING = "late_booking"
    VEHICLE_DOWN = "vehicle_down"
    SITE_CLOSED = "site_closed"
    SITE_FULL = "site_full"
    ROAD_CLOSED = "road_closed"
    DRIVER_LATE = "driver_late"
    STOP_FAILED = "stop_failed"


@dataclass(frozen=True, slots=True)
class DayEvent:
    """Something that changes a running plan; the same id again changes nothing.

    Attributes
    ----------
    event_id, day, at_s
        Key, day, and seconds after midnight when it was known.
    kind, subject
        What happened to which vehicle, site or order. A closed road is a zone, or
        two sites between which there is no way, joined by ``>``.
    until_s
        When it is over, seconds after midnight; ``None`` for the rest of the day.
    delay_s
        How late a driver is.
    note
        In the words of who reported it.
    """

    event_id: str
    day: date
    at_s: int
    kind: DayEventKind
    subject: str
    until_s: int | None = None
    delay_s: int = 0
    note: str = ""


@dataclass(frozen=True, slots=True)
class Lock:
    """What a dispatcher does not want changed.

    Attributes
    ----------
    day, order_id
        Key: an order of a day.
    vehicle_id
        Vehicle that must serve it.
    is_place_fixed
        Its place among the locked stops of the vehicle is fixed as well.
    who
        Who locked it.
    """

    day: date
    order_id: str
    vehicle_id: str
    is_place_fixed: bool = False
    who: str = ""


@dataclass(frozen=True, slots=True)
class Publication:
    """What crews of a depot drive by on a day: one plan, one version.

    Attributes
    ----------
    day, depot_id
        Key.
    version
        Counts up with every publication; who publishes names the version seen last,
        so that of two at once exactly one wins.
    plan_id
        Plan in force.
    state
        Published, running or closed.
    published_at, published_by
        When, UTC, and by whom.
    """

    day: date
    depot_id: str
    version: int
    plan_id: str
    state: PlanState
    published_at: datetime
    published_by: str = ""


@dataclass(frozen=True, slots=True)
class PlanVersion:
    """A route plan without its routes, as lists of versions show it.

    Attributes
    ----------
    plan_id, day, state, depots, based_on, planned_from_s, made_by
        As of `recycling.domain.plans.RoutePlan`.
    routes, unserved
        How many.
    cost_fen, distance_m, load_kg
        Of all its routes.
    """

    plan_id: str
    day: date
    state: PlanState
    depots: tuple[str, ...]
    based_on: str
    planned_from_s: int
    made_by: str
    routes: int
    unserved: int
    cost_fen: int
    distance_m: int
    load_kg: int
