"""A day's plan, visits and weighings side by side, and what is learnt from them."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from recycling.domain.materials import Stream
from recycling.domain.site_records import RateUpdate, VisitOutcome

type SourceKey = tuple[str, str, str]
"""Site, material and stream: what a generation rate belongs to."""


class Basis(StrEnum):
    """What a stop's part of a weighed load goes by."""

    COLLECTED = "collected"
    PLANNED = "planned"


@dataclass(frozen=True, slots=True)
class StopCheck:
    """A planned pickup, what its crew recorded, and its part of the weighed load.

    Attributes
    ----------
    route_id, vehicle_id, trip, position
        Where it stands in the plan; positions count the stops of a route from 0.
    site_id, order_id, material, stream
        What was to be fetched where.
    planned_kg
        Load of the plan.
    visit_id, outcome, collected_kg
        Record of the crew; empty and ``None`` where there is none.
    weighed_kg, basis
        Part of the weighed load and what it goes by; ``None`` where the trip has
        no ticket of the material.
    """

    route_id: str
    vehicle_id: str
    trip: int
    position: int
    site_id: str
    order_id: str
    material: str
    stream: Stream
    planned_kg: int
    visit_id: str = ""
    outcome: VisitOutcome | None = None
    collected_kg: int | None = None
    weighed_kg: int | None = None
    basis: Basis | None = None

    @property
    def source(self) -> SourceKey:
        """Whose generation rate the stop tells about."""
        return self.site_id, self.material, self.stream.value

    @property
    def best_kg(self) -> int | None:
        """Weighed part, else what the crew recorded."""
        return self.collected_kg if self.weighed_kg is None else self.weighed_kg


@dataclass(frozen=True, slots=True)
class LoadCheck:
    """One material of a trip: planned, collected and weighed.

    Attributes
    ----------
    route_id, vehicle_id, trip, material, stream
        Which load.
    site_id
        Site the plan unloads it at.
    weighed_site_ids, ticket_nos
        Where it was weighed, and on which tickets; empty where it was not.
    planned_kg, collected_kg, weighed_kg
        Sums of its stops; no weighed mass where there is no ticket.
    """

    route_id: str
    vehicle_id: str
    trip: int
    material: str
    stream: Stream
    site_id: str
    weighed_site_ids: tuple[str, ...]
    ticket_nos: tuple[str, ...]
    planned_kg: int
    collected_kg: int
    weighed_kg: int | None


@dataclass(frozen=True, slots=True)
class StrayTicket:
    """A weighing that no planned load explains."""

    site_id: str
    ticket_no: str
    vehicle_id: str
    material: str
    stream: Stream
    net_kg: int


@dataclass(frozen=True, slots=True)
class StrayVisit:
    """A recorded visit that no planned stop explains."""

    visit_id: str
    vehicle_id: str
    order_id: str
    site_id: str
    collected_kg: int


@dataclass(frozen=True, slots=True)
class GroupCheck:
    """Sums over the stops of a route or at a site.

    Attributes
    ----------
    key
        Route or site.
    stops, visited
        Planned stops, and those of them with a visit on record.
    planned_kg, collected_kg, weighed_kg
        Sums; a stop without record or ticket counts as nothing.
    """

    key: str
    stops: int
    visited: int
    planned_kg: int
    collected_kg: int
    weighed_kg: int


@dataclass(frozen=True, slots=True)
class Reconciliation:
    """A day's route plan against its visits and tickets.

    Attributes
    ----------
    day, plan_id
        What was compared.
    stops, loads
        Every planned pickup, and every material of every trip.
    stray_tickets, stray_visits
        Weighings and visits without a plan.
    direct_tickets, direct_kg
        Direct full loads of the day: no route fetches them, so none is compared.
    """

    day: date
    plan_id: str
    stops: tuple[StopCheck, ...]
    loads: tuple[LoadCheck, ...]
    stray_tickets: tuple[StrayTicket, ...]
    stray_visits: tuple[StrayVisit, ...]
    direct_tickets: int
    direct_kg: int

    @property
    def routes(self) -> tuple[GroupCheck, ...]:
        """Sums by route."""
        return _grouped((stop.route_id, stop) for stop in self.stops)

    @property
    def sites(self) -> tuple[GroupCheck, ...]:
        """Sums by site visited."""
        return _grouped((stop.site_id, stop) for stop in self.stops)

    @property
    def unvisited(self) -> tuple[StopCheck, ...]:
        """Planned stops without a visit on record."""
        return tuple(stop for stop in self.stops if not stop.visit_id)

    @property
    def unweighed(self) -> tuple[LoadCheck, ...]:
        """Planned loads without a ticket."""
        return tuple(load for load in self.loads if load.weighed_kg is None)

    @property
    def planned_kg(self) -> int:
        """Mass of the plan."""
        return sum(stop.planned_kg for stop in self.stops)

    @property
    def collected_kg(self) -> int:
        """Mass the crews recorded at planned stops."""
        return sum(stop.collected_kg or 0 for stop in self.stops)

    @property
    def weighed_kg(self) -> int:
        """Mass weighed of planned loads."""
        return sum(load.weighed_kg or 0 for load in self.loads)


def _grouped(stops: Iterable[tuple[str, StopCheck]]) -> tuple[GroupCheck, ...]:
    groups: dict[str, list[StopCheck]] = {}
    for key, stop in stops:
        groups.setdefault(key, []).append(stop)
    return tuple(
        GroupCheck(
            key,
            stops=len(members),
            visited=sum(bool(stop.visit_id) for stop in members),
            planned_kg=sum(stop.planned_kg for stop in members),
            collected_kg=sum(stop.collected_kg or 0 for stop in members),
            weighed_kg=sum(stop.weighed_kg or 0 for stop in members),
        )
        for key, members in sorted(groups.items())
    )


@dataclass(frozen=True, slots=True)
class FillCheck:
    """What a visit showed about a stop's rate and fill.

    Attributes
    ----------
    update
        Rate before, observed and after.
    days
        Days since the stop was emptied before.
    """

    update: RateUpdate
    days: int

    @property
    def fill_before_kg(self) -> int:
        """Mass the rate before expected after these days."""
        return round(self.update.before_kg_per_day * self.days)

    @property
    def fill_observed_kg(self) -> int:
        """Mass that was there."""
        return round(self.update.observed_kg_per_day * self.days)

    @property
    def fill_after_kg(self) -> int:
        """Mass the learnt rate expects after as many days again."""
        return round(self.update.after_kg_per_day * self.days)


@dataclass(frozen=True, slots=True)
class Learning:
    """What a day's visits taught about generation rates.

    Attributes
    ----------
    day
        Day of the visits.
    learnt
        Rates with their visible before and after.
    doubtful
        Observations too far from the rate in force to learn from unseen.
    first_visits
        Stops without an earlier visit on record: from now on there is one.
    partial
        Stops that were not emptied: their mass counts with the next emptying.
    known
        Stops learnt from before, this day or a later one.
    """

    day: date
    learnt: tuple[FillCheck, ...]
    doubtful: tuple[FillCheck, ...]
    first_visits: int
    partial: int
    known: int
