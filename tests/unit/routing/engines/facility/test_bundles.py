"""Lists of loads: everything that good answers give a facility is in them."""

import numpy as np
import pytest

from routing.engines.facility.arrays import Layout
from routing.engines.facility.bundles import Bundles, list_bundles
from routing.engines.facility.incumbent import Incumbent
from routing.engines.facility.lister import Lister
from routing.engines.facility.relaxation import Relaxation, can_cover
from routing.engines.facility.volume import Dual, Pace, ascend, begin
from tests.unit.routing.engines.facility.facility_cases import (
    best_whole,
    no_side,
    random_plain,
)


def climbed(layout: Layout, target: float) -> tuple[Relaxation, Dual]:
    relaxation = Relaxation(
        layout,
        no_side(layout),
        np.ones(layout.rows, np.bool_),
        np.ones(layout.arcs, np.bool_),
        can_cover(layout),
    )
    dual = begin(relaxation, np.full(layout.clients, 20.0), layout.rows)
    ascend(relaxation, dual, target, 300, Pace(), lambda _: False)
    return relaxation, dual


def listed(layout: Layout, goal: float, most: int) -> Bundles | None:
    relaxation, dual = climbed(layout, goal)
    floors = relaxation.row_floors(dual.multiplier)
    return list_bundles(relaxation, dual.multiplier, floors, goal, most)


@pytest.mark.parametrize("seed", range(4))
def test_no_load_of_a_good_answer_is_missing(seed: int) -> None:
    layout = random_plain(seed, 3, 7, single=True)
    optimum, answers = best_whole(layout)
    goal = optimum + 3.0
    bundles = listed(layout, goal, 1_000)
    assert bundles is not None
    loads = set()
    for number, row in enumerate(bundles.row):
        arcs = bundles.arc[bundles.first[number] : bundles.first[number + 1]]
        assert (layout.arc_block[arcs] == layout.row_block[row]).all()
        load = frozenset(layout.arc_client[arcs].tolist())
        assert layout.weight[list(load)].sum() <= layout.capacity[row]
        loads.add((int(layout.row_block[row]), load))
    assert len(loads) == len(bundles.row), "each load is listed once"
    for at, cost in answers.items():
        if cost <= goal:
            for site in set(at):
                load = frozenset(np.flatnonzero(np.array(at) == site).tolist())
                assert (site, load) in loads
    assert len(loads) < 3 * 2**7


def test_too_many_loads_are_not_listed() -> None:
    layout = random_plain(0, 3, 7, single=True)
    optimum, _ = best_whole(layout)
    assert listed(layout, optimum + 10.0, 2) is None


@pytest.mark.parametrize("seed", range(4))
def test_choosing_among_all_loads_proves_the_best_answer(seed: int) -> None:
    layout = random_plain(seed, 4, 7, single=True)
    optimum, _ = best_whole(layout)
    relaxation, dual = climbed(layout, optimum)
    incumbent = Incumbent(layout, no_side(layout))
    lister = Lister(layout, no_side(layout), incumbent, lambda: 20.0, 1)
    bound = lister.climb(relaxation, dual, lambda: False)
    assert dual.bound - 1e-9 <= bound <= optimum + 1e-9
    incumbent.guess(optimum + 5.0)
    assert lister.settle(relaxation, dual.multiplier, 10_000)
    assert incumbent.cost == optimum


def test_a_ceiling_below_the_best_answer_is_proved_as_a_bound() -> None:
    layout = random_plain(1, 4, 7, single=True)
    optimum, _ = best_whole(layout)
    relaxation, dual = climbed(layout, optimum)
    incumbent = Incumbent(layout, no_side(layout))
    incumbent.guess(optimum - 1.5)
    assert incumbent.ceiling == optimum - 1.0, "costs are whole"
    lister = Lister(layout, no_side(layout), incumbent, lambda: 20.0, 1)
    assert lister.settle(relaxation, dual.multiplier, 10_000)
    assert incumbent.chosen is None
