"""Which state the database is in: what caches are kept by, and what is missing."""

from dataclasses import dataclass
from datetime import date

from recycling.services.context import Context

NEEDED_TABLES = ("districts", "materials", "parameters", "sites", "targets")
"""Input tables without which there is nothing to show."""


@dataclass(frozen=True, slots=True)
class DataVersion:
    """What tells one state of the database from another.

    Attributes
    ----------
    address
        Address of the database.
    counts
        Rows per input table.
    last_day
        Day of the newest ticket.
    last_import
        Id of the newest entry of the import log: rows may change without becoming
        more.
    """

    address: str
    counts: tuple[tuple[str, int], ...]
    last_day: date | None
    last_import: int = 0

    @property
    def missing(self) -> tuple[str, ...]:
        """Needed tables that are empty."""
        counts = dict(self.counts)
        return tuple(table for table in NEEDED_TABLES if not counts.get(table))

    @property
    def is_empty(self) -> bool:
        """Nothing has been imported yet."""
        return not any(count for _, count in self.counts)


def read_version(context: Context) -> DataVersion:
    """Read which state the database is in."""
    with context.unit_of_work() as work:
        counts = tuple(sorted(work.inputs.counts().items()))
        last_day = work.books.last_ticket_day()
        last_import = work.inputs.last_import()
    return DataVersion(context.settings.database_url, counts, last_day, last_import)
