"""The panel of a job in a session: what it shows, cancel, and unknown jobs."""

from dataclasses import replace

import pytest
import streamlit as st
from streamlit.testing.v1 import AppTest

from recycling.domain.jobs import JobState
from recycling.ui.i18n import Words
from tests.ui.test_job_view import RUNNING, WAITING

DONE = replace(RUNNING, job_id="j-3", state=JobState.DONE)
FAILED = replace(RUNNING, job_id="j-4", state=JobState.FAILED, error="a. Mend *it*.")


def _script() -> None:
    import streamlit as st

    from recycling.ui import job_panel, session
    from recycling.ui.figures import Figures
    from recycling.ui.i18n import Words

    lang = st.query_params.get("lang", "zh")
    figures = Figures(Words("en" if lang == "en" else "zh"))
    job = job_panel.watch(session.context(), figures, {"siting": "Study"})
    st.text(f"job {job.state if job else None}")


@pytest.fixture
def open_panel(empty, monkeypatch):
    st.cache_resource.clear()
    with empty.unit_of_work() as work:
        for job in (RUNNING, WAITING, DONE, FAILED):
            work.jobs.add(job)
    monkeypatch.setenv("RECYCLING_WORKSPACE", str(empty.settings.workspace))

    def run(job_id: str, lang: str = "zh") -> AppTest:
        app = AppTest.from_function(_script, default_timeout=30)
        app.query_params["lang"] = lang
        if job_id:
            app.query_params["job"] = job_id
        return app.run()

    return run


@pytest.mark.parametrize("lang", ["zh", "en"])
@pytest.mark.parametrize("job", [RUNNING, WAITING, DONE, FAILED])
def test_a_job_is_shown_in_every_state(open_panel, job, lang):
    app = open_panel(job.job_id, lang)
    assert not app.exception
    assert app.text[0].value == f"job {job.state}"
    assert app.markdown[0].value == "**Study**"
    words = Words(lang)
    assert words.label("JobState", job.state.value) in app.caption[0].value
    assert bool(app.error) == (job is FAILED)


def test_cancel_asks_the_worker_to_stop(open_panel, empty):
    app = open_panel("j-1")
    app.button("job_cancel").click().run()
    with empty.unit_of_work() as work:
        job = work.jobs.get("j-1")
    assert job is not None
    assert job.is_cancel_wanted
    assert app.button("job_cancel").disabled


def test_a_job_that_waits_is_cancelled_at_once(open_panel):
    app = open_panel("j-2")
    app.button("job_cancel").click().run()
    app.run()
    assert app.text[0].value == "job cancelled"


def test_close_takes_it_out_of_the_address(open_panel):
    app = open_panel("j-3")
    app.button("job_close").click().run()
    assert "job" not in app.query_params
    assert app.text[0].value == "job None"


def test_no_job_and_an_unknown_one(open_panel):
    assert not open_panel("").warning
    app = open_panel("j-9")
    assert "j\\-9" in app.warning[0].value
    assert not app.exception
