"""Use case: how fresh, whole and trustworthy the recorded data is."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from recycling.domain.months import last_day, months_between
from recycling.domain.tickets import FlagRule, Ticket, TicketFlag
from recycling.services.context import Context

WINDOW_DAYS = 365
"""Days up to the newest ticket that doubts and grades are counted over."""


@dataclass(frozen=True, slots=True)
class MonthOfData:
    """What is recorded of a month.

    Attributes
    ----------
    month
        First day.
    tickets, net_kg, simulated_kg
        Loads that count as recovered, and what of them is simulated.
    is_sealed
        It is closed and takes nothing more.
    """

    month: date
    tickets: int
    net_kg: int
    simulated_kg: int
    is_sealed: bool


@dataclass(frozen=True, slots=True)
class DataQuality:
    """What can be said of the data without looking into each row.

    Attributes
    ----------
    last_day
        Day of the newest ticket; ``None`` where there is none.
    newest_import
        Time of the newest entry of the import log, UTC.
    months
        Months from the first ticket to the newest, those without tickets included.
    flags
        Doubts about tickets nobody corrected, the newest first.
    grades_kg
        Recovered mass by grade of the data.
    """

    last_day: date | None
    newest_import: datetime | None
    months: tuple[MonthOfData, ...]
    flags: tuple[tuple[TicketFlag, Ticket], ...]
    grades_kg: Mapping[str, int]

    @property
    def missing_months(self) -> tuple[date, ...]:
        """Months without a single ticket, between others that have some."""
        return tuple(one.month for one in self.months if not one.tickets)

    def flags_by_rule(self) -> dict[FlagRule, int]:
        """Count doubts by their rule, the most frequent first."""
        counts: dict[FlagRule, int] = {}
        for flag, _ in self.flags:
            counts[flag.rule] = counts.get(flag.rule, 0) + 1
        return dict(sorted(counts.items(), key=lambda pair: -pair[1]))


def data_quality(context: Context) -> DataQuality:
    """Read what is known of the quality of the data.

    Parameters
    ----------
    context
        Storage.
    """
    with context.unit_of_work() as work:
        newest = work.imports.listed(1)
        imported_at = newest[0].record.imported_at if newest else None
        days = work.weighings.day_range()
        if days is None:
            return DataQuality(None, imported_at, (), (), {})
        first, last = days
        sums = {
            row.day: row
            for row in work.books.recovered(first.replace(day=1), last, ("month",))
        }
        sealed = {seal.month for seal in work.seals.chain()}
        since = max(first, last - timedelta(days=WINDOW_DAYS - 1))
        flags = work.weighings.flags(since, last)
        grades = work.seals.grades(since, last)
    months = []
    for month in months_between(first, last_day(last)):
        row = sums.get(month)
        months.append(
            MonthOfData(
                month,
                row.tickets if row else 0,
                row.net_kg if row else 0,
                row.simulated_kg if row else 0,
                month in sealed,
            )
        )
    return DataQuality(last, imported_at, tuple(months), tuple(flags), grades)
