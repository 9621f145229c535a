"""Tickets as they stand after corrections."""

from collections.abc import Iterable
from dataclasses import replace

from recycling.domain.tickets import Ticket


def in_force(tickets: Iterable[Ticket], corrections: Iterable[Ticket]) -> list[Ticket]:
    """Put each corrected ticket's last correction in its place.

    A load is weighed when its first ticket says; a correction written days later
    moves its figures, not its time. A ticket corrected to nothing is cancelled
    and left out.

    Parameters
    ----------
    tickets
        Tickets of a day; those that correct another count with that other.
    corrections
        Tickets that correct another, of any day.
    """
    after = {
        (ticket.site_id, ticket.corrects): ticket
        for ticket in corrections
        if ticket.corrects
    }
    standing = []
    for first in tickets:
        if first.corrects:
            continue
        last = first
        while (last.site_id, last.ticket_no) in after:
            last = after[last.site_id, last.ticket_no]
        if last.net_kg:
            standing.append(replace(last, weighed_at=first.weighed_at))
    return standing
