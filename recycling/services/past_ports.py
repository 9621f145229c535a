"""What the use cases ask of storage about months before there were tickets."""

from datetime import date
from typing import Protocol

from recycling.domain.tickets import Recovered


class Past(Protocol):
    """Volumes of past months, from statistics."""

    def recovered(self, start: date, end: date) -> list[Recovered]:
        """Sum volumes by month, district and material, in their order."""
