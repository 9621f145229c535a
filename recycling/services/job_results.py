"""What jobs left as files among the reports, read again: the forecast, the levers."""

import json
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from recycling.domain.errors import InputError
from recycling.domain.explanations import Explanation
from recycling.domain.gap import Levers
from recycling.domain.jobs import Job
from recycling.reporting.forecast_records import Forecast
from recycling.schema.said import said
from recycling.services.context import Context
from recycling.services.jobs import submit
from recycling.services.plain import from_plain

RESULTS: dict[str, type] = {
    "explain": Explanation,
    "forecast": Forecast,
    "levers": Levers,
}
"""Records that kinds of jobs leave."""


@dataclass(frozen=True, slots=True)
class Kept[T]:
    """A result, and which job made it.

    Attributes
    ----------
    job_id
        The job.
    made_at
        When it ended, UTC.
    value
        What came of it.
    """

    job_id: str
    made_at: datetime
    value: T


def newest_job(context: Context, kind: str) -> Job | None:
    """Read the job of a kind that was done last; ``None`` before the first."""
    with context.unit_of_work() as work:
        return work.jobs.newest(kind)


def kept_result(job: Job) -> Kept[object] | None:
    """Read what a job that was done left.

    Parameters
    ----------
    job
        A job that was done, of a kind in `RESULTS`.

    Returns
    -------
    Kept or None
        ``None`` when its file has been taken away.

    Raises
    ------
    InputError
        When the file is not what the job wrote.
    """
    path = Path(json.loads(job.result)["file"])
    if not path.is_file() or job.finished_at is None:
        return None
    try:
        plain = json.loads(path.read_text(encoding="utf-8"))
        value = from_plain(RESULTS[job.kind], plain)
    except (ValueError, KeyError, TypeError) as error:
        msg = said("job.bad_result", name=path.name, kind=job.kind, error=error)
        raise InputError(msg) from error
    return Kept(job.job_id, job.finished_at, value)


def ask_again(context: Context, kind: str) -> Job:
    """Queue a job of a kind, or find the one that is under way already."""
    with context.unit_of_work() as work:
        waiting = work.jobs.under_way(kind)
    return waiting or submit(context, kind, {})
