"""Bounds and fixings are true of every answer, at any multipliers."""

import numpy as np
import pytest

from routing.engines.facility.arrays import Floats, Layout
from routing.engines.facility.fixing import open_arcs, open_rows
from routing.engines.facility.relaxation import Relaxation, can_cover
from tests.unit.routing.engines.facility.facility_cases import (
    best_whole,
    bound_by_hand,
    no_side,
    random_plain,
)

SEEDS = range(6)


def relaxed(layout: Layout, *, cover: bool) -> Relaxation:
    rows, arcs = np.ones(layout.rows, np.bool_), np.ones(layout.arcs, np.bool_)
    return Relaxation(layout, no_side(layout), rows, arcs, cover)


def multipliers(layout: Layout, seed: int) -> Floats:
    return np.random.default_rng(seed).uniform(5.0, 45.0, layout.clients)


@pytest.mark.parametrize("seed", SEEDS)
def test_bounds_are_below_the_optimum_and_in_order(seed: int) -> None:
    whole = random_plain(seed, 3, 6, single=True)
    split = random_plain(seed, 3, 6, single=False)
    optimum, _ = best_whole(whole)
    at = multipliers(whole, seed)
    plain, _ = relaxed(whole, cover=False).evaluate(at)
    covered, _ = relaxed(whole, cover=True).evaluate(at)
    shares, _ = relaxed(split, cover=False).evaluate(at)
    assert can_cover(whole)
    assert shares <= plain + 1e-9
    assert plain <= covered + 1e-9
    assert covered <= optimum + 1e-9


@pytest.mark.parametrize("seed", SEEDS)
def test_the_bound_of_split_demand_is_what_sorting_gives(seed: int) -> None:
    layout = random_plain(seed, 4, 9, single=False)
    at = multipliers(layout, seed)
    bound, _ = relaxed(layout, cover=False).evaluate(at)
    assert bound == pytest.approx(bound_by_hand(layout, at))


def test_the_slope_tells_how_much_of_each_client_is_served() -> None:
    layout = random_plain(1, 4, 9, single=False)
    relaxation = relaxed(layout, cover=False)
    at = multipliers(layout, 1)
    bound, slope = relaxation.evaluate(at)
    served = np.bincount(layout.arc_client, relaxation.flow, layout.clients)
    assert slope == pytest.approx(1.0 - served)
    other = multipliers(layout, 2)
    assert relaxed(layout, cover=False).evaluate(other)[0] <= bound + slope @ (
        other - at
    )


@pytest.mark.parametrize("cover", [False, True])
@pytest.mark.parametrize("seed", SEEDS)
def test_nothing_an_answer_within_the_goal_needs_is_forbidden(
    seed: int, cover: bool
) -> None:
    layout = random_plain(seed, 3, 6, single=True)
    relaxation = relaxed(layout, cover=cover)
    optimum, answers = best_whole(layout)
    at = multipliers(layout, seed)
    goal = optimum + 5.0
    floors = relaxation.row_floors(at)
    rows = open_rows(relaxation, floors, goal)
    arcs = open_arcs(relaxation, at, floors, goal)
    arcs_by_site = arcs.reshape(layout.blocks, layout.clients)
    for sites, cost in answers.items():
        if cost <= goal:
            is_open = np.isin(np.arange(layout.blocks), sites)
            assert rows[1::2][is_open].all()
            assert rows[::2][~is_open].all()
            assert all(arcs_by_site[site, client] for client, site in enumerate(sites))
