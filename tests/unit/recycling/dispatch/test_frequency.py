"""Visits and orders of one point, by hand."""

from collections import Counter
from dataclasses import replace
from datetime import timedelta

import pytest

from recycling.demand.generation import estimate_supply
from recycling.dispatch.frequency import loose_l, plan_visits, scheduled_orders
from recycling.domain.network import Network
from recycling.domain.orders import OrderSource
from tests.builders import DAY, HOUR_S


def test_one_load_a_cycle_is_one_visit() -> None:
    # crc32("P1") % 14 turns the pattern; one visit stands half a cycle on.
    (visit,) = plan_visits("P1", {"paper": 840}, {"paper": 10_000}, 10_000)
    assert len(visit.days) == 1
    assert visit.load_kg == 840


def test_visits_keep_even_distances() -> None:
    # 3.4 loads are 3 visits; 14 days apart into thirds: 4, 5 and 5 days.
    (visit,) = plan_visits("P1", {"paper": 841}, {"paper": 34_000}, 10_000)
    first, second, third = visit.days
    assert sorted((second - first, third - second, 14 + first - third)) == [4, 5, 5]
    assert visit.load_kg == 280  # 841 / 3, rounded down


@pytest.mark.parametrize(
    ("litres", "visits"),
    [(0, 1), (14_999, 1), (15_000, 2), (134_999, 13), (135_000, 14), (999_999, 14)],
)
def test_half_a_load_is_worth_a_visit(litres: int, visits: int) -> None:
    (plan,) = plan_visits("P1", {"paper": 0}, {"paper": litres}, 10_000)
    assert len(plan.days) == visits


def test_the_larger_material_goes_first_and_the_smaller_one_aside() -> None:
    # Both would stand on the same day; the smaller moves to the next one.
    large, small = plan_visits("P1", {"a": 1, "b": 1}, {"a": 5, "b": 6}, 10_000)
    assert (large.material, small.material) == ("b", "a")
    assert (small.days[0] - large.days[0]) % 14 == 1


def test_neighbours_are_turned_apart() -> None:
    days = Counter(
        plan_visits(f"P{number}", {"a": 1}, {"a": 1}, 10)[0].days
        for number in range(140)
    )
    assert len(days) == 14  # ten points a day on average, none without any
    assert max(days.values()) <= 25


@pytest.mark.parametrize(
    ("kilograms", "litres"), [(0, 0), (1, 20), (50, 1_000), (51, 1_020)]
)
def test_loose_litres_of_paper(micro: Network, kilograms: int, litres: int) -> None:
    # 50 kg/m3: a kilogram of paper fills 20 litres.
    assert loose_l(micro, "paper", kilograms) == litres


def test_loose_litres_are_rounded_up(micro: Network) -> None:
    assert loose_l(micro, "steel", 1) == 3  # 1000 / 400 = 2.5


def orders_of_the_cycle(network: Network) -> Counter[tuple[str, str]]:
    supplies = estimate_supply(network, 2026)
    loads: Counter[tuple[str, str]] = Counter()
    for offset in range(14):
        for order in scheduled_orders(network, supplies, DAY + timedelta(offset)):
            loads[order.site_id, order.material] += order.load_kg
    return loads


def test_the_orders_of_a_cycle_add_up_to_its_supply(micro: Network) -> None:
    # P1: 21,900 kg paper a year x 14 / 365 = 840 kg = 16,800 l: two visits of 420 kg;
    # 14,600 kg steel: 560 kg = 1,400 l: one visit. P6 stands for twice the people.
    loads = orders_of_the_cycle(micro)
    assert loads["P1", "paper"] == 840
    assert loads["P1", "steel"] == 560
    assert loads["P6", "paper"] == 1_680
    assert len(loads) == 12  # six points, two materials; no generator


def test_the_cycle_repeats(micro: Network) -> None:
    supplies = estimate_supply(micro, 2026)
    first = scheduled_orders(micro, supplies, DAY)
    again = scheduled_orders(micro, supplies, DAY + timedelta(14))
    assert first
    assert [(o.site_id, o.material, o.load_kg) for o in first] == [
        (o.site_id, o.material, o.load_kg) for o in again
    ]


def test_an_order_carries_what_the_point_says(micro: Network) -> None:
    supplies = estimate_supply(micro, 2026)
    orders = [
        order
        for offset in range(14)
        for order in scheduled_orders(micro, supplies, DAY + timedelta(offset))
        if (order.site_id, order.material) == ("P1", "paper")
    ]
    assert len(orders) == 2
    order = orders[0]
    assert order.order_id == f"S-{order.day:%Y%m%d}-P1-paper"
    assert (order.load_kg, order.load_l) == (420, 8_400)
    assert (order.window_start_s, order.window_end_s) == (6 * HOUR_S, 22 * HOUR_S)
    assert (order.service_s, order.source) == (300, OrderSource.SCHEDULE)
    assert order.is_required


def test_a_point_with_nothing_to_fetch_gets_no_order(micro: Network) -> None:
    # One kilogram of steel a year is no kilogram in fourteen days.
    tiny = [
        replace(supply, kg_per_year=1)
        for supply in estimate_supply(micro, 2026)
        if supply.site_id == "P1"
    ]
    found = [scheduled_orders(micro, tiny, DAY + timedelta(n)) for n in range(14)]
    assert not any(found)
