"""Whole kilograms beside fractional tonnes, with every sum next to its own."""

import numpy as np
import pytest

from routing.engines.exact.rounding import whole_flows
from routing.siting.arrays import KG_PER_T, add_up
from routing.siting.laying import arrays_of
from tests.engines.siting_instances import CLOSE, problem, state


def fractional(seed: int):
    """Return a problem, tonnes on its arcs, and tonnes left; kilograms are broken."""
    random = np.random.default_rng(seed)
    clients, facilities = 6, 4
    kinds = ["paper", "glass"] * 3
    arcs = [(i, j, int(random.integers(9))) for i in range(6) for j in range(4)]
    sites = [[CLOSE, state("keep", 100)]] * facilities
    supplies = random.integers(1, 9, clients).tolist()
    arrays = arrays_of(problem(supplies, sites, sorted(arcs), commodities=kinds))
    share = random.dirichlet(np.ones(facilities + 1), clients)
    tonnes = share * np.array(supplies)[:, None]
    return arrays, tonnes[:, :facilities].ravel(), tonnes[:, facilities]


@pytest.mark.parametrize("seed", range(20))
def test_sums_stay_next_to_their_fractions(seed: int) -> None:
    arrays, flow_t, left_t = fractional(seed)
    whole = whole_flows(arrays, 0, flow_t, left_t)
    assert whole is not None
    flow, left = whole
    served = add_up(arrays.arc_client, flow, arrays.clients)
    assert (served + left == arrays.supply_kg[0]).all()
    assert (np.abs(flow - flow_t * KG_PER_T) < 1).all()
    cell = arrays.arc_facility * arrays.commodities + arrays.arc_commodity
    for key in (arrays.arc_facility, cell):
        size = arrays.facilities * arrays.commodities
        exact = np.bincount(key, flow_t * KG_PER_T, size)
        assert (np.abs(add_up(key, flow, size) - exact) < 1).all()


def test_whole_tonnes_stay_as_they_are() -> None:
    arrays, _, _ = fractional(1)
    flow = np.zeros(len(arrays.arc_client))
    left = arrays.supply_kg[0] / KG_PER_T + 1e-9
    whole = whole_flows(arrays, 0, flow, left)
    assert whole is not None
    assert (whole[1] == arrays.supply_kg[0]).all()


def test_what_is_more_than_supplied_is_refused() -> None:
    arrays, flow_t, left_t = fractional(2)
    assert whole_flows(arrays, 0, flow_t + 1.0, left_t) is None
