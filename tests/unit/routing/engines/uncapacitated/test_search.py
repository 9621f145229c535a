"""Exchanges and multipliers against every set of sites there is."""

from itertools import combinations

import numpy as np
import pytest

from routing.engines.uncapacitated.dual import Ascent, begin, decide
from routing.engines.uncapacitated.exchange import Exchange
from routing.engines.uncapacitated.rest import rest_of, solve_rest
from routing.engines.uncapacitated.settle import sites_known, step_of
from routing.engines.uncapacitated.sites import Sites, sites_of
from routing.engines.uncapacitated.tree import Node, search_tree
from routing.siting.laying import arrays_of
from routing.siting.problem import SitingProblem
from routing.siting.textbook import cflp, p_median
from tests.engines.siting_instances import INSTANCES

SEEDS = [1, 2, 3]


def random_median(seed: int) -> SitingProblem:
    """Return 14 places of which 4 are medians."""
    random = np.random.default_rng(seed)
    place = random.integers(0, 1000, (14, 2))
    away = np.abs(place[:, None] - place[None]).sum(axis=2)
    return p_median(away, random.integers(1, 9, 14), 4)


def random_uncapacitated(seed: int) -> SitingProblem:
    """Return 10 sites of which as many open as pay, one of them in any case."""
    random = np.random.default_rng(seed)
    cost, weight = random.integers(1, 50, (14, 10)), random.integers(1, 9, 14)
    room = np.full(10, weight.sum())
    must = (np.arange(10) == 3).astype(np.int64)
    return cflp(cost, weight, room, random.integers(50, 300, 10), None, must)


def best_of_all(sites: Sites) -> int:
    """Try every allowed set."""
    search, least = Exchange(sites, 1), 2 * sites.barred
    for count in range(sites.least, min(sites.most, sites.count) + 1):
        for chosen in combinations(range(sites.count), count):
            is_open = np.zeros(sites.count, np.int64)
            is_open[list(chosen)] = 1
            if (is_open[sites.fixed == 1] == 1).all():
                least = min(least, search.cost_of(is_open))
    return least


@pytest.mark.parametrize("seed", SEEDS)
@pytest.mark.parametrize("make", [random_median, random_uncapacitated])
def test_every_way_to_the_optimum_ends_there(make, seed: int) -> None:
    _, sites = sites_known(make(seed))
    least = best_of_all(sites)
    search = Exchange(sites, 1)
    search.offer(search.begin())
    assert search.cost >= least
    dual = begin(sites, search.nearest(search.best))
    Ascent(sites).climb(dual, sites.fixed, search.cost, 300)
    assert 0.8 * least < dual.bound <= least * (1 + 1e-9)

    fixed = decide(sites, dual, sites.fixed, least + 1)
    rest = rest_of(sites, dual, fixed, least + 1)
    found, below = solve_rest(rest, 10.0, 1, lambda: False)
    assert found is not None
    assert search.cost_of(found) == least
    assert below <= least

    root, step = Node(sites.fixed, dual), step_of(sites)
    assert search_tree(search, root, step, lambda *_: False) == least
    assert search.cost == least


@pytest.mark.parametrize("seed", SEEDS)
def test_shaking_finds_the_optimum_of_small_problems(seed: int) -> None:
    _, sites = sites_known(random_median(seed))
    search = Exchange(sites, seed)
    search.offer(search.begin())
    search.shake(lambda: False, 200)
    assert search.cost == best_of_all(sites)


def test_a_move_changes_the_cost_by_what_it_says() -> None:
    _, sites = sites_known(random_uncapacitated(5))
    search = Exchange(sites, 1)
    is_open = search.begin()
    cost = search.cost_of(is_open)
    assert search.improve(is_open) <= cost
    assert search.improve(is_open.copy()) == search.cost_of(is_open)


def test_sites_that_can_be_full_are_no_such_problem() -> None:
    full = INSTANCES[0].problem
    assert sites_of(full, arrays_of(full)) is None
    with pytest.raises(ValueError, match="can be full"):
        sites_known(full)
