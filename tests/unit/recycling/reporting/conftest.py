"""What the street's report of a day is made from."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date

import pytest

from recycling.domain.network import Finding, Network, Severity
from recycling.domain.plans import (
    PlannedRoute,
    PlannedStop,
    RoutePlan,
    SiteAction,
    SiteDecision,
    SitingPlan,
    StopKind,
    UnservedOrder,
)
from recycling.domain.records import PostingTotal
from recycling.domain.targets import Indicator, Target
from recycling.domain.tickets import Recovered
from recycling.reporting.report import ReportInputs
from tests.builders import DAY, micro_network

JANUARY = date(2026, 1, 1)
DEPOT, PICKUP, UNLOAD = StopKind.DEPOT, StopKind.PICKUP, StopKind.UNLOAD


def _recovered(net_kg: int, units: int = 0, **group: str) -> Recovered:
    names = {"district": "", "material": "", "stream": "", **group}
    return Recovered(
        JANUARY, net_kg=net_kg, units=units, tickets=1, simulated_kg=net_kg, **names
    )


def _stop(
    kind: StopKind, load_kg: int, distance_m: int, trip: int = 1, order: str = ""
) -> PlannedStop:
    return PlannedStop(kind, "C1", order, trip, 0, 0, 0, load_kg, 0, distance_m)


@pytest.fixture
def route_plan() -> RoutePlan:
    """One vehicle, two trips: 400 kg and 100 kg, out of reach of a third order."""
    stops = (
        _stop(DEPOT, 0, 0),
        _stop(PICKUP, 300, 1_000, order="o1"),
        _stop(PICKUP, 100, 2_000, order="o2"),
        _stop(UNLOAD, -400, 1_000),
        _stop(PICKUP, 100, 500, 2, "o3"),
        _stop(UNLOAD, -100, 500, 2),
        _stop(DEPOT, 0, 4_000, 3),
    )
    route = PlannedRoute(
        "r1", "V1", "D1", stops, 9_000, 3_600, 500, 1_050_000, cost_fen=20_000
    )
    left = tuple(UnservedOrder(f"o{n}", "too_large") for n in (4, 5))
    return RoutePlan(
        "routes-x", DAY, "siting-2027", "hand", 0.5, (route,), left, bound_fen=16_000
    )


@pytest.fixture
def siting_plan() -> SitingPlan:
    def decide(site_id: str, action: SiteAction, *, is_green: bool) -> SiteDecision:
        return SiteDecision(site_id, action, "", is_green, 0, 0, 0, 0)

    decisions = (
        decide("C1", SiteAction.CLOSE, is_green=False),
        decide("C2", SiteAction.KEEP, is_green=True),
        decide("C3", SiteAction.KEEP, is_green=False),
        decide("N1", SiteAction.OPEN, is_green=True),
    )
    return SitingPlan(
        "siting-2027",
        2027,
        "hand",
        1.25,
        2_100,
        0,
        0,
        2_000,
        10_000,
        500,
        decisions,
        (),
    )


@pytest.fixture
def inputs(siting_plan: SitingPlan, route_plan: RoutePlan) -> ReportInputs:
    """1,000 t recovered of 10,500 t due in 2026, plans of 1,000 t a year apart."""
    targets = [
        Target("a", Indicator.RECOVERED, 2023, 9_000_000),
        Target("b", Indicator.RECOVERED, 2027, 11_000_000),
        Target("c", Indicator.GREEN_CENTRES, 2027, 10),
    ]
    return ReportInputs(
        day=date(2026, 6, 30),
        target_year=2027,
        network=micro_network(),
        findings=[
            Finding("permit", Severity.WARNING, site_id) for site_id in ("C1", "C2")
        ],
        targets=targets,
        by_district=[
            _recovered(700_000, district="A"),
            _recovered(300_000, 10, district="C"),
        ],
        by_material=[
            _recovered(900_000, material="paper"),
            _recovered(100_000, 10, material="elv"),
        ],
        by_stream=[
            _recovered(100_000, 10, stream="elv"),
            _recovered(900_000, stream="household"),
        ],
        by_month=[_recovered(1_000_000, 10)],
        transport_cost=PostingTotal((), 123_456, 123_456, 123_456),
        transport_co2=PostingTotal((), 2_000_000, 1_900_000, 2_100_000),
        avoided_co2=PostingTotal((), 450_000_000, 300_000_000, 900_000_000),
        siting=siting_plan,
        routes=route_plan,
    )


@pytest.fixture
def bare(inputs: ReportInputs) -> ReportInputs:
    """Nothing but tickets and the sites they name: no plan, target or parameter."""
    network: Network = replace(inputs.network, parameters={}, districts={}, vehicles={})
    return replace(
        inputs, network=network, targets=[], findings=[], siting=None, routes=None
    )


@pytest.fixture
def rows() -> Callable[..., Recovered]:
    return _recovered
