"""Plans are written whole and read whole."""

from dataclasses import replace
from datetime import date

from sqlalchemy import func, select

from recycling.domain.plans import (
    Assignment,
    PlannedRoute,
    PlannedStop,
    RoutePlan,
    SiteAction,
    SiteDecision,
    SitingPlan,
    StopKind,
    UnservedOrder,
)
from recycling.storage.tables import route_stops, siting_assignments

DECISIONS = (
    SiteDecision("B", SiteAction.KEEP, "", False, 100, 80, 5, 6),
    SiteDecision("A", SiteAction.CLOSE, "", False, 0, 0, 0, 0),
)
SITING = SitingPlan(
    plan_id="s1",
    year=2027,
    engine="highs",
    seconds=0.25,
    cost_fen=100,
    transport_cost_fen=60,
    unserved_cost_fen=0,
    bound_fen=None,
    supply_kg=90,
    unserved_kg=10,
    decisions=DECISIONS,
    assignments=(Assignment("P", "B", "paper", "household", 80, 1200),),
)
DEPOT = PlannedStop(StopKind.DEPOT, "D", "", 1, 0, 0, 10, 0, 0, 0)
PICKUP = PlannedStop(StopKind.PICKUP, "P", "o1", 1, 20, 30, 40, 50, 500, 700)
LUNCH = PlannedStop(StopKind.BREAK, "P", "", 1, 40, 40, 70, 0, 0, 0)
ROUTES = (
    PlannedRoute(
        "r2",
        "v2",
        "east",
        (DEPOT, PICKUP, LUNCH, DEPOT),
        1400,
        80,
        50,
        35000,
        9,
        overtime_s=60,
        energy_wh=700,
        emission_g=400,
        carbon_cost_fen=2,
    ),
    PlannedRoute("r1", "v1", "west", (), 0, 0, 0, 0, 0),
)
PLAN = RoutePlan(
    plan_id="d1",
    day=date(2026, 7, 1),
    siting_plan_id="s1",
    engine="ortools",
    seconds=1.5,
    routes=ROUTES,
    unserved=(UnservedOrder("o9", "no_vehicle"), UnservedOrder("o2", "window")),
    bound_fen=7,
)


def test_without_plans_there_is_none(database):
    with database.unit_of_work() as work:
        assert work.plans.siting() is None
        assert work.plans.routes() is None
        work.plans.save_siting(SITING)
        work.plans.save_routes(PLAN)
        assert work.plans.siting("other") is None
        assert work.plans.routes("other") is None


def test_plans_come_back_as_they_were(database):
    with database.unit_of_work() as work:
        work.plans.save_siting(SITING)
        work.plans.save_routes(PLAN)
    with database.unit_of_work() as work:
        assert work.plans.siting("s1") == SITING
        assert work.plans.routes("d1") == PLAN


def test_a_plan_without_parts(database):
    bare = replace(SITING, decisions=(), assignments=())
    empty = replace(PLAN, routes=(), unserved=())
    with database.unit_of_work() as work:
        work.plans.save_siting(bare)
        work.plans.save_routes(empty)
        assert (work.plans.siting(), work.plans.routes()) == (bare, empty)


def test_the_one_saved_last_is_the_one_to_read(database):
    second, other_day = replace(SITING, plan_id="s0"), replace(PLAN, plan_id="d0")
    with database.unit_of_work() as work:
        work.plans.save_siting(SITING)
        work.plans.save_siting(second)
        work.plans.save_routes(PLAN)
        work.plans.save_routes(other_day)
        assert work.plans.siting() == second
        assert work.plans.routes() == other_day
        # Saved again, the older one is the last.
        work.plans.save_siting(SITING)
        work.plans.save_routes(PLAN)
        assert work.plans.siting() == SITING
        assert work.plans.routes() == PLAN


def test_a_plan_of_the_same_id_is_replaced_with_all_its_parts(database):
    shorter = replace(SITING, cost_fen=7, decisions=DECISIONS[:1], assignments=())
    fewer = replace(PLAN, routes=ROUTES[1:], unserved=())
    with database.unit_of_work() as work:
        work.plans.save_siting(SITING)
        work.plans.save_routes(PLAN)
    with database.unit_of_work() as work:
        work.plans.save_siting(shorter)
        work.plans.save_routes(fewer)
        assert work.plans.siting("s1") == shorter
        assert work.plans.routes("d1") == fewer
    with database.engine.connect() as connection:
        for table in (siting_assignments, route_stops):
            left = connection.execute(select(func.count()).select_from(table))
            assert left.scalar_one() == 0
