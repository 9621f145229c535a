"""Which records of crews can be true, and which cannot."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from functools import cached_property

from recycling.domain.orders import Order
from recycling.domain.plans import PlannedRoute, PlannedStop, StopKind
from recycling.domain.site_records import Visit, VisitOutcome


@dataclass(frozen=True, slots=True)
class VisitFault:
    """Why a record cannot be true.

    Attributes
    ----------
    visit_id
        The record.
    rule
        Code of the broken rule; its wording is the message ``track.fault.<rule>``.
    facts
        What the message refers to.
    """

    visit_id: str
    rule: str
    facts: Mapping[str, object]


@dataclass(frozen=True)
class Roster:
    """What records of a day are held against.

    Attributes
    ----------
    vehicles
        Ids of the vehicles there are.
    orders
        Orders by id: those of the plans and those records name.
    routes
        Planned routes of the day by vehicle.
    """

    vehicles: Collection[str]
    orders: Mapping[str, Order]
    routes: Mapping[str, PlannedRoute]

    def stops_of(self, order_id: str) -> list[tuple[str, PlannedStop]]:
        """Pickups of an order, each with its vehicle; several where it is in parts."""
        return self._pickups.get(order_id, [])

    @cached_property
    def _pickups(self) -> Mapping[str, list[tuple[str, PlannedStop]]]:
        """Pickups by order: a city's day has ten thousand, and as many records."""
        found: dict[str, list[tuple[str, PlannedStop]]] = defaultdict(list)
        for vehicle_id, route in self.routes.items():
            for stop in route.stops:
                if stop.kind is StopKind.PICKUP:
                    found[stop.order_id].append((vehicle_id, stop))
        return found


def faults_of(visit: Visit, roster: Roster) -> Iterator[VisitFault]:
    """Say what cannot be true of a record.

    Parameters
    ----------
    visit
        What a crew says.
    roster
        The day it says it of.
    """
    if visit.vehicle_id not in roster.vehicles:
        yield VisitFault(visit.visit_id, "vehicle", {"vehicle": visit.vehicle_id})
    if visit.order_id not in roster.orders:
        yield VisitFault(visit.visit_id, "order", {"order": visit.order_id})
    elif visit.vehicle_id in roster.vehicles:
        yield from _off_the_route(visit, roster)
    yield from _wrong_times(visit)
    if visit.outcome is VisitOutcome.FAILED and visit.collected_kg:
        yield VisitFault(visit.visit_id, "failed_load", {"kg": visit.collected_kg})


def _off_the_route(visit: Visit, roster: Roster) -> Iterator[VisitFault]:
    """Compare a record with the stop it is of."""
    stops = roster.stops_of(visit.order_id)
    own = [stop for vehicle_id, stop in stops if vehicle_id == visit.vehicle_id]
    facts = {
        "order": visit.order_id,
        "vehicle": visit.vehicle_id,
        "day": visit.day,
        "others": ", ".join(sorted({vehicle_id for vehicle_id, _ in stops})),
        "site": visit.site_id,
    }
    if not stops:
        yield VisitFault(visit.visit_id, "no_route", facts)
    elif not own:
        yield VisitFault(visit.visit_id, "other_route", facts)
    elif visit.site_id != own[0].site_id:
        planned = {"planned": own[0].site_id}
        yield VisitFault(visit.visit_id, "site", facts | planned)


def _wrong_times(visit: Visit) -> Iterator[VisitFault]:
    arrived, departed = visit.arrived_at, visit.departed_at
    if arrived is not None and departed is not None and departed < arrived:
        facts = {"arrived": arrived, "departed": departed}
        yield VisitFault(visit.visit_id, "backwards", facts)
    # A shift may end after midnight.
    first = datetime.combine(visit.day, time())
    last = first + timedelta(days=2)
    for name, moment in (("arrived_at", arrived), ("departed_at", departed)):
        if moment is not None and not first <= moment < last:
            told = {"column": name, "day": visit.day, "moment": moment}
            yield VisitFault(visit.visit_id, "other_day", told)


def overlaps(visits: Iterable[Visit]) -> Iterator[VisitFault]:
    """Say where a vehicle would have been at two sites at a time.

    Parameters
    ----------
    visits
        New and recorded ones of a day.
    """
    by_vehicle: dict[str, list[tuple[datetime, datetime, Visit]]] = defaultdict(list)
    for visit in visits:
        if visit.arrived_at is not None and visit.departed_at is not None:
            stay = (visit.arrived_at, visit.departed_at, visit)
            by_vehicle[visit.vehicle_id].append(stay)
    for vehicle_id, stays in sorted(by_vehicle.items()):
        stays.sort(key=lambda stay: (stay[0], stay[2].visit_id))
        latest = stays[0]
        for stay in stays[1:]:
            before = latest[2]
            if stay[0] < latest[1] and stay[2].site_id != before.site_id:
                facts = {
                    "vehicle": vehicle_id,
                    "site": before.site_id,
                    "departed": latest[1],
                    "other": before.visit_id,
                    "arrived": stay[0],
                }
                yield VisitFault(stay[2].visit_id, "overlap", facts)
            latest = max(latest, stay, key=lambda each: each[1])
