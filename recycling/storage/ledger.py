"""Appending to the ledger: what changed is reversed, never overwritten."""

from collections.abc import Iterable
from datetime import date
from hashlib import blake2b
from typing import Any

from sqlalchemy import (
    Connection,
    Table,
    delete,
    exists,
    func,
    insert,
    literal,
    select,
)

from recycling.domain.ledger import Posting
from recycling.storage.rows import field_names, from_row, to_columns
from recycling.storage.sealing_guards import refuse_sealed_postings
from recycling.storage.staging import prepared, staged, written
from recycling.storage.tables import postings

_VALUES = ("amount", "low", "high", "factor_version")
_FIELDS = field_names(Posting)
_NEGATED = frozenset({"amount", "low", "high"})


def identity(posting: Posting) -> str:
    """Digest of what a posting is known by.

    Account, day, source, factor and what it is counted under. The version of the
    factor is a value: figures worked out again with a newer factor take the
    place of the old ones instead of counting beside them.
    """
    # A length before each part: ("ab", "c") and ("a", "bc") are different.
    text = "".join(f"{len(part)}:{part}" for part in posting.source)
    return blake2b(text.encode(), digest_size=16).hexdigest()


def post(connection: Connection, wanted: Iterable[Posting]) -> int:
    """Append postings that are new or changed; reverse what they replace.

    Returns
    -------
    int
        Postings appended, contra entries left out.

    Raises
    ------
    ConflictError
        When a new or changed one is of a sealed month.
    ValueError
        When two of the postings are known by the same and differ.
    """
    by_identity = _unique(wanted)
    columns: dict[str, Any] = to_columns(by_identity.values(), _FIELDS)
    columns["identity"] = list(by_identity)
    ready = prepared(postings, columns, connection.dialect)
    with staged(connection, postings, ready) as staging:
        same = [
            staging.c[name].is_not_distinct_from(postings.c[name]) for name in _VALUES
        ]
        connection.execute(
            delete(staging).where(
                exists().where(postings.c.number == _latest(staging), *same)
            )
        )
        refuse_sealed_postings(connection, staging)
        _reverse(connection, staging)
        return _append(connection, staging)


def _unique(wanted: Iterable[Posting]) -> dict[str, Posting]:
    found: dict[str, Posting] = {}
    for posting in wanted:
        known = found.setdefault(identity(posting), posting)
        if known != posting:
            msg = f"postings: two of one source differ, {known} and {posting}."
            raise ValueError(msg)
    return found


def _latest(staging: Table) -> Any:
    """Select the number of the entry that holds for a staged posting.

    The last entry of an identity: a contra entry is always followed by the
    posting that takes its place.
    """
    entries = postings.alias("entries")
    return (
        select(func.max(entries.c.number))
        .where(entries.c.identity == staging.c.identity)
        .correlate(staging)
        .scalar_subquery()
    )


def _reverse(connection: Connection, staging: Table) -> None:
    contra = [
        -postings.c[name] if name in _NEGATED else postings.c[name] for name in _FIELDS
    ]
    replaced = select(postings.c.identity, literal(value=True), *contra).join(
        staging, postings.c.number == _latest(staging)
    )
    connection.execute(
        insert(postings).from_select(["identity", "is_contra", *_FIELDS], replaced)
    )


def _append(connection: Connection, staging: Table) -> int:
    rows = select(
        staging.c.identity,
        literal(value=False),
        *(staging.c[name] for name in _FIELDS),
    )
    statement = insert(postings).from_select(["identity", "is_contra", *_FIELDS], rows)
    return written(connection, statement)


def live(connection: Connection, start: date, end: date) -> list[Posting]:
    """Read the postings in force of some days, zero amounts left out."""
    latest = select(func.max(postings.c.number)).group_by(postings.c.identity)
    statement = (
        select(postings)
        .where(
            postings.c.number.in_(latest),
            postings.c.day.between(start, end),
            postings.c.amount != 0,
        )
        .order_by(postings.c.number)
    )
    return [from_row(Posting, row) for row in connection.execute(statement).mappings()]
