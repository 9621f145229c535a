"""Plan against visits and tickets: by stop, trip, route and site.

A ticket tells the mass of a trip, not of a stop. It is allotted to the trip's
stops by what their crews recorded, else by what was planned, so that the parts
add up to the weighing to the kilogram.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime

from recycling.domain.orders import Order
from recycling.domain.plans import PlannedRoute, RoutePlan, StopKind
from recycling.domain.reconciliation import (
    Basis,
    LoadCheck,
    Reconciliation,
    StopCheck,
    StrayTicket,
    StrayVisit,
)
from recycling.domain.shares import split_exactly
from recycling.domain.site_records import Visit
from recycling.domain.tickets import Ticket
from recycling.domain.units import S_PER_DAY
from recycling.execution.order_matching import matched_in_order


@dataclass(frozen=True, slots=True)
class _Load:
    """One material of a trip: its stops, and when and where it should be weighed."""

    first: StopCheck
    stops: tuple[StopCheck, ...]
    site_id: str
    expected_s: int
    vehicles: frozenset[str]

    @property
    def is_empty(self) -> bool:
        """Whether the crews recorded every stop, and nothing was there."""
        return all(stop.collected_kg == 0 for stop in self.stops)


def reconcile(
    plan: RoutePlan,
    orders: Mapping[str, Order],
    visits: Iterable[Visit],
    tickets: Iterable[Ticket],
    direct_sites: frozenset[str],
) -> Reconciliation:
    """Compare a day's plan with what was recorded.

    Visits meet the stop of their vehicle and order, else any stop of the order.
    Tickets meet the loads of a vehicle that was planned for them or is named by
    a visit of the trip: those that unload the material at the ticket's site, else
    those that should have been unloaded elsewhere; several of them in the order
    of the day, nearest in time. A trip on which nothing was there has no ticket.

    Parameters
    ----------
    plan
        Routes of the day.
    orders
        Orders of the day by id.
    visits
        Visits recorded on the day.
    tickets
        Intake tickets of the day as they stand after corrections.
    direct_sites
        Sites whose loads come directly, without a route.
    """
    recorded = list(visits)
    stops, stray_visits = _with_visits(list(_planned(plan, orders)), recorded)
    loads = _loads(plan, stops, recorded)
    planned_vehicles = {vehicle for load in loads for vehicle in load.vehicles}
    routed: list[Ticket] = []
    direct: list[Ticket] = []
    for ticket in sorted(tickets, key=lambda t: (t.weighed_at, t.site_id, t.ticket_no)):
        comes_directly = ticket.origin_site_id in direct_sites
        is_planned = ticket.vehicle_id in planned_vehicles
        (direct if comes_directly and not is_planned else routed).append(ticket)
    weighed, stray_tickets = _with_tickets(loads, routed, plan.day)
    checks = [_checked(load, weighed[index]) for index, load in enumerate(loads)]
    allotted = sorted(
        (stop for _, parts in checks for stop in parts),
        key=lambda stop: (stop.route_id, stop.position),
    )
    return Reconciliation(
        day=plan.day,
        plan_id=plan.plan_id,
        stops=tuple(allotted),
        loads=tuple(load for load, _ in checks),
        stray_tickets=tuple(stray_tickets),
        stray_visits=tuple(stray_visits),
        direct_tickets=len(direct),
        direct_kg=sum(ticket.net_kg for ticket in direct),
    )


def _planned(plan: RoutePlan, orders: Mapping[str, Order]) -> Iterator[StopCheck]:
    for route in plan.routes:
        for position, stop in enumerate(route.stops):
            if stop.kind is StopKind.PICKUP:
                order = orders[stop.order_id]
                yield StopCheck(
                    route_id=route.route_id,
                    vehicle_id=route.vehicle_id,
                    trip=stop.trip,
                    position=position,
                    site_id=stop.site_id,
                    order_id=stop.order_id,
                    material=order.material,
                    stream=order.stream,
                    planned_kg=stop.load_kg,
                )


def _with_visits(
    stops: Sequence[StopCheck], visits: Iterable[Visit]
) -> tuple[list[StopCheck], list[StrayVisit]]:
    """Put each visit beside its stop, and name those that have none."""
    waiting: dict[str, list[int]] = defaultdict(list)
    for index, stop in enumerate(stops):
        waiting[stop.order_id].append(index)
    found = list(stops)
    left: list[Visit] = []
    # Those of the planned vehicle first: a helper must not take their place.
    for is_own in (True, False):
        source, left = (visits if is_own else left), []
        for visit in sorted(source, key=_by_arrival):
            open_stops = waiting[visit.order_id]
            fitting = [
                i
                for i in open_stops
                if not is_own or stops[i].vehicle_id == visit.vehicle_id
            ]
            if not fitting:
                left.append(visit)
                continue
            index = fitting[0]
            open_stops.remove(index)
            found[index] = replace(
                stops[index],
                visit_id=visit.visit_id,
                outcome=visit.outcome,
                collected_kg=visit.collected_kg,
            )
    return found, [
        StrayVisit(v.visit_id, v.vehicle_id, v.order_id, v.site_id, v.collected_kg)
        for v in left
    ]


def _by_arrival(visit: Visit) -> tuple[datetime, str]:
    return visit.arrived_at or datetime.max, visit.visit_id


def _loads(
    plan: RoutePlan, stops: Sequence[StopCheck], visits: Iterable[Visit]
) -> list[_Load]:
    by_visit = {visit.visit_id: visit for visit in visits}
    routes = {route.route_id: route for route in plan.routes}
    of_route: dict[str, list[StopCheck]] = defaultdict(list)
    groups: dict[tuple[str, int, str, str], list[StopCheck]] = defaultdict(list)
    for stop in stops:
        of_route[stop.route_id].append(stop)
        groups[stop.route_id, stop.trip, stop.material, stop.stream].append(stop)
    delays = {
        key: _delays_s(routes[key], members, by_visit, plan.day)
        for key, members in of_route.items()
    }
    return [
        _load(routes[key[0]], members, by_visit, delays[key[0]])
        for key, members in groups.items()
    ]


def _delays_s(
    route: PlannedRoute,
    stops: Iterable[StopCheck],
    by_visit: Mapping[str, Visit],
    day: date,
) -> list[int]:
    """How late the crew is at each position of a route.

    As late as it left the last stop before with a departure on record.
    """
    departures = {
        stop.position: by_visit[stop.visit_id].departed_at
        for stop in stops
        if stop.visit_id
    }
    delays_s = []
    late_s = 0
    for position, planned in enumerate(route.stops):
        departed_at = departures.get(position)
        if departed_at is not None:
            late_s = _seconds(departed_at, day) - planned.departure_s
        delays_s.append(late_s)
    return delays_s


def _load(
    route: PlannedRoute,
    members: Sequence[StopCheck],
    by_visit: Mapping[str, Visit],
    delays_s: Sequence[int],
) -> _Load:
    first = members[0]
    place = next(
        position
        for position, stop in enumerate(route.stops)
        if stop.kind is StopKind.UNLOAD and stop.trip == first.trip
    )
    visits = [by_visit[stop.visit_id] for stop in members if stop.visit_id]
    return _Load(
        first=first,
        stops=tuple(members),
        site_id=route.stops[place].site_id,
        expected_s=route.stops[place].start_s + delays_s[place],
        vehicles=frozenset({route.vehicle_id, *(v.vehicle_id for v in visits)}),
    )


def _seconds(moment: datetime, day: date) -> int:
    """Seconds after midnight of a day; beyond 86,400 on the next."""
    days = (moment.date() - day).days
    midnight = datetime.combine(moment.date(), datetime.min.time())
    return days * S_PER_DAY + int((moment - midnight).total_seconds())


def _with_tickets(
    loads: Sequence[_Load], tickets: Sequence[Ticket], day: date
) -> tuple[dict[int, list[Ticket]], list[StrayTicket]]:
    """Find the tickets of each load, and name those that have none."""
    carried: dict[tuple[str, str, str], list[int]] = defaultdict(list)
    for index, load in enumerate(loads):
        for vehicle in load.vehicles if not load.is_empty else ():
            carried[vehicle, load.first.material, load.first.stream].append(index)
    weighed: dict[int, list[Ticket]] = defaultdict(list)
    left = tickets
    for is_planned_site in (True, False):
        source, left = left, list[Ticket]()
        for group in _groups(source, by_site=is_planned_site):
            first = group[0]
            fitting = [
                index
                for index in carried[first.vehicle_id, first.material, first.stream]
                if (loads[index].site_id == first.site_id if is_planned_site
                    else index not in weighed)
            ]  # fmt: skip
            if fitting:
                _assign(weighed, loads, fitting, group, day)
            else:
                left.extend(group)
    return weighed, [
        StrayTicket(
            t.site_id, t.ticket_no, t.vehicle_id, t.material, t.stream, t.net_kg
        )
        for t in left
    ]


def _groups(tickets: Iterable[Ticket], *, by_site: bool) -> Iterable[list[Ticket]]:
    """Tickets that may take each other's place: of a vehicle, material and site."""
    groups: dict[tuple[str, str, str, str], list[Ticket]] = defaultdict(list)
    for ticket in tickets:
        site_id = ticket.site_id if by_site else ""
        key = (ticket.vehicle_id, ticket.material, ticket.stream.value, site_id)
        groups[key].append(ticket)
    return groups.values()


def _assign(
    weighed: dict[int, list[Ticket]],
    loads: Sequence[_Load],
    fitting: Sequence[int],
    tickets: Sequence[Ticket],
    day: date,
) -> None:
    """Give tickets to loads in the order of the day."""
    in_order = sorted(fitting, key=lambda index: loads[index].expected_s)
    one_by_one = sorted(tickets, key=lambda ticket: ticket.weighed_at)
    places = matched_in_order(
        [_seconds(ticket.weighed_at, day) for ticket in one_by_one],
        [loads[index].expected_s for index in in_order],
    )
    for ticket, place in zip(one_by_one, places, strict=True):
        weighed[in_order[place]].append(ticket)


def _checked(
    load: _Load, tickets: Sequence[Ticket]
) -> tuple[LoadCheck, list[StopCheck]]:
    weighed_kg = sum(ticket.net_kg for ticket in tickets) if tickets else None
    first = load.first
    check = LoadCheck(
        route_id=first.route_id,
        vehicle_id=first.vehicle_id,
        trip=first.trip,
        material=first.material,
        stream=first.stream,
        site_id=load.site_id,
        weighed_site_ids=tuple(dict.fromkeys(t.site_id for t in tickets)),
        ticket_nos=tuple(ticket.ticket_no for ticket in tickets),
        planned_kg=sum(stop.planned_kg for stop in load.stops),
        collected_kg=sum(stop.collected_kg or 0 for stop in load.stops),
        weighed_kg=weighed_kg,
    )
    if weighed_kg is None:
        return check, list(load.stops)
    return check, allot(load.stops, weighed_kg)


def allot(stops: Sequence[StopCheck], weighed_kg: int) -> list[StopCheck]:
    """Give each stop of a trip its part of a weighing of one material.

    Parts go by the collected mass where a crew recorded one and by the planned
    mass elsewhere, by largest remainder, ties in the order of the stops. Where
    all of that is nothing they go by the plan, and evenly where even that is.

    Parameters
    ----------
    stops
        Stops of the trip with the material, at least one.
    weighed_kg
        Mass weighed.
    """
    recorded = [
        stop.planned_kg if stop.collected_kg is None else stop.collected_kg
        for stop in stops
    ]
    has_record = any(recorded)
    weights = recorded if has_record else [stop.planned_kg for stop in stops]
    if not any(weights):
        weights = [1] * len(stops)
    parts = split_exactly(weighed_kg, dict(enumerate(weights)))
    return [
        replace(
            stop,
            weighed_kg=parts[index],
            basis=Basis.COLLECTED
            if has_record and stop.collected_kg is not None
            else Basis.PLANNED,
        )
        for index, stop in enumerate(stops)
    ]
