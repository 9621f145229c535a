"""Full containers in a planned day: known from visits and from plans."""

from dataclasses import replace
from datetime import timedelta

import pytest

from recycling.demand.generation import estimate_supply
from recycling.domain.materials import Parameter, Stream
from recycling.domain.orders import Order, OrderSource, OrderStatus
from recycling.domain.site_records import Visit, VisitOutcome
from recycling.services.fill_levels import read_fill_levels
from recycling.services.planning import plan_routes, read_day
from tests.builders import DAY

FIGURES = [
    Parameter("demand.full_share", 0.8, "share"),
    Parameter("demand.storage_visits", 2, "visits"),
]
SOURCE = ("P1", "paper", Stream.HOUSEHOLD.value)


def past(order_id: str, days: int, status: OrderStatus) -> Order:
    day = DAY - timedelta(days)
    return Order(order_id, "P1", day, "paper", 420, load_l=8400, status=status)


def known(context, day=DAY):
    with context.unit_of_work() as work:
        network = work.inputs.network()
        supplies = estimate_supply(network, day.year)
        return read_fill_levels(work, supplies, [], day)


def test_a_recorded_visit_counts_and_a_planned_one_that_nobody_recorded(
    context, write
) -> None:
    write(
        "orders",
        [past("a", 20, OrderStatus.WEIGHED), past("b", 9, OrderStatus.PLANNED)],
    )
    write(
        "visits",
        [Visit("v", DAY - timedelta(20), "V1", "a", "P1", 420)],
    )
    assert known(context).emptied == {SOURCE: DAY - timedelta(9)}
    write("orders", [replace(past("b", 9, OrderStatus.CANCELLED))])
    assert known(context).emptied == {SOURCE: DAY - timedelta(20)}


def test_what_a_partial_visit_carried_is_gone(context, write) -> None:
    write(
        "orders",
        [past("a", 20, OrderStatus.WEIGHED), past("b", 9, OrderStatus.FAILED)],
    )
    partial = VisitOutcome.PARTIAL
    write(
        "visits",
        [
            Visit("v", DAY - timedelta(20), "V1", "a", "P1", 420),
            Visit("w", DAY - timedelta(9), "V1", "b", "P1", 100, outcome=partial),
        ],
    )
    assert known(context).carried[SOURCE] == 100


def test_open_orders_are_somebody_who_comes(context, write) -> None:
    soon = replace(past("c", -1, OrderStatus.CONFIRMED), source=OrderSource.BOOKING)
    write("orders", [soon])
    assert known(context).ordered == {("P1", "paper")}


@pytest.mark.parametrize("has_figures", [True, False])
def test_a_point_nobody_came_to_for_long_is_planned(
    context, write, has_figures
) -> None:
    # 60 kg of paper a day fill 0.8 of two loads of 420 kg in 12 days.
    if has_figures:
        write("parameters", FIGURES)
    write("orders", [past("a", 30, OrderStatus.PLANNED)])
    found = {}
    for offset in range(14):
        day = DAY + timedelta(offset)
        orders = read_day(context, day, "x").orders
        found |= {o.day: o for o in orders if o.order_id.startswith("F-")}
    assert bool(found) == has_figures
    for order in found.values():
        assert order.source is OrderSource.FILL_LEVEL
        assert order.load_kg >= 1800


def test_the_same_day_planned_again_has_the_order_once(context, write) -> None:
    write("parameters", FIGURES)
    write("orders", [past("a", 13, OrderStatus.PLANNED)])
    first = plan_routes(context, DAY)
    again = plan_routes(context, DAY)
    stops = [s.order_id for r in again.routes for s in r.stops if s.order_id]
    assert len(stops) == len(set(stops))
    assert {s.order_id for r in first.routes for s in r.stops} == {*stops, ""}
    paper = [key for key in stops if "P1" in key and "paper" in key]
    assert len(paper) == 1
