"""Durations of legs through the day, computed by hand."""

from dataclasses import replace

import numpy as np
import pytest

from routing.vrp.pace import leg_duration_s, pace_between
from routing.vrp.problem import RoutingProblem, SpeedProfile
from routing.vrp.view import CLOSED, ProblemView
from tests.engines.routing_instances import TRUCK, at, speeds, street

STARTS_S = (0, 1000, 2000)


def rush(factor: tuple[float, ...] = (1, 0.5, 2)) -> RoutingProblem:
    """Return a problem with a way of 300 s between locations 0 and 1."""
    return speeds(street(at(300)), STARTS_S, factor)


CASES = [
    # In one bucket.
    (0, 300),
    (700, 300),
    (1000, 600),
    (1400, 600),
    (2000, 150),
    # 299 s of the way before 1,000 s, the last at half speed.
    (701, 301),
    # 100 s of the way, then 200 s of it in 400 s.
    (900, 500),
    # Half a second of the way before 2,000 s, 299.5 s of it in 149.75 s.
    (1999, 151),
    # 150 s of the way in 300 s, the rest in 75 s.
    (1700, 375),
    (10**7, 150),
]


@pytest.mark.parametrize(("departure_s", "duration_s"), CASES)
def test_leg(departure_s: int, duration_s: int) -> None:
    assert leg_duration_s(rush(), "default", 0, 1, departure_s) == duration_s


def test_a_leg_through_three_buckets() -> None:
    # 1 s at 1, 10 s at 0.5 and then 294 s left at 2.
    problem = speeds(street(at(300)), (0, 10, 20), (1, 0.5, 2))
    assert leg_duration_s(problem, "default", 0, 1, 9) == 1 + 10 + 147


def test_speed_is_the_mean_of_both_ends() -> None:
    factor = np.array([[1.0], [0.5]])
    speed = SpeedProfile((0,), factor, np.array([0, 1]))
    problem = replace(street(at(300)), speed_profile=speed)
    # 300 s at 0.75.
    assert leg_duration_s(problem, "default", 0, 1, 5) == 400
    assert leg_duration_s(problem, "default", 1, 0, 5) == 400
    assert pace_between(speed, 1, 1).speed == (1000,)


def test_without_a_profile_the_table_holds_at_any_time() -> None:
    problem = street(at(300))
    assert leg_duration_s(problem, "default", 0, 1, 1500) == 300


def test_no_way_leads_at_any_time() -> None:
    problem = rush()
    problem.tables["default"].duration_s[0, 1] = -1
    assert leg_duration_s(problem, "default", 0, 1, 1500) == -1
    view = ProblemView(problem)
    depot, stop = np.array([view.depot_nodes(0)[0]]), np.array([0])
    assert view.leg_s(0, depot, stop, np.array([1500])).tolist() == [CLOSED]
    assert view.leg_s(0, stop, depot, np.array([1000])).tolist() == [600]


def test_each_vehicle_drives_by_its_own_table() -> None:
    problem = rush()
    bicycle = replace(TRUCK, profile="bicycle")
    slow = problem.tables["default"]
    slow = replace(slow, duration_s=slow.duration_s * 2)
    tables = {**problem.tables, "bicycle": slow}
    problem = replace(problem, tables=tables, vehicle_types=(TRUCK, bicycle))
    assert leg_duration_s(problem, "bicycle", 0, 1, 1000) == 1050
