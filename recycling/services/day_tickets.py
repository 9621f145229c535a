"""Use cases of whoever looks at weighings: those of a day, and one with its story."""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from recycling.domain.errors import InputError
from recycling.domain.orders import Order
from recycling.domain.reconciliation import LoadCheck, StopCheck
from recycling.domain.tickets import Ticket, TicketFlag
from recycling.domain.tracing import TicketEntry, TicketFilter
from recycling.schema.said import said
from recycling.services.context import Context
from recycling.services.ports import UnitOfWork
from recycling.services.reconciling import reconciled_plan

type TicketKey = tuple[str, str]
"""Site and number."""


@dataclass(frozen=True, slots=True)
class DayTickets:
    """Weighings of a day.

    Attributes
    ----------
    day
        The day.
    entries
        Tickets as they count on it, by site and number.
    flags
        Doubts that nobody looked into, by ticket.
    """

    day: date
    entries: tuple[TicketEntry, ...]
    flags: Mapping[TicketKey, tuple[TicketFlag, ...]]


@dataclass(frozen=True, slots=True)
class TicketStory:
    """A ticket with all that is known about it.

    Attributes
    ----------
    ticket, flags
        The weighing, and doubts about it.
    before, after
        The ticket it takes the place of, and the one that took its place.
    loads, stops
        Planned loads it is the weighing of, and the stops they come from.
    orders
        Orders of these stops, by id.
    """

    ticket: Ticket
    flags: tuple[TicketFlag, ...]
    before: Ticket | None
    after: Ticket | None
    loads: tuple[LoadCheck, ...]
    stops: tuple[StopCheck, ...]
    orders: Mapping[str, Order]


def day_tickets(context: Context, day: date) -> DayTickets:
    """Read the weighings of a day with the doubts about them."""
    with context.unit_of_work() as work:
        entries = tuple(work.weighings.entries(TicketFilter(day, day)))
        flags = _flags(work, day)
    return DayTickets(day, entries, flags)


def ticket_story(context: Context, site_id: str, ticket_no: str) -> TicketStory:
    """Read a ticket, what corrects it, and the stops whose load it weighed.

    Raises
    ------
    InputError
        When there is no such ticket.
    """
    with context.unit_of_work() as work:
        ticket = work.weighings.find(site_id, ticket_no)
        if ticket is None:
            msg = said("ticket.not_there", ticket_no=ticket_no, site_id=site_id)
            raise InputError(msg)
        before = None
        if ticket.corrects:
            before = work.weighings.find(site_id, ticket.corrects)
        after = work.weighings.corrected_by(site_id, ticket_no)
        day = ticket.weighed_at.date()
        flags = _flags(work, day).get((site_id, ticket_no), ())
        loads, stops = _served(work, ticket)
        orders = work.orders.find({stop.order_id for stop in stops})
    return TicketStory(ticket, flags, before, after, loads, stops, orders)


def _flags(work: UnitOfWork, day: date) -> dict[TicketKey, tuple[TicketFlag, ...]]:
    found: dict[TicketKey, list[TicketFlag]] = defaultdict(list)
    for flag, _ in work.weighings.flags(day, day):
        found[flag.site_id, flag.ticket_no].append(flag)
    return {key: tuple(own) for key, own in found.items()}


def _served(
    work: UnitOfWork, ticket: Ticket
) -> tuple[tuple[LoadCheck, ...], tuple[StopCheck, ...]]:
    """Find the planned loads a ticket weighs, and the stops they come from."""
    if not ticket.vehicle_id:
        return (), ()
    found = reconciled_plan(work, ticket.weighed_at.date())
    if found is None:
        return (), ()
    loads = tuple(
        load
        for load in found.loads
        if load.vehicle_id == ticket.vehicle_id
        and ticket.ticket_no in load.ticket_nos
        and ticket.site_id in load.weighed_site_ids
    )
    keys = {(load.route_id, load.trip, load.material, load.stream) for load in loads}
    stops = tuple(
        stop
        for stop in found.stops
        if (stop.route_id, stop.trip, stop.material, stop.stream) in keys
    )
    return loads, stops
