"""Columns of rows on their way between a file, the checks and the database."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any


@dataclass(frozen=True, slots=True)
class Batch:
    """Checked rows of one table, column by column.

    Attributes
    ----------
    table
        Name of the table in the schema.
    columns
        One list of plain Python values per attribute, all of one length; an
        empty optional cell is the attribute's default.
    raw
        For tables with positions: ``raw_x``, ``raw_y`` as they stood in the
        file and ``crs``, the coordinate system the user declared.
    """

    table: str
    columns: Mapping[str, Sequence[Any]]
    raw: Mapping[str, Sequence[Any]] = field(default_factory=dict)

    def __len__(self) -> int:
        """Return the number of rows."""
        return len(next(iter(self.columns.values()), ()))


@dataclass(frozen=True, slots=True)
class ImportCounts:
    """What an import did to one table.

    Attributes
    ----------
    table, file
        What was read into where.
    rows
        Rows of the file, faulty ones included.
    added, updated, unchanged, skipped
        What became of them; skipped rows were faulty.
    """

    table: str
    file: str
    rows: int
    added: int
    updated: int
    unchanged: int
    skipped: int


@dataclass(frozen=True, slots=True)
class ImportRecord:
    """Log entry of an import.

    Attributes
    ----------
    file, sha256
        Name and content hash of the file.
    table
        Table it was read into.
    crs
        Coordinate system the user declared, empty where none applies.
    imported_at, imported_by
        Time of the import, UTC, and who made it.
    added, updated, unchanged
        What became of its rows; ``None`` for imports made before this was kept,
        which cannot be undone.
    undone_at, undone_by
        When it was undone, UTC, and by whom.
    """

    file: str
    sha256: str
    table: str
    crs: str
    imported_at: datetime
    imported_by: str = ""
    added: int | None = 0
    updated: int | None = 0
    unchanged: int | None = 0
    undone_at: datetime | None = None
    undone_by: str = ""


@dataclass(frozen=True, slots=True)
class LoggedImport:
    """Log entry of an import under its number."""

    import_id: int
    record: ImportRecord


@dataclass(frozen=True, slots=True)
class RowChange:
    """A recorded row that an import changed.

    Attributes
    ----------
    key
        Its key, by attribute.
    before, after
        Values that differ, by attribute, as plain values.
    """

    key: Mapping[str, Any]
    before: Mapping[str, Any]
    after: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class UndoneImport:
    """What undoing an import did.

    Attributes
    ----------
    import_id, table, file
        Which import.
    removed, restored
        Rows it had added, and rows put back as they were before.
    """

    import_id: int
    table: str
    file: str
    removed: int
    restored: int


@dataclass(frozen=True, slots=True)
class PostingTotal:
    """Sum of postings of one account.

    Attributes
    ----------
    group
        Values of the fields the sum was split by, in their order.
    amount, low, high
        Sums; a posting without a range counts its amount as both ends.
    """

    group: tuple[str, ...]
    amount: int
    low: int
    high: int
