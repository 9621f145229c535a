"""Docks and plugs: who comes when they are taken waits."""

from dataclasses import replace

import numpy as np
import pytest

from routing.vrp.problem import UnloadSite
from routing.vrp.queueing import Ledger, Shared, most_at_once, stays_of
from routing.vrp.solution import VisitKind
from routing.vrp.view import ProblemView
from routing.vrp.windows import ALWAYS
from tests.engines.routing_instances import at, street

SITE = 1
NOTHING = np.zeros((1, 1), dtype=np.int64)


def a_view(docks: int | None = 1) -> ProblemView:
    return ProblemView(street(at(100), [UnloadSite("site", 0, docks=docks)]))


def shared(docks: int, *stays: tuple[int, int]) -> Shared:
    ledger = Ledger(a_view(docks))
    for key, (start_s, end_s) in enumerate(stays):
        ledger.book(key, [(SITE, start_s, end_s)], NOTHING)
    return ledger.others(-1)


@pytest.mark.parametrize(
    ("docks", "arrival_s", "start_s"),
    [
        # Taken from 100 s to 200 s and from 150 s to 300 s; the work takes 50 s.
        (1, 0, 0),
        (1, 50, 50),
        (1, 51, 300),
        (2, 60, 60),
        (2, 110, 200),
        (3, 110, 110),
        (1, 300, 300),
    ],
)
def test_first_free_start(docks: int, arrival_s: int, start_s: int) -> None:
    free = shared(docks, (100, 200), (150, 300))
    assert free.start_s(SITE, ALWAYS, arrival_s, 50) == start_s


def test_the_queue_may_outlast_the_window() -> None:
    free = shared(1, (100, 200))
    assert free.start_s(SITE, ((0, 199),), 100, 10) is None
    assert free.start_s(SITE, ((0, 150), (250, 300)), 100, 10) == 250


def test_nobody_waits_for_himself() -> None:
    ledger = Ledger(a_view())
    ledger.book(7, [(SITE, 0, 100)], NOTHING + 3)
    assert ledger.others(7).busy == {}
    assert ledger.others(8).taken.tolist() == [[3]]
    ledger.release(7)
    assert ledger.others(8).taken.tolist() == [[0]]


def test_stays_that_touch_are_not_at_once() -> None:
    assert most_at_once([(0, 10), (10, 20)], 0, 20) == 1
    assert most_at_once([(0, 11), (10, 20)], 0, 20) == 2
    assert most_at_once([(0, 11), (10, 20)], 11, 30) == 1


def test_only_places_with_docks_are_held() -> None:
    visits = [(VisitKind.STOP, 0, 0, 0, 5), (VisitKind.UNLOAD, 0, 6, 7, 9)]
    assert stays_of(a_view(), visits) == [(SITE, 7, 9)]
    assert stays_of(a_view(None), visits) == []
    free = replace(a_view().problem.unload_sites[0], docks=None)
    assert free.docks is None
