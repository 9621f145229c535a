"""Merging tickets: new ones are added and counted, none is ever overwritten."""

from typing import Any

from sqlalchemy import (
    Connection,
    Table,
    delete,
    exists,
    insert,
    literal,
    select,
)

from recycling.domain.errors import ConflictError
from recycling.domain.records import Batch
from recycling.storage.merge import (
    NAMED,
    Tally,
    batch_columns,
    check_references,
    same_key,
    same_values,
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
        connection.execute(
            delete(staging).where(
                exists().where(same_key(entry, staging), same_values(entry, staging))
            )
        )
        check_references(connection, entry, staging)
        _check_recorded(connection, entry, staging)
        added = _append(connection, entry.table, staging, import_id)
        add_tickets(connection, staging)
    return Tally(added=added, updated=0, unchanged=len(batch) - added)


def _check_recorded(connection: Connection, entry: InputTable, staging: Table) -> None:
    known = select(*(entry.table.c[name] for name in entry.key)).join(
        staging, same_key(entry, staging)
    )
    clashes = [tuple(row) for row in connection.execute(known.limit(NAMED))]
    if clashes:
        msg = (
            f"tickets: recorded before with other values, {spelled(entry, clashes)}. "
            "A ticket is never overwritten: leave it out, and correct it by a "
            "ticket with a number of its own."
        )
        raise ConflictError(msg)


def _append(
    connection: Connection, table: Table, staging: Table, import_id: int
) -> int:
    names = [column.name for column in staging.columns]
    rows = select(*staging.columns, literal(import_id))
    statement = insert(table).from_select([*names, "import_id"], rows)
    return written(connection, statement)
