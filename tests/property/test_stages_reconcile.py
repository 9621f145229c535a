"""Allotted masses add up, matched events keep their order, rates stay in between."""

from datetime import date, datetime
from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from recycling.accounting.mass_balance import month_balance
from recycling.domain.balance import FlowSum, OutRule
from recycling.domain.materials import Stream
from recycling.domain.orders import Order
from recycling.domain.plans import PlannedRoute, PlannedStop, RoutePlan, StopKind
from recycling.domain.reconciliation import StopCheck
from recycling.domain.site_records import Visit, VisitOutcome
from recycling.domain.tickets import Flow, Ticket
from recycling.execution.order_matching import matched_in_order
from recycling.execution.rates import smoothed
from recycling.execution.reconcile import allot, reconcile
from tests.builders import DAY, HOUR_S, micro_network

masses = st.integers(0, 10**7)
rates = st.floats(0, 1e7)
moments = st.lists(st.integers(0, 86_400), min_size=1, max_size=8)


@given(st.lists(st.tuples(masses, st.none() | masses), min_size=1, max_size=30), masses)
def test_the_parts_of_a_load_add_up_to_it(
    loads: list[tuple[int, int | None]], weighed_kg: int
) -> None:
    stops = [
        StopCheck(
            "r", "V", 1, place, f"P{place}", "o", "paper", Stream.HOUSEHOLD,
            planned_kg, collected_kg=collected_kg,
        )
        for place, (planned_kg, collected_kg) in enumerate(loads)
    ]  # fmt: skip
    parts = [stop.weighed_kg for stop in allot(stops, weighed_kg)]
    assert sum(part or 0 for part in parts) == weighed_kg
    assert all(part is not None and part >= 0 for part in parts)


@given(rates, rates, st.floats(0, 1))
def test_a_learnt_rate_lies_between_the_two_it_comes_from(
    before: float, observed: float, alpha: float
) -> None:
    after = smoothed(before, observed, alpha)
    assert min(before, observed) <= after <= max(before, observed)


@given(moments.map(sorted), moments.map(sorted))
def test_weighings_keep_the_order_of_the_trips(
    times_s: list[int], expected_s: list[int]
) -> None:
    places = matched_in_order(times_s, expected_s)
    assert len(places) == len(times_s)
    if len(times_s) <= len(expected_s):
        assert all(first < second for first, second in pairwise(places))
    else:
        assert all(
            abs(expected_s[place] - time_s)
            == min(abs(moment - time_s) for moment in expected_s)
            for place, time_s in zip(places, times_s, strict=True)
        )


@given(rates, st.floats(0, 1))
def test_what_was_expected_changes_nothing(rate: float, alpha: float) -> None:
    assert smoothed(rate, rate, alpha) == rate


def stop(kind: StopKind, site: str, hour: int, order: str = "") -> PlannedStop:
    load_kg = ORDERS[order].load_kg if order else 0
    start_s = hour * HOUR_S
    trip = 1 if hour <= 10 else 2
    return PlannedStop(
        kind, site, order, trip, start_s, start_s, start_s + 600, load_kg, 0, 0
    )


ORDERS = {
    f"o{place}": Order(f"o{place}", f"P{place}", DAY, material, 100 * place)
    for place, material in enumerate(("paper", "paper", "steel", "paper"), start=1)
}
ROUTES = tuple(
    PlannedRoute(
        f"r{vehicle}", vehicle, "D1",
        (
            stop(StopKind.PICKUP, "P1", 8, first),
            stop(StopKind.UNLOAD, "C1", 10),
            stop(StopKind.PICKUP, "P2", 12, second),
            stop(StopKind.UNLOAD, unload, 14),
        ),
        0, 0, 0, 0, 0,
    )
    for vehicle, first, second, unload in (
        ("V1", "o1", "o2", "C1"), ("V2", "o3", "o4", "C2"),
    )
)  # fmt: skip
PLAN = RoutePlan("routes", DAY, "", "hand", 0.0, ROUTES, ())

visits = st.builds(
    Visit,
    visit_id=st.uuids().map(str),
    day=st.just(DAY),
    vehicle_id=st.sampled_from(["V1", "V2", "V3"]),
    order_id=st.sampled_from([*ORDERS, "other"]),
    site_id=st.just("P1"),
    collected_kg=masses,
    departed_at=st.none() | st.datetimes(datetime(2026, 11, 2), datetime(2026, 11, 3)),
    outcome=st.sampled_from(VisitOutcome),
)
tickets = st.builds(
    Ticket,
    site_id=st.sampled_from(["C1", "C2", "C9"]),
    ticket_no=st.uuids().map(str),
    weighed_at=st.datetimes(datetime(2026, 11, 2), datetime(2026, 11, 3)),
    material=st.sampled_from(["paper", "steel", "glass"]),
    net_kg=masses,
    vehicle_id=st.sampled_from(["V1", "V2", "V3", ""]),
    origin_site_id=st.sampled_from(["", "P1", "G1"]),
)


@given(st.lists(visits, max_size=8), st.lists(tickets, max_size=12))
def test_no_kilogram_and_no_record_is_lost_or_counted_twice(
    crews: list[Visit], scales: list[Ticket]
) -> None:
    found = reconcile(PLAN, ORDERS, crews, scales, frozenset({"G1"}))
    stray_kg = sum(ticket.net_kg for ticket in found.stray_tickets)
    assert found.weighed_kg + stray_kg + found.direct_kg == sum(
        ticket.net_kg for ticket in scales
    )
    parts = sum(stop.weighed_kg or 0 for stop in found.stops)
    assert parts == found.weighed_kg == sum(route.weighed_kg for route in found.routes)
    named = [number for load in found.loads for number in load.ticket_nos]
    named += [ticket.ticket_no for ticket in found.stray_tickets]
    assert len(named) == len(set(named)) == len(scales) - found.direct_tickets
    seen = [stop.visit_id for stop in found.stops if stop.visit_id]
    seen += [visit.visit_id for visit in found.stray_visits]
    assert sorted(seen) == sorted(visit.visit_id for visit in crews)


flows = st.builds(
    FlowSum,
    month=st.just(date(2026, 10, 1)),
    site=st.sampled_from(["C1", "C2", "K1", "E1"]),
    origin=st.sampled_from(["", "P1", "C1", "C2", "E1"]),
    material=st.sampled_from(["paper", "steel", "elv"]),
    stream=st.just("household"),
    flow=st.sampled_from(Flow),
    net_kg=masses,
    units=st.just(0),
    tickets=st.just(1),
    simulated_kg=st.just(0),
)


@given(st.lists(flows, max_size=15), st.sampled_from(OutRule))
def test_every_kilogram_that_came_in_is_somewhere(
    moved: list[FlowSum], rule: OutRule
) -> None:
    network = micro_network()
    balance = month_balance(network, date(2026, 10, 1), moved, (), rule)
    arrived = sum(flow.net_kg for flow in moved if flow.flow is not Flow.OUTPUT)
    assert sum(site.in_kg for site in balance.sites) == arrived
    for site in balance.sites:
        explained = site.out_kg + site.stock_change_kg + site.used_kg + site.residue_kg
        assert site.in_kg == explained + site.gap_kg
    # Loads between sites leave as often as they arrive.
    if rule is OutRule.ARRIVALS:
        holders = {"C1", "C2", "E1"}
        between = sum(
            flow.net_kg
            for flow in moved
            if flow.flow in {Flow.INTAKE, Flow.TRANSFER}
            and flow.origin in holders - {flow.site}
        )
        assert sum(site.out_kg for site in balance.sites) == between
