"""``recycling jobs``: long work that a worker does, looked at and stopped."""

import json
from typing import Annotated, Any

import typer

from recycling.bootstrap import build_context
from recycling.cli.console import (
    JsonOption,
    WorkspaceOption,
    out,
    print_json,
    print_section,
    settings_of,
    working,
)
from recycling.cli.words import LANG, say
from recycling.domain.jobs import Job, JobState
from recycling.domain.units import FEN_PER_CNY
from recycling.reporting.tables import Section
from recycling.schema.messages import text
from recycling.services.jobs import NEWEST, cancel, find, listed, watched

app = typer.Typer(help=say("help.jobs"), no_args_is_help=True)

FAILED = 1
"""Exit code when the job that was watched came to nothing."""

JobArgument = Annotated[str, typer.Argument(help=say("help.job"))]


@app.command("list", help=say("help.jobs_list"))
def list_all(
    limit: Annotated[
        int, typer.Option("--limit", min=1, help=say("help.jobs_limit"))
    ] = NEWEST,
    workspace: WorkspaceOption = None,
    as_json: JsonOption = False,
) -> None:
    """List the newest jobs."""
    jobs = listed(build_context(settings_of(workspace)), limit)
    if as_json:
        print_json([_record(job) for job in jobs])
    elif jobs:
        print_section(_section(jobs))
    else:
        out.print(say("no_jobs"))


@app.command("show", help=say("help.jobs_show"))
def show(
    job_id: JobArgument, workspace: WorkspaceOption = None, as_json: JsonOption = False
) -> None:
    """Show how far a job is and what came of it."""
    job = find(build_context(settings_of(workspace)), job_id)
    print_job(job, as_json=as_json)


@app.command("watch", help=say("help.jobs_watch"))
def watch(
    job_id: JobArgument, workspace: WorkspaceOption = None, as_json: JsonOption = False
) -> None:
    """Show a job's progress until it has ended."""
    with working(settings_of(workspace)) as context:
        stage = ""
        for job in watched(context, job_id):
            if job.stage and job.stage != stage:
                stage = job.stage
                context.progress.stage(stage)
            if job.total:
                context.progress.advance(job.done, job.total)
    print_job(job, as_json=as_json)
    if job.state is JobState.FAILED:
        raise typer.Exit(FAILED)


@app.command("cancel", help=say("help.jobs_cancel"))
def stop(
    job_id: JobArgument, workspace: WorkspaceOption = None, as_json: JsonOption = False
) -> None:
    """Ask a job to stop with the best it has."""
    job = cancel(build_context(settings_of(workspace)), job_id)
    print_job(job, as_json=as_json)


def print_job(job: Job, *, as_json: bool) -> None:
    """Print a job, for people or for programs."""
    if as_json:
        print_json(_record(job))
        return
    print_section(_section([job]))
    for line in (job.error, _result(job)):
        if line:
            out.print(line, soft_wrap=True)


def _record(job: Job) -> dict[str, Any]:
    """Row of a job with its JSON read, for programs."""
    record = {name: getattr(job, name) for name in job.__dataclass_fields__}
    read = {name: json.loads(record[name]) for name in ("arguments", "curve")}
    return {**record, **read, "result": json.loads(job.result or "null")}


def _result(job: Job) -> str:
    if not job.result or job.error:
        return ""
    found = json.loads(job.result)
    return ", ".join(f"{name} {value}" for name, value in found.items())


def _section(jobs: list[Job]) -> Section:
    names = ("job", "state", "stage", "done", "cost", "created", "by")
    return Section(
        key="jobs",
        title=say("jobs.title"),
        headers=tuple(say(f"jobs.{name}") for name in names),
        rows=tuple(map(_row, jobs)),
    )


def _row(job: Job) -> tuple[str, ...]:
    return (
        job.job_id,
        say(f"job_state.{job.state}"),
        text(f"stage.{job.stage}", LANG) if job.stage else "",
        f"{job.done}/{job.total}" if job.total else "",
        "" if job.cost_fen is None else f"{job.cost_fen / FEN_PER_CNY:,.0f}",
        f"{job.created_at:%Y-%m-%d %H:%M:%S}",
        job.created_by,
    )
