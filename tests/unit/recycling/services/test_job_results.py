"""What jobs left among the reports is found again, the newest of its kind."""

import json
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from threading import Event

import pytest

from recycling.domain.errors import InputError
from recycling.domain.gap import Levers
from recycling.domain.jobs import Job, JobState
from recycling.services import job_kinds
from recycling.services.clock import utc_now
from recycling.services.context import Context
from recycling.services.job_results import ask_again, kept_result, newest_job
from recycling.services.job_running import run_next
from recycling.services.jobs import submit
from recycling.services.levers import LeverAsk
from tests.ui.results import LEVERS, keep_result


def test_the_newest_of_a_kind_is_found(context: Context) -> None:
    assert newest_job(context, "levers") is None
    first = keep_result(context, "levers", LEVERS)
    later = replace(first, job_id="levers-2", finished_at=utc_now())
    failed = replace(
        first,
        job_id="levers-3",
        state=JobState.FAILED,
        finished_at=utc_now() + timedelta(1),
    )
    with context.unit_of_work() as work:
        work.jobs.add(later)
        work.jobs.add(failed)
    assert newest_job(context, "levers") == later
    assert newest_job(context, "forecast") is None


def test_a_result_is_what_was_written(context: Context) -> None:
    kept = kept_result(keep_result(context, "levers", LEVERS))
    assert kept is not None
    assert kept.value == LEVERS
    assert kept.job_id == "levers-1"


def _file(job: Job) -> Path:
    return Path(json.loads(job.result)["file"])


def test_a_result_that_was_taken_away_is_none(context: Context) -> None:
    job = keep_result(context, "levers", LEVERS)
    _file(job).unlink()
    assert kept_result(job) is None


def test_a_file_of_something_else_is_told(context: Context) -> None:
    job = keep_result(context, "levers", LEVERS)
    _file(job).write_text("{}", encoding="utf-8")
    with pytest.raises(InputError, match=r"levers.json: not a result of levers"):
        kept_result(job)


def test_measures_are_ranked_as_a_job(
    context: Context, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[LeverAsk] = []

    def rank(_context: Context, gap: str, ask: LeverAsk) -> Levers:
        assert gap == "gap"
        asked.append(ask)
        return LEVERS

    monkeypatch.setattr(job_kinds, "explain_gap", lambda *_: "gap")
    monkeypatch.setattr(job_kinds, "rank_levers", rank)
    submit(context, "levers", {"districts": ["A"], "time_limit_s": 5})
    job = run_next(context, "w1", Event())
    assert job is not None
    assert asked == [LeverAsk(districts=("A",), time_limit_s=5.0)]
    done = newest_job(context, "levers")
    assert done is not None
    kept = kept_result(done)
    assert kept is not None
    assert kept.value == LEVERS


def test_one_job_of_a_kind_is_under_way(context: Context) -> None:
    first = ask_again(context, "forecast")
    assert ask_again(context, "forecast") == first
    assert ask_again(context, "levers") != first
    with context.unit_of_work() as work:
        work.jobs.cancel(first.job_id, utc_now())
    assert ask_again(context, "forecast") != first
