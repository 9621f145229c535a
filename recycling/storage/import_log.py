"""The log of imports, and taking an import back."""

from collections.abc import Iterator
from datetime import UTC, datetime

from sqlalchemy import Connection, delete, func, select, update

from recycling.domain.errors import ConflictError, InputError
from recycling.domain.records import (
    ImportRecord,
    LoggedImport,
    RowChange,
    UndoneImport,
)
from recycling.schema.said import said
from recycling.storage.images import (
    count_images,
    restore_images,
    row_changes,
)
from recycling.storage.rollup import move_sites
from recycling.storage.rows import from_row
from recycling.storage.tables import INPUTS, import_changes, imports
from recycling.storage.tickets import remove_tickets
from recycling.storage.transaction import Transaction
from recycling.storage.undo_guards import (
    named_elsewhere,
    touched_since,
)


class ImportTables:
    """What was imported when, and the way back."""

    def __init__(self, transaction: Transaction) -> None:
        self._transaction = transaction

    def listed(self, limit: int, *, only_files: bool = False) -> list[LoggedImport]:
        """Newest imports, the newest first.

        Parameters
        ----------
        limit
            How many at most.
        only_files
            Leave out what the program wrote by itself.
        """
        statement = select(imports).order_by(imports.c.id.desc()).limit(limit)
        if only_files:
            statement = statement.where(imports.c.sha256 != "")
        rows = self._transaction.read().execute(statement).mappings()
        return [LoggedImport(row["id"], from_row(ImportRecord, row)) for row in rows]

    def changes(self, import_id: int, limit: int) -> list[RowChange]:
        """Read the first rows an import changed, before and as they are now."""
        connection = self._transaction.read()
        record = _record(connection, import_id)
        return row_changes(connection, INPUTS[record.table], import_id, limit)

    def undo(self, import_id: int, who: str, at: datetime) -> UndoneImport:
        """Take an import back: rows it added go, rows it changed are as before.

        Parameters
        ----------
        import_id
            Which import.
        who, at
            For the log: by whom, and when (UTC).

        Raises
        ------
        InputError
            When there is no such import.
        ConflictError
            When it was undone before, is older than what is kept of imports, or
            something stands on its rows by now; says all that does.
        """
        connection = self._transaction.write()
        record = _record(connection, import_id)
        entry = INPUTS[record.table]
        place = f"import {import_id} ({record.file}, {record.table})"
        _refuse(place, _never(record))
        _refuse(place, touched_since(connection, entry, import_id, record))
        is_moving = record.table == "sites" and count_images(connection, import_id) > 0
        restored = restore_images(connection, entry, import_id)
        # What still carries the number is what the import added.
        _refuse(place, named_elsewhere(connection, entry, import_id))
        if record.table == "tickets":
            removed = remove_tickets(connection, import_id)
        else:
            removed = connection.execute(
                delete(entry.table).where(entry.table.c.import_id == import_id)
            ).rowcount
        if is_moving:
            move_sites(connection)
        connection.execute(
            delete(import_changes).where(import_changes.c.import_id == import_id)
        )
        connection.execute(
            update(imports)
            .where(imports.c.id == import_id)
            .values(undone_at=_utc(at), undone_by=who)
        )
        return UndoneImport(import_id, record.table, record.file, removed, restored)


def count_rows(
    connection: Connection, import_id: int, added: int, updated: int, unchanged: int
) -> None:
    """Add to what is logged of an import: it comes in several batches."""
    connection.execute(
        update(imports)
        .where(imports.c.id == import_id)
        .values(
            added=func.coalesce(imports.c.added, 0) + added,
            updated=func.coalesce(imports.c.updated, 0) + updated,
            unchanged=func.coalesce(imports.c.unchanged, 0) + unchanged,
        )
    )


def _record(connection: Connection, import_id: int) -> ImportRecord:
    row = (
        connection.execute(select(imports).where(imports.c.id == import_id))
        .mappings()
        .first()
    )
    if row is None:
        msg = said("import.unknown", import_id=import_id)
        raise InputError(msg)
    return from_row(ImportRecord, row)


def _never(record: ImportRecord) -> Iterator[str]:
    """Say what makes an import one that cannot be undone at all."""
    if record.undone_at is not None:
        yield f"it was undone on {record.undone_at:%Y-%m-%d %H:%M} UTC already"
    elif record.added is None:
        yield (
            "it was made before the program kept what imports change; import a "
            "corrected file instead"
        )


def _refuse(place: str, reasons: Iterator[str]) -> None:
    found = list(reasons)
    if found:
        msg = said("import.not_undone", place=place, found="; ".join(found))
        raise ConflictError(msg)


def _utc(moment: datetime) -> datetime:
    if moment.tzinfo is None:
        return moment
    return moment.astimezone(UTC).replace(tzinfo=None)
