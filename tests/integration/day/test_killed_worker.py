"""A worker killed at any moment loses nothing and repeats nothing."""

import os
import random
from collections import Counter
from collections.abc import Iterator
from datetime import date, timedelta
from multiprocessing import get_context
from multiprocessing.context import ForkServerContext
from pathlib import Path
from time import monotonic, sleep

import pytest

from recycling.domain.jobs import JobState
from recycling.domain.orders import OrderStatus
from recycling.services.context import Context
from recycling.services.jobs import find, submit
from tests.builders import DAY
from tests.integration.conftest import Backend
from tests.integration.day.streets import fill_street, street_context, work_here

TRIALS = int(os.environ.get("RECYCLING_TEST_KILLS", "1"))
"""Trials on each kind of database; 50 for the figure of record."""

KILLS = 3
LONGEST_LIFE_S = 0.8
"""Longer than a worker takes for a job of the street, so that it dies anywhere."""

PATIENCE_S = 60.0
DAYS = tuple(DAY + timedelta(days=n) for n in range(2))


@pytest.fixture(scope="module")
def forking() -> ForkServerContext:
    """Start processes that have imported everything already."""
    context = get_context("forkserver")
    context.set_forkserver_preload(["tests.integration.day.streets"])
    return context


@pytest.fixture
def url(backend: Backend) -> Iterator[str]:
    url = backend.create()
    yield url
    backend.drop(url)


@pytest.mark.parametrize("trial", range(TRIALS))
def test_nothing_is_lost_and_nothing_done_twice(
    trial: int, url: str, tmp_path: Path, forking: ForkServerContext
) -> None:
    context = street_context(tmp_path, url)
    fill_street(context)
    jobs = [submit(context, "routes", {"day": f"{day:%Y-%m-%d}"}) for day in DAYS]
    chance = random.Random(trial)  # noqa: S311 - moments, not secrets
    for _ in range(KILLS):
        worker = forking.Process(target=work_here, args=(tmp_path, url), daemon=True)
        worker.start()
        sleep(chance.uniform(0, LONGEST_LIFE_S))
        worker.kill()
        worker.join()
    last = forking.Process(target=work_here, args=(tmp_path, url), daemon=True)
    last.start()
    _wait(context)
    last.kill()
    last.join()
    for job in jobs:
        ended = find(context, job.job_id)
        assert (ended.state, ended.error) == (JobState.DONE, "")
    for day in DAYS:
        _check(context, day)


def _wait(context: Context) -> None:
    patient_until = monotonic() + PATIENCE_S
    waiting = 1
    while waiting:
        assert monotonic() < patient_until
        sleep(0.05)
        with context.unit_of_work() as work:
            waiting = work.jobs.waiting()


def _check(context: Context, day: date) -> None:
    """Each order is on the one plan of its day once, and was planned once."""
    with context.unit_of_work() as work:
        (version,) = work.plans.versions(day)
        plan = work.plans.routes(version.plan_id)
        orders = {order.order_id: order for order in work.inputs.orders(day)}
        logs = {key: work.orders.changes(key) for key in orders}
    assert plan is not None
    served = Counter(s.order_id for r in plan.routes for s in r.stops if s.order_id)
    left = Counter(unserved.order_id for unserved in plan.unserved)
    assert served + left == Counter(orders.keys())
    assert served
    for key, log in logs.items():
        is_served = key in served
        steps = [OrderStatus.CONFIRMED, *[OrderStatus.PLANNED] * is_served]
        assert [change.after for change in log] == steps
        assert orders[key].status is steps[-1]
