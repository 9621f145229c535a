"""Patterns of the visiting cycle, counted by hand."""

import numpy as np
import pytest

from recycling.dispatch.visit_patterns import patterns_of

EVERY = frozenset(range(14))
WORKDAYS = frozenset(day for day in EVERY if day % 7 not in {5, 6})


def days_of(visits: int, allowed: frozenset[int], tolerance: int) -> list[list[int]]:
    visited = patterns_of(visits, allowed, tolerance).visited
    return [np.flatnonzero(row).tolist() for row in visited]


def test_one_visit_may_be_on_any_day() -> None:
    assert days_of(1, EVERY, 0) == [[day] for day in range(14)]


def test_two_visits_are_a_week_apart() -> None:
    assert days_of(2, EVERY, 0) == [[day, day + 7] for day in range(7)]


def test_with_a_tolerance_they_may_be_a_day_off() -> None:
    # Distances 6+8, 7+7 and 8+6 around the cycle: 7 + 14 patterns.
    found = days_of(2, EVERY, 1)
    assert len(found) == 21
    assert {b - a for a, b in found} == {6, 7, 8}
    assert patterns_of(2, EVERY, 1).unevenness.tolist().count(0) == 7
    assert patterns_of(2, EVERY, 1).unevenness.max() == 2


def test_three_visits_are_four_or_five_days_apart() -> None:
    found = days_of(3, EVERY, 0)
    assert len(found) == 14
    for a, b, c in found:
        assert sorted((b - a, c - b, 14 + a - c)) == [4, 5, 5]


def test_only_allowed_days_are_used() -> None:
    for visits in range(1, 11):
        for days in days_of(visits, WORKDAYS, 1):
            assert set(days) <= WORKDAYS
            assert len(days) == visits


def test_distances_stretch_as_far_as_the_allowed_days_ask() -> None:
    # Three visits on Mondays and Tuesdays only: 1 + 6 + 7 days.
    few = frozenset({0, 1, 7, 8})
    assert days_of(3, few, 0) == [[0, 1, 7], [0, 1, 8], [0, 7, 8], [1, 7, 8]]


@pytest.mark.parametrize("visits", [0, 11])
def test_no_more_visits_than_allowed_days(visits: int) -> None:
    with pytest.raises(ValueError, match="must be from 1 to 10"):
        patterns_of(visits, WORKDAYS, 1)
