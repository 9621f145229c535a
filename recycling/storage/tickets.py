"""Merging tickets: new ones are added and counted, none is ever overwritten."""

from typing import Any

from sqlalchemy import (
    Connection,
    Table,
    insert,
    literal,
    select,
)
from sqlalchemy.exc import IntegrityError

from recycling.domain.errors import ConflictError
from recycling.domain.records import Batch
from recycling.storage.merge import (
    NAMED,
    Tally,
    batch_columns,
    check_references,
    drop_recorded,
    same_key,
    spelled,
    unique_rows,
)
from recycling.storage.rollup import add_tickets
from recycling.storage.staging import prepared, staged, written
from recycling.storage.tables import INPUTS, InputTable


def merge_tickets(connection: Connection, batch: Batch, import_id: int) -> Tally:
    """Add tickets that are not recorded yet, and count them in the rollups.

    Raises
    ------
    ConflictError
        When a ticket is recorded with other values, or names a site or a
        material that is not recorded.
    """
    entry = INPUTS["tickets"]
    columns: dict[str, Any] = batch_columns(connection, entry, batch)
    days = [moment.date() for moment in batch.columns["weighed_at"]]
    columns |= prepared(entry.table, {"day": days}, connection.dialect)
    with staged(connection, entry.table, unique_rows(entry, columns)) as staging:
        drop_recorded(connection, entry, staging)
        check_references(connection, entry, staging)
        added = _append(connection, entry, staging, import_id)
        add_tickets(connection, staging)
    return Tally(added=added, updated=0, unchanged=len(batch) - added)


def _append(
    connection: Connection, entry: InputTable, staging: Table, import_id: int
) -> int:
    names = [column.name for column in staging.columns]
    rows = select(*staging.columns, literal(import_id))
    statement = insert(entry.table).from_select([*names, "import_id"], rows)
    try:
        with connection.begin_nested():
            return written(connection, statement)
    except IntegrityError as error:
        raise _conflict(connection, entry, staging) from error


def _conflict(
    connection: Connection, entry: InputTable, staging: Table
) -> ConflictError:
    """Name the tickets that were left out because theirs is another's number."""
    differing = (
        select(*(staging.c[name] for name in entry.key))
        .join(entry.table, same_key(entry, staging))
        .limit(NAMED)
    )
    keys = [tuple(row) for row in connection.execute(differing)]
    return ConflictError(
        f"tickets: recorded before with other values, {spelled(entry, keys)}. "
        "A ticket is never overwritten: leave it out, and correct it by a ticket "
        "with a number of its own."
    )
