"""A day by hand: two trips, what was recorded, and what has no counterpart."""

from dataclasses import replace
from datetime import datetime

from recycling.domain.materials import Stream
from recycling.domain.orders import Order
from recycling.domain.plans import PlannedRoute, PlannedStop, RoutePlan, StopKind
from recycling.domain.reconciliation import Basis, Reconciliation
from recycling.domain.site_records import Visit, VisitOutcome
from recycling.domain.tickets import Ticket
from recycling.execution.corrections import in_force
from recycling.execution.order_matching import matched_in_order
from recycling.execution.reconcile import reconcile
from tests.builders import DAY, HOUR_S

ORDERS = {
    order.order_id: order
    for order in (
        Order("o1", "P1", DAY, "paper", 100),
        Order("o2", "P2", DAY, "paper", 200),
        Order("o3", "P3", DAY, "paper", 300),
        Order("o4", "P3", DAY, "steel", 50),
    )
}


def stop(kind: StopKind, site_id: str, hour: int, order: str = "") -> PlannedStop:
    load_kg = ORDERS[order].load_kg if order else 0
    trip = 1 if hour <= 10 else 2
    start_s = hour * HOUR_S
    return PlannedStop(
        kind, site_id, order, trip, start_s, start_s, start_s + 600, load_kg, 0, 0
    )


# Trip 1: 300 kg of paper, weighed at C1 at 10:00; trip 2: 300 kg of paper and
# 50 kg of steel, weighed at C1 at 14:00.
ROUTE = PlannedRoute(
    "r1",
    "V1",
    "D1",
    (
        stop(StopKind.PICKUP, "P1", 8, "o1"),
        stop(StopKind.PICKUP, "P2", 9, "o2"),
        stop(StopKind.UNLOAD, "C1", 10),
        stop(StopKind.PICKUP, "P3", 12, "o3"),
        stop(StopKind.PICKUP, "P3", 13, "o4"),
        stop(StopKind.UNLOAD, "C1", 14),
    ),
    0, 0, 650, 0, 0,
)  # fmt: skip
PLAN = RoutePlan("routes", DAY, "", "hand", 0.0, (ROUTE,), ())
GENERATORS = frozenset({"G1"})


def visit(order: str, kg: int, **changes: object) -> Visit:
    made = Visit(f"v-{order}", DAY, "V1", order, ORDERS[order].site_id, kg)
    return replace(made, **changes)  # type: ignore[arg-type]


def at(hour: int, minute: int = 0) -> datetime:
    return datetime(DAY.year, DAY.month, DAY.day, hour, minute)


def ticket(number: str, hour: int, kg: int, **changes: object) -> Ticket:
    made = Ticket("C1", number, at(hour), "paper", kg, vehicle_id="V1")
    return replace(made, **changes)  # type: ignore[arg-type]


def compare(visits: list[Visit], tickets: list[Ticket]) -> Reconciliation:
    return reconcile(PLAN, ORDERS, visits, tickets, GENERATORS)


def weighed(made: Reconciliation) -> dict[str, int | None]:
    return {s.order_id: s.weighed_kg for s in made.stops}


def test_a_trip_is_allotted_by_what_the_crew_collected() -> None:
    # 100 kg over 1 : 2 collected is 33.3 and 66.7; the larger remainder gets one.
    made = compare([visit("o1", 50), visit("o2", 100)], [ticket("t1", 10, 100)])
    assert weighed(made) == {"o1": 33, "o2": 67, "o3": None, "o4": None}
    assert {s.basis for s in made.stops[:2]} == {Basis.COLLECTED}


def test_a_stop_without_a_record_takes_part_by_its_plan() -> None:
    # Recorded 100, planned 200: 90 kg split 1 : 2.
    made = compare([visit("o1", 100)], [ticket("t1", 10, 90)])
    assert weighed(made)["o1"] == 30
    assert weighed(made)["o2"] == 60
    assert [s.basis for s in made.stops[:2]] == [Basis.COLLECTED, Basis.PLANNED]
    assert [s.order_id for s in made.unvisited] == ["o2", "o3", "o4"]


def test_without_records_the_plan_decides() -> None:
    made = compare([], [ticket("t1", 10, 90)])
    assert (weighed(made)["o1"], weighed(made)["o2"]) == (30, 60)


def test_materials_of_a_trip_are_weighed_apart() -> None:
    made = compare([], [ticket("t1", 14, 333), ticket("t2", 14, 44, material="steel")])
    assert weighed(made) == {"o1": None, "o2": None, "o3": 333, "o4": 44}
    assert [(x.trip, x.material) for x in made.unweighed] == [(1, "paper")]


def test_routes_and_sites_sum_what_their_stops_say() -> None:
    made = compare(
        [visit("o1", 90), visit("o3", 280), visit("o4", 60)],
        [ticket("t1", 10, 290), ticket("t2", 14, 310)],
    )
    (route,) = made.routes
    assert (route.stops, route.visited) == (4, 3)
    assert (route.planned_kg, route.collected_kg, route.weighed_kg) == (650, 430, 600)
    by_site = {site.key: site for site in made.sites}
    assert (by_site["P3"].planned_kg, by_site["P3"].weighed_kg) == (350, 310)
    assert made.weighed_kg == 600


def test_a_late_vehicle_is_late_at_each_weighing() -> None:
    # Nearest in time alone would take both for the trip of 14:00.
    made = compare([], [ticket("t1", 13, 300), ticket("t2", 16, 280)])
    assert [load.ticket_nos for load in made.loads][:2] == [("t1",), ("t2",)]


def test_departures_on_record_tell_which_trip_a_single_ticket_weighs() -> None:
    alone = [ticket("t1", 14, 290)]
    assert weighed(compare([], alone))["o3"] == 290
    # The last stop of the first trip was left at 13:10, four hours late: so is
    # its weighing, and whatever comes after.
    late = visit("o2", 200, departed_at=at(13, 10))
    parts = weighed(compare([late], alone))
    assert parts["o3"] is None
    assert (parts["o1"] or 0) + (parts["o2"] or 0) == 290


def test_a_trip_on_which_nothing_was_there_has_no_ticket() -> None:
    nothing = visit("o3", 0, outcome=VisitOutcome.FAILED)
    made = compare([nothing], [ticket("t1", 14, 290)])
    assert weighed(made)["o3"] is None
    assert (made.weighed_kg, made.stray_tickets) == (290, ())


def test_a_load_taken_elsewhere_is_still_the_trips() -> None:
    made = compare([], [ticket("t1", 14, 100, material="steel", site_id="C9")])
    load = next(load for load in made.loads if load.material == "steel")
    assert (load.site_id, load.weighed_site_ids, load.weighed_kg) == (
        "C1", ("C9",), 100,
    )  # fmt: skip


def test_another_vehicle_is_known_by_its_visits() -> None:
    helper = visit("o4", 48, vehicle_id="V7")
    made = compare([helper], [ticket("t1", 14, 47, material="steel", vehicle_id="V7")])
    assert weighed(made)["o4"] == 47
    assert not made.stray_tickets


def test_what_has_no_plan_is_listed_and_direct_loads_are_not() -> None:
    made = compare(
        [visit("o1", 10), Visit("v9", DAY, "V1", "o9", "P1", 5)],
        [
            ticket("walk-in", 9, 12, vehicle_id=""),
            ticket("glass", 10, 30, material="glass"),
            ticket("trade", 10, 40, stream=Stream.COMMERCIAL),
            ticket("direct", 11, 9_000, vehicle_id="X", origin_site_id="G1"),
        ],
    )
    assert [t.ticket_no for t in made.stray_tickets] == ["walk-in", "glass", "trade"]
    assert [v.visit_id for v in made.stray_visits] == ["v9"]
    assert (made.direct_tickets, made.direct_kg) == (1, 9_000)


def test_the_last_correction_stands_at_the_time_of_the_first_weighing() -> None:
    first = ticket("t1", 10, 900)
    second = ticket("t2", 15, 90, corrects="t1")
    third = ticket("t3", 16, 95, corrects="t2")
    other = ticket("t2", 15, 1, site_id="C2")
    cancelled = ticket("t4", 11, 70)
    nothing = ticket("t5", 12, 0, corrects="t4")
    day = [first, second, other, cancelled]
    standing = in_force(day, [second, third, nothing])
    assert [(t.site_id, t.ticket_no, t.net_kg) for t in standing] == [
        ("C1", "t3", 95),
        ("C2", "t2", 1),
    ]
    assert standing[0].weighed_at == at(10)


def test_more_weighings_than_trips_go_to_the_nearest() -> None:
    assert matched_in_order([90, 110, 190], [100, 200]) == [0, 0, 1]
    assert matched_in_order([205], [100, 200, 300]) == [1]
