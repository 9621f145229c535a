"""What only VROOM can say, solved by OR-Tools and checked."""

from typing import Any

import pytest

from routing.engines.ortools_tasks import solve_tasks
from routing.engines.ortools_tasks_model import TaskModel
from routing.options import Progress, SearchStopped, SolveOptions, ignore_progress
from routing.vrp.formats.vroom_check import check_vroom
from routing.vrp.formats.vroom_output import vroom_output
from tests.unit.routing.vrp.formats.vroom_cases import (
    EXAMPLES,
    SHIPMENT_EXAMPLE,
    read,
    street,
    vehicle,
)

OPTIONS = SolveOptions(time_limit_s=1, solution_limit=30)
JOBS = [{"id": n, "location_index": n} for n in (1, 2, 3)]


def solve(value: dict[str, Any]) -> dict[str, Any]:
    problem = read(value)
    answer = solve_tasks(problem, OPTIONS, ignore_progress)
    check_vroom(problem, answer)
    return vroom_output(problem, answer)


def ids(route: dict[str, Any]) -> list[Any]:
    return [step["id"] for step in route["steps"] if "id" in step]


@pytest.mark.parametrize("name", EXAMPLES)
def test_every_example_is_solved(name: str) -> None:
    assert solve(EXAMPLES[name])["code"] == 0


def test_the_example_with_a_shipment_serves_all() -> None:
    output = solve(SHIPMENT_EXAMPLE)
    assert output["summary"]["unassigned"] == 0
    assert output["summary"]["delivery"] == [4]
    assert output["summary"]["pickup"] == [2]
    second = next(r for r in output["routes"] if r["vehicle"] == 2)
    assert ids(second).index(4) < ids(second).index(3)


def test_what_is_delivered_makes_room_for_what_is_fetched() -> None:
    jobs = [
        JOBS[0] | {"pickup": [2]},
        JOBS[1] | {"delivery": [2]},
    ]
    output = solve(street(jobs=jobs, vehicles=vehicle(capacity=[2])))
    assert ids(output["routes"][0]) == [2, 1]
    assert [s["load"] for s in output["routes"][0]["steps"]] == [[2], [0], [2], [2]]


def test_what_was_fetched_is_not_delivered() -> None:
    # Fetching two and delivering two are four where the vehicle starts with none.
    jobs = [JOBS[0] | {"pickup": [2]}, JOBS[1] | {"delivery": [2]}]
    output = solve(street(jobs=jobs, vehicles=vehicle(capacity=[1])))
    assert output["summary"]["unassigned"] == 2


def test_setup_is_saved_at_one_place() -> None:
    jobs = [JOBS[2] | {"id": n, "setup": 50, "service": 10} for n in (1, 2)]
    output = solve(street(jobs=jobs))
    assert output["summary"]["setup"] == 50
    assert output["routes"][0]["steps"][-1]["arrival"] == 1200 + 50 + 2 * 10


def test_work_depends_on_the_type_of_vehicle() -> None:
    jobs = [JOBS[0] | {"service": 10, "service_per_type": {"van": 3}}]
    output = solve(street(jobs=jobs, vehicles=vehicle(type="van")))
    assert output["summary"]["service"] == 3


def test_work_has_its_price() -> None:
    jobs = [JOBS[0] | {"service": 10}]
    cheap = vehicle(id=2, costs={"per_task_hour": 1800})
    dear = vehicle(id=1, costs={"per_task_hour": 3600})
    output = solve(street(jobs=jobs, vehicles=[*dear, *cheap]))
    assert [route["vehicle"] for route in output["routes"]] == [2]
    assert output["summary"]["cost"] == 205


@pytest.mark.parametrize(
    ("limits", "served"),
    [
        ({"max_distance": 6000}, 2),
        ({"max_travel_time": 700, "costs": {"per_km": 5}}, 2),
        ({"max_tasks": 1, "costs": {"per_task_hour": 1}}, 1),
    ],
)
def test_limits(limits: dict[str, Any], served: int) -> None:
    output = solve(street(vehicles=vehicle(**limits)))
    assert output["summary"]["unassigned"] == 3 - served


def test_a_break_with_several_windows() -> None:
    windows = [[0, 50], [310, 320]]
    pauses = [{"id": 5, "service": 30, "time_windows": windows}]
    jobs = [JOBS[1] | {"time_windows": [[300, 300]]}]
    output = solve(
        street(jobs=jobs, vehicles=vehicle(breaks=pauses, time_window=[0, 1000]))
    )
    (route,) = output["routes"]
    pause = next(step for step in route["steps"] if step["type"] == "break")
    start = pause["arrival"] + pause["waiting_time"]
    assert any(a <= start <= b for a, b in windows)


def test_high_priority_is_left_out_last() -> None:
    shipments = [
        {
            "priority": n,
            "amount": [1],
            "pickup": {"id": n, "location_index": 1},
            "delivery": {"id": n, "location_index": 3},
        }
        for n in (0, 50)
    ]
    output = solve(
        street(
            jobs=[], shipments=shipments, vehicles=vehicle(max_tasks=2, capacity=[9])
        )
    )
    assert [task["id"] for task in output["unassigned"]] == [0, 0]


def test_nobody_can_serve_it() -> None:
    output = solve(street(jobs=[JOBS[0] | {"skills": [9]}]))
    assert output["summary"]["unassigned"] == 1
    assert output["routes"] == []


def test_nothing_to_do() -> None:
    assert solve(street(jobs=[]))["summary"]["cost"] == 0


def test_a_search_that_is_stopped_returns_what_it_has() -> None:
    problem = read(SHIPMENT_EXAMPLE)

    def stop(progress: Progress) -> None:
        if progress.phase == "improve":
            raise SearchStopped

    options = SolveOptions(time_limit_s=20)
    answer = solve_tasks(problem, options, stop)
    check_vroom(problem, answer)
    assert answer.seconds < 10


SHIPPED = {
    "amount": [1],
    "pickup": {"id": 1, "location_index": 1},
    "delivery": {"id": 2, "location_index": 3},
}


@pytest.mark.parametrize(
    ("most", "before"),
    # With something on board it may not rest; there is, from place 1 to place 3.
    [([0], {"pickup": True, "delivery": False}), ([1], {})],
)
def test_no_break_with_too_much_on_board(
    most: list[int], before: dict[str, bool]
) -> None:
    pause = {"id": 1, "service": 10, "time_windows": [[150, 550]], "max_load": most}
    problem = street(
        jobs=[],
        shipments=[SHIPPED],
        vehicles=vehicle(capacity=[1], breaks=[pause], time_window=[0, 5000]),
    )
    (route,) = solve(problem)["routes"]
    kinds = [step["type"] for step in route["steps"]]
    rest_s = next(
        step["arrival"] + step["waiting_time"]
        for step in route["steps"]
        if step["type"] == "break"
    )
    assert 150 <= rest_s <= 550
    assert route["cost"] == 1200
    if before:
        # It waits: leaves late, and rests before it fetches.
        assert kinds == ["start", "break", "pickup", "delivery", "end"]


def test_a_break_that_no_load_allows_costs_the_task() -> None:
    # It has to be on its way from 0 to 650 s, with what it delivers on board to
    # place 3, from 0 to 600 s or from 50 to 650 s: it rests in neither.
    pause = {"id": 1, "service": 10, "time_windows": [[60, 590]], "max_load": [0]}
    problem = street(
        jobs=[{"id": 1, "location_index": 3, "delivery": [1]}],
        vehicles=vehicle(
            capacity=[1], breaks=[pause], end_index=3, time_window=[0, 650]
        ),
    )
    assert solve(problem)["summary"]["unassigned"] == 1
    problem["vehicles"][0]["breaks"][0]["max_load"] = [1]
    assert solve(problem)["summary"]["unassigned"] == 0


def test_the_search_begins_with_the_steps() -> None:
    steps = [{"type": t, "id": n} for t, n in (("pickup", 1), ("job", 2), ("job", 3))]
    steps.append({"type": "delivery", "id": 2})
    value = street(
        jobs=[
            {"id": 2, "location_index": 2},
            {"id": 3, "location_index": 3},
        ],
        shipments=[SHIPPED],
        vehicles=vehicle(capacity=[1], steps=steps),
    )
    problem = read(value)
    assert problem.steps == ((2, 0, 1, 3),)
    model = TaskModel(problem)
    model.routing.CloseModel()
    start = model.start()
    order = [model.routing.Start(0)]
    while not model.routing.IsEnd(order[-1]):
        order.append(start.Value(model.routing.NextVar(order[-1])))
    assert [model.manager.IndexToNode(index) for index in order[1:-1]] == [2, 0, 1, 3]
    assert solve(value)["summary"]["cost"] == 1200


def test_steps_that_cannot_be_driven_are_no_start() -> None:
    steps = [{"type": "job", "id": 3}]
    late = [{"id": 3, "location_index": 3, "time_windows": [[0, 10]]}]
    value = street(
        jobs=late, shipments=[SHIPPED], vehicles=vehicle(capacity=[1], steps=steps)
    )
    output = solve(value)
    assert [entry["id"] for entry in output["unassigned"]] == [3]
    assert output["summary"]["cost"] == 1200
