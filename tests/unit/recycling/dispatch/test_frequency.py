"""Visits and orders of one point, by hand."""

from collections import Counter
from dataclasses import replace
from datetime import timedelta

import pytest

from recycling.config import DispatchSettings
from recycling.demand.generation import estimate_supply
from recycling.dispatch.frequency import (
    Visits,
    allowed_days,
    cycle_weekday,
    loose_l,
    plan_cycle,
    visits_wanted,
)
from recycling.domain.network import Network
from recycling.domain.orders import OrderSource
from tests.builders import DAY, HOUR_S, scheduled_orders

SETTINGS = DispatchSettings()


@pytest.mark.parametrize(
    ("litres", "visits"),
    [(0, 1), (14_999, 1), (15_000, 2), (134_999, 13), (135_000, 14), (999_999, 14)],
)
def test_half_a_load_is_worth_a_visit(litres: int, visits: int) -> None:
    assert visits_wanted(litres, 10_000, 14) == visits


def test_no_more_visits_than_allowed_days() -> None:
    assert visits_wanted(999_999, 10_000, 10) == 10


def cycle_of(network: Network, settings: DispatchSettings = SETTINGS) -> list[Visits]:
    return plan_cycle(network, estimate_supply(network, 2026), settings)


def test_the_materials_of_a_point_are_fetched_on_the_same_days(micro: Network) -> None:
    # P1: two visits for 16,800 l of paper, a week apart; one for the steel.
    paper, steel = [visits for visits in cycle_of(micro) if visits.site_id == "P1"]
    assert (paper.material, paper.load_kg) == ("paper", 420)
    assert (steel.material, steel.load_kg) == ("steel", 560)
    first, second = paper.days
    assert second - first in {6, 7, 8}
    assert set(steel.days) <= set(paper.days)


def test_points_are_visited_on_the_weekdays_of_the_settings(micro: Network) -> None:
    settings = DispatchSettings(visit_weekdays="25")
    weekdays = {cycle_weekday(day) for v in cycle_of(micro, settings) for day in v.days}
    assert weekdays == {2, 5}


def test_a_point_s_own_weekdays_come_first(micro: Network) -> None:
    point = replace(micro.sites["P1"], visit_weekdays=("3",))
    network = replace(micro, sites={**micro.sites, "P1": point})
    for visits in cycle_of(network):
        weekdays = {cycle_weekday(day) for day in visits.days}
        assert weekdays == {3} or visits.site_id != "P1"


def test_days_of_the_cycle_are_those_of_the_calendar() -> None:
    for offset in range(30):
        day = DAY + timedelta(offset)
        assert cycle_weekday(day.toordinal() % 14) == day.isoweekday()
    assert allowed_days("1") == {1, 8}


def test_without_vehicles_districts_are_planned_by_themselves(micro: Network) -> None:
    parked = replace(micro, vehicles={})
    assert [(v.site_id, v.material) for v in cycle_of(parked)] == [
        (v.site_id, v.material) for v in cycle_of(micro)
    ]


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
