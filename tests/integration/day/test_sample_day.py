"""A breakdown in the small sample city: traffic, crews and batteries included."""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path

import pytest

from recycling.bootstrap import build_context
from recycling.config import DispatchSettings, Settings
from recycling.domain.edits import Edit, EditKind
from recycling.domain.plans import PlannedRoute, RoutePlan
from recycling.domain.running import DayEvent, DayEventKind
from recycling.domain.units import S_PER_H
from recycling.services.context import Context
from recycling.services.editing import EditAsk, edit_plan
from recycling.services.importing import ImportRequest, import_files
from recycling.services.plan_checking import check_plan
from recycling.services.planning import plan_routes
from recycling.services.replanning import ReplanAsk, replan
from recycling.services.sampling import make_sample

AT_S = 10 * S_PER_H


@pytest.fixture(scope="module")
def city(
    tmp_path_factory: pytest.TempPathFactory,
) -> tuple[Context, RoutePlan]:
    settings = Settings(
        workspace=tmp_path_factory.mktemp("city"),
        dispatch=DispatchSettings(engine="insertion", time_limit_s=2.0, workers=1),
    )
    context = replace(build_context(settings), executor=lambda: ThreadPoolExecutor(1))
    sample = make_sample(context, "small")
    files = [Path(f) for f in sample.files if not Path(f).name.startswith("tickets")]
    import_files(context, ImportRequest(files, sample.crs))
    return context, plan_routes(context, sample.plan_day)


def busiest(plan: RoutePlan) -> PlannedRoute:
    """Return the route that has most to do after the moment."""
    return max(
        plan.routes,
        key=lambda r: sum(s.arrival_s > AT_S for s in r.stops if s.order_id),
    )


def done(route: PlannedRoute) -> list[tuple[str, int, int]]:
    stops = [stop for stop in route.stops if stop.departure_s < AT_S]
    return [(stop.site_id, stop.arrival_s, stop.load_kg) for stop in stops]


def test_a_plan_just_made_keeps_every_rule(city: tuple[Context, RoutePlan]) -> None:
    context, plan = city
    assert check_plan(context, plan) == ()


def test_the_rest_of_the_day_without_a_vehicle(city: tuple[Context, RoutePlan]) -> None:
    context, plan = city
    broken = busiest(plan)
    event = DayEvent("e1", plan.day, AT_S, DayEventKind.VEHICLE_DOWN, broken.vehicle_id)
    (made,) = replan(context, ReplanAsk(plan.day, AT_S, events=(event,)))
    assert check_plan(context, made.plan) == ()
    now = {route.vehicle_id: route for route in made.plan.routes}
    for route in plan.routes:
        # Who has not left yet may stay at home.
        if route.catchment == broken.catchment and done(route):
            assert done(now[route.vehicle_id])[: len(done(route))] == done(route)
    served = {
        stop.order_id
        for route in (*plan.routes, *made.plan.routes)
        for stop in route.stops
        if stop.order_id and route.catchment == broken.catchment
    }
    left = {entry.order_id for entry in made.plan.unserved}
    known = {s.order_id for r in made.plan.routes for s in r.stops if s.order_id}
    assert served <= known | left


def test_an_edit_of_the_city_s_plan(city: tuple[Context, RoutePlan]) -> None:
    context, plan = city
    route = busiest(plan)
    order_id = next(stop.order_id for stop in route.stops if stop.order_id)
    ask = EditAsk((Edit(EditKind.REMOVE, (order_id,)),))
    edited = edit_plan(context, plan.plan_id, ask)
    assert edited.is_saved
    assert [t.order_id for t in edited.change.dropped] == [order_id]
    assert edited.change.cost_fen < 0
    assert check_plan(context, edited.plan) == ()
