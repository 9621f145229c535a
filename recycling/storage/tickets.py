"""Merging tickets: new ones are added and counted, none is ever overwritten.

A whole import of them can be taken back while its months are open.
"""

from typing import Any

from sqlalchemy import (
    ColumnElement,
    Connection,
    Table,
    delete,
    exists,
    func,
    insert,
    literal,
    select,
    union_all,
)
from sqlalchemy.exc import IntegrityError

from recycling.domain.errors import ConflictError
from recycling.domain.records import Batch
from recycling.storage.corrections import (
    check_corrections,
    reversals_of,
    staged_corrections,
)
from recycling.storage.counting import counting_rule, counts
from recycling.storage.images import same_key
from recycling.storage.merge import (
    Tally,
    batch_columns,
    check_references,
    drop_recorded,
    unique_rows,
)
from recycling.storage.rollup import add_entries, drop_empty, entries_of
from recycling.storage.sealing_guards import refuse_sealed_rows
from recycling.storage.spelling import NAMED, spelled
from recycling.storage.staging import prepared, staged, written
from recycling.storage.tables import INPUTS, InputTable, ticket_flags, tickets


def merge_tickets(connection: Connection, batch: Batch, import_id: int) -> Tally:
    """Add tickets that are not recorded yet, and count them in the rollups.

    Raises
    ------
    ConflictError
        When a ticket is recorded with other values, is of a sealed month, names a
        site or a material that is not recorded, or corrects what it may not.
    """
    entry = INPUTS["tickets"]
    columns: dict[str, Any] = batch_columns(connection, entry, batch)
    days = [moment.date() for moment in batch.columns["weighed_at"]]
    columns |= prepared(entry.table, {"day": days}, connection.dialect)
    with staged(connection, entry.table, unique_rows(entry, columns)) as staging:
        _drop_recorded(connection, entry, staging)
        check_references(connection, entry, staging)
        refuse_sealed_rows(connection, entry, staging)
        is_counted = counts(staging, counting_rule(connection))
        added = _append(connection, entry, staging, is_counted, import_id)
        new = entries_of(staging, is_counted)
        if any(batch.columns["corrects"]):
            with staged_corrections(connection, staging) as corrections:
                check_corrections(connection, corrections)
                both = union_all(new, reversals_of(corrections))
                add_entries(connection, both.subquery())
        else:
            add_entries(connection, new.subquery())
    return Tally(added=added, updated=0, unchanged=len(batch) - added)


def remove_tickets(connection: Connection, import_id: int) -> int:
    """Take the tickets of an import out of the books, and return how many.

    The sums are as if they had never come: what they corrected counts again, and
    doubts about them go with them.
    """
    mine = tickets.c.import_id == import_id
    gone = entries_of(tickets, tickets.c.is_counted, sign=-1).where(mine)
    correcting = tickets.alias("corrections")
    back = reversals_of(correcting, sign=1).where(
        correcting.c.corrects != "", correcting.c.import_id == import_id
    )
    add_entries(connection, union_all(gone, back).subquery())
    drop_empty(connection)
    doubted = exists().where(
        mine,
        tickets.c.site_id == ticket_flags.c.site_id,
        tickets.c.ticket_no == ticket_flags.c.ticket_no,
    )
    connection.execute(delete(ticket_flags).where(doubted))
    return connection.execute(delete(tickets).where(mine)).rowcount


def _drop_recorded(connection: Connection, entry: InputTable, staging: Table) -> None:
    """Take out tickets that are recorded; those of newer days cannot be."""
    newest = connection.scalar(select(func.max(entry.table.c.day)))
    if newest is not None:
        drop_recorded(connection, entry, staging, staging.c.day <= newest)


def _append(
    connection: Connection,
    entry: InputTable,
    staging: Table,
    is_counted: ColumnElement[bool],
    import_id: int,
) -> int:
    names = [column.name for column in staging.columns]
    rows = select(*staging.columns, is_counted, literal(import_id))
    statement = insert(entry.table).from_select(
        [*names, "is_counted", "import_id"], rows
    )
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
