"""What is left out of a covering problem is superfluous."""

from itertools import combinations

import numpy as np
import pytest

from routing.engines.uncapacitated.cover_matrix import (
    Cover,
    greedy_cover,
    without_dominated,
)
from routing.engines.uncapacitated.cover_model import (
    CoverModel,
    relax_cover,
    solve_cover,
)


def random_cover(seed: int) -> Cover:
    table = np.random.default_rng(seed).random((9, 8)) < 0.35
    table[:, 0] |= ~table.any(axis=1)
    return Cover(table, np.arange(9), np.arange(8))


def fewest(table: np.ndarray) -> int:
    for count in range(table.shape[1] + 1):
        for chosen in combinations(range(table.shape[1]), count):
            if table[:, chosen].any(axis=1).all():
                return count
    raise AssertionError


@pytest.mark.parametrize("seed", range(8))
def test_as_many_sites_are_needed_without_what_is_dominated(seed: int) -> None:
    whole = random_cover(seed)
    small = without_dominated(whole)
    assert small.table.size < whole.table.size
    assert fewest(small.table) == fewest(whole.table)
    chosen = small.site[greedy_cover(small)]
    assert whole.table[:, chosen].any(axis=1).all()


@pytest.mark.parametrize("seed", range(3))
def test_prices_of_clients_never_exceed_a_site_and_add_up_to_the_bound(
    seed: int,
) -> None:
    cover = random_cover(seed)
    model = CoverModel(cover.table, np.ones(8), np.full(9, np.inf), 0, np.inf)
    relaxed = relax_cover(model, 5.0, lambda: False)
    whole = solve_cover(model, 5.0, 1, lambda: False)
    assert relaxed.worth is not None
    assert (relaxed.worth @ cover.table <= 1 + 1e-9).all()
    assert relaxed.worth.sum() == pytest.approx(relaxed.bound)
    assert whole.chosen is not None
    assert whole.chosen.sum() == fewest(cover.table) >= relaxed.bound - 1e-9


def test_too_few_sites_have_no_answer() -> None:
    model = CoverModel(np.eye(3, dtype=bool), np.ones(3), np.full(3, np.inf), 0, 2)
    assert solve_cover(model, 5.0, 1, lambda: False).bound == np.inf


def test_who_stops_gets_nothing() -> None:
    model = CoverModel(np.eye(3, dtype=bool), np.ones(3), np.full(3, np.inf), 0, 3)
    found = solve_cover(model, 5.0, 1, lambda: True)
    assert found.chosen is None or found.chosen.all()
