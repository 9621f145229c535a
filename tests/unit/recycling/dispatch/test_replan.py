"""The rest of a day on the street, planned anew after what may happen."""

from dataclasses import replace

import pytest

from recycling.dispatch.day_plan import Made, base_part, plan_of
from recycling.dispatch.disruption import FOR_GOOD_S, Disruption, disruption, without
from recycling.dispatch.docks import NEVER
from recycling.dispatch.editing import draft_of
from recycling.dispatch.replan import REASSIGN, eased, inserted, replanned, with_price
from recycling.dispatch.workbench import STOP_FAILED, Workbench
from recycling.domain.edits import Transfer, change_of
from recycling.domain.errors import PlanningError
from recycling.domain.materials import Parameter
from recycling.domain.network import Network
from recycling.domain.orders import Order
from recycling.domain.plans import PlannedRoute, RoutePlan
from recycling.domain.running import DayEvent, DayEventKind
from routing.vrp.problem import TimeWindow
from routing.vrp.solution import UnservedReason
from tests.builders import DAY, HOUR_S
from tests.unit.recycling.dispatch.day import begun, bench, order, planned

SIX = 6 * HOUR_S
AT_S = SIX + 720
"""V1 left P1 for P3 twenty seconds ago."""


def event(
    kind: DayEventKind, subject: str, until_s: int | None = None, delay_s: int = 0
) -> DayEvent:
    return DayEvent("e", DAY, AT_S, kind, subject, until_s, delay_s)


def at_noon(
    micro: Network,
    orders: list[Order],
    *late: Order,
    happened: Disruption | None = None,
    at_s: int = AT_S,
) -> Workbench:
    plan = planned(micro, orders)
    known = [*orders, *late]
    return bench(
        micro, plan, known, begun=begun(plan, at_s, known),
        disruption=happened or Disruption(),
    )  # fmt: skip


def rest_of_day(opened: Workbench) -> RoutePlan:
    opened, _ = eased(with_price(opened))
    answer, draft = replanned(draft_of(opened), 1.0, 1, 1)
    return plan_of(draft.bench, answer, Made("routes-x-v2", "lns", planned_from_s=AT_S))


def only(plan: RoutePlan) -> PlannedRoute:
    (route,) = plan.routes
    return route


def places(route: PlannedRoute) -> list[str]:
    return [stop.site_id for stop in route.stops]


@pytest.fixture
def orders() -> list[Order]:
    return [order("P1"), order("P3")]


def test_where_nothing_happened_nothing_changes(
    micro: Network, orders: list[Order]
) -> None:
    opened = at_noon(micro, orders)
    made, before = rest_of_day(opened), base_part(opened)
    assert only(made).stops == only(before).stops
    assert only(made).cost_fen == only(before).cost_fen
    assert made.planned_from_s == AT_S


def test_a_late_booking_is_put_in(micro: Network, orders: list[Order]) -> None:
    # On the way from P3 at 3 km to C1 at 4: P2 is 2 km more, and 600 s of work.
    opened = at_noon(micro, orders, order("P2", 100))
    made = rest_of_day(opened)
    assert places(only(made)) == ["D1", "P1", "P3", "P2", "C1", "D1"]
    change = change_of(base_part(opened), made)
    assert change.added == (Transfer("o-P2", "", "V1"),)
    assert (change.distance_m, change.duration_s) == (2_000, 800)
    # 10 km and 3,100 s instead of 8 km and 2,300 s, at 3 yuan a kilometre and 60 an
    # hour, each day rounded once: 3,000 + 5,166.7 less 2,400 + 3,833.3 fen.
    assert change.cost_fen == 8_167 - 6_233


def test_inserting_touches_no_other_route(micro: Network, orders: list[Order]) -> None:
    opened = at_noon(micro, orders, order("P2", 100))
    draft = draft_of(opened)
    answer = inserted(draft, opened.order_ids.index("o-P2"))
    assert not isinstance(answer, UnservedReason)
    made = plan_of(opened, answer, Made("routes-x-v2", "insertion"))
    assert places(only(made)) == ["D1", "P1", "P3", "P2", "C1", "D1"]


def test_nothing_is_inserted_into_a_plan_that_breaks_rules(
    micro: Network, orders: list[Order]
) -> None:
    plan = planned(micro, orders)
    heavier = [orders[0], replace(orders[1], load_kg=4_000), order("P2")]
    opened = bench(micro, plan, heavier)
    with pytest.raises(PlanningError, match="must keep all rules"):
        inserted(draft_of(opened), opened.order_ids.index("o-P2"))


def test_a_broken_vehicle_keeps_its_load_and_loses_its_stops(
    micro: Network, orders: list[Order]
) -> None:
    happened = disruption([event(DayEventKind.VEHICLE_DOWN, "V1")])
    plan = planned(micro, orders)
    halted = begun(plan, SIX + 300, orders)
    opened = bench(micro, plan, orders, begun=halted, disruption=happened)
    made = rest_of_day(opened)
    by_vehicle = {route.vehicle_id: route for route in made.routes}
    assert places(by_vehicle["V1"]) == ["D1", "P1"]
    assert by_vehicle["V1"].distance_m == 1_000
    assert places(by_vehicle["V2"]) == ["D1", "P3", "C1", "D1"]
    change = change_of(base_part(opened), made)
    assert change.moved == (Transfer("o-P3", "V1", "V2"),)


def test_a_repaired_vehicle_goes_on_from_where_it_stood(
    micro: Network, orders: list[Order]
) -> None:
    until_s = SIX + HOUR_S
    happened = disruption([event(DayEventKind.VEHICLE_DOWN, "V1", until_s=until_s)])
    plan = planned(micro, orders)
    halted = {
        key: replace(item, ready_s=until_s, is_on_time=False)
        for key, item in begun(plan, AT_S, orders).items()
    }
    opened = bench(micro, plan, orders, begun=halted, disruption=happened)
    route = only(rest_of_day(opened))
    # 800 kg on board: to C1 when it is repaired, and home.
    assert places(route) == ["D1", "P1", "P3", "C1", "D1"]
    assert route.stops[3].arrival_s == until_s + 100


def test_a_shut_centre_sends_loads_elsewhere(
    micro: Network, orders: list[Order]
) -> None:
    happened = disruption([event(DayEventKind.SITE_CLOSED, "C1")])
    made = rest_of_day(at_noon(micro, orders, happened=happened))
    # C2 is at 32 km.
    assert places(only(made)) == ["D1", "P1", "P3", "C2", "D1"]


def test_a_load_nobody_takes_comes_home(micro: Network, orders: list[Order]) -> None:
    events = [event(DayEventKind.SITE_FULL, site) for site in ("C1", "C2")]
    opened, late = eased(at_noon(micro, orders, happened=disruption(events)))
    assert [(item.vehicle_id, item.keeps_load) for item in late] == [("V1", True)]
    made = rest_of_day(opened)
    assert places(only(made))[:3] == ["D1", "P1", "P3"]
    assert places(only(made))[-1] == "D1"


def test_a_closed_road_is_not_driven(micro: Network, orders: list[Order]) -> None:
    happened = disruption([event(DayEventKind.ROAD_CLOSED, "P3>C1")])
    made = rest_of_day(at_noon(micro, orders, happened=happened))
    ways = list(zip(places(only(made)), places(only(made))[1:], strict=False))
    assert ("P3", "C1") not in ways


def test_an_order_that_failed_is_left_out_and_says_why(
    micro: Network, orders: list[Order]
) -> None:
    happened = disruption([event(DayEventKind.STOP_FAILED, "o-P3")])
    plan = planned(micro, orders)
    opened = bench(
        micro, plan, orders, begun=begun(plan, SIX + 300, orders), disruption=happened
    )
    made = rest_of_day(opened)
    assert places(only(made)) == ["D1", "P1", "C1", "D1"]
    assert [(u.order_id, u.reason) for u in made.unserved] == [("o-P3", STOP_FAILED)]


def test_few_stops_change_vehicle(micro: Network) -> None:
    # Both vehicles are out, with work left; nothing asks for a change.
    orders = [order(f"P{n}", 900) for n in (1, 2, 3)]
    priced = replace(
        micro,
        parameters={**micro.parameters, REASSIGN: Parameter(REASSIGN, 2_000, "")},
    )
    opened = at_noon(priced, orders)
    assert with_price(opened).problem.objective.reassign_fen == 2_000
    change = change_of(base_part(opened), rest_of_day(opened))
    assert change.moved == change.dropped == ()


def test_events_add_up() -> None:
    found = disruption(
        [
            event(DayEventKind.DRIVER_LATE, "V1", delay_s=600),
            event(DayEventKind.DRIVER_LATE, "V1", delay_s=300),
            event(DayEventKind.SITE_CLOSED, "C1", until_s=AT_S + 60),
            event(DayEventKind.ROAD_CLOSED, "A>B"),
            event(DayEventKind.ROAD_CLOSED, "zone"),
        ]
    )
    assert found.late_s == {"V1": 900}
    assert found.shut == {"C1": (AT_S, AT_S + 60)}
    assert found.roads == {("A", "B")}
    assert found.zones == {"zone": (AT_S, FOR_GOOD_S)}
    assert found.refused(AT_S).site_ids == {"C1"}
    assert found.refused(AT_S + 60).site_ids == frozenset()


def test_what_is_left_of_hours() -> None:
    whole = [TimeWindow(100, 500)]
    assert without(whole, (200, 300)) == (TimeWindow(100, 200), TimeWindow(300, 500))
    assert without(whole, (0, 600)) == (NEVER,)
    assert without(whole, (100, 600)) == (NEVER,)
    assert without(whole, None) == (TimeWindow(100, 500),)
