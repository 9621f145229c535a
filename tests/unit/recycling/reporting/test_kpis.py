"""Plans in figures."""

from dataclasses import replace

import pytest

from recycling.domain.plans import RoutePlan, SitingPlan
from recycling.reporting.kpis import route_figures, siting_figures


def test_a_siting_plan_in_figures(siting_plan: SitingPlan) -> None:
    figures = siting_figures(siting_plan)
    assert figures.actions == {
        "keep": 2, "close": 1, "upgrade": 0, "open": 1, "skip": 0, "fixed": 0,
    }  # fmt: skip
    assert figures.green_centres == 2
    assert figures.gap == pytest.approx(1 / 21)  # 2,100, at least 2,000
    assert (figures.supply_kg, figures.unserved_kg) == (10_000, 500)


def test_a_day_s_routes_in_figures(route_plan: RoutePlan) -> None:
    figures = route_figures(route_plan)
    assert (figures.routes, figures.trips, figures.served) == (1, 2, 3)
    assert figures.unserved == {"too_large": 2}
    # Empty: to the first point 1,000 m, on to the next trip 500 m, home 4,000 m.
    assert (figures.distance_m, figures.empty_m) == (9_000, 5_500)
    # 200 CNY for half a tonne.
    assert figures.cost_fen_per_t == 40_000


def test_nothing_collected_has_no_cost_per_tonne(route_plan: RoutePlan) -> None:
    figures = route_figures(replace(route_plan, routes=()))
    assert figures.cost_fen_per_t is None
    assert (figures.distance_m, figures.empty_m, figures.trips) == (0, 0, 0)
