"""Tickets that take the place of others: checked, and the old ones reversed."""

from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime
from typing import Any, NamedTuple

from sqlalchemy import (
    Column,
    Connection,
    FromClause,
    MetaData,
    Select,
    Table,
    func,
    insert,
    select,
)

from recycling.domain.errors import ConflictError
from recycling.schema.said import said
from recycling.storage.rollup import entries_of
from recycling.storage.spelling import NAMED
from recycling.storage.staging import temporary
from recycling.storage.tables import tickets

_LINK = ("site_id", "ticket_no", "corrects", "weighed_at", "day")

_old = tickets.alias("old")


class _Correction(NamedTuple):
    """A correcting ticket, and what is known of the one it names."""

    site_id: str
    ticket_no: str
    corrects: str
    weighed_at: datetime
    original_at: datetime | None
    rivals: int


@contextmanager
def staged_corrections(connection: Connection, staging: Table) -> Iterator[Table]:
    """Hold what is staged and corrects something in a table of its own.

    They are few: a small table tells PostgreSQL to look the old tickets up one by
    one instead of reading all there are.
    """
    table = Table(
        "staging_corrections",
        MetaData(),
        *(Column(name, staging.c[name].type) for name in _LINK),
        prefixes=["TEMPORARY"],
    )
    links = select(*(staging.c[name] for name in _LINK))
    with temporary(connection, table):
        connection.execute(
            insert(table).from_select(_LINK, links.where(staging.c.corrects != ""))
        )
        yield table


def check_corrections(connection: Connection, corrections: Table) -> None:
    """See that each correction names a ticket it may take the place of.

    Parameters
    ----------
    connection
        Connection inside a writing transaction; the correcting tickets are
        recorded already, since they may correct each other.
    corrections
        The staged ones.

    Raises
    ------
    ConflictError
        When the ticket named is not recorded, is corrected by another already,
        was weighed after its correction, or when tickets correct each other in a
        circle. Says so of every kind of fault there is.
    """
    found = [_Correction(*row) for row in connection.execute(_facts(corrections))]
    complaints = [
        *_complain(
            "must correct a recorded ticket of the same site",
            [one for one in found if one.original_at is None],
            "Import that ticket first, or write the number it has at this site.",
        ),
        *_complain(
            "must correct a ticket that no other corrects",
            [one for one in found if one.rivals > 1],
            "Correct the newest ticket of the chain instead.",
        ),
        *_complain(
            "must be weighed no earlier than the ticket it corrects",
            [one for one in found if one.original_at and _is_early(one)],
            "Give it the time of the correction, in an open month.",
        ),
        *_complain(
            "must not correct itself by way of others",
            _in_circles(found),
            "Let the last of them correct none of the others.",
        ),
    ]
    if complaints:
        msg = said("ticket.corrects", complaints=" ".join(complaints))
        raise ConflictError(msg)


def _facts(corrections: Table) -> Select[Any]:
    # Scalar subqueries go through the indexes, row by row, in both databases.
    named = (_old.c.site_id == corrections.c.site_id) & (
        _old.c.ticket_no == corrections.c.corrects
    )
    rivals = (_old.c.site_id == corrections.c.site_id) & (
        _old.c.corrects == corrections.c.corrects
    )
    return select(
        *(corrections.c[name] for name in _LINK[:-1]),
        select(_old.c.weighed_at).where(named).scalar_subquery(),
        select(func.count())
        .select_from(_old)
        .where(rivals, _old.c.corrects != "")
        .scalar_subquery(),
    ).order_by(corrections.c.site_id, corrections.c.ticket_no)


def _is_early(one: _Correction) -> bool:
    return one.original_at is not None and one.weighed_at < one.original_at


def _in_circles(found: Iterable[_Correction]) -> list[_Correction]:
    """Corrections that lead back to themselves; only those of one time can."""
    of_one_time = {
        (one.site_id, one.ticket_no): one
        for one in found
        if one.original_at == one.weighed_at
    }
    circular = []
    for start in of_one_time.values():
        seen = set[str]()
        step: _Correction | None = start
        while step is not None and step.ticket_no not in seen:
            seen.add(step.ticket_no)
            step = of_one_time.get((step.site_id, step.corrects))
        if step is start:
            circular.append(start)
    return circular


def _complain(rule: str, ones: Sequence[_Correction], way_out: str) -> Iterator[str]:
    if ones:
        named = ", ".join(
            f"{one.ticket_no} for {one.corrects} at site {one.site_id}"
            for one in ones[:NAMED]
        )
        yield f"{rule}, got {named}. {way_out}"


def reversals_of(corrections: FromClause, sign: int = -1) -> Select[Any]:
    """Entries that take corrected tickets back on the days of their corrections.

    Parameters
    ----------
    corrections
        Correcting tickets: site, number of the corrected one, and day.
    sign
        1 to let the corrected tickets count again.
    """
    link = (_old.c.site_id == corrections.c.site_id) & (
        _old.c.ticket_no == corrections.c.corrects
    )
    entries = entries_of(_old, _old.c.is_counted, corrections.c.day, sign)
    return entries.join_from(_old, corrections, link)
