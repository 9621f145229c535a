"""Records of crews into the database: all or nothing, and orders go on by them."""

import json
from collections.abc import Callable, Iterable
from dataclasses import asdict, replace
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest

from recycling.domain.errors import (
    FaultsError,
    InputError,
    NotReadyError,
    RefusedError,
)
from recycling.domain.orders import Order, OrderStatus
from recycling.domain.plans import PlanState, RoutePlan, StopKind
from recycling.domain.running import Publication
from recycling.domain.site_records import Visit, VisitOutcome
from recycling.services.context import Context
from recycling.services.track_files import import_json, import_visits
from recycling.services.tracking import Recorded, record_visits, tracked_day
from tests.builders import DAY
from tests.routes import route, stop

type Write = Callable[[str, Iterable[Any]], None]
S = OrderStatus

GOOD = Visit(
    "v1", DAY, "V1", "o1", "P1", 380, datetime(2026, 11, 2, 8, 10),
    datetime(2026, 11, 2, 8, 20),
)  # fmt: skip
FAILED = replace(
    GOOD, visit_id="v2", order_id="o2", site_id="P2", collected_kg=0,
    arrived_at=datetime(2026, 11, 2, 9), departed_at=datetime(2026, 11, 2, 9, 5),
    outcome=VisitOutcome.FAILED, note="gate shut",
)  # fmt: skip
PLAN = RoutePlan(
    "routes-2026-11-02", DAY, "", "", 0.0,
    (
        route("V1", stop(StopKind.DEPOT, "D1", 7),
              stop(StopKind.PICKUP, "P1", 8, order_id="o1", load_kg=400),
              stop(StopKind.PICKUP, "P2", 9, order_id="o2", load_kg=400),
              stop(StopKind.PICKUP, "P3", 10, order_id="o3", load_kg=400)),
        route("V3", stop(StopKind.PICKUP, "P5", 8, order_id="o5", load_kg=400),
              depot="D2"),
    ),
    (),
)  # fmt: skip


@pytest.fixture
def day(context: Context, write: Write) -> Context:
    """Give a planned day."""
    orders = [
        Order(key, site, DAY, "paper", 400, status=S.PLANNED)
        for key, site in (("o1", "P1"), ("o2", "P2"), ("o3", "P3"), ("o5", "P5"))
    ]
    write("orders", orders)
    with context.unit_of_work() as work:
        work.plans.save_routes(PLAN)
    return context


def states(context: Context) -> dict[str, OrderStatus]:
    with context.unit_of_work() as work:
        return {order.order_id: order.status for order in work.inputs.orders(DAY)}


def recorded(context: Context) -> list[str]:
    with context.unit_of_work() as work:
        return [visit.visit_id for visit in work.rates.visits(DAY)]


def test_orders_go_on_by_what_crews_record(day: Context) -> None:
    assert record_visits(day, [GOOD, FAILED], "crew") == Recorded(2, 0, 1, 1)
    # V1 is out, so what it still has before it is on route; V3 is not.
    assert states(day) == {
        "o1": S.COLLECTED, "o2": S.FAILED, "o3": S.ON_ROUTE, "o5": S.PLANNED,
    }  # fmt: skip
    with day.unit_of_work() as work:
        changes = [(c.before, c.after, c.note) for c in work.orders.changes("o1")]
    assert changes[-2:] == [
        (S.PLANNED, S.ON_ROUTE, "crew"), (S.ON_ROUTE, S.COLLECTED, "crew"),
    ]  # fmt: skip


def test_the_same_again_changes_nothing(day: Context) -> None:
    record_visits(day, [GOOD], "crew")
    assert record_visits(day, [GOOD, GOOD], "crew") == Recorded(0, 2, 0, 0)
    with day.unit_of_work() as work:
        assert len(work.orders.changes("o1")) == 3


@pytest.mark.parametrize(
    ("lang", "said"),
    [
        ("en", "visits: refused, nothing was recorded: visits, v3, order_id: must be"),
        ("zh", "visits：已拒绝，未写入任何记录: visits，v3，order_id：必须是 V1"),
    ],
)
def test_nothing_is_written_when_one_record_cannot_be_true(
    day: Context, lang: str, said: str
) -> None:
    stray = replace(FAILED, visit_id="v3", order_id="o5", site_id="P5")
    unknown = replace(GOOD, visit_id="v4", vehicle_id="V9")
    asked = replace(day, settings=replace(day.settings, language=lang))
    with pytest.raises(RefusedError, match=said) as refused:
        record_visits(asked, [GOOD, stray, unknown], "crew")
    first, second = refused.value.lines
    # It says whose stop it is.
    assert "V3" in first
    assert "v4" in second
    assert recorded(day) == []
    assert set(states(day).values()) == {S.PLANNED}


def test_an_id_stands_for_one_record(day: Context) -> None:
    record_visits(day, [GOOD], "crew")
    with pytest.raises(RefusedError) as refused:
        record_visits(day, [replace(GOOD, collected_kg=1)], "crew")
    assert len(refused.value.lines) == 1
    with pytest.raises(RefusedError):
        record_visits(day, [FAILED, replace(FAILED, note="open")], "crew")
    assert recorded(day) == ["v1"]


def test_a_clock_that_runs_backwards_against_what_is_recorded(day: Context) -> None:
    record_visits(day, [GOOD], "crew")
    early = replace(FAILED, arrived_at=datetime(2026, 11, 2, 8, 15))
    with pytest.raises(RefusedError, match="v1"):
        record_visits(day, [early], "crew")
    assert recorded(day) == ["v1"]


def test_a_published_plan_runs_from_the_first_record_on(day: Context) -> None:
    at = datetime(2026, 11, 1)
    with day.unit_of_work() as work:
        for depot in ("D1", "D2"):
            published = Publication(
                DAY, depot, 1, PLAN.plan_id, PlanState.PUBLISHED, at
            )
            assert work.publications.put(published)
    record_visits(day, [GOOD], "crew")
    with day.unit_of_work() as work:
        found = work.publications.of_day(DAY)
    assert (found["D1"].state, found["D2"].state) == (
        PlanState.RUNNING, PlanState.PUBLISHED,
    )  # fmt: skip


def test_a_day_beside_its_plan(day: Context) -> None:
    record_visits(day, [GOOD, FAILED], "crew")
    tracked = tracked_day(day, DAY)
    assert [(r.done, r.failed, r.open) for r in tracked.routes] == [
        (1, 1, 1), (0, 0, 1),
    ]  # fmt: skip
    (one,) = tracked_day(day, DAY, "V1").routes
    assert one.late_s == 0
    with pytest.raises(InputError, match="'V9' drives no route"):
        tracked_day(day, DAY, "V9")
    with pytest.raises(NotReadyError, match="no routes are planned"):
        tracked_day(day, datetime(2026, 11, 3).date())


def as_json(*visits: Visit) -> bytes:
    return json.dumps([asdict(v) for v in visits], default=str).encode()


def test_json_says_what_a_csv_does(day: Context, tmp_path: Path) -> None:
    names = ("visit_id", "day", "vehicle_id", "order_id", "site_id", "collected_kg",
             "arrived_at", "departed_at", "outcome", "note")  # fmt: skip
    rows = [[str(getattr(v, name)) for name in names] for v in (GOOD, FAILED)]
    lines = [",".join(row) for row in [list(names), *rows]]
    csv_file = tmp_path / "visits.csv"
    csv_file.write_text("\n".join(lines), encoding="utf-8")
    assert import_visits(day, csv_file) == Recorded(2, 0, 1, 1)
    json_file = tmp_path / "visits.json"
    json_file.write_bytes(as_json(GOOD, FAILED))
    assert import_visits(day, json_file) == Recorded(0, 2, 0, 0)
    single = as_json(GOOD)[1:-1]
    assert import_json(day, single, "device") == Recorded(0, 1, 0, 0)


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"", "must be JSON"),
        (b'{"visit_id": NaN}', "NaN is no number"),
        (b"[" * 100_000, "must be JSON"),
        (b"\xff\xfe", "must be JSON"),
        (b"[1]", "must be an object with the attributes of a visit"),
        (b"[]", "must have 1 to 2 records, got 0"),
        (b"[{}, {}, {}]", "must have 1 to 2 records, got 3"),
    ],
)
def test_what_is_no_record(day: Context, content: bytes, message: str) -> None:
    with pytest.raises(InputError, match=message):
        import_json(day, content, "device", 2)


def test_cells_of_json_are_checked_as_those_of_files_are(day: Context) -> None:
    record = {**asdict(GOOD), "day": "soon", "collected_kg": {"kg": 3}, "site_id": "P9"}
    content = json.dumps(record, default=str).encode()
    with pytest.raises(FaultsError) as refused:
        import_json(day, content, "device")
    faults = {(fault.row, fault.column) for fault in refused.value.faults}
    assert faults == {(1, "day"), (1, "collected_kg"), (1, "site_id")}
    assert recorded(day) == []
