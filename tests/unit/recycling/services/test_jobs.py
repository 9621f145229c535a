"""Jobs of the street: done, cancelled, left, taken over, given up."""

import json
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import replace
from datetime import datetime, timedelta
from hashlib import pbkdf2_hmac
from threading import Event
from typing import Any

import pytest

from recycling.domain.errors import InputError, PlanningError
from recycling.domain.jobs import FINISHED, Job, JobState
from recycling.domain.orders import OrderStatus
from recycling.services import job_running, jobs
from recycling.services.clock import utc_now
from recycling.services.context import Context
from recycling.services.job_handle import MOST_POINTS, JobHandle
from recycling.services.job_running import run_next
from recycling.services.planning import plan_routes
from routing.options import SearchStopped
from tests.builders import DAY

type Work = Callable[[Context, Mapping[str, Any], JobHandle], Mapping[str, Any]]
type Register = Callable[[Work], None]

FEW_BEATS = 3
ROUTES = {"day": f"{DAY:%Y-%m-%d}"}


@pytest.fixture
def register(monkeypatch: pytest.MonkeyPatch) -> Register:
    """Put a kind named ``test`` in the place of all others."""

    def put(work: Work) -> None:
        monkeypatch.setattr(job_running, "KINDS", {"test": work})
        monkeypatch.setattr(jobs, "KINDS", {"test": work})
        monkeypatch.setattr(job_running, "BEAT_S", 0.02)

    return put


def run(context: Context, leaving: Event | None = None) -> Job | None:
    return run_next(context, "w1", leaving or Event())


def ended(context: Context, kind: str, told: Mapping[str, Any]) -> Job:
    job = jobs.submit(context, kind, told)
    assert run(context) is not None
    return jobs.find(context, job.job_id)


def test_without_jobs_there_is_nothing_to_do(context: Context) -> None:
    assert run(context) is None


def test_a_plan_as_a_job_is_the_plan_made_here(context: Context) -> None:
    here = plan_routes(replace(context, user="li"), DAY)
    job = ended(replace(context, user="li"), "routes", ROUTES)
    assert (job.state, job.created_by) == (JobState.DONE, "li")
    assert json.loads(job.result) == {"plan": here.plan_id}
    with context.unit_of_work() as work:
        made = work.plans.routes(here.plan_id)
    assert made is not None
    assert made.routes == here.routes
    assert (made.made_by, made.unserved) == ("li", here.unserved)
    # The last word of the row is the whole: parts done, and what they cost.
    assert (job.stage, job.done, job.total) == ("routes", 1, 1)
    assert job.cost_fen == here.cost_fen
    assert json.loads(job.curve)[-1][1] == here.cost_fen


def test_an_unknown_kind_or_job_is_refused_with_those_there_are(
    context: Context,
) -> None:
    with pytest.raises(InputError, match=r"must be one of .*routes.*, got 'tea'"):
        jobs.submit(context, "tea", {})
    with pytest.raises(InputError, match="job j9: there is none"):
        jobs.cancel(context, "j9")


def test_a_mistake_of_the_user_is_the_jobs_error(
    context: Context, register: Register
) -> None:
    def fail(*_: object) -> Mapping[str, Any]:
        msg = "routes: no truck."
        raise PlanningError(msg)

    register(fail)
    job = ended(context, "test", {})
    assert (job.state, job.error) == (JobState.FAILED, "routes: no truck.")


def test_a_bug_ends_its_job_and_not_the_worker(
    context: Context, register: Register
) -> None:
    def stumble(*_: object) -> Mapping[str, Any]:
        return {"none": {}["none"]}

    register(stumble)
    job = ended(context, "test", {})
    assert (job.state, job.error) == (JobState.FAILED, "KeyError: 'none'")


def test_the_heart_beats_while_a_long_call_runs(
    context: Context, register: Register, monkeypatch: pytest.MonkeyPatch
) -> None:
    beat, beats = JobHandle.beat, []

    def count(handle: JobHandle, now: datetime) -> None:
        beat(handle, now)
        beats.append(now)

    def call(*_: object) -> Mapping[str, Any]:
        rounds, seen = 100_000, 0
        # As a solver does: away in C, without the interpreter's lock.
        while seen < FEW_BEATS:
            rounds *= 2
            before = len(beats)
            pbkdf2_hmac("sha256", b"long", b"call", rounds)
            seen = len(beats) - before
        return {"beats": seen}

    register(call)
    monkeypatch.setattr(JobHandle, "beat", count)
    job = ended(context, "test", {})
    assert (job.state, job.error) == (JobState.DONE, "")
    assert json.loads(job.result)["beats"] >= FEW_BEATS


def test_a_heartbeat_that_fails_is_followed_by_the_next(
    context: Context, register: Register, monkeypatch: pytest.MonkeyPatch
) -> None:
    beat, beats = JobHandle.beat, []

    def stumble(handle: JobHandle, now: datetime) -> None:
        beats.append(now)
        if len(beats) == 1:
            msg = "disk I/O error"
            raise OSError(msg)
        beat(handle, now)

    def wait(own: Context, _: object, handle: JobHandle) -> Mapping[str, Any]:
        jobs.cancel(context, handle.job.job_id)
        while True:
            own.progress.stage("routes")

    register(wait)
    monkeypatch.setattr(JobHandle, "beat", stumble)
    job = ended(context, "test", {})
    assert job.state is JobState.CANCELLED
    assert len(beats) >= 2


def test_a_cancelled_search_ends_with_the_best_it_has(
    context: Context, register: Register
) -> None:
    def search(own: Context, _: object, handle: JobHandle) -> Mapping[str, Any]:
        own.progress.stage("routes")
        jobs.cancel(context, handle.job.job_id)
        with suppress(SearchStopped):
            for fen in range(10**9, 0, -1):
                own.progress.incumbent(fen, 5)
            return {"plan": "never told to stop"}
        return {"plan": "p"}

    register(search)
    job = ended(context, "test", {})
    assert (job.state, json.loads(job.result)) == (JobState.CANCELLED, {"plan": "p"})
    assert job.bound_fen == 5
    assert job.cost_fen is not None
    curve = [fen for _, fen in json.loads(job.curve)]
    assert curve == sorted(curve, reverse=True)
    assert len(curve) <= MOST_POINTS


def test_a_job_cancelled_before_its_search_has_no_result(
    context: Context, register: Register
) -> None:
    def slow(own: Context, _: object, handle: JobHandle) -> Mapping[str, Any]:
        jobs.cancel(context, handle.job.job_id)
        while True:
            own.progress.stage("network")

    register(slow)
    job = ended(context, "test", {})
    assert (job.state, job.result, job.error) == (JobState.CANCELLED, "", "")


def test_a_worker_that_leaves_gives_the_job_back_with_its_parts(
    context: Context, register: Register
) -> None:
    leaving = Event()
    seen: list[bytes | None] = []

    def halves(own: Context, _: object, handle: JobHandle) -> Mapping[str, Any]:
        seen.append(handle.kept("east"))
        handle.keep("east", b"done")
        if len(seen) == 1:
            leaving.set()
            # Cut short by the leaving: not worth keeping.
            handle.keep("west", b"half")
        own.progress.advance(1, 2)
        return {"west": str(handle.kept("west"))}

    register(halves)
    job = jobs.submit(context, "test", {})
    run(context, leaving)
    assert jobs.find(context, job.job_id).state is JobState.QUEUED
    again = run(context)
    assert again is not None
    assert again.attempts == 1
    done = jobs.find(context, job.job_id)
    assert seen == [None, b"done"]
    assert (done.state, done.result) == (JobState.DONE, '{"west":"None"}')


def test_what_a_worker_that_was_silent_saves_is_undone(
    context: Context, register: Register
) -> None:
    def late(own: Context, _: object, handle: JobHandle) -> Mapping[str, Any]:
        with own.unit_of_work() as work:
            tomorrow = utc_now() + timedelta(days=1)
            assert work.jobs.take("w2", utc_now(), tomorrow) is not None
        with own.unit_of_work() as work:
            order = work.inputs.orders(DAY)[0]
            work.orders.change([order.order_id], OrderStatus.CANCELLED, "w1", utc_now())
            handle.finish(work, {"lost": True})
        return {}

    plan_routes(context, DAY)
    register(late)
    job = ended(context, "test", {})
    assert (job.state, job.worker_id, job.result) == (JobState.RUNNING, "w2", "")
    with context.unit_of_work() as work:
        states = {order.status for order in work.inputs.orders(DAY)}
    assert OrderStatus.CANCELLED not in states


def test_a_job_that_never_ends_is_given_up(
    context: Context, register: Register
) -> None:
    def loop(*_: object) -> Mapping[str, Any]:
        return {}

    register(loop)
    settings = replace(context.settings.jobs, max_attempts=2)
    context = replace(context, settings=replace(context.settings, jobs=settings))
    job = jobs.submit(context, "test", {})
    tomorrow = utc_now() + timedelta(days=1)
    for _ in range(2):
        with context.unit_of_work() as work:
            assert work.jobs.take("gone", utc_now() - timedelta(days=2), tomorrow)
    run(context)
    given_up = jobs.find(context, job.job_id)
    assert given_up.state is JobState.FAILED
    assert "was begun 2 times and never came to an end" in given_up.error


def test_watching_ends_with_the_job(context: Context, register: Register) -> None:
    register(lambda *_: {"x": 1})
    job = jobs.submit(context, "test", {"skipped": None, "told": 2})
    assert job.arguments == '{"told":2}'
    watching = jobs.watched(context, job.job_id, every_s=0)
    assert next(watching).state is JobState.QUEUED
    run(context)
    assert next(watching).state in FINISHED
    assert list(watching) == []
    assert jobs.listed(context)[0].job_id == job.job_id
