"""Every fault of a problem is named, all at once."""

from dataclasses import replace

import numpy as np
import pytest

from routing.errors import InvalidProblemError
from routing.vrp.problem import (
    AccessRule,
    RoutingProblem,
    SpeedProfile,
    TimeWindow,
    TravelTable,
)
from routing.vrp.validate import validate_problem
from tests.engines.routing_instances import INSTANCES, Instance, at, closed, street


def faults_of(problem: RoutingProblem) -> str:
    with pytest.raises(InvalidProblemError) as caught:
        validate_problem(problem)
    return "\n".join(caught.value.faults)


@pytest.mark.parametrize("instance", INSTANCES, ids=lambda instance: instance.name)
def test_valid_problems_pass(instance: Instance) -> None:
    validate_problem(instance.problem)


STOP_FAULTS = [
    ({"location": 2}, "location: must be a position below 2, got 2"),
    ({"location": -1}, "location: must be a position below 2, got -1"),
    ({"load": (-1,)}, "load[kg]: must be between 0 and"),
    ({"load": (1, 2)}, "load: needs 1 amounts, got 2"),
    ({"load": (1.5,)}, "load[kg]: must be a whole number, got 1.5"),
    ({"load": (10**13,)}, "load[kg]: must be between 0 and"),
    ({"service_s": -5}, "service_s: must be between 0 and"),
    ({"prize_fen": float("nan")}, "prize_fen: must be a whole number, got nan"),
    ({"time_windows": (TimeWindow(9, 8),)}, "ends at 8 before it starts at 9"),
    ({"time_windows": (TimeWindow(-9, 8),)}, "time_windows[0].start_s: must be"),
]


@pytest.mark.parametrize(("change", "message"), STOP_FAULTS)
def test_fault_of_a_stop(change: dict[str, object], message: str) -> None:
    problem = street(at(100))
    stop = replace(problem.stops[0], **change)
    assert message in faults_of(replace(problem, stops=(stop,)))


VEHICLE_FAULTS = [
    ({"num_available": -1}, "num_available: must be between 0 and"),
    ({"capacity": (1, 1)}, "capacity: needs 1 amounts, got 2"),
    ({"capacity": (-1,)}, "capacity[kg]: must be between 0 and"),
    ({"start_depot": 2}, "start_depot: must be a position below 2, got 2"),
    ({"end_depot": -1}, "end_depot: must be a position below 2, got -1"),
    ({"shift": TimeWindow(9, 8)}, "shift: ends at 8 before it starts at 9"),
    ({"profile": "boat"}, "profile: no table 'boat'; there are: default"),
    ({"fixed_cost_fen": -1}, "fixed_cost_fen: must be between 0 and"),
    ({"unit_distance_cost_fen_per_km": float("nan")}, "must be a whole number"),
    ({"unit_duration_cost_fen_per_h": -1}, "must be between 0 and"),
    ({"max_duration_s": -1}, "max_duration_s: must be between 0 and"),
    ({"max_distance_m": -1}, "max_distance_m: must be between 0 and"),
    ({"max_trips": -1}, "max_trips: must be between 0 and"),
]


@pytest.mark.parametrize(("change", "message"), VEHICLE_FAULTS)
def test_fault_of_a_vehicle(change: dict[str, object], message: str) -> None:
    problem = street(at(100))
    vehicle = replace(problem.vehicle_types[0], **change)
    assert message in faults_of(replace(problem, vehicle_types=(vehicle,)))


WHOLE = np.zeros((2, 2), dtype=np.int32)

TABLE_FAULTS = [
    (np.zeros((2, 3), dtype=np.int32), "must be square, got shape (2, 3)"),
    (np.full((2, 2), np.nan), "must hold whole numbers, got float64"),
    (np.full((2, 2), -2, dtype=np.int32), "must be >= 0, or -1"),
    (np.full((2, 2), 2 * 10**8, dtype=np.int32), "must be <= 100000000"),
    (np.zeros((3, 3), dtype=np.int32), "differ in shape"),
    (np.zeros(4, dtype=np.int32), "must be square, got shape (4,)"),
]


@pytest.mark.parametrize(("array", "message"), TABLE_FAULTS)
def test_fault_of_a_table(array: np.ndarray, message: str) -> None:
    problem = street(at(100))
    for table in (TravelTable(array, WHOLE), TravelTable(WHOLE, array)):
        assert message in faults_of(replace(problem, tables={"default": table}))


def test_tables_of_different_sizes() -> None:
    problem = street(at(100))
    small = np.zeros((1, 1), dtype=np.int32)
    tables = {**problem.tables, "boat": TravelTable(small, small)}
    assert "all must have one shape" in faults_of(replace(problem, tables=tables))


RULE_FAULTS = [
    (closed(chargers=[0]), "(rule).chargers: must be a position below 0, got 0"),
    (closed(stops=[1]), "(rule).stops: must be a position below 1, got 1"),
    (closed(vehicle_types=frozenset({-1})), "vehicle_types: must be a position below"),
    (closed(unload_sites=frozenset({2})), "unload_sites: must be a position below 1"),
    (closed(9, 9), "closed: must end after it starts at 9"),
    (closed(9, 8), "closed: ends at 8 before it starts at 9"),
    (closed(-1, 8), "closed.start_s: must be between 0"),
]


@pytest.mark.parametrize(("rule", "message"), RULE_FAULTS)
def test_fault_of_an_access_rule(rule: AccessRule, message: str) -> None:
    problem = replace(street(at(100)), access_rules=(rule,))
    assert message in faults_of(problem)


SPEEDS = SpeedProfile((0, 10), np.ones((1, 2)), np.zeros(2, dtype=np.int64))

SPEED_FAULTS = [
    ({"starts_s": ()}, "starts_s: must begin at 0, got ()"),
    ({"starts_s": (1, 2)}, "starts_s: must begin at 0, got (1,)"),
    ({"starts_s": (0, 0)}, "starts_s: must grow from bucket to bucket, got (0, 0)"),
    ({"starts_s": (0, 1.5)}, "starts_s[1]: must be a whole number, got 1.5"),
    ({"factor": np.ones((1, 3))}, "needs 2 buckets per zone, got shape (1, 3)"),
    ({"factor": np.ones(2)}, "factor: needs 2 buckets per zone, got shape (2,)"),
    ({"factor": np.array([[1, 0]])}, "factor: must be between 0.01 and 100"),
    ({"factor": np.array([[1, np.nan]])}, "factor: must be between 0.01 and 100"),
    ({"factor": np.array([[1, np.inf]])}, "factor: must be between 0.01 and 100"),
    ({"zone": np.zeros(3, dtype=np.int64)}, "zone: needs 2 entries, got shape (3,)"),
    ({"zone": np.zeros(2)}, "zone: must hold whole numbers, got float64"),
    ({"zone": np.array([0, 1])}, "zone: must be positions below 1"),
    ({"zone": np.array([0, -1])}, "zone: must be positions below 1"),
]


@pytest.mark.parametrize(("change", "message"), SPEED_FAULTS)
def test_fault_of_a_speed_profile(change: dict[str, object], message: str) -> None:
    problem = replace(street(at(100)), speed_profile=replace(SPEEDS, **change))
    assert message in faults_of(problem)


def test_all_faults_are_collected() -> None:
    problem = street(at(100, 200))
    stops = [replace(stop, load=(-1,), service_s=-1) for stop in problem.stops]
    with pytest.raises(InvalidProblemError) as caught:
        validate_problem(replace(problem, stops=tuple(stops)))
    assert len(caught.value.faults) == 4
