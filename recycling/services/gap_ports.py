"""What explaining the gap asks of storage."""

from datetime import date
from typing import Protocol

from recycling.domain.gap import Loss


class Losses(Protocol):
    """What was planned and did not come."""

    def unserved(self, start: date, end: date) -> list[Loss]:
        """Orders left out of the plans of some days, by reason, district, material."""

    def failed_visits(self, start: date, end: date) -> list[Loss]:
        """Sum what crews left behind on some days, by outcome, district, material."""
