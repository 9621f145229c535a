"""Bulk loading: rows into a temporary table, from where SQL takes them as a set."""

import sqlite3
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Any

import psycopg
from psycopg import sql
from sqlalchemy import (
    Boolean,
    Column,
    Connection,
    Date,
    Dialect,
    Insert,
    MetaData,
    Table,
    insert,
)
from sqlalchemy.dialects import postgresql, sqlite

from recycling.domain.errors import InputError
from recycling.schema.said import said
from recycling.storage.mapping import EnumText

_PREFIX = "staging_"

_REPEATED = (EnumText, Date, Boolean)
"""Types of few values in many rows: worth converting each value once only."""

type Columns = Mapping[str, Sequence[Any]]
"""Values by column, all columns of one length."""


def prepared(table: Table, columns: Columns, dialect: Dialect) -> dict[str, list[Any]]:
    """Values as the driver takes them, as the types of the columns say.

    Bulk loading goes past SQLAlchemy's own conversion, so it happens here,
    column by column.
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
    if not isinstance(column.type, _REPEATED):
        return list(map(process, values))
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
        f"{_PREFIX}{target.name}",
        MetaData(),
        *(Column(name, target.c[name].type) for name in columns),
        prefixes=["TEMPORARY"],
    )
    with temporary(connection, staging):
        load(connection, staging, columns)
        yield staging


@contextmanager
def temporary(connection: Connection, table: Table) -> Iterator[None]:
    """Keep a temporary table while the block runs."""
    table.create(connection, checkfirst=False)
    yield
    # Not in a ``finally``: after an error the rollback takes it away.
    table.drop(connection, checkfirst=False)


def upsert(connection: Connection, table: Table) -> sqlite.Insert | postgresql.Insert:
    """Start an INSERT that can say what to do about keys that are there already."""
    is_sqlite = connection.dialect.name == "sqlite"
    return (sqlite.insert if is_sqlite else postgresql.insert)(table)


def written(connection: Connection, statement: Insert) -> int:
    """Run an ``INSERT ... SELECT`` and return the number of rows it wrote."""
    # SQLAlchemy forgets an INSERT's count unless told to keep it.
    result = connection.execute(
        statement, execution_options={"preserve_rowcount": True}
    )
    return int(result.rowcount)


def load(connection: Connection, table: Table, columns: Columns) -> None:
    """Append prepared rows to a table by the fastest way of the database.

    Parameters
    ----------
    connection
        Connection inside a writing transaction.
    table
        Where the rows go.
    columns
        Values by column, as ``prepared`` returns them.

    Raises
    ------
    InputError
        When a number is too large for the database.
    """
    # In the table's order: that is how the compiled INSERT numbers its parameters.
    names = [column.name for column in table.columns if column.name in columns]
    rows = zip(*(columns[name] for name in names), strict=True)
    raw = connection.connection.driver_connection
    if isinstance(raw, psycopg.Connection):
        _copy(raw, table.name, names, rows)
    elif isinstance(raw, sqlite3.Connection):
        statement = insert(table).compile(dialect=connection.dialect, column_keys=names)
        try:
            raw.executemany(str(statement), rows).close()
        except OverflowError as error:
            msg = said("staging.whole", prefix=table.name.removeprefix(_PREFIX))
            raise InputError(msg) from error


def _copy(
    raw: psycopg.Connection[Any],
    table: str,
    names: Sequence[str],
    rows: Iterable[tuple[Any, ...]],
) -> None:
    statement = sql.SQL("COPY {} ({}) FROM STDIN").format(
        sql.Identifier(table), sql.SQL(", ").join(map(sql.Identifier, names))
    )
    with raw.cursor() as cursor, cursor.copy(statement) as copy:
        for row in rows:
            copy.write_row(row)
