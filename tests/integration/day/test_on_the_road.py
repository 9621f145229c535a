"""Devices on the road, on each kind of database: all at once, once each."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import datetime, time, timedelta
from pathlib import Path
from threading import Barrier

import pytest

from recycling.domain.errors import RefusedError
from recycling.domain.orders import OrderStatus
from recycling.domain.plans import RoutePlan
from recycling.domain.site_records import Visit
from recycling.services.context import Context
from recycling.services.planning import plan_routes
from recycling.services.sheets import SheetFormat, SheetRequest, write_sheets
from recycling.services.tracking import Recorded, record_visits, tracked_day
from tests.builders import DAY
from tests.integration.conftest import Backend
from tests.integration.day.streets import fill_street, street_context

DEVICES = 4


@pytest.fixture
def context(backend: Backend, tmp_path: Path) -> Iterator[Context]:
    url = backend.create()
    context = street_context(tmp_path, url)
    fill_street(context)
    yield context
    backend.drop(url)


def records(plan: RoutePlan) -> list[Visit]:
    """Record every pickup as it was planned."""
    midnight = datetime.combine(DAY, time())
    return [
        Visit(
            f"{route.vehicle_id}-{place}", DAY, route.vehicle_id, stop.order_id,
            stop.site_id, stop.load_kg, midnight + timedelta(seconds=stop.arrival_s),
            midnight + timedelta(seconds=stop.departure_s),
        )
        for route in plan.routes
        for place, stop in enumerate(route.stops)
        if stop.order_id
    ]  # fmt: skip


def test_a_day_recorded_by_devices_at_once_is_recorded_once(context: Context) -> None:
    visits = records(plan_routes(context, DAY))
    together = Barrier(DEVICES)

    def send(number: int) -> Recorded:
        together.wait(timeout=60)
        return record_visits(replace(context, user=f"d{number}"), visits, "device")

    with ThreadPoolExecutor(DEVICES) as pool:
        told = list(pool.map(send, range(DEVICES)))
    assert sorted(each.added for each in told) == [0, 0, 0, len(visits)]
    assert sum(each.collected for each in told) == len({v.order_id for v in visits})
    with context.unit_of_work() as work:
        assert len(work.rates.visits(DAY)) == len(visits) > 1
        orders = work.orders.find({visit.order_id for visit in visits})
        changes = work.orders.changes(visits[0].order_id)
    assert {order.status for order in orders.values()} == {OrderStatus.COLLECTED}
    # Every change once, all by the device that came first.
    after = [change.after for change in changes]
    assert len(after) == len(set(after))
    tracked = tracked_day(context, DAY)
    assert [(r.open, r.failed, r.late_s) for r in tracked.routes] == [
        (0, 0, 0) for _ in tracked.routes
    ]


def test_a_refused_record_leaves_nothing(context: Context) -> None:
    visits = records(plan_routes(context, DAY))
    bad = replace(visits[-1], visit_id="bad", order_id="nobody's")
    with pytest.raises(RefusedError):
        record_visits(context, [*visits, bad], "device")
    with context.unit_of_work() as work:
        assert work.rates.visits(DAY) == []
        assert work.rates.recorded({"bad", visits[0].visit_id}) == {}
        orders = work.orders.find({visit.order_id for visit in visits})
    assert {order.status for order in orders.values()} == {OrderStatus.PLANNED}


def test_what_is_recorded_is_found_by_its_id(context: Context) -> None:
    visits = records(plan_routes(context, DAY))
    record_visits(context, visits, "device")
    with context.unit_of_work() as work:
        found = work.rates.recorded({visits[0].visit_id, "unknown"})
    assert found == {visits[0].visit_id: visits[0]}


def test_sheets_of_the_day_are_written(context: Context, tmp_path: Path) -> None:
    plan_routes(context, DAY)
    request = SheetRequest(day=DAY, form=SheetFormat.XLSX, target=tmp_path / "s.xlsx")
    assert write_sheets(context, request).read_bytes().startswith(b"PK")
