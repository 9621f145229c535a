"""What the dispatcher's page shows, without a session."""

import json
from dataclasses import replace
from datetime import datetime, time

import pytest

from recycling.domain.edits import BrokenRule, BrokenRuleCode
from recycling.domain.explanations import Cause, Explanation, LeftOut, LeftOutGroup
from recycling.domain.orders import OrderStatus
from recycling.domain.plans import (
    PlannedRoute,
    PlannedStop,
    PlanState,
    RoutePlan,
    StopKind,
    UnservedOrder,
)
from recycling.domain.running import PlanVersion, Publication
from recycling.services.dispatch_view import DayStamp
from recycling.ui import dispatch_gantt
from recycling.ui.dispatch_changes import change_since
from recycling.ui.dispatch_left import is_current, narrowed
from recycling.ui.dispatch_map import route_deck, route_key
from recycling.ui.dispatch_publish import depots_of, is_in_force
from recycling.ui.dispatch_records import (
    NOT_IN_PLAN,
    Desk,
    areas_of,
    depots_in,
    figures_of,
    largest_depot,
)
from recycling.ui.dispatch_tables import (
    broken_frame,
    left_frame,
    plan_cards,
    route_frame,
    status_counts,
    version_frame,
)
from recycling.ui.dispatch_times import seconds_chosen, time_at
from recycling.ui.figures import NONE, Figures
from recycling.ui.i18n import Words
from tests.builders import DAY, HOUR_S, micro_network
from tests.ui.dispatch_street import BOOKING, FAR, NIGHT

EN, ZH = Words("en"), Words("zh")
NETWORK = micro_network()
SEVEN_S = 7 * HOUR_S


def stop(kind: StopKind, site: str, times: str, kg: int = 0, order: str = ""):
    """Make a stop; times are minutes after seven: arrival, begin, departure."""
    arrival, start, departure = (SEVEN_S + 60 * int(t) for t in times.split())
    return PlannedStop(
        kind, site, order, 1, arrival, start, departure, kg, 0, 1000 if kg else 0
    )


V1 = PlannedRoute(
    "r1",
    "V1",
    "D1",
    (
        stop(StopKind.DEPOT, "D1", "0 0 0"),
        stop(StopKind.PICKUP, "P1", "10 15 20", 100, "b1"),
        stop(StopKind.BREAK, "P1", "20 20 50"),
        stop(StopKind.UNLOAD, "C1", "60 60 70", -100),
        stop(StopKind.DEPOT, "D1", "80 80 80"),
    ),
    distance_m=8_000,
    duration_s=4_800,
    load_kg=100,
    kg_m=300_000,
    cost_fen=20_000,
    emission_g=2_000,
)
V3 = replace(
    V1,
    route_id="r2",
    vehicle_id="V3",
    catchment="D2",
    stops=(
        stop(StopKind.DEPOT, "D2", "0 0 0"),
        stop(StopKind.PICKUP, "P5", "5 5 10", 100, "b2"),
        stop(StopKind.UNLOAD, "C2", "20 20 25", -100),
        stop(StopKind.DEPOT, "D2", "30 30 30"),
    ),
)
PLAN = RoutePlan(
    "routes-2026-11-02", DAY, "", "test", 1.0, (V1, V3),
    (UnservedOrder("b3", "fleet_full"),), bound_fen=30_000,
)  # fmt: skip
LATE = replace(BOOKING, order_id="b4", site_id="P6")


def version(plan_id: str, *depots: str, state: PlanState = PlanState.DRAFT):
    return PlanVersion(plan_id, DAY, state, depots, "", 0, "me", 2, 1, 40_000, 1, 1)


def published(depot: str, plan_id: str) -> Publication:
    at = datetime(2026, 11, 2, 5)
    return Publication(DAY, depot, 1, plan_id, PlanState.PUBLISHED, at, "me")


def stamp(*versions: PlanVersion, published: tuple[Publication, ...] = ()):
    return DayStamp(DAY, versions, published, (), (), 0, 0)


def desk(**more) -> Desk:
    orders = {one.order_id: one for one in (BOOKING, FAR, NIGHT, LATE)}
    found = Desk(stamp(version(PLAN.plan_id)), NETWORK, orders, plan=PLAN)
    return replace(found, **more)


def layers(found: Desk, words: Words = EN) -> dict[str, list]:
    spec = json.loads(route_deck(found, {}, Figures(words)).to_json())
    return {layer["id"]: layer["data"] for layer in spec["layers"]}


def test_areas_are_the_city_districts_and_depots_with_vehicles():
    assert areas_of(NETWORK) == ["", "A", "B", "D1", "D2"]
    assert depots_in(NETWORK, "") == ()
    assert depots_in(NETWORK, "B") == ("D2",)
    assert depots_in(NETWORK, "D1") == ("D1",)


def test_the_plan_that_counts_is_the_published_one_else_the_newest():
    city, other = version("c"), version("d1", "D1")
    assert stamp(city, other).in_force(("D1",)) == other
    assert stamp(city, other).in_force(("D2",)) == city
    known = stamp(city, other, published=(published("D1", "c"),))
    assert known.in_force(("D1",)) == city
    assert known.in_force(()) == city
    assert stamp().in_force(()) is None
    assert known.covering(("D2",)) == (city,)


def test_orders_belong_to_who_serves_them_else_to_the_nearest_depot():
    found = desk()
    assert [found.depot_of(k) for k in ("b1", "b2", "b3", "b4", "no")] == [
        "D1", "D2", "D1", "D2", "",
    ]  # fmt: skip
    assert found.left_out == {"b3": "fleet_full", "b4": NOT_IN_PLAN}
    assert replace(found, shown=("D2",)).left_out == {"b4": NOT_IN_PLAN}
    at_d1 = replace(found, shown=("D1",)).shown_orders()
    assert {order.order_id for order in at_d1} == {"b1", "b3"}
    # Full loads and scrapped vehicles go direct: no milk run leaves them out.
    direct = replace(LATE, order_id="b5", material="elv")
    more = replace(found, orders={**found.orders, "b5": direct})
    assert more.left_out == found.left_out
    # A plan for some depots says nothing of orders that came later.
    own = replace(found, plan=replace(PLAN, depots=("D1",)))
    assert own.left_out == {"b3": "fleet_full"}


def test_figures_are_of_the_depots_that_are_shown():
    sums = figures_of(desk(shown=("D1",)))
    assert (sums.routes, sums.served, sums.left_out, sums.trips) == (1, 1, 1, 1)
    payload = NETWORK.vehicle_types["truck"].payload_kg
    assert sums.load_factor == pytest.approx(300_000 / (8_000 * payload))
    assert sums.served_share == 0.5
    assert sums.carbon_kg_per_t == pytest.approx(20.0)
    empty = figures_of(desk(plan=None))
    assert (empty.load_factor, empty.served_share, empty.carbon_kg_per_t) == (
        None, None, 0.0,
    )  # fmt: skip


@pytest.mark.parametrize("words", [EN, ZH])
def test_the_gap_is_told_of_the_whole_plan_only(words):
    figures = Figures(words)
    whole, part = desk(), desk(shown=("D1",))
    cards = plan_cards(whole, figures_of(whole), figures)
    assert len(cards) == 6
    assert "25.0%" in cards[4].note
    assert NONE in plan_cards(part, figures_of(part), figures)[4].note


def test_the_depot_of_most_routes_is_shown_first():
    assert largest_depot([V3, V1, V3], ()) == "D2"
    assert largest_depot([V3, V1], ()) == "D1"
    assert largest_depot([V3, V1, V3], ("D1",)) == "D1"
    assert largest_depot([], ()) == ""


def test_every_minute_of_a_route_is_an_activity():
    found = [
        (kind, (begin - SEVEN_S) // 60, (end - SEVEN_S) // 60, at.site_id)
        for kind, begin, end, at in dispatch_gantt.activities(V1)
    ]
    assert found == [
        ("driving", 0, 10, "P1"),
        ("waiting", 10, 15, "P1"),
        ("service", 15, 20, "P1"),
        ("break", 20, 50, "P1"),
        ("driving", 50, 60, "C1"),
        ("unloading", 60, 70, "C1"),
        ("driving", 70, 80, "D1"),
    ]


def test_the_timetable_speaks_the_language_and_fades_others():
    frame = dispatch_gantt.gantt_frame(desk())
    assert set(frame["vehicle"]) == {"V1", "V3"}
    chart = dispatch_gantt.gantt_chart(frame, "V1", ZH).to_dict()
    assert "行驶" in chart["encoding"]["color"]["scale"]["domain"]
    assert "V1" in json.dumps(chart["encoding"]["opacity"])
    assert dispatch_gantt.picked_vehicle([{"vehicle": "V3"}]) == "V3"
    assert dispatch_gantt.picked_vehicle(None) == ""


def test_the_timetable_keeps_the_vehicle_that_is_looked_at():
    many = tuple(replace(V1, vehicle_id=f"X{n}") for n in range(100))
    found = desk(plan=replace(PLAN, routes=(*many, V3)), vehicle_id="V3")
    shown = dispatch_gantt.shown_routes(found)
    assert len(shown) == dispatch_gantt.MAX_VEHICLES
    assert shown[-1] == V3


def test_the_map_draws_all_routes_and_numbers_the_chosen_one():
    plain = layers(desk())
    assert {row["id"] for row in plain["routes"]} == {"V1", "V3"}
    assert {row["id"] for row in plain["stops"]} == {"b1", "b2"}
    assert {row["id"] for row in plain["left"]} == {"b3", "b4"}
    assert "chosen" not in plain
    found = layers(desk(vehicle_id="V1"))
    assert {row["id"] for row in found["routes"]} == {"V3"}
    assert [row["text"] for row in found["numbers"]] == ["1"]
    # The chosen route's unloading alone, and both depots.
    assert {row["id"] for row in found["places"]} == {"C1", "D1", "D2"}
    assert {row["id"] for row in layers(desk(shown=("D2",)))["places"]} == {"C2", "D2"}
    assert len(route_key(EN, has_chosen=True)) == 6
    assert len(route_key(EN, has_chosen=False)) == 5


def test_a_desk_without_a_plan_draws_nothing_but_its_depot():
    assert set(layers(desk(plan=None, shown=("D1",)))) == {"places"}


@pytest.mark.parametrize("words", [EN, ZH])
def test_tables_say_what_codes_mean(words):
    found = desk()
    frame = left_frame(found, words)
    assert frame["order"].tolist() == ["b3", "b4"]
    assert frame["reason"].tolist()[1] == words("dispatch.not_in_plan")
    unknown = replace(found, orders={}, plan=PLAN)
    assert left_frame(unknown, words)["order"].tolist() == ["b3"]
    broken = BrokenRule(BrokenRuleCode.CAPACITY, "V1", "b1", value="9", limit="8")
    row = broken_frame([broken], found, words).iloc[0]
    assert (row["vehicle"], row["value"], row["limit"]) == ("V1", "9", "8")
    assert row["rule"]
    assert row["way_out"]
    versions = version_frame([version("c"), version("d", "D1")], found, words)
    assert versions["plan"].tolist() == ["d", "c"]
    assert versions["depots"].tolist() == [
        NETWORK.sites["D1"].name, words("dispatch.city"),
    ]  # fmt: skip
    routes = route_frame(found.routes, found)
    assert routes["begin"].tolist() == ["07:00", "07:00"]
    assert routes["end"].tolist() == ["08:20", "07:30"]


def test_orders_are_counted_by_state():
    gone = replace(FAR, status=OrderStatus.CANCELLED)
    assert status_counts([gone, BOOKING, NIGHT]) == {
        OrderStatus.CONFIRMED: (2, 200),
        OrderStatus.CANCELLED: (1, 100),
    }


def test_a_city_plan_is_published_whole_or_for_depots():
    assert depots_of(desk()) == ()
    assert depots_of(desk(depots=("D1",))) == ("D1",)
    own = replace(PLAN, depots=("D1",), routes=(V1,))
    assert depots_of(desk(plan=own)) == ("D1",)
    assert depots_of(desk(plan=None)) == ()
    one = published("D1", PLAN.plan_id)
    both = (one, published("D2", PLAN.plan_id))
    assert not is_in_force(desk(stamp=stamp(published=(one,))))
    assert is_in_force(desk(stamp=stamp(published=both)))
    assert is_in_force(desk(stamp=stamp(published=(one,)), depots=("D1",)))


def test_a_change_is_of_the_depots_a_plan_is_for():
    without = replace(V1, vehicle_id="V2", cost_fen=25_000)
    after = replace(PLAN, depots=("D1",), routes=(without,))
    change = change_since(PLAN, after)
    assert [(t.order_id, t.before, t.after) for t in change.moved] == [
        ("b1", "V1", "V2")
    ]
    assert change.dropped == ()
    assert change.cost_fen == 5_000


def test_explanations_are_narrowed_and_known_to_be_old():
    def group(depot: str, order: str) -> LeftOutGroup:
        left = LeftOut(order, "P2", "elv", 300, depot, Cause.MATERIAL)
        return LeftOutGroup(depot, Cause.MATERIAL, (left,))

    found = Explanation(
        "p", DAY, 2, 2, (group("D1", "b3"), group("D2", "b4"), group("", "b9"))
    )
    assert [g.depot_id for g in narrowed(found, ("D1",)).groups] == ["D1", ""]
    assert narrowed(found, ()) == found
    assert is_current(found, desk())
    assert not is_current(replace(found, groups=found.groups[:1]), desk())


def test_times_of_the_day():
    assert seconds_chosen(time(7, 30)) == 27_000
    assert seconds_chosen(None) == 0
    assert time_at(27_000) == time(7, 30)
    assert time_at(30 * HOUR_S) == time(23, 59)
