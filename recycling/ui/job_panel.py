"""The panel that watches a job: progress, curve, cancel, result; page independent.

The job's id stands in the address, so a reload, another tab or a restarted server
shows the same job. Work itself is done by a worker in another process.
"""

from collections.abc import Mapping

import streamlit as st

from recycling.domain.jobs import FINISHED, Job, JobState
from recycling.services import jobs
from recycling.services.clock import utc_now
from recycling.services.context import Context
from recycling.services.job_words import error_of
from recycling.ui import job_view, widgets
from recycling.ui.figures import Figures

JOB_PARAM = "job"
"""Parameter of the address that names the job."""

EVERY: str = "1s"
"""How often a running job is looked at."""


def open_job(job_id: str) -> None:
    """Put a job into the address; the page shows it from its next run on."""
    st.query_params[JOB_PARAM] = job_id


def close_job() -> None:
    """Take the job out of the address."""
    st.query_params.pop(JOB_PARAM, None)


def watch(context: Context, figures: Figures, titles: Mapping[str, str]) -> Job | None:
    """Show the job of the address, as long as the page has to do with it.

    Parameters
    ----------
    context
        Storage.
    figures
        How figures are written.
    titles
        Heading by kind of job, of those the page starts; others are another page's.

    Returns
    -------
    Job or None
        The job as it stood when the page ran; ``None`` without one.
    """
    job_id = st.query_params.get(JOB_PARAM, "")
    job = _read(context, job_id) if job_id else None
    if job_id and job is None:
        st.warning(
            figures.words("job.unknown", job=widgets.literal(job_id)),
            icon=":material/search_off:",
        )
    if job is None or job.kind not in titles:
        return None
    is_live = job.state not in FINISHED
    with st.container(border=True):
        st.fragment(_panel, run_every=EVERY if is_live else None)(
            context, figures, job_id, titles[job.kind], is_live=is_live
        )
    return job


def _panel(
    context: Context, figures: Figures, job_id: str, title: str, *, is_live: bool
) -> None:
    """Show a job as it stands now; the whole page runs again when it ends."""
    job = _read(context, job_id)
    if job is None:
        return
    if is_live and job.state in FINISHED:
        st.rerun()
    words = figures.words
    with st.container(
        horizontal=True, horizontal_alignment="distribute", vertical_alignment="center"
    ):
        st.markdown(f"**{title}**", width="content")
        _button(context, figures, job)
    st.progress(job_view.share_done(job), text=job_view.stage_name(job, words))
    facts = job_view.job_facts(job, figures, utc_now())
    st.caption(" · ".join(f"{f.name} {widgets.literal(f.value)}" for f in facts))
    if job.error:
        is_failed = job.state is JobState.FAILED
        tell = st.error if is_failed else st.info
        told = error_of(job, words.lang)
        tell(widgets.literal(told), title=words("error.title"))
    if len(job_view.curve_frame(job)) > 1:
        widgets.colour_key(job_view.curve_key(job, words))
        st.altair_chart(
            job_view.curve_chart(job, words),
            key="job_curve",
            alt=words("job.curve_alt"),
        )


def _button(context: Context, figures: Figures, job: Job) -> None:
    words = figures.words
    if job.state in FINISHED:
        st.button(
            words("job.close"),
            key="job_close",
            icon=":material/close:",
            type="tertiary",
            on_click=close_job,
        )
        return
    st.button(
        words("job.stopping" if job.is_cancel_wanted else "job.cancel"),
        key="job_cancel",
        icon=":material/stop_circle:",
        disabled=job.is_cancel_wanted,
        on_click=_cancel,
        args=(context, job.job_id),
    )


def _read(context: Context, job_id: str) -> Job | None:
    with context.unit_of_work() as work:
        return work.jobs.get(job_id)


def _cancel(context: Context, job_id: str) -> None:
    jobs.cancel(context, job_id)
