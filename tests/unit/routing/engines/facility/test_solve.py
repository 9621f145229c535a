"""Whole problems: answers proved best, checked against trying all and a model."""

import numpy as np
import pytest

from routing.engines.facility.kernel import Kernel, solve_kernel
from routing.engines.facility.relaxation import SideRows
from routing.engines.facility.solve import Options, solve
from tests.unit.routing.engines.facility.facility_cases import (
    best_whole,
    bound_by_hand,
    cost_of,
    no_side,
    phased,
    plain,
    random_plain,
)

FOUR_CLIENTS = plain(
    weight=[3.0, 3.0, 3.0, 3.0],
    capacity=[8.0, 8.0],
    fixed=[10.0, 10.0],
    cost=[[1.0, 1.0, 1.0, 9.0], [9.0, 9.0, 9.0, 1.0]],
    single=True,
)
"""Three clients belong to the first site, which has room for two and two thirds:
whole, one must go to the second (32); split, a third of one (26 2/3)."""


def every(count: int) -> np.ndarray:
    return np.ones(count, np.bool_)


def test_four_clients_whole() -> None:
    answer = solve(FOUR_CLIENTS, no_side(FOUR_CLIENTS), Options(5.0))
    assert answer.proved
    assert answer.cost == answer.bound == 32.0


def test_four_clients_split() -> None:
    layout = plain(
        weight=[3.0] * 4,
        capacity=[8.0, 8.0],
        fixed=[10.0, 10.0],
        cost=[[1.0, 1.0, 1.0, 9.0], [9.0, 9.0, 9.0, 1.0]],
        single=False,
    )
    answer = solve(layout, no_side(layout), Options(5.0))
    assert answer.cost == pytest.approx(20.0 + 4.0 + 8.0 / 3.0)
    assert answer.bound == pytest.approx(answer.cost, rel=1e-6)


@pytest.mark.parametrize("workers", [1, 2])
@pytest.mark.parametrize("seed", range(3))
def test_whole_clients_are_proved_best(seed: int, workers: int) -> None:
    layout = random_plain(seed, 4, 7, single=True)
    answer = solve(layout, no_side(layout), Options(10.0, workers))
    optimum, _ = best_whole(layout)
    assert answer.proved
    assert answer.cost == answer.bound == optimum
    assert answer.chosen is not None
    assert answer.flow is not None
    assert cost_of(layout, answer.chosen, answer.flow) == pytest.approx(optimum)


@pytest.mark.parametrize("seed", range(3))
def test_split_clients_are_proved_best(seed: int) -> None:
    layout = random_plain(seed, 8, 20, single=False)
    answer = solve(layout, no_side(layout), Options(10.0))
    model = Kernel(
        layout, no_side(layout), every(layout.rows), every(layout.arcs), layout.unserved
    )
    optimum = solve_kernel(model, 10.0, 1).cost
    assert answer.proved
    assert answer.cost == pytest.approx(optimum, rel=1e-6)
    assert answer.chosen is not None
    assert answer.flow is not None
    assert cost_of(layout, answer.chosen, answer.flow) == pytest.approx(optimum)


def test_the_root_multipliers_prove_their_bound_by_themselves() -> None:
    layout = random_plain(5, 8, 20, single=False)
    answer = solve(layout, no_side(layout), Options(10.0))
    by_hand = bound_by_hand(layout, answer.multiplier)
    assert by_hand <= answer.root_bound + 1e-6
    assert by_hand >= 0.9 * answer.cost


@pytest.mark.parametrize("seed", range(2))
def test_phased_opening_agrees_with_the_model(seed: int) -> None:
    layout = phased(seed, 3)
    answer = solve(layout, no_side(layout), Options(10.0))
    model = Kernel(
        layout, no_side(layout), every(layout.rows), every(layout.arcs), layout.unserved
    )
    exact = solve_kernel(model, 10.0, 1)
    assert exact.finished
    assert answer.cost == pytest.approx(exact.bound, rel=1e-6)
    assert answer.bound <= answer.cost * (1.0 + 1e-9)
    assert answer.root_bound <= exact.bound + 1e-6
    assert answer.chosen is not None
    opened = layout.capacity[answer.chosen].reshape(-1, 3)
    assert (np.diff(opened, axis=1) >= 0.0).all()


def test_a_limit_on_the_number_of_sites_is_kept() -> None:
    layout = random_plain(3, 6, 10, single=False)
    free = solve(layout, no_side(layout), Options(10.0))
    assert free.chosen is not None
    count = int((layout.capacity[free.chosen] > 0.0).sum()) + 1
    opens = (layout.capacity > 0.0).astype(np.float64)[None, :]
    side = SideRows(opens, np.array([float(count)]))
    answer = solve(layout, side, Options(10.0))
    assert answer.chosen is not None
    assert int((layout.capacity[answer.chosen] > 0.0).sum()) >= count
    assert answer.cost > free.cost
    assert answer.bound <= answer.cost * (1.0 + 1e-9)
    assert answer.bound >= free.bound - 1e-6


def test_no_answer_is_said_where_demand_exceeds_all_capacity() -> None:
    layout = plain([9.0], [4.0], [1.0], [[1.0]], single=False)
    answer = solve(layout, no_side(layout), Options(2.0))
    assert answer.chosen is None
    assert not answer.proved
