"""Loads of one state against trying all of them."""

import itertools

import numpy as np
import pytest

from routing.engines.facility.arrays import Floats
from routing.engines.facility.knapsack import continuous, whole


def load(
    price: list[float], weight: list[float], capacity: float, minimum: float = 0.0
) -> tuple[float, Floats]:
    count = len(price)
    share = np.zeros(count)
    cost = continuous(
        np.array(price), np.array(weight), count, capacity, minimum,
        np.zeros(count), np.zeros(count, np.int32), share,
    )  # fmt: skip
    return float(cost), share


def load_whole(price: Floats, weight: Floats, capacity: float) -> tuple[float, Floats]:
    count = len(price)
    share = np.zeros(count)
    cost = whole(
        price, weight, count, capacity, np.zeros(count),
        np.zeros(count, np.int32), np.zeros(2 * count, np.int32), share,
    )  # fmt: skip
    return float(cost), share


def test_the_item_that_fills_the_capacity_is_split() -> None:
    cost, share = load([-6.0, -4.0, 1.0], [2.0, 4.0, 1.0], 4.0)
    assert share.tolist() == [1.0, 0.5, 0.0]
    assert cost == -8.0


def test_a_minimum_is_reached_with_the_cheapest_that_cost_something() -> None:
    cost, share = load([-6.0, 8.0, 3.0], [2.0, 2.0, 3.0], 9.0, 6.0)
    assert share.tolist() == [1.0, 0.5, 1.0]
    assert cost == 1.0


def test_a_minimum_out_of_reach_costs_infinitely_much() -> None:
    assert load([-6.0, float("inf")], [2.0, 9.0], 20.0, 3.0)[0] == float("inf")


@pytest.mark.parametrize("seed", range(60))
def test_whole_loads_are_the_cheapest_of_all(seed: int) -> None:
    rng = np.random.default_rng(seed)
    count = int(rng.integers(1, 11))
    price = rng.uniform(-10.0, 3.0, count)
    weight = rng.integers(1, 9, count).astype(np.float64)
    capacity = float(rng.integers(0, int(weight.sum()) + 1))
    cost, share = load_whole(price, weight, capacity)
    every = [np.array(taken) for taken in itertools.product((0.0, 1.0), repeat=count)]
    best = min(float(price @ taken) for taken in every if weight @ taken <= capacity)
    assert cost == pytest.approx(best)
    assert price @ share == pytest.approx(best)
    assert weight @ share <= capacity
