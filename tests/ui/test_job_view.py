"""A job as people read it, worked out by hand."""

from dataclasses import replace
from datetime import datetime

import pytest

from recycling.domain.jobs import Job, JobState
from recycling.ui import job_view
from recycling.ui.figures import Figures
from recycling.ui.i18n import Words

START = datetime(2026, 11, 20, 8, 0, 0)
NOW = datetime(2026, 11, 20, 8, 0, 42)

RUNNING = Job(
    "j-1",
    "siting",
    "{}",
    JobState.RUNNING,
    START,
    started_at=START,
    stage="siting",
    done=3,
    total=12,
    cost_fen=1_000_000_00,
    bound_fen=900_000_00,
    curve="[[1, 130000000], [2.5, 100000000]]",
)
WAITING = Job("j-2", "siting", "{}", JobState.QUEUED, START)


def test_how_far_a_job_is():
    assert job_view.share_done(RUNNING) == pytest.approx(0.25)
    assert job_view.share_done(WAITING) == 0
    assert job_view.share_done(replace(WAITING, state=JobState.CANCELLED)) == 1
    assert job_view.share_done(replace(RUNNING, done=13)) == 1


def test_the_stage_in_words():
    words = Words("en")
    assert job_view.stage_name(RUNNING, words).endswith("(3 of 12)")
    assert job_view.stage_name(replace(RUNNING, total=1), words).startswith("Deciding")
    assert job_view.stage_name(WAITING, Words("zh")) == "等待"


def test_seconds_run_until_the_end():
    assert job_view.seconds_taken(RUNNING, NOW) == 42
    ended = replace(RUNNING, finished_at=START.replace(second=7))
    assert job_view.seconds_taken(ended, NOW) == 7
    assert job_view.seconds_taken(WAITING, NOW) == 0


def test_the_gap_is_to_the_incumbent():
    assert job_view.gap(RUNNING) == pytest.approx(0.1)
    assert job_view.gap(replace(RUNNING, bound_fen=None)) is None
    assert job_view.gap(replace(RUNNING, cost_fen=None)) is None


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_facts_say_what_is_known(lang):
    figures = Figures(Words(lang))
    facts = job_view.job_facts(RUNNING, figures, NOW)
    assert [fact.value for fact in facts][-1] == "10.0%"
    assert len(facts) == 5
    assert len(job_view.job_facts(WAITING, figures, NOW)) == 2


def test_the_curve_is_in_yuan_with_its_bound():
    frame = job_view.curve_frame(RUNNING)
    assert frame.to_numpy().tolist() == [[1.0, 1_300_000.0], [2.5, 1_000_000.0]]
    spec = job_view.curve_chart(RUNNING, Words("en")).to_dict()
    assert len(spec["layer"]) == 2
    alone = replace(RUNNING, bound_fen=None)
    assert "layer" not in job_view.curve_chart(alone, Words("en")).to_dict()
    assert len(job_view.curve_key(RUNNING, Words("en"))) == 2
    assert len(job_view.curve_key(alone, Words("en"))) == 1
    assert job_view.curve_frame(WAITING).empty
