"""Two dispatchers publish at once: exactly one wins, the other sees what changed."""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path
from threading import Barrier

import pytest

from recycling.domain.edits import BrokenRule
from recycling.domain.errors import OvertakenError
from recycling.domain.plans import RoutePlan
from recycling.services.context import Context
from recycling.services.plan_records import next_version, renamed
from recycling.services.planning import plan_routes
from recycling.services.publishing import Published, publish
from tests.builders import DAY
from tests.integration.conftest import Backend
from tests.integration.day.streets import fill_street, street_context

DISPATCHERS = ("chen", "li", "wang")


@pytest.fixture
def context(backend: Backend, tmp_path: Path):
    url = backend.create()
    context = street_context(tmp_path, url)
    fill_street(context)
    yield context
    backend.drop(url)


def drafts(context: Context) -> list[RoutePlan]:
    """Save one draft per dispatcher, all made from the same plan."""
    plan = plan_routes(context, DAY)
    made = []
    for _ in DISPATCHERS:
        with context.unit_of_work() as work:
            work.lock()
            name = next_version(work, plan.plan_id, DAY)
            draft = replace(renamed(plan, name), based_on=plan.plan_id)
            work.plans.save_routes(draft)
            made.append(draft)
    return made


def test_exactly_one_of_those_who_publish_at_once_wins(context: Context) -> None:
    plans = drafts(context)
    together = Barrier(len(plans))

    def check(_context: Context, _plan: RoutePlan) -> tuple[BrokenRule, ...]:
        # All have seen that nothing is published before any of them publishes.
        together.wait(timeout=60)
        return ()

    def try_it(number: int) -> Published | OvertakenError:
        own = replace(context, user=DISPATCHERS[number])
        try:
            return publish(own, plans[number].plan_id, check)
        except OvertakenError as error:
            return error

    with ThreadPoolExecutor(len(plans)) as pool:
        ends = list(pool.map(try_it, range(len(plans))))
    (winner,) = [end for end in ends if isinstance(end, Published)]
    others = [end for end in ends if isinstance(end, OvertakenError)]
    assert len(others) == len(plans) - 1
    who = DISPATCHERS[ends.index(winner)]
    for error in others:
        told = [(p.depot_id, p.plan_id, p.published_by) for p in error.publications]
        assert told == [("D1", winner.plan_id, who), ("D2", winner.plan_id, who)]
        assert f"{winner.plan_id} of {who}" in str(error)
    with context.unit_of_work() as work:
        published = work.publications.of_day(DAY)
    assert {(p.version, p.plan_id) for p in published.values()} == {(1, winner.plan_id)}
