"""The views of the dispatcher's page, one at a time."""

import json

import streamlit as st

from recycling.domain.jobs import Job, JobState
from recycling.services.context import Context
from recycling.ui import (
    dispatch_edit,
    dispatch_events,
    dispatch_left,
    dispatch_orders,
    dispatch_plan,
    dispatch_publish,
    dispatch_state,
    widgets,
)
from recycling.ui.dispatch_records import Desk
from recycling.ui.figures import Figures
from recycling.ui.i18n import Words

VIEWS = ("plan", "edit", "left", "events", "publish", "orders")
"""What the page shows of a day, one at a time."""

JOBS = ("routes", "replan", "edit", "explain")
"""Kinds of jobs the page starts."""

FOLLOWED_KEY = "dispatch_followed"
"""Where the session keeps the job whose plan was opened."""


def job_titles(words: Words) -> dict[str, str]:
    """Headings of the jobs the page starts."""
    return {kind: words(f"dispatch.job.{kind}") for kind in JOBS}


def follow(job: Job | None) -> None:
    """Look at the plan a job of this session made, once."""
    if job is None or job.state not in {JobState.DONE, JobState.CANCELLED}:
        return
    if st.session_state.get(FOLLOWED_KEY) == job.job_id or not job.result:
        return
    st.session_state[FOLLOWED_KEY] = job.job_id
    result = json.loads(job.result)
    plans = [result["plan"]] if "plan" in result else result.get("plans", [])
    if plans:
        dispatch_state.choose_plan(plans[0])
    if job.kind == dispatch_edit.EDIT:
        dispatch_edit.searched(json.loads(job.arguments))


def show(context: Context, desk: Desk, figures: Figures) -> None:
    """Show the chosen view."""
    words = figures.words
    if desk.plan is None:
        with widgets.guarded(words):
            dispatch_orders.show(context, desk, figures)
        return
    view = st.segmented_control(
        words("dispatch.view"),
        VIEWS,
        default=VIEWS[0],
        required=True,
        format_func=lambda name: words(f"dispatch.tab.{name}"),
        key="dispatch_view",
        label_visibility="collapsed",
    )
    with widgets.guarded(words):
        match view:
            case "edit":
                dispatch_edit.show(context, desk, words)
            case "left":
                dispatch_left.show(context, desk, words)
            case "events":
                dispatch_events.show(context, desk, words)
            case "publish":
                dispatch_publish.show(context, desk, figures)
            case "orders":
                dispatch_orders.show(context, desk, figures)
            case _:
                dispatch_plan.show(context, desk, figures)
