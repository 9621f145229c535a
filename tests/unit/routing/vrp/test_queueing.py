"""Docks and plugs: who comes when they are taken waits."""

from dataclasses import replace

import numpy as np
import pytest

from routing.vrp.problem import UnloadSite
from routing.vrp.queueing import Ledger, Shared, full_times, stays_of
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
    assert list(full_times([(0, 10), (10, 20)], 2)) == []
    assert list(full_times([(0, 11), (10, 20)], 2)) == [(10, 11)]
    assert list(full_times([(0, 11), (10, 20), (5, 5)], 1)) == [(0, 20)]


def test_a_start_is_the_first_second_with_a_place_throughout() -> None:
    draw = np.random.default_rng(3)
    for _ in range(300):
        docks, work_s, arrival_s = (
            int(draw.integers(1, 4)),
            int(draw.integers(1, 10)),
            5,
        )
        begins = [int(draw.integers(0, 31)) for _ in range(int(draw.integers(0, 8)))]
        stays = [(begin_s, begin_s + int(draw.integers(0, 13))) for begin_s in begins]
        windows = ((0, 9), (int(draw.integers(12, 21)), 60))

        def is_free(
            now_s: int, stays: list[tuple[int, int]] = stays, docks: int = docks
        ) -> bool:
            return sum(begin_s <= now_s < end_s for begin_s, end_s in stays) < docks

        first_s = next(
            start_s
            for start_s in range(arrival_s, 61)
            if any(begin_s <= start_s <= end_s for begin_s, end_s in windows)
            and all(is_free(now_s) for now_s in range(start_s, start_s + work_s))
        )
        found_s = shared(docks, *stays).start_s(SITE, windows, arrival_s, work_s)
        assert found_s == first_s


def test_only_places_with_docks_are_held() -> None:
    visits = [(VisitKind.STOP, 0, 0, 0, 5), (VisitKind.UNLOAD, 0, 6, 7, 9)]
    assert stays_of(a_view(), visits) == [(SITE, 7, 9)]
    assert stays_of(a_view(None), visits) == []
    free = replace(a_view().problem.unload_sites[0], docks=None)
    assert free.docks is None
