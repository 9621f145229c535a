"""Reconciling and balancing on the street: nothing is lost, nothing learnt twice."""

from collections.abc import Callable, Iterable
from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import Any

import pytest

from recycling.demand.generation import estimate_supply
from recycling.domain.balance import OutRule
from recycling.domain.errors import ConflictError, NotReadyError
from recycling.domain.orders import Order
from recycling.domain.site_records import Stocktake, Visit, VisitOutcome
from recycling.domain.tickets import Flow, Ticket
from recycling.services.context import Context
from recycling.services.operations import simulate_day
from recycling.services.planning import checked_network, plan_routes
from recycling.services.reconciling import balance_month, reconcile_day
from tests.builders import DAY, scheduled_orders

type Write = Callable[[str, Iterable[Any]], None]
WEEK = timedelta(days=7)


def earlier(write: Write, order: Order, day: date, kg: int, outcome: str) -> None:
    past = replace(order, order_id=f"S-{day}-{order.material}", day=day)
    write("orders", [past])
    visit = Visit(
        f"v-{day}-{order.material}", day, "V1", past.order_id, order.site_id, kg,
        outcome=VisitOutcome(outcome),
    )  # fmt: skip
    write("visits", [visit])


def _cycle_loads(
    context: Context, key: tuple[str, str], *, past: bool = False
) -> list[int]:
    """Give the loads of a stop over a cycle, as planned now or before learning."""
    with context.unit_of_work() as work:
        network, _ = checked_network(work, DAY)
        learnt = () if past else work.rates.in_force()
    supplies = estimate_supply(network, DAY.year, learnt)
    return [
        order.load_kg
        for offset in range(1, 15)
        for order in scheduled_orders(network, supplies, DAY + timedelta(offset))
        if (order.site_id, order.material) == key
    ]


def test_a_day_that_was_driven_reconciles_to_the_kilogram(context: Context) -> None:
    plan_routes(context, DAY)
    weighed = simulate_day(context, DAY)
    made = reconcile_day(context, DAY).reconciliation
    # The street's crews and scales make no errors: all three agree.
    assert weighed.visits == len(made.stops) > 0
    assert made.planned_kg == made.collected_kg == made.weighed_kg
    assert made.weighed_kg + made.direct_kg == weighed.net_kg
    assert made.unvisited == made.unweighed == made.stray_tickets == ()
    assert made.direct_tickets == weighed.direct_tickets
    assert simulate_day(context, DAY).visits == weighed.visits


def test_visits_teach_once_and_the_next_plan_knows(
    context: Context, write: Write
) -> None:
    plan = plan_routes(context, DAY)
    with context.unit_of_work() as work:
        orders = {order.order_id: order for order in work.inputs.orders(DAY)}
    stop = next(s for r in plan.routes for s in r.stops if s.order_id)
    order = orders[stop.order_id]
    # Emptied two weeks ago; fetched in part, 7 kg, a week ago.
    earlier(write, order, DAY - 2 * WEEK, 50, "collected")
    earlier(write, order, DAY - WEEK, 7, "partial")
    simulate_day(context, DAY)
    tried = reconcile_day(context, DAY, keep=False).learning
    with context.unit_of_work() as work:
        assert work.rates.in_force() == []
    learning = reconcile_day(context, DAY).learning
    assert learning.learnt == tried.learnt
    (check,) = learning.learnt
    update = check.update
    assert (update.site_id, update.material, check.days) == (
        order.site_id, order.material, 14,
    )  # fmt: skip
    assert update.observed_kg_per_day == (order.load_kg + 7) / 14
    assert learning.first_visits == len(
        {(orders[s.order_id].site_id, orders[s.order_id].material)
         for r in plan.routes for s in r.stops if s.order_id}
    ) - 1  # fmt: skip
    again = reconcile_day(context, DAY).learning
    assert (again.learnt, again.known) == (learning.learnt, 1)
    with context.unit_of_work() as work:
        assert work.rates.in_force() == [update]
    # Whenever the cycle comes back, the stop is expected to hold what was learnt.
    key = (order.site_id, order.material)
    assert update.after_kg_per_day < update.before_kg_per_day
    assert sum(_cycle_loads(context, key)) < sum(_cycle_loads(context, key, past=True))


def test_a_correction_counts_with_the_load_it_corrects(
    context: Context, write: Write
) -> None:
    plan_routes(context, DAY)
    simulate_day(context, DAY)
    before = reconcile_day(context, DAY, keep=False).reconciliation
    load = before.loads[0]
    number = load.ticket_nos[0]
    correction = Ticket(
        load.weighed_site_ids[0], "fix", datetime(2026, 11, 5, 9), load.material,
        net_kg=1_234, stream=load.stream, corrects=number, vehicle_id=load.vehicle_id,
    )  # fmt: skip
    write("tickets", [correction])
    after = reconcile_day(context, DAY, keep=False).reconciliation
    assert (after.loads[0].weighed_kg, after.loads[0].ticket_nos) == (1_234, ("fix",))
    assert after.weighed_kg - before.weighed_kg == 1_234 - (load.weighed_kg or 0)


def test_a_day_without_a_plan_says_so(context: Context) -> None:
    with pytest.raises(NotReadyError, match="recycling plan routes --date 2026-11-02"):
        reconcile_day(context, DAY)


def test_an_order_that_left_its_day_is_named(context: Context, write: Write) -> None:
    plan_routes(context, DAY)
    with context.unit_of_work() as work:
        order = work.inputs.orders(DAY)[0]
    write("orders", [replace(order, day=DAY + WEEK)])
    with pytest.raises(ConflictError, match=f"got none for {order.order_id} \\(1 in"):
        reconcile_day(context, DAY)


def test_a_month_is_balanced_from_the_sums_of_flows(
    context: Context, write: Write
) -> None:
    def ticket(number: str, site: str, kg: int, flow: Flow, origin: str = "") -> Ticket:
        return Ticket(
            site, number, datetime(2026, 10, 9, 9), "steel", kg,
            flow=flow, origin_site_id=origin,
        )  # fmt: skip

    write(
        "tickets",
        [
            ticket("a", "C1", 1_000, Flow.INTAKE, "P1"),
            ticket("b", "K1", 850, Flow.TRANSFER, "C1"),
            ticket("c", "K1", 70, Flow.IMPORT),
            replace(ticket("d", "C1", 1_100, Flow.INTAKE, "P1"), corrects="a"),
        ],
    )
    write(
        "stocktakes",
        [
            Stocktake("C1", "steel", date(2026, 9, 30), 10),
            Stocktake("C1", "steel", date(2026, 10, 31), 205),
        ],
    )
    balance = balance_month(context, date(2026, 10, 20))
    centre, park = balance.sites
    (steel,) = centre.lines
    assert (steel.in_kg, steel.out_kg, steel.stock_change_kg) == (1_100, 850, 195)
    assert steel.residue_kg == 0
    assert steel.gap_kg == 55  # 5 % of 1,100: beyond the 2 % of the street
    assert balance.flagged == (centre,)
    assert park.lines[0].import_kg == 70
    assert (balance.entered_kg, balance.transferred_kg) == (1_170, 850)
    own = balance_month(context, date(2026, 10, 1), OutRule.OWN)
    assert own.sites[0].out_kg == 0


def test_a_month_without_tickets_says_so(context: Context) -> None:
    with pytest.raises(NotReadyError, match="balance, 2025-01: no ticket"):
        balance_month(context, date(2025, 1, 5))
