"""Orders left out and visits that failed, by cause, district and material."""

from datetime import date

from recycling.domain.gap import GapCause, Loss
from recycling.domain.orders import Order
from recycling.domain.plans import RoutePlan, UnservedOrder
from recycling.domain.site_records import Visit, VisitOutcome
from tests.integration.storage.samples import found_city, merge, undone

DAY = date(2026, 3, 2)
NEXT = date(2026, 3, 3)


def order(order_id: str, site_id: str, load_kg: int, day: date = DAY) -> Order:
    return Order(order_id, site_id, day, "paper", load_kg)


def plan(plan_id: str, day: date, **left: str) -> RoutePlan:
    unserved = tuple(UnservedOrder(key, reason) for key, reason in left.items())
    return RoutePlan(plan_id, day, "", "lns", 1.0, (), unserved)


def test_an_order_left_out_counts_once_with_its_reason(database):
    with undone(database) as work:
        found_city(work)
        merge(work, "orders", [
            order("o1", "A", 100), order("o2", "B", 30), order("o3", "C", 7),
            order("o4", "A", 1_000, NEXT),
        ])  # fmt: skip
        work.plans.save_routes(
            plan("routes", DAY, o1="fleet_full", o2="fleet_full", o3="no_vehicle")
        )
        work.plans.save_routes(plan("again", DAY, o1="fleet_full"))
        work.plans.save_routes(plan("next", NEXT, o4="no_vehicle"))
        assert work.losses.unserved(DAY, DAY) == [
            Loss(GapCause.UNSERVED, "fleet_full", "500103", "paper", 130, 2),
            Loss(GapCause.UNSERVED, "no_vehicle", "500112", "paper", 7, 1),
        ]
        assert sum(loss.kg for loss in work.losses.unserved(DAY, NEXT)) == 1_137


def test_a_failed_visit_leaves_what_was_not_taken(database):
    def visit(number: int, order_id: str, kg: int, outcome: VisitOutcome) -> Visit:
        return Visit(f"v{number}", DAY, "V", order_id, "A", kg, outcome=outcome)

    with undone(database) as work:
        found_city(work)
        merge(work, "orders", [order(f"o{n}", "A", 100) for n in range(4)])
        merge(work, "visits", [
            visit(0, "o0", 100, VisitOutcome.COLLECTED),
            visit(1, "o1", 0, VisitOutcome.FAILED),
            visit(2, "o2", 60, VisitOutcome.PARTIAL),
            visit(3, "o3", 130, VisitOutcome.PARTIAL),
            visit(4, "unknown", 0, VisitOutcome.FAILED),
        ])  # fmt: skip
        assert work.losses.failed_visits(DAY, DAY) == [
            Loss(GapCause.FAILED_VISIT, "failed", "500103", "paper", 100, 1),
            Loss(GapCause.FAILED_VISIT, "partial", "500103", "paper", 40, 1),
        ]
        assert work.losses.failed_visits(NEXT, NEXT) == []
