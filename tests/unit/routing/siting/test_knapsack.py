"""Continuous knapsacks of several rows at once, against enumeration."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from routing.siting.knapsack import Items, cheapest_mass


def items(*rows: tuple[int, float, int]) -> Items:
    """Write items: (row, price, kilograms)."""
    row, price, mass = zip(*rows, strict=True) if rows else ((), (), ())
    return Items(np.array(row, np.int64), np.array(price), np.array(mass, np.int64))


def value(own: Items, least: list[int], most: list[int]) -> list[float]:
    return cheapest_mass(own, np.array(least), np.array(most)).tolist()


def test_what_pays_is_taken_up_to_the_capacity() -> None:
    own = items((0, -1.0, 5), (0, -3.0, 4), (0, 2.0, 9), (1, -1.0, 5))
    assert value(own, [0, 0], [6, 9]) == pytest.approx([-3 * 4 - 2, -5])


def test_a_minimum_takes_what_costs_least() -> None:
    own = items((0, -1.0, 2), (0, 4.0, 9), (0, 3.0, 1))
    assert value(own, [5], [9]) == pytest.approx([-2 + 3 + 2 * 4])


def test_a_minimum_out_of_reach() -> None:
    assert value(items((0, 1.0, 4)), [5], [9]) == [np.inf]
    assert value(items(), [0, 1], [3, 3]) == [0.0, np.inf]


@given(
    st.lists(st.tuples(st.integers(-9, 9), st.integers(0, 3)), max_size=4),
    st.integers(0, 6),
    st.integers(0, 6),
)
def test_no_whole_choice_is_cheaper(
    rows: list[tuple[int, int]], least: int, room: int
) -> None:
    totals = {0: 0.0}
    for price, mass in rows:
        totals = {
            kg + taken: min(
                old + price * more
                for more in range(mass + 1)
                for before, old in totals.items()
                if before + more == kg + taken
            )
            for kg in totals
            for taken in range(mass + 1)
        }
    found = [cost for kg, cost in totals.items() if least <= kg <= least + room]
    own = items(*((0, float(price), mass) for price, mass in rows))
    assert value(own, [least], [least + room])[0] == pytest.approx(
        min(found, default=np.inf)
    )
