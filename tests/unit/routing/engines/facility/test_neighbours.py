"""Neighbourhoods of facilities that share clients."""

import numpy as np

from routing.engines.facility.neighbours import Neighbours
from routing.siting.laying import arrays_of
from tests.engines.siting_instances import CLOSE, problem, state

APART = problem(
    [10, 20, 30],
    [
        [CLOSE, state("keep", 40)],
        [CLOSE, state("keep", 40)],
        [CLOSE, state("keep", 40)],
    ],
    [(0, 0, 1), (0, 1, 1), (1, 1, 1), (2, 2, 1)],
)
"""f0 and f1 share the first client, f2 has its own."""


def test_those_that_share_clients_are_drawn_together() -> None:
    around = Neighbours(arrays_of(APART), 1)
    drawn = {tuple(np.flatnonzero(around.draw()).tolist()) for _ in range(3)}
    assert drawn == {(0, 1), (2,)}


def test_without_clients_all_are_neighbours() -> None:
    alone = arrays_of(problem([], [[CLOSE, state("keep", 40)]], []))
    assert Neighbours(alone, 1).draw().all()
