"""Simulated weighings by hand: scales that add up, loads that add up."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import replace
from datetime import date, datetime, timedelta
from itertools import pairwise

import pytest

from recycling.domain.materials import Parameter, Stream
from recycling.domain.network import Network, SiteSupply
from recycling.domain.orders import Order
from recycling.domain.plans import (
    Assignment,
    PlannedRoute,
    PlannedStop,
    RoutePlan,
    StopKind,
)
from recycling.domain.tickets import ElvClass, Ticket
from recycling.execution.weighing import (
    simulate_direct_tickets,
    simulate_route_tickets,
)
from tests.builders import DAY, HOUR_S

ORDERS = {
    order.order_id: order
    for order in (
        Order("o1", "P1", DAY, "paper", 400),
        Order("o2", "P2", DAY, "steel", 300),
        Order("o3", "P3", DAY, "paper", 200),
        Order("o4", "P3", DAY, "paper", 100, stream=Stream.COMMERCIAL),
    )
}


def stop(
    kind: StopKind, site_id: str, order_id: str = "", trip: int = 1
) -> PlannedStop:
    load_kg = ORDERS[order_id].load_kg if order_id else 0
    return PlannedStop(
        kind, site_id, order_id, trip, HOUR_S, 9 * HOUR_S, 10 * HOUR_S, load_kg, 0, 0
    )


def plan_of(*stops: PlannedStop) -> RoutePlan:
    route = PlannedRoute("r-V1", "V1", "D1", stops, 0, 0, 0, 0, 0)
    return RoutePlan("routes", DAY, "", "hand", 0.0, (route,), ())


def pickups(*order_ids: str, trip: int = 1) -> list[PlannedStop]:
    return [stop(StopKind.PICKUP, ORDERS[key].site_id, key, trip) for key in order_ids]


def weigh(network: Network, plan: RoutePlan, seed: int = 1) -> list[Ticket]:
    return list(simulate_route_tickets(network, plan, ORDERS, seed))


def with_noise(network: Network, noise: float) -> Network:
    code = "execution.load_noise"
    parameters = {**network.parameters, code: Parameter(code, noise, "share")}
    return replace(network, parameters=parameters)


def test_pauses_are_not_weighed_and_parts_count_as_they_were_fetched(
    micro: Network,
) -> None:
    half = replace(stop(StopKind.PICKUP, "P1", "o1"), load_kg=150)
    plan = plan_of(
        half,
        stop(StopKind.BREAK, "P1"),
        stop(StopKind.UNLOAD, "C1"),
        stop(StopKind.CHARGE, "D1", trip=2),
        stop(StopKind.REST, "D1", trip=2),
        replace(half, trip=2, load_kg=250),
        stop(StopKind.UNLOAD, "C1", trip=2),
    )
    tickets = weigh(with_noise(micro, 0), plan)
    assert [ticket.net_kg for ticket in tickets] == [150, 250]


def test_each_material_is_weighed_off_the_same_vehicle(micro: Network) -> None:
    # Empty: 3,000 kg payload x 1.5 = 4,500 kg. On board 600 kg paper, 300 kg steel.
    plan = plan_of(*pickups("o1", "o2", "o3"), stop(StopKind.UNLOAD, "C1"))
    paper, steel = weigh(micro, plan)
    assert (paper.material, paper.gross_kg, paper.tare_kg, paper.net_kg) == (
        "paper", 5_400, 4_800, 600,
    )  # fmt: skip
    assert (steel.material, steel.gross_kg, steel.tare_kg, steel.net_kg) == (
        "steel", 4_800, 4_500, 300,
    )  # fmt: skip
    assert {t.site_id for t in (paper, steel)} == {"C1"}
    assert paper.weighed_at == datetime(2026, 11, 2, 9, 0)
    assert paper.is_simulated
    assert steel.is_simulated


def test_a_second_trip_starts_empty(micro: Network) -> None:
    plan = plan_of(
        *pickups("o1"),
        stop(StopKind.UNLOAD, "C1", trip=1),
        *pickups("o3", trip=2),
        stop(StopKind.UNLOAD, "C1", trip=2),
    )
    first, second = weigh(micro, plan)
    assert (first.net_kg, second.net_kg) == (400, 200)
    assert second.tare_kg == 4_500
    assert first.ticket_no != second.ticket_no


def test_two_streams_of_one_material_get_a_ticket_each(micro: Network) -> None:
    plan = plan_of(*pickups("o3", "o4"), stop(StopKind.UNLOAD, "C1"))
    tickets = weigh(micro, plan)
    assert {(t.stream, t.net_kg) for t in tickets} == {
        (Stream.HOUSEHOLD, 200),
        (Stream.COMMERCIAL, 100),
    }
    assert len({t.ticket_no for t in tickets}) == 2


def test_the_error_is_repeatable_and_follows_the_seed(micro: Network) -> None:
    noisy = with_noise(micro, 0.05)
    plan = plan_of(*pickups("o1"), stop(StopKind.UNLOAD, "C1"))
    assert weigh(noisy, plan) == weigh(noisy, plan)
    found = {weigh(noisy, plan, seed)[0].net_kg for seed in range(50)}
    assert len(found) > 20
    # Five standard deviations of 5 % around 400 kg.
    assert all(300 <= kilograms <= 500 for kilograms in found)
    assert sum(found) / len(found) == pytest.approx(400, rel=0.05)


def test_a_ticket_never_weighs_nothing(micro: Network) -> None:
    plan = plan_of(*pickups("o1"), stop(StopKind.UNLOAD, "C1"))
    wild = with_noise(micro, 50.0)
    found = [weigh(wild, plan, seed)[0].net_kg for seed in range(20)]
    assert min(found) == 1


def test_a_weighing_after_midnight_stays_on_the_day(micro: Network) -> None:
    late = replace(stop(StopKind.UNLOAD, "C1"), start_s=25 * HOUR_S)
    (ticket,) = weigh(micro, plan_of(*pickups("o1"), late))
    assert ticket.weighed_at.date() == DAY


def flow(kilograms: int, **changes: object) -> Assignment:
    plain = Assignment("G1", "K1", "steel", "industrial", kilograms, 5_000)
    return replace(plain, **changes)


def year_of(
    network: Network, flows: Iterable[Assignment], supplies: Iterable[SiteSupply] = ()
) -> list[Ticket]:
    flows, supplies = list(flows), list(supplies)
    start = date(2026, 1, 1)
    return [
        ticket
        for offset in range(365)
        for ticket in simulate_direct_tickets(
            network, flows, supplies, start + timedelta(offset)
        )
    ]


def test_a_year_of_full_loads_is_the_flow(micro: Network) -> None:
    # 1,000 t in loads of at most 25 t: 40 loads of 25,000 kg, 9 or 10 days apart.
    tickets = year_of(micro, [flow(1_000_000)])
    assert [t.net_kg for t in tickets] == [25_000] * 40
    days = [t.weighed_at.date() for t in tickets]
    gaps = {(after - before).days for before, after in pairwise(days)}
    assert gaps <= {9, 10}
    assert {t.origin_site_id for t in tickets} == {"G1"}


def test_a_flow_of_several_loads_a_day_comes_every_day(micro: Network) -> None:
    # 18,262.5 t / 25 t = 730.5, so 731 loads: two a day, three on one day.
    tickets = year_of(micro, [flow(18_262_500)])
    per_day = Counter(t.weighed_at.date() for t in tickets)
    assert sorted(Counter(per_day.values()).items()) == [(2, 364), (3, 1)]
    # Equal loads, rounded down: less than 731 kg of the year are lost.
    assert 0 <= 18_262_500 - sum(t.net_kg for t in tickets) < 731
    assert len({t.ticket_no for t in tickets}) == 731


def test_household_flows_are_left_to_the_routes(micro: Network) -> None:
    flows = [flow(1_000_000, stream="household"), flow(0)]
    assert year_of(micro, flows) == []


def test_vehicles_come_by_the_carrier(micro: Network) -> None:
    # 100 vehicles of 1,350 kg, eight to a carrier: 12.5, so 13 loads of 10,384 kg,
    # nine of 8 vehicles and four of 7.
    supply = SiteSupply("G1", "elv", "elv", 135_000, 100, is_estimate=False)
    tickets = year_of(
        micro, [flow(135_000, site_id="E1", material="elv", stream="elv")], [supply]
    )
    assert {t.net_kg for t in tickets} == {10_384}
    assert Counter(t.units for t in tickets) == {8: 9, 7: 4}
    assert {t.elv_class for t in tickets} == {ElvClass.CAR}


def test_two_streams_of_one_flow_do_not_share_a_ticket_number(
    micro: Network,
) -> None:
    flows = [flow(9_125_000), flow(9_125_000, stream="commercial")]
    tickets = list(simulate_direct_tickets(micro, flows, [], DAY))
    assert len(tickets) == 2
    assert len({(t.site_id, t.ticket_no) for t in tickets}) == 2
