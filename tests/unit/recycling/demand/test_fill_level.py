"""When containers are full, by hand: paper weighs 50 kg/m3 on the street."""

from dataclasses import replace
from datetime import date, timedelta

import pytest

from recycling.demand.fill_level import Container, full_kg, with_fill_levels
from recycling.domain.errors import InputError
from recycling.domain.materials import Parameter
from recycling.domain.network import Network
from recycling.domain.orders import Order, OrderSource
from tests.builders import DAY

SHARE, VISITS = "demand.full_share", "demand.storage_visits"
# 100 kg a day, emptied ten days ago, and a visit of the cycle finds 700 kg.
PAPER = Container("P1", "paper", 100.0, DAY - timedelta(10), 700)


@pytest.fixture
def street(micro: Network) -> Network:
    """Containers are visited at 0.8 of two usual loads: 1,120 kg of paper."""
    figures = {SHARE: Parameter(SHARE, 0.8, ""), VISITS: Parameter(VISITS, 2, "")}
    return replace(micro, parameters={**micro.parameters, **figures})


def cycle_order(material: str = "paper", load_kg: int = 700) -> Order:
    return Order(f"S-{material}", "P1", DAY, material, load_kg, service_s=300)


def merged(street: Network, *containers: Container, cycle=(), ordered=(), day=DAY):
    return with_fill_levels(street, cycle, containers, ordered, day)


def test_what_waits_grows_from_the_emptying() -> None:
    assert PAPER.waiting_kg(DAY) == 1000
    assert replace(PAPER, carried_kg=150).waiting_kg(DAY) == 850
    assert replace(PAPER, carried_kg=2000).waiting_kg(DAY) == 0


def test_the_day_it_is_due_is_rounded_up() -> None:
    assert PAPER.due_on(1120) == DAY + timedelta(2)
    assert PAPER.due_on(1000) == DAY
    assert replace(PAPER, carried_kg=1).due_on(1000) == DAY + timedelta(1)
    assert replace(PAPER, rate_kg_per_day=0.0).due_on(1) is None
    assert replace(PAPER, rate_kg_per_day=1.0).due_on(400) is None


def test_recorded_litres_are_divided_as_visits_find_them(street: Network) -> None:
    # 700 kg of paper are 14,000 l and 400 kg of steel 1,000 l: 7,500 l is half.
    steel = replace(PAPER, material="steel", usual_kg=400)
    site = replace(street.sites["P1"], storage_l=7_500)
    known = replace(street, sites={**street.sites, "P1": site})
    assert full_kg(known, [PAPER, steel]) == pytest.approx(
        {("P1", "paper"): 0.8 * 350, ("P1", "steel"): 0.8 * 200}
    )
    assert full_kg(street, [PAPER, steel]) == pytest.approx(
        {("P1", "paper"): 0.8 * 1400, ("P1", "steel"): 0.8 * 800}
    )


def test_a_full_container_is_visited_between_two_visits_of_the_cycle(
    street: Network,
) -> None:
    assert merged(street, PAPER) == []
    (order,) = merged(street, PAPER, day=DAY + timedelta(2))
    assert order.source is OrderSource.FILL_LEVEL
    assert (order.site_id, order.material) == ("P1", "paper")
    assert (order.load_kg, order.load_l) == (1200, 24_000)
    assert order.service_s == street.sites["P1"].service_s


def test_where_the_cycle_comes_anyway_there_is_one_order(street: Network) -> None:
    late = DAY + timedelta(2)
    (order,) = merged(street, PAPER, cycle=[cycle_order()], day=late)
    assert order.order_id == "S-paper"
    assert order.source is OrderSource.FILL_LEVEL
    assert (order.load_kg, order.load_l) == (1200, 24_000)


def test_who_comes_anyway_is_not_sent_twice(street: Network) -> None:
    late, key = DAY + timedelta(2), ("P1", "paper")
    assert merged(street, PAPER, ordered={key}, day=late) == []
    assert merged(street, PAPER, ordered={("P1", "steel")}, day=late) != []


@pytest.mark.parametrize(
    ("emptied", "following", "left"),
    [
        # Emptied yesterday, between two visits: due in 11 days.
        (DAY - timedelta(1), DAY + timedelta(7), 0),
        # It would be full before the cycle comes again.
        (DAY - timedelta(1), DAY + timedelta(12), 1),
        # The last to come was the cycle itself.
        (DAY - timedelta(7), DAY + timedelta(7), 1),
    ],
)
def test_the_cycle_skips_a_point_emptied_meanwhile(
    street: Network, emptied: date, following: date, left: int
) -> None:
    container = replace(
        PAPER,
        emptied_on=emptied,
        last_cycle_day=DAY - timedelta(7),
        next_cycle_day=following,
    )
    found = merged(street, container, cycle=[cycle_order()])
    assert len(found) == left


def test_a_share_of_nothing_is_refused(micro: Network) -> None:
    figures = {SHARE: Parameter(SHARE, 0, ""), VISITS: Parameter(VISITS, 2, "")}
    broken = replace(micro, parameters={**micro.parameters, **figures})
    with pytest.raises(InputError, match=r"demand\.full_share: must be > 0"):
        full_kg(broken, [PAPER])
