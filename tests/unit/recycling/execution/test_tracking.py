"""Records beside the plan: which cannot be true, and what they make of orders."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, datetime

import pytest

from recycling.domain.order_states import is_allowed
from recycling.domain.orders import Order, OrderStatus
from recycling.domain.plans import RoutePlan, StopKind
from recycling.domain.site_records import Visit, VisitOutcome
from recycling.execution.tracking import order_path, track
from recycling.execution.visit_faults import Roster, faults_of, overlaps
from tests.builders import DAY
from tests.routes import route, stop

S = OrderStatus
ORDERS = {key: Order(key, site, DAY, "paper", 400) for key, site in
          (("o1", "P1"), ("o2", "P2"), ("o3", "P5"))}  # fmt: skip
ROUTES = {
    "V1": route(
        "V1",
        stop(StopKind.DEPOT, "D1", 7),
        stop(StopKind.PICKUP, "P1", 8, order_id="o1", load_kg=400),
        stop(StopKind.PICKUP, "P2", 9, order_id="o2", load_kg=400),
        stop(StopKind.UNLOAD, "C1", 10, load_kg=-800),
        stop(StopKind.PICKUP, "P1", 11, order_id="o1", load_kg=300, trip=2),
    ),
    "V3": route("V3", stop(StopKind.PICKUP, "P5", 8, order_id="o3", load_kg=400)),
}
ROSTER = Roster({"V1", "V2", "V3"}, ORDERS, ROUTES)
PLAN = RoutePlan("routes-x", DAY, "", "", 0.0, tuple(ROUTES.values()), ())


def at(hour: int, minute: int = 0, day: date = DAY) -> datetime:
    return datetime(day.year, day.month, day.day, hour, minute)


GOOD = Visit("v1", DAY, "V1", "o1", "P1", 380, at(8, 10), at(8, 20))


def rules(visit: Visit) -> list[str]:
    return [fault.rule for fault in faults_of(visit, ROSTER)]


def test_a_record_of_a_planned_stop_is_fine() -> None:
    assert rules(GOOD) == []
    # Times need not be known, and a shift may end after midnight.
    assert rules(replace(GOOD, arrived_at=None, departed_at=None)) == []
    assert rules(replace(GOOD, departed_at=at(1, day=date(2026, 11, 3)))) == []


@pytest.mark.parametrize(
    ("changes", "rule"),
    [
        ({"vehicle_id": "V9"}, "vehicle"),
        ({"order_id": "o9"}, "order"),
        ({"order_id": "o3", "site_id": "P5"}, "other_route"),
        ({"vehicle_id": "V2"}, "other_route"),
        ({"site_id": "P2"}, "site"),
        ({"departed_at": at(8, 9)}, "backwards"),
        (
            {"arrived_at": None, "departed_at": at(8, day=date(2026, 11, 1))},
            "other_day",
        ),
        ({"outcome": VisitOutcome.FAILED}, "failed_load"),
    ],
)
def test_what_cannot_be_true(changes: dict[str, object], rule: str) -> None:
    assert rules(replace(GOOD, **changes)) == [rule]


def test_an_order_of_another_day_is_on_no_route() -> None:
    roster = Roster({"V1"}, {"o8": Order("o8", "P1", DAY, "paper", 1)}, ROUTES)
    (fault,) = faults_of(replace(GOOD, order_id="o8"), roster)
    assert (fault.visit_id, fault.rule) == ("v1", "no_route")


def test_all_faults_of_a_record_are_named_at_once() -> None:
    bad = replace(GOOD, vehicle_id="V9", order_id="o9", departed_at=at(7))
    assert rules(bad) == ["vehicle", "order", "backwards"]


def test_nobody_is_at_two_sites_at_a_time() -> None:
    here = replace(GOOD, visit_id="v2", order_id="o2", site_id="P2")
    (fault,) = overlaps([here, GOOD])
    assert (fault.rule, fault.visit_id, fault.facts["other"]) == ("overlap", "v2", "v1")
    # Two materials at one site are one stay; the next site comes when it is over.
    assert not list(overlaps([GOOD, replace(GOOD, visit_id="v3", order_id="o2")]))
    later = replace(here, arrived_at=at(8, 20), departed_at=at(8, 30))
    assert not list(overlaps([GOOD, later]))
    assert not list(overlaps([GOOD, replace(here, vehicle_id="V3")]))


FAILED = replace(GOOD, collected_kg=0, outcome=VisitOutcome.FAILED)


@pytest.mark.parametrize(
    ("status", "visits", "parts", "path"),
    [
        (S.PLANNED, [GOOD], 1, [S.COLLECTED]),
        (S.ON_ROUTE, [FAILED], 1, [S.FAILED]),
        # One of two parts is fetched.
        (S.ON_ROUTE, [GOOD], 2, [S.ON_ROUTE]),
        (S.ON_ROUTE, [GOOD, FAILED], 2, [S.COLLECTED]),
        (S.ON_ROUTE, [FAILED, FAILED], 2, [S.FAILED]),
        # A crew came once more, and another found nothing again.
        (S.FAILED, [FAILED, GOOD], 1,
         [S.CONFIRMED, S.PLANNED, S.ON_ROUTE, S.COLLECTED]),
        (S.FAILED, [FAILED, FAILED], 1, []),
        (S.CONFIRMED, [GOOD], 1, [S.CONFIRMED, S.PLANNED, S.COLLECTED]),
        (S.WEIGHED, [GOOD], 1, []),
        (S.CANCELLED, [GOOD], 1, []),
    ],
)  # fmt: skip
def test_where_orders_stand_by_records(
    status: OrderStatus, visits: Sequence[Visit], parts: int, path: list[OrderStatus]
) -> None:
    order = replace(ORDERS["o1"], status=status)
    assert order_path(order, visits, parts) == path
    for after in path:
        assert after is status or is_allowed(status, after)
        status = after


def test_every_state_has_a_way_that_is_allowed() -> None:
    for status in OrderStatus:
        for visits in ([GOOD], [FAILED], [FAILED, GOOD]):
            before = status
            for after in order_path(replace(ORDERS["o1"], status=status), visits, 1):
                assert before is after or is_allowed(before, after)
                before = after


def test_a_day_beside_its_plan() -> None:
    visits = [
        replace(GOOD, visit_id="v2", arrived_at=at(11, 5), collected_kg=250),
        GOOD,
        replace(FAILED, visit_id="v3", order_id="o2", site_id="P2",
                arrived_at=at(9, 30), note="gate shut"),
        replace(GOOD, visit_id="v4", vehicle_id="V2"),
    ]  # fmt: skip
    tracked = track(DAY, [PLAN], visits)
    first, other = tracked.routes
    assert [s.visit_id for s in first.stops] == ["v1", "v3", "v2"]
    assert [s.late_s for s in first.stops] == [600, 1800, 300]
    assert [s.more_kg for s in first.stops] == [-20, -400, -50]
    assert (first.done, first.failed, first.open) == (2, 1, 0)
    # Late by what the last stop of the day says: 11:05 for 11:00.
    assert first.late_s == 300
    assert (first.recorded_kg, first.expected_kg) == (630, 1100)
    assert (other.done, other.open, other.late_s) == (0, 1, None)
    assert (other.recorded_kg, other.expected_kg) == (0, 0)
    assert tracked.strays == ("v4",)


def test_of_a_stop_that_was_tried_again_the_last_record_counts() -> None:
    again = replace(GOOD, visit_id="v2", vehicle_id="V3", order_id="o3", site_id="P5")
    early = replace(again, visit_id="v1", outcome=VisitOutcome.FAILED, collected_kg=0,
                    arrived_at=at(7, 50))  # fmt: skip
    (stop_,) = track(DAY, [PLAN], [again, early]).routes[1].stops
    assert (stop_.visit_id, stop_.late_s, stop_.is_failed) == ("v2", 600, False)
    assert track(DAY, [PLAN], [again, early]).strays == ()
