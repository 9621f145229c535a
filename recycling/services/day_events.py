"""Which events and records of crews fit the plans of a day."""

from collections.abc import Iterable, Iterator, Sequence

from recycling.domain.order_states import SERVED_BY_PLANS
from recycling.domain.running import BETWEEN, DayEvent, DayEventKind
from recycling.domain.units import clock
from recycling.services.depot_day import DepotDay
from recycling.services.plans_in_force import PlansInForce

_VEHICLES = frozenset({DayEventKind.VEHICLE_DOWN, DayEventKind.DRIVER_LATE})
_SITES = frozenset({DayEventKind.SITE_CLOSED, DayEventKind.SITE_FULL})


def depots_of(
    force: PlansInForce, events: Iterable[DayEvent], order_id: str = ""
) -> tuple[str, ...]:
    """Return the depots whose routes events are about.

    Parameters
    ----------
    force
        Plans of the day that count.
    events
        What happened.
    order_id
        An order to be put in: a depot that leaves it out.
    """
    found = set()
    for depot, plan in force.plans.items():
        routes = force.routes(depot)
        keys = {route.vehicle_id for route in routes}
        keys |= {stop.site_id for route in routes for stop in route.stops}
        keys |= {stop.order_id for route in routes for stop in route.stops}
        if plan.depots:
            keys |= {left.order_id for left in plan.unserved}
        subjects = [part for e in events for part in e.subject.split(BETWEEN)]
        if keys.intersection([*subjects, order_id]) - {""}:
            found.add(depot)
    return tuple(sorted(found))


def event_faults(
    days: Sequence[DepotDay], events: Iterable[DayEvent], at_s: int
) -> list[str]:
    """Name what is wrong with events, as the plans stand.

    Parameters
    ----------
    days
        Plans that are planned anew, with what is recorded.
    events
        The events.
    at_s
        Moment from which it is planned.
    """
    return [
        f"event {event.event_id}: {fault}"
        for event in events
        for fault in _faults(days, event, at_s)
    ]


def _faults(days: Sequence[DepotDay], event: DayEvent, at_s: int) -> Iterator[str]:
    key = event.subject
    if event.day != days[0].plan.day:
        yield f"must be of {days[0].plan.day}, got {event.day}. Correct the day."
    if event.at_s > at_s:
        yield (
            f"must be known by {clock(at_s)}, got {clock(event.at_s)}. Plan from a "
            "later moment."
        )
    if event.until_s is not None and event.until_s <= event.at_s:
        yield (
            f"must be over after {clock(event.at_s)}, got {clock(event.until_s)}. "
            "Correct the time, or leave it out for the rest of the day."
        )
    if event.kind in _VEHICLES:
        yield from _vehicle_faults(days, key, at_s)
    elif event.kind in _SITES:
        if key not in days[0].conditions.network.sites:
            yield f"site {key}: is not known. Check the id."
    elif event.kind is DayEventKind.ROAD_CLOSED:
        yield from _road_faults(days, key)
    else:
        yield from _order_faults(days, event)
    if event.kind is DayEventKind.DRIVER_LATE and event.delay_s <= 0:
        yield f"vehicle {key}: must be late by at least a minute. Say by how much."


def _vehicle_faults(
    days: Sequence[DepotDay], vehicle_id: str, at_s: int
) -> Iterator[str]:
    """Name what is wrong with an event of a vehicle: it must be on the road."""
    routes = [
        route
        for day in days
        for route in day.plan.routes
        if route.vehicle_id == vehicle_id
    ]
    if not routes:
        yield (
            f"vehicle {vehicle_id}: is not on the road that day. Check the id, or "
            "take it out of service in 'vehicles'."
        )
    elif routes[0].stops[-1].departure_s <= at_s:
        home = clock(routes[0].stops[-1].departure_s)
        yield (
            f"vehicle {vehicle_id}: is not on the road any more, it was back at "
            f"{home}. Check the id and the time."
        )


def _road_faults(days: Sequence[DepotDay], subject: str) -> Iterator[str]:
    network = days[0].conditions.network
    if BETWEEN in subject:
        for site in subject.split(BETWEEN, 1):
            if site not in network.sites:
                yield f"site {site!r}: is not known. Write FROM>TO with ids of sites."
    elif subject not in network.zones:
        yield (
            f"zone {subject!r}: is not known. Name a zone of 'zones', or two sites as "
            "FROM>TO."
        )


def _order_faults(days: Sequence[DepotDay], event: DayEvent) -> Iterator[str]:
    key = event.subject
    order = days[0].orders.get(key)
    if order is None:
        yield (
            f"order {key}: is no order of {event.day}. Check the id, or record the "
            "order with 'recycling order'."
        )
    elif event.kind is DayEventKind.LATE_BOOKING:
        if order.status not in SERVED_BY_PLANS:
            yield (
                f"order {key}: must be confirmed to be planned, but is "
                f"{order.status.value}."
            )
    elif not any(
        stop.order_id == key
        for day in days
        for route in day.plan.routes
        for stop in route.stops
    ):
        yield f"order {key}: is on no route of the plan. Check the id."


def visit_faults(day: DepotDay) -> list[str]:
    """Name what crews recorded that is not in the plan they drive by.

    Parameters
    ----------
    day
        The plan, with what is recorded.
    """
    planned = {
        stop.order_id
        for route in day.plan.routes
        for stop in route.stops
        if stop.order_id
    }
    own = {route.vehicle_id for route in day.plan.routes}
    planned |= {left.order_id for left in day.plan.unserved}
    return [
        f"record {visit.visit_id}: vehicle {visit.vehicle_id} was at order "
        f"{visit.order_id}, which is no stop of plan {day.plan.plan_id}. Correct the "
        "record, or publish the plan it belongs to."
        for visit in day.visits
        if visit.vehicle_id in own and visit.order_id and visit.order_id not in planned
    ]
