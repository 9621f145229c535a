"""What VROOM says, said as a routing problem, and solved by the engines."""

from typing import Any

import pytest

from routing.options import SolveOptions
from routing.solve import solve_routing
from routing.vrp.formats.vroom_check import check_vroom
from routing.vrp.formats.vroom_contract import answer_of, express, why_not
from routing.vrp.formats.vroom_output import vroom_output
from routing.vrp.formats.vroom_problem import VroomProblem
from routing.vrp.problem import TimeWindow
from routing.vrp.validate import validate_problem
from tests.unit.routing.vrp.formats.vroom_cases import (
    MATRIX_EXAMPLE,
    OLD_MATRIX_EXAMPLE,
    SHIPMENT_EXAMPLE,
    STEPS_EXAMPLE,
    read,
    street,
    vehicle,
)

JOBS = [{"id": n, "location_index": n} for n in (1, 2, 3)]


def solve(problem: VroomProblem, engine: str = "insertion") -> dict[str, Any]:
    assert why_not(problem) == []
    expressed = express(problem)
    validate_problem(expressed.problem)
    options = SolveOptions(engine=engine, time_limit_s=0.5, workers=1)
    result = solve_routing(expressed.problem, options)
    answer = answer_of(expressed, result.solution)
    check_vroom(problem, answer)
    return vroom_output(problem, answer)


@pytest.mark.parametrize("engine", ["insertion", "ortools", "auto"])
@pytest.mark.parametrize("example", [MATRIX_EXAMPLE, OLD_MATRIX_EXAMPLE])
def test_the_matrix_example_is_solved_to_the_best(
    example: dict[str, Any], engine: str
) -> None:
    output = solve(read(example), engine)
    (route,) = output["routes"]
    assert [step.get("id") for step in route["steps"]] == [None, 1414, 1515, None]
    assert output["summary"]["cost"] == 5461
    assert [step["arrival"] for step in route["steps"]] == [0, 2104, 4359, 5461]


@pytest.mark.parametrize("engine", ["insertion", "ortools"])
def test_the_example_of_steps_serves_what_fits(engine: str) -> None:
    output = solve(read(STEPS_EXAMPLE), engine)
    # 10 units do not fit into 8, whatever is left out.
    assert output["summary"]["unassigned"] >= 1
    times = [s["arrival"] for route in output["routes"] for s in route["steps"]]
    assert min(times) >= 1600416000
    assert max(times) <= 1600426800


def test_only_what_cannot_be_said_is_named() -> None:
    assert why_not(read(SHIPMENT_EXAMPLE)) == [
        "shipments",
        "deliveries and pickups that share a vehicle's capacity",
    ]


def test_a_free_end_costs_nothing() -> None:
    output = solve(read(street(vehicles=[{"id": 1, "start_index": 0}])))
    assert output["summary"]["cost"] == 600
    assert [s["type"] for s in output["routes"][0]["steps"]][-1] == "job"


def test_a_free_start_costs_nothing() -> None:
    output = solve(read(street(vehicles=[{"id": 1, "end_index": 0}])))
    assert output["summary"]["cost"] == 600
    assert output["routes"][0]["steps"][0]["type"] == "job"


@pytest.mark.parametrize(
    ("costs", "cost"),
    [
        ({}, 1200),
        ({"fixed": 50}, 1250),
        ({"per_hour": 1800}, 600),
        ({"per_hour": 0, "per_km": 7}, 84),
        ({"per_km": 100}, 1200 + 1200),
        ({"per_hour": 1, "per_km": 1}, 12),
    ],
)
def test_prices(costs: dict[str, int], cost: int) -> None:
    output = solve(read(street(vehicles=vehicle(costs=costs))))
    assert output["summary"]["cost"] == cost
    assert output["summary"]["duration"] == 1200
    assert output["summary"]["distance"] == 12_000


def test_costs_of_their_own() -> None:
    matrices = street()["matrices"]
    matrices["car"]["costs"] = [
        [0 if a == b else 1 for b in range(4)] for a in range(4)
    ]
    output = solve(read(street(matrices=matrices)))
    assert output["summary"]["cost"] == 4


def test_speed() -> None:
    output = solve(read(street(vehicles=vehicle(speed_factor=2.0))))
    assert output["summary"]["duration"] == output["summary"]["cost"] == 600


@pytest.mark.parametrize(
    ("limits", "served"),
    [
        ({"max_tasks": 2}, 2),
        ({"max_travel_time": 700}, 2),
        ({"max_distance": 2000, "costs": {"per_hour": 0, "per_km": 9}}, 1),
        ({"time_window": [0, 250]}, 1),
        ({"capacity": [2]}, 2),
    ],
)
def test_limits(limits: dict[str, Any], served: int) -> None:
    jobs = JOBS
    if "capacity" in limits:
        jobs = [job | {"delivery": [1]} for job in JOBS]
    output = solve(read(street(vehicles=vehicle(**limits), jobs=jobs)))
    assert output["summary"]["unassigned"] == 3 - served


def test_skills_and_priorities() -> None:
    jobs = [
        JOBS[0] | {"skills": [7]},
        JOBS[1] | {"priority": 1},
        JOBS[2] | {"priority": 100},
    ]
    output = solve(read(street(vehicles=vehicle(max_tasks=1, skills=[1]), jobs=jobs)))
    (route,) = output["routes"]
    assert [step.get("id") for step in route["steps"]] == [None, 3, None]
    assert route["priority"] == 100
    assert [task["id"] for task in output["unassigned"]] == [1, 2]


def test_several_windows_setup_and_a_break() -> None:
    jobs = [
        {
            "id": 3,
            "location_index": 3,
            "setup": 20,
            "service": 30,
            "time_windows": [[0, 500], [900, 1000]],
            "description": "far",
        }
    ]
    pauses = [{"id": 9, "service": 60, "time_windows": [[700, 800]]}]
    output = solve(
        read(street(jobs=jobs, vehicles=vehicle(breaks=pauses, time_window=[0, 2000])))
    )
    (route,) = output["routes"]
    steps = {step["type"]: step for step in route["steps"]}
    assert steps["job"]["setup"] == 20
    assert steps["job"]["service"] == 30
    assert steps["job"]["description"] == "far"
    assert 700 <= steps["break"]["arrival"] + steps["break"]["waiting_time"] <= 800
    assert steps["end"]["arrival"] == 900 + 50 + 600
    assert route["service"] == 30 + 60


def test_vehicles_that_are_alike_are_one_type() -> None:
    vehicles = [*vehicle(id=4), *vehicle(id=6), *vehicle(id=5, capacity=[])]
    expressed = express(read(street(vehicles=vehicles)))
    assert expressed.vehicles == ((0, 1, 2),)
    assert expressed.problem.vehicle_types[0].num_available == 3


def test_amounts_that_never_bind_may_mix() -> None:
    jobs = [JOBS[0] | {"delivery": [2]}, JOBS[1] | {"pickup": [2]}]
    wide = read(street(jobs=jobs, vehicles=vehicle(capacity=[4])))
    narrow = read(street(jobs=jobs, vehicles=vehicle(capacity=[3])))
    assert why_not(wide) == []
    assert why_not(narrow) == ["deliveries and pickups that share a vehicle's capacity"]


@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        (
            {"jobs": [JOBS[0] | {"setup": 5}, JOBS[0] | {"id": 9}]},
            "setup times of tasks at one place",
        ),
        (
            {"jobs": [JOBS[0] | {"service_per_type": {"van": 3}}]},
            "work times by type of vehicle",
        ),
        ({"vehicles": vehicle(costs={"per_task_hour": 3})}, "prices of work"),
        (
            {"vehicles": vehicle(breaks=[{"id": 1, "time_windows": [[0, 1], [3, 4]]}])},
            "breaks with several windows",
        ),
        (
            {"vehicles": vehicle(max_travel_time=9, costs={"per_km": 7})},
            "a limit on travel time beside other prices",
        ),
        (
            {"vehicles": vehicle(max_distance=9)},
            "a limit on distance beside a price of time",
        ),
        (
            {"jobs": [JOBS[0] | {"time_windows": [[0, 10**9]]}]},
            "times years apart",
        ),
    ],
)
def test_what_a_routing_problem_cannot_say(
    changes: dict[str, Any], reason: str
) -> None:
    assert reason in why_not(read(street(**changes)))


def test_a_vehicle_without_a_window_has_time_enough() -> None:
    (kind,) = express(read(street())).problem.vehicle_types
    assert kind.shift.start_s == TimeWindow().start_s
    assert kind.shift.end_s >= 1200
