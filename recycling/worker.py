"""The worker: takes jobs from the database and does them until it is told to go."""

import os
import signal
import socket
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from secrets import token_hex
from threading import Event
from types import FrameType

from recycling.domain.jobs import Job
from recycling.services.context import Context
from recycling.services.job_running import run_next

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
    with _listening(leaving):
        while not leaving.is_set():
            job = run_next(context, worker_id, leaving)
            if job is not None:
                count += 1
                told(job)
            elif is_once:
                break
            else:
                leaving.wait(context.settings.jobs.poll_s)
    return count


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
