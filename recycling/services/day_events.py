"""Which events and records of crews fit the plans of a day."""

from collections.abc import Iterable, Iterator, Sequence

from recycling.domain.order_states import SERVED_BY_PLANS
from recycling.domain.running import BETWEEN, DayEvent, DayEventKind
from recycling.domain.units import clock
from recycling.schema.said import said
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
        said("event.named", event_id=event.event_id, fault=fault)
        for event in events
        for fault in _faults(days, event, at_s)
    ]


def _faults(days: Sequence[DepotDay], event: DayEvent, at_s: int) -> Iterator[str]:
    key = event.subject
    if event.day != days[0].plan.day:
        yield said("event.day", day=days[0].plan.day, day_2=event.day)
    if event.at_s > at_s:
        yield said("event.known_by", at_s=clock(at_s), at_s_2=clock(event.at_s))
    if event.until_s is not None and event.until_s <= event.at_s:
        yield said("event.until", at_s=clock(event.at_s), until_s=clock(event.until_s))
    if event.kind in _VEHICLES:
        yield from _vehicle_faults(days, key, at_s)
    elif event.kind in _SITES:
        if key not in days[0].conditions.network.sites:
            yield said("event.site", key=key)
    elif event.kind is DayEventKind.ROAD_CLOSED:
        yield from _road_faults(days, key)
    else:
        yield from _order_faults(days, event)
    if event.kind is DayEventKind.DRIVER_LATE and event.delay_s <= 0:
        yield said("event.delay", key=key)


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
        yield said("event.not_driving", vehicle_id=vehicle_id)
    elif routes[0].stops[-1].departure_s <= at_s:
        home = clock(routes[0].stops[-1].departure_s)
        yield said("event.home", vehicle_id=vehicle_id, home=home)


def _road_faults(days: Sequence[DepotDay], subject: str) -> Iterator[str]:
    network = days[0].conditions.network
    if BETWEEN in subject:
        for site in subject.split(BETWEEN, 1):
            if site not in network.sites:
                yield said("event.road_site", site=site)
    elif subject not in network.zones:
        yield said("event.zone", subject=subject)


def _order_faults(days: Sequence[DepotDay], event: DayEvent) -> Iterator[str]:
    key = event.subject
    order = days[0].orders.get(key)
    if order is None:
        yield said("event.no_order", key=key, day=event.day)
    elif event.kind is DayEventKind.LATE_BOOKING:
        if order.status not in SERVED_BY_PLANS:
            yield said("event.unconfirmed", key=key, value=order.status.value)
    elif not any(
        stop.order_id == key
        for day in days
        for route in day.plan.routes
        for stop in route.stops
    ):
        yield said("event.no_route", key=key)


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
        said(
            "event.foreign_record",
            visit_id=visit.visit_id,
            vehicle_id=visit.vehicle_id,
            order_id=visit.order_id,
            plan_id=day.plan.plan_id,
        )
        for visit in day.visits
        if visit.vehicle_id in own and visit.order_id and visit.order_id not in planned
    ]
