"""Edits and breakdowns on both kinds of database: no version overwrites another."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path

import pytest

from recycling.domain.edits import Edit, EditKind
from recycling.domain.plans import RoutePlan
from recycling.domain.running import DayEvent, DayEventKind
from recycling.services.context import Context
from recycling.services.editing import EditAsk, edit_plan
from recycling.services.plan_checking import check_plan
from recycling.services.planning import plan_routes
from recycling.services.replanning import ReplanAsk, replan
from tests.builders import DAY
from tests.integration.conftest import Backend
from tests.integration.day.streets import fill_street, street_context

DISPATCHERS = ("chen", "li", "wang")


@pytest.fixture
def context(backend: Backend, tmp_path: Path) -> Iterator[Context]:
    url = backend.create()
    context = street_context(tmp_path, url)
    fill_street(context)
    yield context
    backend.drop(url)


def test_dispatchers_who_edit_at_once_get_a_version_each(context: Context) -> None:
    plan = plan_routes(context, DAY)
    ask = EditAsk((Edit(EditKind.LOCK, ("b1",)),))

    def edit(name: str) -> RoutePlan:
        return edit_plan(replace(context, user=name), plan.plan_id, ask).plan

    with ThreadPoolExecutor(len(DISPATCHERS)) as pool:
        made = list(pool.map(edit, DISPATCHERS))
    names = {f"{plan.plan_id}-v{number}" for number in (2, 3, 4)}
    assert {version.plan_id for version in made} == names
    with context.unit_of_work() as work:
        assert {v.made_by for v in work.plans.versions(DAY)[1:]} == set(DISPATCHERS)
        assert work.plans.routes(plan.plan_id) == plan
        assert [lock.order_id for lock in work.locks.of_day(DAY)] == ["b1"]


def test_a_breakdown_is_recorded_with_the_plan_it_leads_to(context: Context) -> None:
    plan = plan_routes(context, DAY)
    route = next(route for route in plan.routes if route.catchment == "D1")
    at_s = route.stops[0].departure_s + 10
    event = DayEvent("e1", DAY, at_s, DayEventKind.VEHICLE_DOWN, route.vehicle_id)
    ask = ReplanAsk(DAY, at_s, events=(event,))
    (done,) = replan(context, ask)
    (again,) = replan(context, ask)
    assert (done.is_new, again.is_new) == (True, False)
    with context.unit_of_work() as work:
        assert work.events.of_day(DAY) == [event]
        saved = work.plans.routes(done.plan.plan_id)
    assert saved == done.plan
    assert check_plan(context, saved) == ()
