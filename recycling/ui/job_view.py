"""A job as people read it: how far, how good, how long."""

import json
from datetime import datetime
from typing import Any, Final

import altair as alt
import pandas as pd

from recycling.domain.jobs import FINISHED, Job
from recycling.domain.units import FEN_PER_CNY
from recycling.reporting.palette import BLUE, INK
from recycling.schema.messages import text
from recycling.ui.figures import Figures, percent
from recycling.ui.i18n import Words
from recycling.ui.plan_cards import Fact

INCUMBENT, BOUND = "incumbent", "bound"
COLOURS: Final = {INCUMBENT: BLUE, BOUND: INK}
_HEIGHT_PX: Final = 180
_CURVE_COLUMNS: Final = ("seconds", "cny")


def share_done(job: Job) -> float:
    """Part of a job's stage that is done, 0 to 1; all of it once it is done."""
    if job.state in FINISHED:
        return 1.0
    return min(1.0, job.done / job.total) if job.total else 0.0


def stage_name(job: Job, words: Words) -> str:
    """Say what the job is doing, with how much of it is done."""
    if not job.stage:
        return words.label("JobState", job.state.value)
    name = text(f"stage.{job.stage}", words.lang)
    if job.total > 1:
        return words("job.stage", stage=name, done=job.done, total=job.total)
    return name


def seconds_taken(job: Job, now: datetime) -> int:
    """Seconds since the work began, until it ended; 0 while it waits."""
    if job.started_at is None:
        return 0
    return max(0, int(((job.finished_at or now) - job.started_at).total_seconds()))


def gap(job: Job) -> float | None:
    """Most the incumbent can be above the least there is; ``None`` if not known."""
    if not job.cost_fen or job.bound_fen is None:
        return None
    return max(0.0, (job.cost_fen - job.bound_fen) / job.cost_fen)


def job_facts(job: Job, figures: Figures, now: datetime) -> list[Fact]:
    """State, time, incumbent, bound and gap of a job, those there are."""
    words = figures.words
    facts = [
        Fact(words("job.state"), words.label("JobState", job.state.value)),
        Fact(words("job.time"), words("job.seconds", count=seconds_taken(job, now))),
    ]
    if job.cost_fen is not None:
        facts.append(Fact(words("job.incumbent"), figures.money(job.cost_fen)))
    if job.bound_fen is not None:
        facts.append(Fact(words("job.bound"), figures.money(job.bound_fen)))
    if gap(job) is not None:
        facts.append(Fact(words("job.gap"), percent(gap(job))))
    return facts


def curve_frame(job: Job) -> pd.DataFrame:
    """Incumbents over time.

    Returns
    -------
    pandas.DataFrame
        ``seconds`` since the work began, ``cny`` the best cost known by then.
    """
    points = [(float(s), fen / FEN_PER_CNY) for s, fen in json.loads(job.curve)]
    return pd.DataFrame(points, columns=list(_CURVE_COLUMNS)).astype("float64")


def curve_key(job: Job, words: Words) -> dict[str, str]:
    """Colours of `curve_chart` by what they mean."""
    shown = (INCUMBENT,) if job.bound_fen is None else (INCUMBENT, BOUND)
    return {words(f"job.{name}"): COLOURS[name] for name in shown}


def curve_chart(job: Job, words: Words) -> Any:
    """Incumbents as a falling stair, and the bound they cannot fall below."""
    x_axis = alt.X("seconds:Q", title=words("job.axis_seconds"))
    y_axis = alt.Y(
        "cny:Q",
        title=words("job.axis_cost"),
        scale=alt.Scale(zero=False),
        axis=alt.Axis(format="~s"),
    )
    stair = (
        alt.Chart(curve_frame(job))
        .mark_line(interpolate="step-after", point=True, color=COLOURS[INCUMBENT])
        .encode(x=x_axis, y=y_axis)
    )
    if job.bound_fen is None:
        return stair.properties(height=_HEIGHT_PX)
    level = pd.DataFrame({"cny": [job.bound_fen / FEN_PER_CNY]})
    bound = (
        alt.Chart(level)
        .mark_rule(strokeDash=[5, 4], color=COLOURS[BOUND])
        .encode(y=alt.Y("cny:Q"))
    )
    return alt.layer(stair, bound).properties(height=_HEIGHT_PX)
