"""The city the app is measured on: a workspace, its server and its worker."""

import os
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from http.client import HTTPConnection, HTTPException
from pathlib import Path
from typing import IO

from benchmarks.kept import kept_folder
from benchmarks.measure import REPOSITORY, module, product
from recycling.cli.app import WORKER

START_S = 120.0

_DECIDES = (
    "data/**/*.csv",
    "recycling/sample/*.py",
    "recycling/storage/*.py",
    "recycling/storage/migrations/versions/*.py",
)


def kept_city(scale: str) -> Path:
    """Give a workspace with the sample city and its year of tickets.

    Raises
    ------
    RuntimeError
        When building fails; says why.
    """

    def command(folder: Path) -> list[str]:
        return product("sample", "chongqing", "--scale", scale, "-w", f"{folder}")

    return kept_folder("app", scale, _DECIDES, command)


@contextmanager
def server(workspace: Path) -> Iterator[tuple[int, int]]:
    """Run the app's server as ``recycling app`` does, and give its port and process.

    Raises
    ------
    RuntimeError
        When it does not start; says what it wrote.
    """
    port = _free_port()
    command = module("recycling.ui.serve", "--server.port", f"{port}")
    command += ["--server.address", "127.0.0.1", "--server.headless", "true"]
    with _running(command, workspace) as (process, log):
        end = time.monotonic() + START_S
        while not _is_healthy(port):
            if time.monotonic() > end or process.poll() is not None:
                log.seek(0)
                msg = f"the app did not start: {log.read()[-500:]!r}"
                raise RuntimeError(msg)
            time.sleep(0.2)
        yield port, process.pid


@contextmanager
def worker(workspace: Path) -> Iterator[None]:
    """Run a worker of the workspace as ``recycling app`` does."""
    with _running([sys.executable, "-c", WORKER, "worker"], workspace):
        yield


@contextmanager
def _running(
    command: list[str], workspace: Path
) -> Iterator[tuple["subprocess.Popen[bytes]", IO[bytes]]]:
    environment = {**os.environ, "RECYCLING_WORKSPACE": str(workspace)}
    with tempfile.TemporaryFile() as log:
        process = subprocess.Popen(  # noqa: S603 - our own commands, no shell
            command,
            cwd=REPOSITORY,
            env=environment,
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )
        try:
            yield process, log
        finally:
            process.terminate()
            try:
                process.wait(timeout=30)
            except subprocess.TimeoutExpired:
                print("killed: did not end when told to", file=sys.stderr)
                os.killpg(process.pid, signal.SIGKILL)
                process.wait()


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _is_healthy(port: int) -> bool:
    connection = HTTPConnection("127.0.0.1", port, timeout=2)
    try:
        connection.request("GET", "/_stcore/health")
        return connection.getresponse().status == 200
    except (OSError, HTTPException):
        return False
    finally:
        connection.close()


def resident_mb(pid: int) -> float:
    """Megabytes a process has in memory now."""
    text = Path(f"/proc/{pid}/status").read_text(encoding="utf-8")
    _, _, rest = text.partition("\nVmRSS:")
    return int(rest.split(maxsplit=1)[0]) * 1024 / 1e6
