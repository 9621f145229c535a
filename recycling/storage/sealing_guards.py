"""Guards of sealed months: neither a ticket nor a posting gets into one."""

from sqlalchemy import Connection, Table, select

from recycling.domain.errors import ConflictError
from recycling.storage.merge import NAMED, spelled
from recycling.storage.sealed_days import in_spans, sealed_spans
from recycling.storage.tables import InputTable

_WAY_OUT = (
    "A sealed month takes nothing more: date the entry in an open month, where a "
    "correction of a sealed one belongs as well."
)


def refuse_sealed_tickets(
    connection: Connection, entry: InputTable, staging: Table
) -> None:
    """See that no new ticket is of a sealed month.

    Raises
    ------
    ConflictError
        When one is, naming it and its day.
    """
    spans = sealed_spans(connection)
    if not spans:
        return
    rows = connection.execute(
        select(*(staging.c[name] for name in entry.key), staging.c.day)
        .where(in_spans(staging.c.day, spans))
        .order_by(*(staging.c[name] for name in entry.key))
        .limit(NAMED)
    ).all()
    if rows:
        named = ", ".join(
            f"{spelled(entry, [tuple(row[:-1])])} of {row.day:%Y-%m-%d}" for row in rows
        )
        msg = f"tickets: must be of an open month, got {named}. {_WAY_OUT}"
        raise ConflictError(msg)


def refuse_sealed_postings(connection: Connection, staging: Table) -> None:
    """See that no new or changed posting is of a sealed month.

    Raises
    ------
    ConflictError
        When one is, naming its account and day.
    """
    spans = sealed_spans(connection)
    if not spans:
        return
    rows = connection.execute(
        select(staging.c.account, staging.c.day)
        .where(in_spans(staging.c.day, spans))
        .distinct()
        .order_by(staging.c.day, staging.c.account)
        .limit(NAMED)
    ).all()
    if rows:
        named = ", ".join(f"{row.account} of {row.day:%Y-%m-%d}" for row in rows)
        msg = f"postings: must be of an open month, got {named}. {_WAY_OUT}"
        raise ConflictError(msg)
