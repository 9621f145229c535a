"""Fixtures that hand out databases: one test, one database, on each kind of server."""

import os
import shutil
from collections.abc import Iterator
from contextlib import ExitStack
from itertools import count
from pathlib import Path
from typing import Protocol
from uuid import uuid4

import pytest

from recycling.storage.database import Database, open_database
from tests.integration.postgres import (
    PostgresUnavailableError,
    create_postgres_database,
    drop_postgres_database,
    postgres_server,
)

REQUIRED = "RECYCLING_TEST_REQUIRE_POSTGRES"


class Backend(Protocol):
    """A kind of database that tests can have fresh copies of."""

    def create(self, *, empty: bool = False) -> str:
        """Make a database, with the tables in it or empty, and return its URL."""

    def drop(self, url: str) -> None:
        """Remove a database."""


class SqliteBackend:
    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._numbers = count()
        self._template = folder / "template.db"
        open_database(f"sqlite:///{self._template}").upgrade()

    def create(self, *, empty: bool = False) -> str:
        path = self._folder / f"test{next(self._numbers)}.db"
        if not empty:
            shutil.copy(self._template, path)
        return f"sqlite:///{path}"

    def drop(self, url: str) -> None:
        Path(url.removeprefix("sqlite:///")).unlink(missing_ok=True)


class PostgresBackend:
    def __init__(self, server: str) -> None:
        self._server = server
        # A server that is there already may hold databases of other runs.
        self._prefix = f"recycling_{uuid4().hex[:8]}"
        self._numbers = count()
        self.template = f"{self._prefix}_template"
        open_database(create_postgres_database(server, self.template)).upgrade()

    def create(self, *, empty: bool = False) -> str:
        name = f"{self._prefix}_{next(self._numbers)}"
        template = "" if empty else self.template
        return create_postgres_database(self._server, name, template)

    def drop(self, url: str) -> None:
        drop_postgres_database(self._server, url.partition("?")[0].rpartition("/")[2])

    def close(self) -> None:
        drop_postgres_database(self._server, self.template)


@pytest.fixture(scope="session")
def postgres_backend() -> Iterator[PostgresBackend]:
    """Start a throw-away PostgreSQL, or a skip that says why there is none."""
    with ExitStack() as stack:
        try:
            server = stack.enter_context(postgres_server())
        except PostgresUnavailableError as error:
            if os.environ.get(REQUIRED) == "1":
                pytest.fail(f"{REQUIRED}=1, but {error}")
            pytest.skip(str(error))
        backend = PostgresBackend(server)
        stack.callback(backend.close)
        yield backend


@pytest.fixture(scope="session")
def sqlite_backend(tmp_path_factory: pytest.TempPathFactory) -> SqliteBackend:
    """SQLite files in a temporary folder."""
    return SqliteBackend(tmp_path_factory.mktemp("sqlite"))


@pytest.fixture(scope="session", params=["sqlite", "postgresql"])
def backend(request: pytest.FixtureRequest) -> Backend:
    """Each kind of database in turn."""
    name = "sqlite_backend" if request.param == "sqlite" else "postgres_backend"
    found: Backend = request.getfixturevalue(name)
    return found


@pytest.fixture
def blank_url(backend: Backend) -> Iterator[str]:
    """URL of a database without tables."""
    url = backend.create(empty=True)
    yield url
    backend.drop(url)


@pytest.fixture
def database(backend: Backend) -> Iterator[Database]:
    """Open a database with empty tables."""
    url = backend.create()
    yield open_database(url)
    backend.drop(url)


@pytest.fixture(scope="module")
def shared_database(backend: Backend) -> Iterator[Database]:
    """Open a database for a module's tests that undo all they do."""
    url = backend.create()
    yield open_database(url)
    backend.drop(url)
