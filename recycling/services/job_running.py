"""Takes jobs and does them; the worker's loop calls it."""

import json
import logging
import traceback
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from tempfile import TemporaryDirectory
from threading import Event, Thread

from recycling.domain.errors import RecyclingError
from recycling.domain.jobs import Job, JobState
from recycling.services.clock import utc_now
from recycling.services.context import Context
from recycling.services.job_handle import JobCancelled, JobHandle, JobLeft, JobLost
from recycling.services.job_kinds import KINDS, Kind
from recycling.services.job_words import in_all_languages
from recycling.services.presence import presence

BEAT_S = 0.4
"""How often a worker writes about its job: more than once a second, also when a
writing takes its time."""

_log = logging.getLogger(__name__)


def run_next(context: Context, worker_id: str, leaving: Event) -> Job | None:
    """Take a job and do it; return it as it was taken.

    Parameters
    ----------
    context
        Settings, storage and worker processes.
    worker_id
        Who does it; no two workers have the same.
    leaving
        Set when the worker has to go: the job is given back, and goes on from its
        parts with another worker.

    Returns
    -------
    Job or None
        ``None`` when there is nothing to do.
    """
    settings = context.settings.jobs
    now = utc_now()
    others = presence(context.settings.workspace).seen_by(worker_id)
    with context.unit_of_work() as work:
        silent_since = now - timedelta(seconds=settings.silent_s)
        job = work.jobs.take(worker_id, now, silent_since, others.there, others.gone)
        parts = work.jobs.parts(job.job_id) if job else {}
    if job is None:
        return None
    with TemporaryDirectory(prefix="recycling-job-") as folder:
        handle = JobHandle(context.unit_of_work, job, parts, Path(folder), leaving)
        if job.attempts > settings.max_attempts:
            handle.end(JobState.FAILED, _given_up(job))
        else:
            with _beating(handle):
                _do(context, handle)
    return job


def _given_up(job: Job) -> str:
    return (
        f"job {job.job_id}: was begun {job.attempts - 1} times and never came to an "
        "end; its worker was gone each time. Look into the worker's log, then submit "
        "it again."
    )


@contextmanager
def _beating(handle: JobHandle) -> Iterator[None]:
    """Write about the job from a thread of its own while the block runs."""
    over = Event()

    def beat() -> None:
        while not over.wait(BEAT_S):
            try:
                handle.beat(utc_now())
            except Exception as error:
                # Busy or away: the next beat tells all the same, and a heart that
                # stops for a mistake would cost the job its worker.
                _log.warning("job %s: %s", handle.job.job_id, error, exc_info=error)

    thread = Thread(target=beat, name="heartbeat", daemon=True)
    thread.start()
    try:
        yield
    finally:
        over.set()
        thread.join()


def _do(context: Context, handle: JobHandle) -> None:
    """Do a job, and write how it ended."""
    job = handle.job
    kind = KINDS.get(job.kind)
    if kind is None:
        known = ", ".join(sorted(KINDS))
        handle.end(
            JobState.FAILED,
            f"job {job.job_id}: kind must be one of {known}, got {job.kind!r}. "
            "Start workers of the program's own version.",
        )
        return
    try:
        _finish(context, handle, kind)
    except JobLost:
        _log.warning("job %s: was taken over by another worker", job.job_id)
    except JobLeft:
        handle.end(JobState.QUEUED)
    except JobCancelled:
        handle.end(JobState.CANCELLED)
    except Exception as error:
        _fail(handle, error)


def _fail(handle: JobHandle, error: Exception) -> None:
    """End a job with what went wrong."""
    if handle.is_leaving:
        # Who ends a worker may end its processes as well, and with them the search.
        handle.end(JobState.QUEUED)
    elif isinstance(error, RecyclingError):
        handle.end(JobState.FAILED, str(error), in_all_languages(error))
    else:
        # A bug: one job of it must not take the worker and the other jobs along.
        _log.error("job %s", handle.job.job_id, exc_info=error)
        handle.end(JobState.FAILED, traceback.format_exception_only(error)[-1].strip())


def _finish(context: Context, handle: JobHandle, kind: Kind) -> None:
    own = replace(context, progress=handle, user=handle.job.created_by)
    result = kind(own, json.loads(handle.job.arguments), handle)
    if not handle.is_finished:
        with context.unit_of_work() as work:
            handle.finish(work, result)
