"""A city of three sites in two districts, small enough to add up by hand."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime
from typing import Any

from recycling.domain.materials import Material
from recycling.domain.records import ImportCounts, ImportRecord
from recycling.domain.sites import District, Site, SiteKind, Zone, ZoneKind
from recycling.domain.tickets import Ticket
from recycling.storage.database import Database
from recycling.storage.rows import to_batch
from recycling.storage.unit_of_work import SqlUnitOfWork

DISTRICTS = tuple(
    District(code, code, code, "central", 106.5, 29.6, 1000, 10.0)
    for code in ("500103", "500112")
)
MATERIALS = tuple(Material(code, code, code, code) for code in ("paper", "steel"))
SITES = (
    Site("A", "A", SiteKind.SORTING_CENTRE, "500103", 106.5, 29.6),
    Site("B", "B", SiteKind.SORTING_CENTRE, "500103", 106.6, 29.7),
    Site("C", "C", SiteKind.DISMANTLER, "500112", 106.7, 29.8, materials=("steel",)),
)
ZONE = Zone("Z", "Z", ZoneKind.EXCLUSION, "POLYGON ((0 0, 1 0, 1 1, 0 0))")


def an_import(work: SqlUnitOfWork, table: str = "sites") -> int:
    """Write a log entry and return its id."""
    moment = datetime(2026, 7, 1, 12, 0)
    return work.inputs.record_import(
        ImportRecord(f"{table}.csv", "00", table, "", moment)
    )


def merge(
    work: SqlUnitOfWork, table: str, values: Sequence[Any], import_id: int | None = None
) -> ImportCounts:
    """Merge objects of a table's class under an import of their own."""
    number = an_import(work, table) if import_id is None else import_id
    return work.inputs.merge(to_batch(table, values), number)


def tally(counts: ImportCounts) -> tuple[int, int, int]:
    """Rows added, updated and left as they were."""
    return counts.added, counts.updated, counts.unchanged


def found_city(work: SqlUnitOfWork) -> None:
    """Import districts, materials and sites."""
    merge(work, "districts", DISTRICTS)
    merge(work, "materials", MATERIALS)
    merge(work, "sites", SITES)


@contextmanager
def undone(database: Database) -> Iterator[SqlUnitOfWork]:
    """Open a unit of work that leaves no trace."""
    with database.unit_of_work() as work:
        yield work
        work._transaction.write().rollback()


def ticket(site_id: str, number: int, when: str, net_kg: int, **rest: Any) -> Ticket:
    """Ticket of paper, if nothing else is said."""
    values: dict[str, Any] = {"material": "paper", **rest}
    moment = datetime.fromisoformat(when)
    return Ticket(site_id, str(number), moment, net_kg=net_kg, **values)
