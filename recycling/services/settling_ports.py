"""What settlement asks of storage."""

from datetime import date
from typing import Protocol

from recycling.domain.settlement import (
    BookedTicket,
    Delivered,
    PointSum,
    PriceGap,
    SealedTerms,
)


class Settlements(Protocol):
    """Deliveries of parties, their prices and their points."""

    def delivered(self, start: date, end: date) -> list[Delivered]:
        """Sum the tickets that correct no other by party, if any, and material."""

    def gaps(self, start: date, end: date) -> list[PriceGap]:
        """Name those tickets that have no price, or a party that is not recorded."""

    def sealed_terms(self, month: date) -> SealedTerms | None:
        """Read what a sealed month is settled by; ``None`` for an open month."""

    def points(
        self, start: date, end: date, party_id: str | None = None
    ) -> list[PointSum]:
        """Sum the points of residents for those tickets."""

    def plain(self, start: date, end: date, party_id: str) -> list[BookedTicket]:
        """Tickets of a party that correct no other."""

    def corrections(self, start: date, end: date) -> list[BookedTicket]:
        """Tickets that correct others, and those they reverse."""
