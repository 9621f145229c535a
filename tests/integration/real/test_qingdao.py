"""A day's routes for 3,000 real collection sites."""

from collections import Counter
from dataclasses import dataclass, replace
from itertools import pairwise
from pathlib import Path

import pytest

from benchmarks.real import qingdao
from recycling.bootstrap import build_context
from recycling.config import Settings, load_settings
from recycling.domain.network import Network
from recycling.domain.orders import Order, OrderStatus
from recycling.domain.plans import PlannedRoute, RoutePlan, StopKind
from recycling.network.travel import great_circle_travel
from recycling.reporting.kpis import route_figures
from recycling.services.importing import ImportRequest, import_files
from recycling.services.planning import plan_routes
from routing.vrp.solution import UnservedReason

ORDERS = 3_000
LOAD_L = 5_009_520
CAPACITY_L = 72_000
TIME_LIMIT_S = 15.0
"""For all catchments together: long enough for an answer, short enough for a test."""


@dataclass(frozen=True, slots=True)
class Planned:
    """The plan as it was made and as it was saved, and what it was made from."""

    network: Network
    orders: dict[str, Order]
    made: RoutePlan
    plan: RoutePlan


def quick_settings(folder: Path) -> Settings:
    settings = load_settings(folder, {})
    dispatch = replace(settings.dispatch, time_limit_s=TIME_LIMIT_S)
    return replace(settings, dispatch=dispatch)


@pytest.fixture(scope="module")
def planned(shared_dir: Path, tmp_path_factory: pytest.TempPathFactory) -> Planned:
    source = shared_dir / "real" / "qingdao_sites"
    if not source.is_dir():
        pytest.skip("the sites of Qingdao are not here")
    folder = tmp_path_factory.mktemp("qingdao")
    files = qingdao.convert(source, folder)
    context = build_context(quick_settings(folder))
    import_files(context, ImportRequest(files, "wgs84"))
    made = plan_routes(context, qingdao.DAY)
    with context.unit_of_work() as work:
        plan = work.plans.routes()
        assert plan is not None
        orders = {order.order_id: order for order in work.inputs.orders(qingdao.DAY)}
        return Planned(work.inputs.network(), orders, made, plan)


def test_the_plan_is_saved_as_it_was_made(planned: Planned) -> None:
    # Everything below holds for the saved plan: drivers and the report get that.
    assert planned.plan == planned.made


def test_every_order_is_served_once_or_left_out_with_a_reason(planned: Planned) -> None:
    served = Counter(
        stop.order_id
        for route in planned.plan.routes
        for stop in route.stops
        if stop.kind is StopKind.PICKUP
    )
    left = {unserved.order_id: unserved.reason for unserved in planned.plan.unserved}
    assert len(planned.orders) == ORDERS
    assert set(served.values()) == {1}
    assert served.keys() | left.keys() == planned.orders.keys()
    assert not served.keys() & left.keys()
    assert set(left.values()) <= {reason.value for reason in UnservedReason}
    for order_id, order in planned.orders.items():
        is_planned = order.status is OrderStatus.PLANNED
        assert is_planned == (order_id in served)


def test_nothing_is_left_out_where_a_third_of_the_fleet_is_enough(
    planned: Planned,
) -> None:
    assert planned.plan.unserved == ()
    assert len(planned.plan.routes) < len(planned.network.vehicles) / 2


def test_each_vehicle_drives_one_shift_from_its_depot(planned: Planned) -> None:
    used = Counter(route.vehicle_id for route in planned.plan.routes)
    assert set(used.values()) == {1}
    for route in planned.plan.routes:
        vehicle = planned.network.vehicles[route.vehicle_id]
        first, last = route.stops[0], route.stops[-1]
        assert first.site_id == last.site_id == vehicle.depot_id
        assert vehicle.shift_start_s <= first.departure_s
        assert last.arrival_s <= vehicle.shift_end_s
        assert route.duration_s == last.arrival_s - first.departure_s
        assert route.duration_s <= qingdao.SHIFT_S


def test_each_trip_fits_the_vehicle_and_ends_empty(planned: Planned) -> None:
    for route in planned.plan.routes:
        on_board_l = on_board_kg = 0
        for stop in route.stops:
            on_board_l += stop.load_l
            on_board_kg += stop.load_kg
            assert 0 <= on_board_l <= CAPACITY_L
            assert 0 <= on_board_kg <= qingdao.load_kg(CAPACITY_L)
            if stop.kind is StopKind.UNLOAD:
                assert on_board_l == 0
        assert on_board_l == on_board_kg == 0


def test_each_pickup_is_the_order_within_its_hours(planned: Planned) -> None:
    for route in planned.plan.routes:
        for stop in route.stops:
            if stop.kind is not StopKind.PICKUP:
                continue
            order = planned.orders[stop.order_id]
            assert stop.site_id == order.site_id
            assert (stop.load_kg, stop.load_l) == (order.load_kg, order.load_l)
            assert order.window_start_s <= stop.start_s <= order.window_end_s
            assert stop.departure_s == stop.start_s + order.service_s


def test_ways_and_times_are_those_of_the_travel_table(planned: Planned) -> None:
    travel = great_circle_travel(planned.network)

    def recompute(route: PlannedRoute) -> int:
        ids = list(dict.fromkeys(stop.site_id for stop in route.stops))
        table = travel.block(ids, ids)
        whole_m = 0
        for before, after in pairwise(route.stops):
            way = ids.index(before.site_id), ids.index(after.site_id)
            assert after.distance_m == table.distance_m[way]
            # Driving may begin late, never end early.
            assert after.arrival_s >= before.departure_s + table.duration_s[way]
            whole_m += after.distance_m
        return whole_m

    for route in planned.plan.routes:
        assert route.distance_m == recompute(route)


def test_kilometres_and_load_are_reported(planned: Planned) -> None:
    figures = route_figures(planned.plan)
    assert figures.served == ORDERS
    assert figures.load_kg == qingdao.load_kg(LOAD_L)
    # 69.6 truckloads need 70 trips at least.
    assert figures.trips >= 70
    # A tour of all sites alone is longer than the 76 km the area is wide.
    assert 76_000 < figures.empty_m < figures.distance_m
