"""Jobs: taken once, heard of, ended, given back."""

from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta
from threading import Barrier

import pytest

from recycling.domain.jobs import Beat, Job, JobPart, JobState
from recycling.storage.database import Database

NOW = datetime(2026, 7, 1, 6, 0)
LATER = NOW + timedelta(seconds=60)
JOB = Job("j1", "routes", "{}", JobState.QUEUED, NOW, "li")
LONG_AGO = NOW - timedelta(days=1)


def add(database: Database, *jobs: Job) -> None:
    with database.unit_of_work() as work:
        for job in jobs or (JOB,):
            work.jobs.add(job)


def taken(database: Database, worker: str, now=NOW, since=LONG_AGO) -> Job | None:
    with database.unit_of_work() as work:
        return work.jobs.take(worker, now, since)


def found(database: Database, job_id: str = "j1") -> Job:
    with database.unit_of_work() as work:
        job = work.jobs.get(job_id)
    assert job is not None
    return job


def test_the_oldest_waiting_job_is_taken_first_and_once(database):
    young = Job("j0", "routes", "{}", JobState.QUEUED, LATER)
    add(database, young, JOB)
    first = taken(database, "w1")
    assert first is not None
    assert (first.job_id, first.state, first.worker_id) == (
        "j1", JobState.RUNNING, "w1"
    )  # fmt: skip
    assert (first.attempts, first.started_at, first.heartbeat_at) == (1, NOW, NOW)
    assert taken(database, "w2").job_id == "j0"
    assert taken(database, "w3") is None


def test_of_many_workers_at_once_each_job_has_one(database):
    jobs = [Job(f"j{n}", "routes", "{}", JobState.QUEUED, NOW) for n in range(5)]
    add(database, *jobs)
    together = Barrier(8)

    def take(number: int) -> str | None:
        together.wait()
        job = taken(database, f"w{number}")
        return job.job_id if job else None

    with ThreadPoolExecutor(8) as pool:
        ids = sorted(filter(None, pool.map(take, range(8))))
    assert ids == ["j0", "j1", "j2", "j3", "j4"]


def test_a_job_is_taken_from_a_silent_worker_only(database):
    add(database)
    taken(database, "w1")
    assert taken(database, "w2", LATER, NOW) is None
    again = taken(database, "w2", LATER, NOW + timedelta(seconds=1))
    assert (again.worker_id, again.attempts) == ("w2", 2)
    # The first one hears of it, and cannot end what is no longer its own.
    with database.unit_of_work() as work:
        assert work.jobs.beat("j1", "w1", LATER, {"done": 3}) is Beat.LOST
        assert not work.jobs.finish("j1", "w1", LATER, JobState.DONE, result="{}")
        assert not work.jobs.release("j1", "w1")
    assert (found(database).state, found(database).done) == (JobState.RUNNING, 0)


def test_a_beat_writes_how_far_it_is_and_hears_of_a_wish_to_stop(database):
    add(database)
    taken(database, "w1")
    told = {"stage": "routes", "done": 1, "total": 4, "cost_fen": 900}
    with database.unit_of_work() as work:
        assert work.jobs.beat("j1", "w1", LATER, told) is Beat.GO_ON
        assert work.jobs.cancel("j1", LATER).state is JobState.RUNNING
        assert work.jobs.beat("j1", "w1", LATER, {}) is Beat.STOP
    job = found(database)
    assert (job.stage, job.done, job.total, job.cost_fen) == ("routes", 1, 4, 900)
    assert (job.heartbeat_at, job.is_cancel_wanted) == (LATER, True)


@pytest.mark.parametrize("state", [JobState.DONE, JobState.FAILED, JobState.CANCELLED])
def test_an_ended_job_stays_ended(database, state):
    add(database)
    taken(database, "w1")
    with database.unit_of_work() as work:
        work.jobs.keep_part(JobPart("j1", "D1", b"abc"))
        assert work.jobs.finish("j1", "w1", LATER, state, result='{"plan":"p"}')
        assert work.jobs.parts("j1") == {}
        assert work.jobs.cancel("j1", LATER).state is state
    assert taken(database, "w2", LATER, LATER + timedelta(days=1)) is None
    job = found(database)
    assert (job.finished_at, job.result, job.is_cancel_wanted) == (
        LATER, '{"plan":"p"}', False
    )  # fmt: skip


def test_a_job_that_waits_is_cancelled_at_once(database):
    add(database)
    with database.unit_of_work() as work:
        assert work.jobs.cancel("nobody", NOW) is None
        job = work.jobs.cancel("j1", NOW)
    assert (job.state, job.finished_at) == (JobState.CANCELLED, NOW)
    assert taken(database, "w1") is None


def test_a_job_given_back_keeps_its_parts_and_counts_no_attempt(database):
    add(database)
    taken(database, "w1")
    with database.unit_of_work() as work:
        work.jobs.keep_part(JobPart("j1", "D1", b"old"))
        work.jobs.keep_part(JobPart("j1", "D1", b"new"))
        assert work.jobs.release("j1", "w1")
        assert work.jobs.waiting() == 1
    again = taken(database, "w2")
    assert again.attempts == 1
    with database.unit_of_work() as work:
        assert work.jobs.parts("j1") == {"D1": b"new"}


def test_the_newest_jobs_are_listed_first(database):
    young = Job("j2", "routes", "{}", JobState.QUEUED, LATER)
    add(database, JOB, young)
    with database.unit_of_work() as work:
        assert work.jobs.listed(5) == [young, JOB]
        assert work.jobs.listed(1) == [young]


def test_who_is_there_keeps_a_job_however_silent_and_who_is_gone_does_not(database):
    add(database)
    assert taken(database, "w1")
    with database.unit_of_work() as work:
        assert work.jobs.take("w2", LATER, LATER, there={"w1"}) is None
    with database.unit_of_work() as work:
        again = work.jobs.take("w2", LATER, LONG_AGO, gone={"w1"})
    assert again is not None
    assert (again.worker_id, again.attempts) == ("w2", 2)


def test_a_heartbeat_waits_for_no_other_writer_where_the_database_can(database):
    add(database)
    assert taken(database, "w1")
    if database.engine.dialect.name == "sqlite":
        pytest.skip("one writer at a time in the whole file")
    with database.unit_of_work() as other:
        other.lock()
        with database.unit_of_work() as work:
            assert work.jobs.beat("j1", "w1", LATER, {"done": 1}) is Beat.GO_ON
        job = found(database)
        assert (job.heartbeat_at, job.done) == (LATER, 1)
