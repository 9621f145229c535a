"""The whole city's day planned as a job by a worker, and checked for publishing."""

import json
import subprocess
import tempfile
import time
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path

from benchmarks.city import FULL
from benchmarks.lines import Line, measured
from benchmarks.measure import module, product, run
from recycling.bootstrap import build_context
from recycling.config import load_settings
from recycling.domain.jobs import Job, JobState
from recycling.sample.inputs import read_inputs
from recycling.services.jobs import find, submit
from recycling.services.plan_checking import check_plan
from recycling.services.sampling import PLAN_DAY

ORDERS = 9000
MOST_JOB_S = 120.0
MOST_SILENCE_S = 1.0
TIME_LIMIT_S = 115.0
"""Of the whole job, reading and recording included."""

_LOOK_EVERY_S = 0.1


def lines() -> Iterator[Line]:
    """Plan 9,000 orders as a job; yield time, silence and the check for publishing."""
    with tempfile.TemporaryDirectory(prefix="recycling-benchmark-") as folder:
        workspace = Path(folder, "city")
        workspace.mkdir()
        built = run(module("benchmarks.city", "build", str(workspace), str(ORDERS)))
        if built.code:
            reason = {"reason": built.complaint}
            yield Line("day_city_job", None, "s", MOST_JOB_S, None, dict(reason))
            return
        yield from _planned(workspace)


def _planned(workspace: Path) -> Iterator[Line]:
    settings = load_settings(workspace)
    context = build_context(settings)
    day = read_inputs(settings.data_dir, FULL, settings.seed).knobs.day(PLAN_DAY)
    told = {"day": f"{day:%Y-%m-%d}", "time_limit_s": TIME_LIMIT_S}
    job = submit(context, "routes", told)
    command = product("worker", "--once", "--workspace", str(workspace))
    with subprocess.Popen(command) as worker:  # noqa: S603 - the product itself
        seen: list[Job] = []
        while worker.poll() is None:
            now = find(context, job.job_id)
            if now.heartbeat_at and (
                not seen or seen[-1].heartbeat_at != now.heartbeat_at
            ):
                seen.append(now)
            time.sleep(_LOOK_EVERY_S)
    done = find(context, job.job_id)
    if done.state is not JobState.DONE or done.started_at is None:
        reason = {"reason": done.error or done.state.value}
        yield Line("day_city_job", None, "s", MOST_JOB_S, False, dict(reason))
        return
    ended_at = done.finished_at or done.started_at
    with context.unit_of_work() as work:
        plan = work.plans.routes(json.loads(done.result)["plan"])
    assert plan is not None  # noqa: S101 - the job says so
    yield measured(
        "day_city_job",
        (ended_at - done.started_at).total_seconds(),
        "s",
        MOST_JOB_S,
        orders=ORDERS,
        routes=len(plan.routes),
        unserved=len(plan.unserved),
        cost_fen=plan.cost_fen,
    )
    beats = [entry.heartbeat_at for entry in seen if entry.heartbeat_at]
    silent_s = max((b - a).total_seconds() for a, b in pairwise(beats))
    yield measured("day_city_job_silence", silent_s, "s", MOST_SILENCE_S)
    began = time.perf_counter()
    broken = check_plan(context, plan)
    seconds = time.perf_counter() - began
    yield measured("day_publish_check", seconds, "s", None, broken=len(broken))
