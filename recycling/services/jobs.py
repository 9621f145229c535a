"""Use cases around jobs: submit one, look at it, watch it, cancel it."""

import time
from collections.abc import Iterator, Mapping
from secrets import token_hex
from typing import Any

from recycling.domain.errors import InputError
from recycling.domain.jobs import FINISHED, Job, JobState
from recycling.schema.said import said
from recycling.services.clock import utc_now
from recycling.services.context import Context
from recycling.services.job_handle import canonical
from recycling.services.job_kinds import KINDS

NEWEST = 20
"""Jobs a list shows."""

LOOK_EVERY_S = 0.5
"""How often a job that is watched is looked at."""


def submit(context: Context, kind: str, arguments: Mapping[str, Any]) -> Job:
    """Queue a job for a worker.

    Parameters
    ----------
    context
        Storage, and who asks for it.
    kind
        One of the kinds in ``recycling.services.job_kinds``.
    arguments
        What it is told, plain values by name; ``None`` is not told.

    Raises
    ------
    InputError
        When there is no such kind.
    """
    if kind not in KINDS:
        msg = said("job.kind", kinds=sorted(KINDS), kind=kind)
        raise InputError(msg)
    now = utc_now()
    job = Job(
        job_id=f"{kind}-{now:%Y%m%d-%H%M%S}-{token_hex(2)}",
        kind=kind,
        arguments=canonical({k: v for k, v in arguments.items() if v is not None}),
        state=JobState.QUEUED,
        created_at=now,
        created_by=context.user,
    )
    with context.unit_of_work() as work:
        work.jobs.add(job)
    return job


def find(context: Context, job_id: str) -> Job:
    """Read a job.

    Raises
    ------
    InputError
        When there is none of that id.
    """
    with context.unit_of_work() as work:
        return _known(work.jobs.get(job_id), job_id)


def listed(context: Context, limit: int = NEWEST) -> list[Job]:
    """Read the newest jobs, the newest first."""
    with context.unit_of_work() as work:
        return work.jobs.listed(limit)


def cancel(context: Context, job_id: str) -> Job:
    """Ask a job to stop, and read it; one that has ended stays as it is.

    A search that is under way ends with the best it has.

    Raises
    ------
    InputError
        When there is none of that id.
    """
    with context.unit_of_work() as work:
        return _known(work.jobs.cancel(job_id, utc_now()), job_id)


def watched(
    context: Context, job_id: str, every_s: float = LOOK_EVERY_S
) -> Iterator[Job]:
    """Yield a job as it stands, again and again, until it has ended."""
    while True:
        job = find(context, job_id)
        yield job
        if job.state in FINISHED:
            return
        time.sleep(every_s)


def _known(job: Job | None, job_id: str) -> Job:
    if job is None:
        msg = said("job.unknown", job_id=job_id)
        raise InputError(msg)
    return job
