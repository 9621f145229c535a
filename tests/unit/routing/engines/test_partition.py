"""The selection of routes, by hand."""

import pytest

from routing.engines.partition import Column, Partition
from routing.engines.partition_solver import choose_columns

# Pairs cost 5, singles 3; a and b ride together best.
ROUTES = [
    Column(0, frozenset({0, 1}), 5),
    Column(0, frozenset({1, 2}), 5),
    Column(0, frozenset({0}), 3),
    Column(0, frozenset({2}), 3),
    Column(1, frozenset({2}), 1),
]


def test_the_cheapest_selection_serves_every_stop_once() -> None:
    partition = Partition(ROUTES, dict.fromkeys(range(3), 100), {0: 3, 1: 1})
    assert choose_columns(partition, [1, 2], 5, 1) == [0, 4]


def test_any_unit_of_cost_gives_the_same_selection() -> None:
    dear = [Column(c.vehicle_type, c.stops, c.cost_fen * 10**9) for c in ROUTES]
    partition = Partition(dear, dict.fromkeys(range(3), 10**11), {0: 3, 1: 1})
    assert choose_columns(partition, [1, 2], 5, 1) == [0, 4]


def test_no_more_vehicles_than_there_are() -> None:
    partition = Partition(ROUTES, dict.fromkeys(range(3), 100), {0: 3, 1: 0})
    chosen = choose_columns(partition, [1, 2], 5, 1)
    assert chosen is not None
    assert sum(ROUTES[c].cost_fen for c in chosen) == 8


def test_a_cheap_stop_is_left_out() -> None:
    partition = Partition(ROUTES, {0: 100, 1: 100, 2: 0}, {0: 3, 1: 1})
    assert choose_columns(partition, [1, 2], 5, 1) == [0]


@pytest.mark.parametrize("committed", [frozenset(), frozenset({1})])
def test_committed_vehicles_are_used(committed: frozenset[int]) -> None:
    routes = [*ROUTES[:4], Column(1, frozenset({2}), 50)]
    partition = Partition(routes, dict.fromkeys(range(3), 100), {0: 3, 1: 1}, committed)
    chosen = choose_columns(partition, [0, 4], 5, 1)
    assert chosen is not None
    assert (4 in chosen) == bool(committed)
