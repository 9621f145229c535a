"""``recycling worker``: does the jobs of a workspace."""

from typing import Annotated

import typer

from recycling.bootstrap import build_context
from recycling.cli.console import WorkspaceOption, err, settings_of
from recycling.cli.words import say
from recycling.domain.jobs import Job
from recycling.services.jobs import find
from recycling.worker import work


def worker(
    is_once: Annotated[bool, typer.Option("--once", help=say("help.once"))] = False,
    workspace: WorkspaceOption = None,
) -> None:
    """Take jobs from the database and do them."""
    settings = settings_of(workspace)
    context = build_context(settings)
    err.print(say("worker_ready", workspace=settings.workspace), soft_wrap=True)

    def tell(job: Job) -> None:
        now = find(context, job.job_id)
        state = say(f"job_state.{now.state}")
        line = say("worker_job", job=now.job_id, state=state, error=now.error)
        err.print(line.rstrip(), soft_wrap=True)

    work(context, tell, is_once=is_once)
