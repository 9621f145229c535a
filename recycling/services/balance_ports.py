"""What reconciling and balancing ask of storage."""

from collections.abc import Collection, Sequence
from datetime import date
from typing import Protocol

from recycling.domain.balance import FlowSum
from recycling.domain.reconciliation import SourceKey
from recycling.domain.site_records import RateUpdate, Stocktake, Visit
from recycling.domain.tickets import Ticket


class Rates(Protocol):
    """Visits of crews, and the rates learnt from them."""

    def visits(self, day: date) -> list[Visit]:
        """Visits of a day, by id."""

    def recorded(self, visit_ids: Collection[str]) -> dict[str, Visit]:
        """Visits by id; unknown ids are left out."""

    def emptied_before(self, day: date, since: date) -> dict[SourceKey, date]:
        """Day each stop was last emptied before a day, as far back as another."""

    def partial_before(
        self, day: date, since: date
    ) -> list[tuple[SourceKey, date, int]]:
        """Visits before a day that did not empty their stop: key, day and mass."""

    def corrections(self, site_ids: Collection[str]) -> list[Ticket]:
        """Tickets of some sites that correct another, of any day."""

    def in_force(self) -> list[RateUpdate]:
        """Newest rate of each site, material and stream, in their order."""

    def learnt_on(self, day: date) -> list[RateUpdate]:
        """Rates learnt from the visits of a day, in the order they were written."""

    def append(self, updates: Sequence[RateUpdate]) -> int:
        """Append rates and return how many were new.

        A source that was learnt from before is left out.
        """


class Flows(Protocol):
    """Sums of all flows, and stocktakes."""

    def flows(self, month: date, site: str = "") -> list[FlowSum]:
        """Read the sums of a month by its first day, in the order of their key.

        Those of one site that weighed the loads, or of all when it is empty.
        """

    def stocktakes(self, start: date, end: date) -> list[Stocktake]:
        """Stocktakes of some days, both ends counted, by site, material and day."""
