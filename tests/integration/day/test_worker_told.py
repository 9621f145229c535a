"""A worker in a process of its own is told to go, or its job to stop."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from multiprocessing import get_context
from multiprocessing.process import BaseProcess
from pathlib import Path
from time import monotonic, sleep

import pytest

from recycling.domain.jobs import Job, JobState
from recycling.services.context import Context
from recycling.services.jobs import cancel, find, submit
from tests.builders import DAY
from tests.integration.conftest import SqliteBackend
from tests.integration.day.streets import fill_street, street_context, work_here

PATIENCE_S = 60.0
SEARCH_S = 600.0
"""Longer than any test waits: what ends sooner was told to."""

ENGINE = "lns"


@pytest.fixture
def context(sqlite_backend: SqliteBackend, tmp_path: Path) -> Context:
    context = street_context(tmp_path, sqlite_backend.create(), ENGINE)
    fill_street(context)
    return context


@pytest.fixture
def worker(context: Context) -> Iterator[BaseProcess]:
    with working(context) as process:
        yield process


@contextmanager
def working(context: Context) -> Iterator[BaseProcess]:
    """Let a worker of its own work while the block runs."""
    forking = get_context("forkserver")
    forking.set_forkserver_preload(["tests.integration.day.streets"])
    settings = context.settings
    told = (settings.workspace, settings.storage.url, ENGINE)
    process = forking.Process(target=work_here, args=told, daemon=True)
    process.start()
    yield process
    process.kill()
    process.join()


def searching(context: Context) -> Job:
    """Submit a plan, and wait until a worker searches for it."""
    told = {"day": f"{DAY:%Y-%m-%d}", "time_limit_s": SEARCH_S}
    job = submit(context, "routes", told)
    return until(context, job.job_id, lambda job: job.cost_fen is not None)


def until(context: Context, job_id: str, is_so: Callable[[Job], bool]) -> Job:
    patient_until = monotonic() + PATIENCE_S
    while not is_so(job := find(context, job_id)):
        assert monotonic() < patient_until, job
        sleep(0.05)
    return job


def test_a_worker_told_to_go_gives_its_job_back(
    context: Context, worker: BaseProcess
) -> None:
    job = searching(context)
    worker.terminate()
    worker.join(PATIENCE_S)
    assert worker.exitcode == 0
    left = find(context, job.job_id)
    assert (left.state, left.attempts, left.worker_id) == (JobState.QUEUED, 0, "")
    with context.unit_of_work() as work:
        # A search that was cut short is not what the next worker starts from.
        assert work.jobs.parts(job.job_id) == {}
        assert work.plans.versions(DAY) == []


def test_a_cancelled_search_keeps_the_best_it_has_found(
    context: Context, worker: BaseProcess
) -> None:
    job = searching(context)
    assert cancel(context, job.job_id).is_cancel_wanted
    ended = until(context, job.job_id, lambda job: job.state is not JobState.RUNNING)
    assert (ended.state, ended.error) == (JobState.CANCELLED, "")
    with context.unit_of_work() as work:
        (plan,) = work.plans.versions(DAY)
    assert ended.result == f'{{"plan":"{plan.plan_id}"}}'
    assert plan.cost_fen == ended.cost_fen
    assert worker.is_alive()


def test_a_worker_that_cannot_write_keeps_its_job_until_it_is_killed(
    context: Context, worker: BaseProcess
) -> None:
    first = searching(context)
    with working(context) as other:
        with context.unit_of_work() as work:
            # Nobody's heart can beat now, for longer than is waited for.
            work.lock()
            sleep(10 * context.settings.jobs.silent_s)
        sleep(10 * context.settings.jobs.poll_s)
        job = find(context, first.job_id)
        assert (job.worker_id, job.attempts) == (first.worker_id, 1)
        worker.kill()
        worker.join()
        taken = until(context, first.job_id, lambda job: job.attempts > 1)
        assert taken.worker_id != first.worker_id
        assert other.is_alive()
