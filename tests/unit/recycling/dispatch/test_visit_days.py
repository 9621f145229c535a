"""Days of points, where what is best can be seen."""

from itertools import pairwise

import numpy as np
import pytest

from recycling.dispatch.visit_days import Days, Wish, assign_days

EVERY = frozenset(range(14))
ALONE = np.array([[1000.0, 0.0]])


def wish(point: int, visits: int, work: float = 1.0) -> Wish:
    return Wish(point, visits, work, EVERY)


def work_of_days(wishes: list[Wish], days: list[Days]) -> list[float]:
    work = np.zeros(14)
    for wanted, chosen in zip(wishes, days, strict=True):
        work[list(chosen)] += wanted.work
    return work.tolist()


def test_nothing_to_visit() -> None:
    assert assign_days(np.zeros((0, 2)), [], 1) == []


def test_materials_of_a_point_share_its_days() -> None:
    # The lighter ones join a day of the heavy one, whatever day is free.
    wishes = [wish(0, 4, 9.0), wish(0, 1, 0.1), wish(0, 2, 0.1)]
    many, one, two = assign_days(ALONE, wishes, 1)
    assert len(many) == 4
    assert set(one) <= set(many)
    assert set(two) <= set(many)


def test_neighbours_share_days_and_days_share_the_work() -> None:
    # Seven hamlets of four points each, far from each other.
    rng = np.random.default_rng(1)
    hamlets = np.array([(np.cos(a), np.sin(a)) for a in np.arange(7) * 2 * np.pi / 7])
    places = np.repeat(hamlets * 50_000, 4, axis=0) + rng.uniform(0, 100, (28, 2))
    wishes = [wish(point, 1) for point in range(28)]
    days = assign_days(places, wishes, 1)
    # Drawn at random, 28 visits would be about 25 pairs of a hamlet and a day.
    trips = {(point // 4, chosen) for point, chosen in enumerate(days)}
    assert len(trips) <= 14
    assert max(work_of_days(wishes, days)) <= 4


def test_the_work_of_a_street_is_spread_over_the_days() -> None:
    places = np.stack([np.arange(140) * 100.0, np.full(140, 50.0)], axis=1)
    wishes = [wish(point, 1 + point % 5) for point in range(140)]
    work = work_of_days(wishes, assign_days(places, wishes, 1))
    assert sum(work) == sum(w.visits for w in wishes)
    assert max(work) <= 1.1 * sum(work) / 14


def test_a_street_is_cut_into_stretches_of_a_day() -> None:
    # One visit each: a day's points are next to each other, so far fewer
    # neighbours differ than if days were drawn at random (13 of 14 would).
    places = np.stack([np.arange(140) * 100.0, np.full(140, 50.0)], axis=1)
    days = assign_days(places, [wish(point, 1) for point in range(140)], 1)
    assert sum(a != b for a, b in pairwise(days)) < 70


@pytest.mark.parametrize("visits", [1, 3, 14])
def test_points_at_one_place_can_be_told_apart(visits: int) -> None:
    wishes = [wish(point, visits) for point in range(5)]
    days = assign_days(np.zeros((5, 2)), wishes, 1)
    assert [len(chosen) for chosen in days] == [visits] * 5


def test_the_same_wishes_get_the_same_days() -> None:
    places = np.random.default_rng(2).uniform(-9000, 9000, (40, 2))
    wishes = [wish(point, 1 + point % 3) for point in range(40)]
    assert assign_days(places, wishes, 1) == assign_days(places, wishes, 1)
