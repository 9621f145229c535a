"""What a database refuses, in the words of the product."""

import sqlite3

import psycopg
from sqlalchemy.exc import DBAPIError

from recycling.domain.errors import (
    ConfigError,
    ConflictError,
    InputError,
    NotReadyError,
    RecyclingError,
)

_SQLITE: dict[str, tuple[type[RecyclingError], str]] = {
    "SQLITE_BUSY": (
        RecyclingError,
        "another process is writing to it. Try again when that is done.",
    ),
    "SQLITE_FULL": (RecyclingError, "the disk is full. Free some space."),
    "SQLITE_CANTOPEN": (
        ConfigError,
        "the file cannot be opened. Check the folder and its permissions.",
    ),
    "SQLITE_READONLY": (
        ConfigError,
        "the file or its folder is read-only. Allow writing or choose another.",
    ),
    "SQLITE_NOTADB": (
        ConfigError,
        "the file is not a SQLite database. Choose another file.",
    ),
    "SQLITE_CORRUPT": (
        ConfigError,
        "the file is damaged. Restore a copy, or start anew in another file.",
    ),
}

# By SQLSTATE, or its first two digits, the class of errors it belongs to.
_POSTGRES: dict[str, tuple[type[RecyclingError], str]] = {
    "55P03": _SQLITE["SQLITE_BUSY"],
    "40P01": _SQLITE["SQLITE_BUSY"],
    "53100": _SQLITE["SQLITE_FULL"],
    "42501": (
        ConfigError,
        "the user lacks a right there. Grant CREATE and USAGE on the schema, or "
        "choose another user.",
    ),
    "22": (InputError, "a value does not fit its column. Check sizes and characters."),
}

_NO_TABLES = (
    NotReadyError,
    "its tables are missing or of an earlier version. Run `recycling init` first.",
)
_BROKEN_RULE = (ConflictError, "the rows contradict what is recorded.")
_NO_CONNECTION = (
    ConfigError,
    "no connection. Check that the server runs, and the address, database, user "
    "and password in the URL.",
)


def original(error: BaseException) -> BaseException:
    """Driver's own error behind SQLAlchemy's."""
    if isinstance(error, DBAPIError) and error.orig is not None:
        return error.orig
    return error


def explained(error: BaseException, place: str) -> RecyclingError | None:
    """Error to show for a driver's; ``None`` where it would be a bug.

    Parameters
    ----------
    error
        What was raised, by a driver or by SQLAlchemy around it.
    place
        Database, as the message should name it.
    """
    cause = original(error)
    found: tuple[type[RecyclingError], str] | None = None
    if isinstance(cause, sqlite3.Error):
        found = _from_sqlite(cause)
    elif isinstance(cause, psycopg.Error):
        found = _from_postgres(cause)
    if found is None:
        return None
    kind, way_out = found
    said = " ".join(str(cause).split())
    return kind(f"database {place}: {way_out} ({said})")


def _from_sqlite(
    cause: sqlite3.Error,
) -> tuple[type[RecyclingError], str] | None:
    if isinstance(cause, sqlite3.IntegrityError):
        return _BROKEN_RULE
    if str(cause).startswith("no such table"):
        return _NO_TABLES
    # Extended codes carry a suffix: SQLITE_BUSY_SNAPSHOT, SQLITE_READONLY_DBMOVED.
    name = "_".join((getattr(cause, "sqlite_errorname", "") or "").split("_")[:2])
    return _SQLITE.get(name)


def _from_postgres(
    cause: psycopg.Error,
) -> tuple[type[RecyclingError], str] | None:
    if isinstance(cause, psycopg.IntegrityError):
        return _BROKEN_RULE
    state = cause.sqlstate or ""
    if state == "42P01":
        return _NO_TABLES
    found = _POSTGRES.get(state) or _POSTGRES.get(state[:2])
    if found is not None:
        return found
    if isinstance(cause, psycopg.DataError):
        return _POSTGRES["22"]
    return _NO_CONNECTION if isinstance(cause, psycopg.OperationalError) else None
