"""The worker: takes jobs from the database and does them until it is told to go."""

import logging
import os
import signal
import socket
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from secrets import token_hex
from threading import Event
from types import FrameType

from recycling.domain.errors import RecyclingError
from recycling.domain.jobs import Job
from recycling.services.context import Context
from recycling.services.job_running import run_next
from recycling.services.presence import staying

try:
    import fcntl
except ImportError:  # Windows
    fcntl = None  # type: ignore[assignment]

LOCK = "worker.lock"
"""File of the workspace that its workers hold while they are there."""

_log = logging.getLogger(__name__)

_SIGNALS = (signal.SIGTERM, signal.SIGINT)


def work(
    context: Context, told: Callable[[Job], None], *, is_once: bool = False
) -> int:
    """Do jobs, one after another; return how many.

    Told to go by SIGTERM or SIGINT, a worker gives the job it is at back with its
    finished parts, and ends.

    Parameters
    ----------
    context
        Settings, storage and worker processes.
    told
        Called with each job as it was taken, after it ended or was given back.
    is_once
        End as soon as there is nothing to do.
    """
    worker_id = f"{socket.gethostname()}-{os.getpid()}-{token_hex(4)}"
    leaving, count = Event(), 0
    workspace = context.settings.workspace
    with (
        _present(workspace),
        staying(workspace, worker_id),
        _listening(leaving),
    ):
        while not leaving.is_set():
            try:
                job = run_next(context, worker_id, leaving)
            except RecyclingError as error:
                # Others write for long, or the database is away: it comes back.
                if is_once:
                    raise
                _log.warning("%s", error)
                job = None
            if job is not None:
                count += 1
                told(job)
            elif is_once:
                break
            else:
                leaving.wait(context.settings.jobs.poll_s)
    return count


def is_present(workspace: Path) -> bool:
    """Tell whether a worker of this machine serves a workspace.

    Where the system has no locks to tell by, the answer is no: one worker more does
    no harm.
    """
    path = workspace / LOCK
    if fcntl is None or not path.is_file():
        return False
    with path.open("rb") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            return True
    return False


@contextmanager
def _present(workspace: Path) -> Iterator[None]:
    """Hold a lock that others may hold as well; the system frees it at any end."""
    if fcntl is None:
        yield
        return
    workspace.mkdir(parents=True, exist_ok=True)
    with (workspace / LOCK).open("ab") as file:
        fcntl.flock(file, fcntl.LOCK_SH)
        yield


@contextmanager
def _listening(leaving: Event) -> Iterator[None]:
    """Set the event when the process is told to go."""

    def leave(_signal: int, _frame: FrameType | None) -> None:
        leaving.set()

    before = [(number, signal.signal(number, leave)) for number in _SIGNALS]
    try:
        yield
    finally:
        for number, handler in before:
            signal.signal(number, handler)
