"""Bulk loading: rows into a temporary table, from where SQL takes them as a set."""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Any

import psycopg
from psycopg import sql
from sqlalchemy import Column, Connection, Dialect, Insert, MetaData, Table, insert

from recycling.storage.mapping import TextTuple

type Columns = Mapping[str, Sequence[Any]]
"""Values by column, all columns of one length."""


def prepared(table: Table, columns: Columns, dialect: Dialect) -> dict[str, list[Any]]:
    """Values as the driver takes them, as the types of the columns say.

    Bulk loading goes past SQLAlchemy's own conversion, so it happens here,
    column by column and once per distinct value: weighings repeat their days,
    materials and streams.
    """
    return {
        name: _prepared(table.c[name], values, dialect)
        for name, values in columns.items()
    }


def _prepared(
    column: Column[Any], values: Sequence[Any], dialect: Dialect
) -> list[Any]:
    process = column.type.dialect_impl(dialect).bind_processor(dialect)
    if process is None:
        return list(values)
    if isinstance(column.type, TextTuple):
        return [process(value) for value in values]
    known = {value: process(value) for value in set(values)}
    return [known[value] for value in values]


@contextmanager
def staged(connection: Connection, target: Table, columns: Columns) -> Iterator[Table]:
    """Hold prepared rows in a temporary table shaped like the target.

    Parameters
    ----------
    connection
        Connection inside a writing transaction.
    target
        Table whose columns are wanted.
    columns
        Values by column, as ``prepared`` returns them.
    """
    staging = Table(
        f"staging_{target.name}",
        MetaData(),
        *(Column(name, target.c[name].type) for name in columns),
        prefixes=["TEMPORARY"],
    )
    staging.create(connection, checkfirst=False)
    load(connection, staging, columns)
    yield staging
    # Not in a ``finally``: after an error the rollback takes it away.
    staging.drop(connection, checkfirst=False)


def written(connection: Connection, statement: Insert) -> int:
    """Run an ``INSERT ... SELECT`` and return the number of rows it wrote."""
    # SQLAlchemy forgets an INSERT's count unless told to keep it.
    result = connection.execute(
        statement, execution_options={"preserve_rowcount": True}
    )
    return int(result.rowcount)


def load(connection: Connection, table: Table, columns: Columns) -> None:
    """Append prepared rows to a table by the fastest way of the database."""
    rows = list(zip(*columns.values(), strict=True))
    if not rows:
        return
    raw = connection.connection.driver_connection
    if isinstance(raw, psycopg.Connection):
        _copy(raw, table.name, tuple(columns), rows)
        return
    statement = insert(table).compile(
        dialect=connection.dialect, column_keys=list(columns)
    )
    connection.exec_driver_sql(str(statement), rows)


def _copy(
    raw: psycopg.Connection[Any],
    table: str,
    names: Sequence[str],
    rows: Sequence[tuple[Any, ...]],
) -> None:
    statement = sql.SQL("COPY {} ({}) FROM STDIN").format(
        sql.Identifier(table), sql.SQL(", ").join(map(sql.Identifier, names))
    )
    with raw.cursor() as cursor, cursor.copy(statement) as copy:
        for row in rows:
            copy.write_row(row)
