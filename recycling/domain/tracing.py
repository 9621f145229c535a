"""What stands behind a figure: which tickets are asked for, and how each counts."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date

from recycling.domain.tickets import Ticket


@dataclass(frozen=True, slots=True)
class TicketFilter:
    """Tickets a sum was made from; an empty field asks for all.

    Attributes
    ----------
    start, end
        Days they count on, both counted.
    site_id, district
        Where they were weighed; the district as the sums have it.
    materials, stream, flow, origin_site_id, vehicle_id, party_id
        What they say.
    only_counted
        Leave out what the counting rule does not count.
    only_pieces
        Leave out tickets without pieces.
    """

    start: date
    end: date
    site_id: str = ""
    district: str = ""
    materials: Collection[str] = ()
    stream: str = ""
    flow: str = ""
    origin_site_id: str | None = None
    vehicle_id: str = ""
    party_id: str = ""
    only_counted: bool = False
    only_pieces: bool = False


@dataclass(frozen=True, slots=True)
class TicketEntry:
    """A ticket as it counts in a sum.

    Attributes
    ----------
    ticket
        The weighing.
    booked_on
        Day it counts on: its own, or for a reversal that of its correction.
    reversed_by
        Number of the ticket that took its place; empty where it counts itself.
    """

    ticket: Ticket
    booked_on: date
    reversed_by: str = ""

    @property
    def sign(self) -> int:
        """1 where it counts, -1 where it is taken back."""
        return -1 if self.reversed_by else 1

    @property
    def net_kg(self) -> int:
        """Mass it adds to the sum."""
        return self.sign * self.ticket.net_kg

    @property
    def units(self) -> int:
        """Pieces it adds to the sum."""
        return self.sign * self.ticket.units
