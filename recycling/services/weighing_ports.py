"""What correcting, flagging and tracing tickets ask of storage."""

from collections.abc import Collection, Iterable, Iterator
from datetime import date
from typing import Protocol

from recycling.domain.counting import CountingRule
from recycling.domain.tickets import FlagRule, Ticket, TicketFlag
from recycling.domain.tracing import TicketEntry, TicketFilter


class Weighings(Protocol):
    """Tickets one by one, and doubts about them."""

    def recount(self, rule: CountingRule) -> None:
        """Keep the books by a rule: decide about every open ticket, and sum anew."""

    def find(self, site_id: str, ticket_no: str) -> Ticket | None:
        """Read a ticket by its key."""

    def corrected_by(self, site_id: str, ticket_no: str) -> Ticket | None:
        """Read the ticket that takes the place of another, where there is one."""

    def weighed_kg(self, wanted: TicketFilter) -> int:
        """Sum what ``entries`` gives."""

    def entries(self, wanted: TicketFilter) -> Iterator[TicketEntry]:
        """Read what stands behind a sum, by day, site and number."""

    def usual_loads(self) -> dict[tuple[str, ...], tuple[int, int]]:
        """Mass and number of all loads by site, material and flow."""

    def day_range(self) -> tuple[date, date] | None:
        """Day of the oldest and of the newest ticket."""

    def number_before(self, site_id: str, ticket_no: str) -> Ticket | None:
        """Read the ticket with the next lower number of the same length."""

    def repeated(self, days: Collection[date]) -> list[tuple[Ticket, ...]]:
        """Tickets of some days that say the same under several numbers."""

    def flag(self, flags: Iterable[TicketFlag]) -> int:
        """Write doubts about recorded tickets and return how many were new."""

    def flags(
        self, start: date, end: date, rule: FlagRule | None = None, site: str = ""
    ) -> list[tuple[TicketFlag, Ticket]]:
        """Read doubts about the tickets of some days, the newest first.

        Those of one site's tickets, or of all when it is empty.
        """
