"""Regions of open sites: cut out rightly, and solved to better answers."""

import numpy as np
import pytest

from routing.engines.facility.arrays import Ints, Layout
from routing.engines.facility.incumbent import Incumbent
from routing.engines.facility.look import Look
from routing.engines.facility.moves import Guide
from routing.engines.facility.region_search import RegionSearch
from routing.engines.facility.regions import WAYS, Regions
from tests.unit.routing.engines.facility.facility_cases import (
    best_whole,
    cost_of,
    no_side,
    plain,
    random_plain,
)

FULL = plain(
    weight=[5.0, 5.0, 5.0],
    capacity=[5.0, 5.0, 5.0, 20.0],
    fixed=[10.0, 10.0, 10.0, 1000.0],
    cost=[[9.0, 1.0, 20.0], [20.0, 9.0, 1.0], [1.0, 20.0, 9.0], [1.0, 1.0, 1.0]],
    single=True,
)
"""Three full sites: each client at its own costs 57; all three go one site on for
33, where any two that change places cost more, and the fourth site costs 1,003."""


def guide_of(layout: Layout, price: float) -> Guide:
    worth = np.where(np.arange(layout.blocks) % 2, 4.0, -3.0)
    return Guide(0.0, worth, np.full(layout.clients, price))


def offer(incumbent: Incumbent, layout: Layout, site: list[int]) -> Ints:
    """Offer the answer with each client at some site; return its arcs."""
    at = (np.array(site) * layout.clients + np.arange(layout.clients)).astype(np.int32)
    chosen = np.arange(0, layout.rows, 2, dtype=np.int32)
    chosen[np.unique(site)] += 1
    flow = np.zeros(layout.arcs)
    flow[at] = 1.0
    assert incumbent.offer(cost_of(layout, chosen, flow), chosen, flow)
    return at


def first_fit(layout: Layout) -> list[int]:
    """Put each client, heaviest first, into the first site with room."""
    room = layout.capacity[1::2].copy()
    site = [0] * layout.clients
    for client in np.argsort(-layout.weight):
        site[client] = int(np.flatnonzero(room >= layout.weight[client])[0])
        room[site[client]] -= layout.weight[client]
    return site


def test_three_clients_change_places_at_once() -> None:
    incumbent = Incumbent(FULL, no_side(FULL))
    offer(incumbent, FULL, [0, 1, 2])
    assert incumbent.cost == 57.0
    RegionSearch(FULL, incumbent, guide_of(FULL, 30.0), 1).step(lambda: False)
    assert incumbent.cost == 33.0
    assert incumbent.chosen is not None
    assert incumbent.flow is not None
    assert cost_of(FULL, incumbent.chosen, incumbent.flow) == 33.0


@pytest.mark.parametrize("seed", range(4))
def test_small_problems_are_solved_to_the_best(seed: int) -> None:
    layout = random_plain(seed, 4, 7, single=True)
    incumbent = Incumbent(layout, no_side(layout))
    offer(incumbent, layout, first_fit(layout))
    search = RegionSearch(layout, incumbent, guide_of(layout, 60.0), seed)
    while not search.is_spent:
        search.step(lambda: False)
    assert incumbent.cost == best_whole(layout)[0]


def test_nothing_is_left_to_do_without_an_answer() -> None:
    search = RegionSearch(FULL, Incumbent(FULL, no_side(FULL)), guide_of(FULL, 9.0), 1)
    search.step(lambda: False)
    assert search.is_spent


def test_a_region_is_a_part_of_the_problem() -> None:
    layout = random_plain(5, 30, 60, single=True)
    incumbent = Incumbent(layout, no_side(layout))
    at = offer(incumbent, layout, first_fit(layout))
    site = layout.arc_block[at]
    region = Regions(layout, guide_of(layout, 40.0), 1).draw(at, 20)
    part = region.layout
    assert 2 <= part.clients <= 20
    inside = np.unique(site[region.client])
    assert np.isin(region.client, np.flatnonzero(np.isin(site, inside))).all()
    assert len(region.client) == np.isin(site, inside).sum()
    assert (layout.arc_cost[region.arc] == part.arc_cost).all()
    assert (layout.arc_client[region.arc] == region.client[part.arc_client]).all()
    assert (layout.capacity[region.row] == part.capacity).all()
    block = layout.arc_block[region.arc]
    assert (layout.row_block[region.row][part.row_first[part.arc_block]] == block).all()
    ways = np.bincount(part.arc_client)
    assert ways.max() <= WAYS + 1
    others = np.setdiff1d(np.unique(block), inside)
    assert not np.isin(others, site).any()
    # The answer known is one of the part: its own arcs, its sites open.
    assert set(region.arc[region.flow > 0.5]) == set(at[region.client])
    assert cost_of(part, region.chosen, region.flow) > 0.0
    assert len(inside) == (part.capacity[region.chosen] > 0.0).sum()


def test_looking_ends_when_the_last_of_it_was_in_vain() -> None:
    incumbent = Incumbent(FULL, no_side(FULL))
    clock = [0.2]
    look = Look(incumbent, 0.3, lambda: clock[0])
    clock[0] = 0.49
    assert not look.is_over()
    offer(incumbent, FULL, [0, 1, 2])
    assert not look.is_over()
    clock[0] = 0.58
    assert not look.is_over()
    clock[0] = 0.6
    assert look.is_over()
