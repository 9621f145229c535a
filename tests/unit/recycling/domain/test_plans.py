"""What plans add up to."""

from dataclasses import replace
from datetime import date

import pytest

from recycling.domain.fleet import Energy, VehicleRole, VehicleType
from recycling.domain.plans import (
    PlannedRoute,
    RoutePlan,
    SiteAction,
    SiteDecision,
    SitingPlan,
)
from recycling.domain.units import clock


def decision(site_id: str, action: SiteAction) -> SiteDecision:
    return SiteDecision(site_id, action, "", False, 0, 0, 0, 0)


PLAN = SitingPlan(
    plan_id="siting-2027",
    year=2027,
    engine="hand",
    seconds=0.0,
    cost_fen=1050,
    transport_cost_fen=0,
    unserved_cost_fen=0,
    bound_fen=1000,
    supply_kg=0,
    unserved_kg=0,
    decisions=tuple(decision(action.value, action) for action in SiteAction),
    assignments=(),
)


def test_closed_and_skipped_sites_do_not_work() -> None:
    assert PLAN.open_site_ids() == {"keep", "upgrade", "open", "fixed"}


def test_gap_is_cost_over_bound_less_one() -> None:
    # 1050 / 1000 - 1
    assert PLAN.gap == pytest.approx(1 / 21)


@pytest.mark.parametrize("bound_fen", [None, 0, -5])
def test_no_gap_without_a_positive_bound(bound_fen: int | None) -> None:
    assert replace(PLAN, bound_fen=bound_fen).gap is None


def test_a_route_plan_sums_its_routes() -> None:
    def route(number: int) -> PlannedRoute:
        return PlannedRoute(
            f"r{number}",
            f"v{number}",
            "D1",
            (),
            distance_m=number,
            duration_s=0,
            load_kg=10 * number,
            kg_m=0,
            cost_fen=100 * number,
        )

    plan = RoutePlan("p", date(2026, 11, 2), "", "hand", 0.0, (route(1), route(2)), ())
    assert (plan.distance_m, plan.load_kg, plan.cost_fen) == (3, 30, 300)


def test_a_press_multiplies_the_loose_litres() -> None:
    kind = VehicleType(
        "t", "t", "t", VehicleRole.MILK_RUN, Energy.DIESEL, 1,
        volume_l=10_001, compaction_ratio=2.5,
    )  # fmt: skip
    # 10,001 x 2.5 = 25,002.5; half a litre does not fit.
    assert kind.loose_volume_l() == 25_002


@pytest.mark.parametrize(
    ("seconds", "expected"),
    [(0, "00:00"), (59, "00:00"), (8 * 3600 + 5 * 60, "08:05"), (90_600, "25:10")],
)
def test_clock_counts_on_after_midnight(seconds: int, expected: str) -> None:
    assert clock(seconds) == expected
