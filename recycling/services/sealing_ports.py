"""What sealing asks of storage."""

from collections.abc import Iterator, Sequence
from datetime import date
from typing import Any, Protocol

from recycling.domain.seals import Seal, Section, SumApart


class Seals(Protocol):
    """Seals, and the records behind them."""

    def chain(self) -> list[Seal]:
        """All seals in their order; documents and digests are left empty."""

    def of_month(self, month: date) -> Seal | None:
        """Whole seal of a month."""

    def keep_terms(self, month: date) -> None:
        """Write down the prices and price lists a month is sealed with."""

    def append(self, seal: Seal) -> None:
        """Write the seal of a month."""

    def first_ticket_day(self) -> date | None:
        """Day of the oldest ticket."""

    def sections(self) -> list[Section]:
        """Sections a month is sealed with today, in their order."""

    def records(
        self, section: Section, month: date, factor_version: str
    ) -> Iterator[Sequence[tuple[Any, ...]]]:
        """Rows of a section as the driver gives them, some at a time.

        Parameters
        ----------
        section
            Columns to read.
        month
            First day of the month.
        factor_version
            Set of emission factors the month is sealed under.
        """

    def sums_apart(self, month: date) -> list[SumApart]:
        """Find finer rollups of a month that do not add up to the monthly one."""

    def grades(self, start: date, end: date) -> dict[str, int]:
        """Kilograms that count as recovered by data quality, both days counted."""
