"""What is driven on a day: published, else the newest draft, and direct loads."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from recycling.domain.plans import PlannedRoute, PlanState, RoutePlan, StopKind
from recycling.domain.running import Publication
from recycling.services.context import Context
from recycling.services.driven import driven_plans, routes_by_vehicle
from tests.builders import DAY
from tests.routes import route, stop

V1 = route("V1", stop(StopKind.DEPOT, "D1", 7), stop(StopKind.DEPOT, "D1", 8))
V3 = route(
    "V3", stop(StopKind.DEPOT, "D2", 7), stop(StopKind.DEPOT, "D2", 8), depot="D2"
)
PUBLISHED = Publication(
    DAY, "D2", 1, "routes-2026-11-02", PlanState.PUBLISHED, datetime(2026, 11, 1)
)


def plan(plan_id: str, *routes: PlannedRoute, depots: Sequence[str] = ()) -> RoutePlan:
    return RoutePlan(plan_id, DAY, "", "", 0.0, routes, (), depots=tuple(depots))


def driven(
    context: Context, *plans: RoutePlan, published: Sequence[Publication] = ()
) -> dict[str, list[str]]:
    with context.unit_of_work() as work:
        for each in plans:
            work.plans.save_routes(each)
        for publication in published:
            assert work.publications.put(publication)
    with context.unit_of_work() as work:
        found = driven_plans(work, DAY)
    return {p.plan_id: [r.vehicle_id for r in p.routes] for p in found}


CITY = plan("routes-2026-11-02", V1, V3)
NEWER = plan("routes-2026-11-02-v2", V1, V3)
DIRECT = plan("direct-2026-11-02", route("H1", *V1.stops))


def test_a_day_without_a_plan_drives_nothing(context: Context) -> None:
    assert driven(context) == {}


def test_the_draft_saved_last_counts(context: Context) -> None:
    assert driven(context, CITY, NEWER) == {"routes-2026-11-02-v2": ["V1", "V3"]}


def test_a_depot_goes_by_what_is_published_for_it(context: Context) -> None:
    assert driven(context, CITY, NEWER, published=[PUBLISHED]) == {
        "routes-2026-11-02-v2": ["V1"],
        "routes-2026-11-02": ["V3"],
    }


def test_a_later_draft_of_a_depot_takes_its_routes(context: Context) -> None:
    own = plan("routes-2026-11-02-D2", replace(V3, cost_fen=1), depots=["D2"])
    assert driven(context, CITY, own) == {
        "routes-2026-11-02": ["V1"],
        "routes-2026-11-02-D2": ["V3"],
    }


def test_direct_loads_are_driven_besides(context: Context) -> None:
    assert driven(context, CITY, DIRECT) == {
        "routes-2026-11-02": ["V1", "V3"],
        "direct-2026-11-02": ["H1"],
    }
    with context.unit_of_work() as work:
        last = work.plans.routes()
        routes = routes_by_vehicle(driven_plans(work, DAY))
    assert last is not None
    assert last.plan_id == "routes-2026-11-02"
    assert sorted(routes) == ["H1", "V1", "V3"]
