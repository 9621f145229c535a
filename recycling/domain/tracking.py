"""A day under way: what crews recorded, beside what was planned."""

from dataclasses import dataclass
from datetime import date

from recycling.domain.site_records import VisitOutcome


@dataclass(frozen=True, slots=True)
class TrackedStop:
    """A planned pickup, and what its crew recorded.

    Attributes
    ----------
    vehicle_id, sequence, order_id, site_id
        Where it stands in the plan.
    planned_s, planned_kg
        Planned arrival in seconds after midnight, and load.
    visit_id, outcome, arrived_s, collected_kg
        The record; empty and ``None`` where there is none, or it says no time.
    note
        Of the crew.
    """

    vehicle_id: str
    sequence: int
    order_id: str
    site_id: str
    planned_s: int
    planned_kg: int
    visit_id: str = ""
    outcome: VisitOutcome | None = None
    arrived_s: int | None = None
    collected_kg: int | None = None
    note: str = ""

    @property
    def late_s(self) -> int | None:
        """Seconds after the planned arrival; below zero when early."""
        return None if self.arrived_s is None else self.arrived_s - self.planned_s

    @property
    def more_kg(self) -> int | None:
        """Mass beyond the planned one; below zero when less."""
        if self.collected_kg is None:
            return None
        return self.collected_kg - self.planned_kg

    @property
    def is_open(self) -> bool:
        """Whether nothing is recorded yet."""
        return self.outcome is None

    @property
    def is_failed(self) -> bool:
        """Whether the crew was there in vain."""
        return self.outcome is VisitOutcome.FAILED


@dataclass(frozen=True, slots=True)
class TrackedRoute:
    """A vehicle's day so far.

    Attributes
    ----------
    vehicle_id, plan_id
        Vehicle, and the plan it drives by.
    stops
        Its pickups, in the order of the plan.
    """

    vehicle_id: str
    plan_id: str
    stops: tuple[TrackedStop, ...]

    @property
    def done(self) -> int:
        """Pickups collected, wholly or in part."""
        return len(self.stops) - self.failed - self.open

    @property
    def failed(self) -> int:
        """Pickups that failed."""
        return sum(stop.is_failed for stop in self.stops)

    @property
    def open(self) -> int:
        """Pickups without a record."""
        return sum(stop.is_open for stop in self.stops)

    @property
    def late_s(self) -> int | None:
        """How late the vehicle was at the last stop it recorded a time of."""
        timed = [stop for stop in self.stops if stop.arrived_s is not None]
        if not timed:
            return None
        return max(timed, key=lambda stop: stop.arrived_s or 0).late_s

    @property
    def recorded_kg(self) -> int:
        """Mass collected so far."""
        return sum(stop.collected_kg or 0 for stop in self.stops)

    @property
    def expected_kg(self) -> int:
        """Mass planned at the stops with a record."""
        return sum(stop.planned_kg for stop in self.stops if not stop.is_open)


@dataclass(frozen=True, slots=True)
class TrackedDay:
    """A day so far.

    Attributes
    ----------
    day
        The day.
    routes
        Vehicles' days, by vehicle.
    strays
        Ids of records of stops that no plan in force has any more.
    """

    day: date
    routes: tuple[TrackedRoute, ...]
    strays: tuple[str, ...] = ()
