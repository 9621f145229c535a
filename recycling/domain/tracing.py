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
    elv_class, grade
        Class of a vehicle, empty where a ticket says none, and data quality;
        ``None`` asks for all.
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
    elv_class: str | None = None
    grade: str | None = None


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
    part
        What it adds to the figure it stands behind, in the figure's unit.
    """

    ticket: Ticket
    booked_on: date
    reversed_by: str = ""
    part: int = 0

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

    @property
    def loads(self) -> int:
        """Loads it adds to the sum: a ticket of no mass cancels and is none."""
        return self.sign if self.ticket.net_kg else 0


@dataclass(frozen=True, slots=True)
class SourceRow:
    """A row that is no ticket and that a figure comes from.

    Attributes
    ----------
    table, key
        Which row; another figure under ``figure``, with its name as the key.
    value
        What it says, as text with its unit.
    source
        Where the row itself comes from; empty where it does not say.
    part
        What it adds to the figure; ``None`` where it shapes the figure and is no
        part of a sum.
    """

    table: str
    key: str
    value: str
    source: str = ""
    part: int | None = None
