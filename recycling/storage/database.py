"""Opening a database, bringing its tables up to date, starting units of work."""

import sqlite3
from collections.abc import Callable
from pathlib import Path
from typing import Any

from sqlalchemy import URL, Connection, Engine, NullPool, create_engine, event, make_url
from sqlalchemy.exc import ArgumentError, DBAPIError

from recycling.domain.errors import ConfigError
from recycling.schema.said import said
from recycling.storage.failures import explained
from recycling.storage.migrations.upgrading import upgrade
from recycling.storage.transaction import Transaction
from recycling.storage.unit_of_work import SqlUnitOfWork

BUSY_TIMEOUT_S = 60
"""How long a writer waits for another: longer than the largest import takes."""

_CONNECT_TIMEOUT_S = 10
_CACHE_KIB = 64 * 1024
_DRIVERS = {
    "sqlite": "sqlite",
    "sqlite+pysqlite": "sqlite",
    "postgres": "postgresql+psycopg",
    "postgresql": "postgresql+psycopg",
    "postgresql+psycopg": "postgresql+psycopg",
}


class Database:
    """A database that can be reached, and how long writers wait in it.

    A copy sent to another process opens it anew there.
    """

    def __init__(self, engine: Engine, busy_timeout_s: int) -> None:
        self.engine = engine
        self._busy_timeout_s = busy_timeout_s

    def __reduce__(self) -> tuple[Callable[..., "Database"], tuple[Any, ...]]:
        url = self.engine.url.render_as_string(hide_password=False)
        return open_database, (url, self._busy_timeout_s)

    def upgrade(self) -> None:
        """Bring the tables up to the program's; changes nothing when they are.

        Raises
        ------
        ConfigError
            When they are those of a newer program or of another one, or the
            user may not change them.
        """
        try:
            with Transaction(self.engine) as transaction:
                upgrade(transaction.write())
        except DBAPIError as error:
            _raise_explained(error, self.engine.url)

    def unit_of_work(self) -> SqlUnitOfWork:
        """Start a transaction, open while its ``with`` block runs."""
        return SqlUnitOfWork(self.engine)


def open_database(url: str, busy_timeout_s: int = BUSY_TIMEOUT_S) -> Database:
    """Open a database and see that it answers.

    Parameters
    ----------
    url
        ``sqlite:///path`` (the file is made when it is missing) or
        ``postgresql://user:password@host:port/name``.
    busy_timeout_s
        How long a writer waits for another.

    Raises
    ------
    ConfigError
        When the URL names no database that can be opened; says why.
    """
    address = _address(url)
    engine = (
        _sqlite_engine(address, busy_timeout_s)
        if address.get_backend_name() == "sqlite"
        else _postgres_engine(address, busy_timeout_s)
    )
    try:
        engine.connect().close()
    except DBAPIError as error:
        _raise_explained(error, address)
    return Database(engine, busy_timeout_s)


def _raise_explained(error: DBAPIError, url: URL) -> None:
    shown = explained(error, url.render_as_string(hide_password=True))
    raise shown or error from error


def _address(url: str) -> URL:
    try:
        address = make_url(url)
    except ArgumentError:
        address = None
    if address is None or address.drivername not in _DRIVERS:
        kind = url.partition(":")[0]
        msg = said("database.kind", kind=kind)
        raise ConfigError(msg)
    return address.set(drivername=_DRIVERS[address.drivername])


def _sqlite_engine(url: URL, busy_timeout_s: int) -> Engine:
    _check_path(url.database)
    engine = create_engine(
        url, poolclass=NullPool, connect_args={"timeout": busy_timeout_s}
    )
    event.listen(engine, "connect", _prepare_sqlite)
    event.listen(engine, "begin", _begin_sqlite)
    return engine


def _check_path(name: str | None) -> None:
    if not name or name == ":memory:":
        msg = said("database.no_file")
        raise ConfigError(msg)
    path = Path(name)
    if path.is_dir():
        msg = said("database.folder", path=path)
        raise ConfigError(msg)
    if not path.parent.is_dir():
        msg = said("database.no_folder", path=path, parent=path.parent)
        raise ConfigError(msg)


def _prepare_sqlite(raw: sqlite3.Connection, _record: object) -> None:
    # The driver would open transactions on its own, and never one for DDL;
    # ``_begin_sqlite`` opens them instead.
    raw.isolation_level = None
    try:
        for setting in (
            "journal_mode = WAL",
            "synchronous = NORMAL",
            "foreign_keys = ON",
            "temp_store = MEMORY",
            f"cache_size = -{_CACHE_KIB}",
        ):
            raw.execute(f"PRAGMA {setting}")
    except sqlite3.Error:
        raw.close()
        raise


def _begin_sqlite(connection: Connection) -> None:
    begin = connection.get_execution_options().get("sqlite_begin", "BEGIN")
    connection.exec_driver_sql(begin)


def _postgres_engine(url: URL, busy_timeout_s: int) -> Engine:
    # Room for a batch of staged rows and their sums without going to the disk.
    settings = {
        "lock_timeout": f"{busy_timeout_s}s",
        "temp_buffers": "64MB",
        "work_mem": "64MB",
        # Compiling a statement takes longer than any of them runs.
        "jit": "off",
    }
    options = [f"-c {name}={value}" for name, value in settings.items()]
    return create_engine(
        url,
        # No connection outlives its transaction: none is shared by a fork.
        poolclass=NullPool,
        connect_args={
            "connect_timeout": _CONNECT_TIMEOUT_S,
            "options": " ".join([*_given_options(url), *options]),
            # Prepared statements would outlive the temporary tables they name.
            "prepare_threshold": None,
        },
    )


def _given_options(url: URL) -> list[str]:
    given = url.query.get("options", ())
    return [given] if isinstance(given, str) else list(given)
