"""Durations through the day: who leaves later never arrives earlier."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from routing.vrp.pace import PaceTable, leg_duration_s, pace_between
from routing.vrp.problem import RoutingProblem, SpeedProfile, TravelTable

MOMENT = st.integers(0, 5000)
BASE = st.integers(0, 3000)


@st.composite
def profiles(draw: st.DrawFn) -> SpeedProfile:
    starts = draw(st.sets(st.integers(1, 4000), max_size=5))
    zones = draw(st.integers(1, 3))
    factors = st.lists(
        st.floats(0.01, 100), min_size=len(starts) + 1, max_size=len(starts) + 1
    )
    factor = draw(st.lists(factors, min_size=zones, max_size=zones))
    zone = draw(st.lists(st.integers(0, zones - 1), min_size=2, max_size=2))
    return SpeedProfile((0, *sorted(starts)), np.array(factor), np.array(zone))


def a_leg(speeds: SpeedProfile, base_s: int) -> RoutingProblem:
    ways = np.array([[0, base_s], [base_s, 0]], dtype=np.int32)
    tables = {"default": TravelTable(ways, ways)}
    return RoutingProblem((), tables, (), (), (), (), speed_profile=speeds)


@given(profiles(), BASE, MOMENT, MOMENT)
def test_first_in_first_out(
    speeds: SpeedProfile, base_s: int, one_s: int, other_s: int
) -> None:
    problem = a_leg(speeds, base_s)
    early_s, late_s = sorted((one_s, other_s))
    arrivals = [
        moment_s + leg_duration_s(problem, "default", 0, 1, moment_s)
        for moment_s in (early_s, late_s)
    ]
    assert early_s <= arrivals[0] <= arrivals[1]


@given(profiles(), BASE, MOMENT)
def test_no_later_departure_arrives_in_time(
    speeds: SpeedProfile, base_s: int, limit_s: int
) -> None:
    pace = pace_between(speeds, *speeds.zone.tolist())
    last_s = pace.departure_s(base_s, limit_s)
    if last_s is None:
        assert pace.arrival_s(base_s, 0) > limit_s
    else:
        assert pace.arrival_s(base_s, last_s) <= limit_s
        assert pace.arrival_s(base_s, last_s + 1) > limit_s


@given(profiles(), st.lists(st.tuples(BASE, MOMENT), min_size=1))
def test_many_legs_at_once_are_the_same(
    speeds: SpeedProfile, legs: list[tuple[int, int]]
) -> None:
    base_s, departure_s = np.array(legs).T
    zones = [np.array([zone]) for zone in speeds.zone]
    found = PaceTable(speeds).durations_s(base_s, *zones, departure_s)
    assert found.tolist() == [
        leg_duration_s(a_leg(speeds, base_s), "default", 0, 1, moment_s)
        for base_s, moment_s in legs
    ]


@given(st.sets(st.integers(1, 4000)), BASE, MOMENT)
def test_a_factor_of_one_is_the_table(
    starts: set[int], base_s: int, departure_s: int
) -> None:
    starts_s = (0, *sorted(starts))
    factor = np.ones((1, len(starts_s)))
    problem = a_leg(SpeedProfile(starts_s, factor, np.array([0, 0])), base_s)
    assert leg_duration_s(problem, "default", 0, 1, departure_s) == base_s
