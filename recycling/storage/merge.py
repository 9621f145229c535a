"""Merging a batch into its table: added, updated or left as it is."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Connection,
    Table,
    and_,
    delete,
    exists,
    func,
    literal,
    select,
    true,
)

from recycling.domain.errors import ConflictError
from recycling.domain.records import Batch
from recycling.schema.said import said
from recycling.storage.images import keep_images, same_key
from recycling.storage.rollup import move_sites
from recycling.storage.sealing_guards import refuse_sealed_rows
from recycling.storage.spelling import NAMED, spelled
from recycling.storage.staging import Columns, prepared, staged, upsert, written
from recycling.storage.tables import INPUTS, InputTable


@dataclass(frozen=True, slots=True)
class Tally:
    """What became of the rows of a batch."""

    added: int
    updated: int
    unchanged: int


def merge_rows(
    connection: Connection,
    entry: InputTable,
    batch: Batch,
    import_id: int,
    settle: Callable[[Table], None] = lambda _staging: None,
) -> Tally:
    """Add or update rows by their natural key.

    Parameters
    ----------
    connection, entry, batch, import_id
        Connection inside a writing transaction, the table, the rows, and the log
        entry they belong to.
    settle
        Called with the staged rows before they are compared with what is recorded;
        may change them.

    Raises
    ------
    ConflictError
        When two rows of the batch share a key but not their values, a row
        names something that is not recorded, or is of a sealed month.
    """
    table = entry.table
    columns = unique_rows(entry, batch_columns(connection, entry, batch))
    with staged(connection, table, columns) as staging:
        settle(staging)
        equal = drop_recorded(connection, entry, staging)
        refuse_sealed_rows(connection, entry, staging)
        check_references(connection, entry, staging)
        updated = connection.execute(
            select(func.count()).select_from(
                staging.join(table, same_key(entry, staging))
            )
        ).scalar_one()
        if updated:
            keep_images(connection, entry, staging, import_id)
        moved = table is INPUTS["sites"].table and _moved(connection, entry, staging)
        touched = _upsert(connection, entry, staging, import_id)
        if moved:
            move_sites(connection)
    doubles = len(batch) - len(next(iter(columns.values())))
    return Tally(touched - updated, updated, equal + doubles)


def batch_columns(
    connection: Connection, entry: InputTable, batch: Batch
) -> dict[str, list[Any]]:
    """Values of a batch as the driver takes them.

    Raises
    ------
    ValueError
        When the batch lacks a column of the table.
    """
    missing = [name for name in entry.attributes if name not in batch.columns]
    if missing:
        msg = f"{batch.table}: the batch lacks the columns {', '.join(missing)}."
        raise ValueError(msg)
    columns: dict[str, Any] = {name: batch.columns[name] for name in entry.attributes}
    for name in entry.raw:
        columns[name] = batch.raw.get(name) or [""] * len(batch)
    return prepared(entry.table, columns, connection.dialect)


def unique_rows(entry: InputTable, columns: dict[str, list[Any]]) -> Columns:
    """Drop rows that say the same twice.

    Raises
    ------
    ConflictError
        When two rows share a key but not their values.
    """
    keys = list(zip(*(columns[name] for name in entry.key), strict=True))
    if len(set(keys)) == len(keys):
        return columns
    found: dict[tuple[Any, ...], tuple[Any, ...]] = {}
    clashes: dict[tuple[Any, ...], None] = {}
    for key, row in zip(keys, zip(*columns.values(), strict=True), strict=True):
        if found.setdefault(key, row) != row:
            clashes[key] = None
    if clashes:
        msg = said(
            "merge.twins",
            name=entry.table.name,
            entry=spelled(entry, list(clashes)[:NAMED]),
        )
        raise ConflictError(msg)
    return dict(zip(columns, map(list, zip(*found.values(), strict=True)), strict=True))


def same_values(entry: InputTable, staging: Table) -> ColumnElement[bool]:
    """Whether a staged row says what the recorded one says."""
    rest = [column for column in staging.columns if column.name not in entry.key]
    return and_(
        true(),
        *(entry.table.c[c.name].is_not_distinct_from(c) for c in rest),
    )


def drop_recorded(
    connection: Connection,
    entry: InputTable,
    staging: Table,
    where: ColumnElement[bool] | None = None,
) -> int:
    """Take out staged rows that say what is recorded, and return how many.

    Parameters
    ----------
    connection, entry, staging
        Connection inside a writing transaction, the table, and the staged rows.
    where
        Rows that may be recorded; all of them when not given.
    """
    # A scalar subquery is asked per row, through the index. PostgreSQL would turn
    # an EXISTS into a join and read the whole table for every batch.
    is_equal = (
        select(same_values(entry, staging))
        .where(same_key(entry, staging))
        .scalar_subquery()
    )
    maybe = true() if where is None else where
    return connection.execute(delete(staging).where(maybe, is_equal)).rowcount


def check_references(connection: Connection, entry: InputTable, staging: Table) -> None:
    """See that what the rows name is recorded.

    Raises
    ------
    ConflictError
        When it is not; says what and which table lacks it.
    """
    for name, target in entry.references.items():
        parent_name, _, parent_key = target.partition(".")
        parent = INPUTS[parent_name].table
        named = select(staging.c[name].label("name")).distinct().subquery()
        unknown = connection.scalars(
            select(named.c.name)
            .where(~exists().where(parent.c[parent_key] == named.c.name))
            .order_by(named.c.name)
            .limit(NAMED)
        ).all()
        if unknown:
            msg = said(
                "merge.parent",
                name=entry.table.name,
                name_2=name,
                parent_name=parent_name,
                unknown=list(unknown),
            )
            raise ConflictError(msg)


def _moved(connection: Connection, entry: InputTable, staging: Table) -> bool:
    """Whether a staged site lies in another district than the recorded one."""
    changed = select(literal(1)).where(
        same_key(entry, staging), entry.table.c.district != staging.c.district
    )
    return connection.execute(changed.limit(1)).first() is not None


def _upsert(
    connection: Connection, entry: InputTable, staging: Table, import_id: int
) -> int:
    names = [column.name for column in staging.columns]
    # SQLite needs a WHERE here to tell the select's end from the conflict's start.
    rows = select(*staging.columns, literal(import_id)).where(true())
    statement = upsert(connection, entry.table)
    statement = statement.from_select([*names, "import_id"], rows)
    changed: dict[str, Any] = {
        name: statement.excluded[name]
        for name in [*names, "import_id"]
        if name not in entry.key
    }
    return written(
        connection,
        statement.on_conflict_do_update(index_elements=entry.key, set_=changed),
    )
