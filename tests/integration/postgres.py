"""A throw-away PostgreSQL server for tests and benchmarks.

Started from Debian's binaries in a temporary folder, reached by a socket in it,
gone with everything in it afterwards.
"""

import os
import pwd
import shlex
import shutil
import subprocess
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import psycopg
from psycopg import sql
from sqlalchemy import URL, make_url

URL_VARIABLE = "RECYCLING_TEST_POSTGRES_URL"
"""Names a server to use instead of starting one; its user may create databases."""

_FAST = ("fsync=off", "synchronous_commit=off", "full_page_writes=off")
_SETTINGS = ("max_wal_size=4GB", "shared_buffers=256MB", "max_connections=20")
_TIMEOUT_S = 60


class PostgresUnavailableError(Exception):
    """There is no server and none can be started; says why."""


@contextmanager
def postgres_server(*, durable: bool = False) -> Iterator[str]:
    """URL of a server to create databases in, up while the block runs.

    Parameters
    ----------
    durable
        Write to the disk as a real server does; tests need not wait for that.

    Raises
    ------
    PostgresUnavailableError
        When there is none and none can be started.
    """
    named = os.environ.get(URL_VARIABLE)
    if named:
        yield named
        return
    binaries = _binaries()
    folder = Path(tempfile.mkdtemp(prefix="recycling-pg-"))
    try:
        identity = _identity(folder)
        data = folder / "data"
        _run([binaries / "initdb", "-D", data, *_INITDB], identity)
        settings = [*_SETTINGS, *(() if durable else _FAST)]
        settings += ["listen_addresses=", f"unix_socket_directories={folder}"]
        options = " ".join(f"-c {shlex.quote(setting)}" for setting in settings)
        server = [binaries / "pg_ctl", "-D", data, "-w"]
        _run([*server, "-l", folder / "log", "-o", options, "start"], identity)
        try:
            yield f"postgresql+psycopg://postgres@/postgres?host={folder}"
        finally:
            _run([*server, "-m", "immediate", "stop"], identity)
    finally:
        shutil.rmtree(folder)


_INITDB = ("-U", "postgres", "-A", "trust", "-E", "UTF8", "--no-sync")


def _binaries() -> Path:
    found = sorted(
        Path("/usr/lib/postgresql").glob("*/bin/initdb"),
        key=lambda path: int(path.parts[-3].partition(".")[0]),
    )
    on_path = shutil.which("initdb")
    if on_path:
        found.append(Path(on_path).resolve())
    if not found:
        msg = f"PostgreSQL is not installed (no initdb), and {URL_VARIABLE} is not set"
        raise PostgresUnavailableError(msg)
    return found[-1].parent


def _identity(folder: Path) -> dict[str, Any]:
    """Whom to run the server as: PostgreSQL refuses to be run by root."""
    if os.geteuid() != 0:
        return {}
    for name in ("postgres", "nobody"):
        try:
            user = pwd.getpwnam(name)
        except KeyError:
            continue
        os.chown(folder, user.pw_uid, user.pw_gid)
        return {"user": user.pw_uid, "group": user.pw_gid, "extra_groups": ()}
    msg = "PostgreSQL refuses to run as root, and there is no user to run it as"
    raise PostgresUnavailableError(msg)


def _run(command: Sequence[str | Path], identity: dict[str, Any]) -> None:
    done = subprocess.run(  # noqa: S603 - a fixed command, no shell
        list(map(str, command)),
        check=False,
        # Not pipes: the server would inherit them and keep them open.
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        cwd="/",
        timeout=_TIMEOUT_S,
        **identity,
    )
    if done.returncode:
        msg = f"PostgreSQL: {Path(command[0]).name} failed with {done.returncode}"
        raise PostgresUnavailableError(msg)


def create_postgres_database(server: str, name: str, template: str = "") -> str:
    """Create a database on a server and return its URL."""
    statement = sql.SQL("CREATE DATABASE {}").format(sql.Identifier(name))
    if template:
        statement += sql.SQL(" TEMPLATE {}").format(sql.Identifier(template))
    _administer(server, statement)
    return make_url(server).set(database=name).render_as_string(hide_password=False)


def drop_postgres_database(server: str, name: str) -> None:
    """Drop a database, whoever is still connected."""
    statement = sql.SQL("DROP DATABASE {} WITH (FORCE)").format(sql.Identifier(name))
    _administer(server, statement)


def _administer(server: str, statement: sql.Composable) -> None:
    plain: URL = make_url(server).set(drivername="postgresql")
    address = plain.render_as_string(hide_password=False)
    with psycopg.connect(address, autocommit=True) as connection:
        connection.execute(statement)
