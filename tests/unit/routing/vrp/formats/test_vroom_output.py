"""VROOM's output, word by word, for routes planned by hand."""

from typing import Any

from routing.vrp.formats.vroom_output import route_parts, vroom_error, vroom_output
from routing.vrp.formats.vroom_problem import VroomAnswer, VroomRoute, VroomStep
from tests.unit.routing.vrp.formats.vroom_cases import (
    SHIPMENT_EXAMPLE,
    STEPS_EXAMPLE,
    read,
    street,
    vehicle,
)

JOBS = [
    {"id": 7, "location_index": 1, "delivery": [2], "service": 10, "priority": 3},
    {"id": 8, "location_index": 2, "pickup": [1], "setup": 5, "service": 10},
    {"id": 9, "location_index": 3, "description": "left out"},
]
PAUSES = [{"id": 4, "service": 60, "description": "lunch"}]
VALUE = street(
    jobs=JOBS,
    vehicles=vehicle(
        capacity=[2], breaks=PAUSES, description="van", costs={"fixed": 5}
    ),
)
ROUTE = VroomRoute(
    vehicle=0,
    start_s=1000,
    end_s=1700,
    steps=(
        VroomStep(0, None, 1100, 1110, 1120),
        VroomStep(None, 0, 1120, 1120, 1180),
        VroomStep(1, None, 1380, 1380, 1395),
    ),
)


def output() -> dict[str, Any]:
    return vroom_output(read(VALUE), VroomAnswer((ROUTE,), (2,), 0.25))


def test_the_summary() -> None:
    assert output()["summary"] == {
        "cost": 605,
        "routes": 1,
        "unassigned": 1,
        "delivery": [2],
        "pickup": [1],
        "setup": 5,
        "service": 80,
        "duration": 600,
        "waiting_time": 10,
        "priority": 3,
        "distance": 6000,
        "violations": [],
        "computing_times": {"solving": 250},
    }


def test_what_is_left_out() -> None:
    assert output()["unassigned"] == [
        {"id": 9, "type": "job", "location_index": 3, "description": "left out"}
    ]


def test_the_route() -> None:
    (route,) = output()["routes"]
    assert (route["vehicle"], route["description"], route["cost"]) == (1, "van", 605)
    steps = route["steps"]
    assert [s["type"] for s in steps] == ["start", "job", "break", "job", "end"]
    assert [s["arrival"] for s in steps] == [1000, 1100, 1120, 1380, 1700]
    assert [s["duration"] for s in steps] == [0, 100, 100, 300, 600]
    assert [s["distance"] for s in steps] == [0, 1000, 1000, 3000, 6000]
    assert [s["load"] for s in steps] == [[2], [0], [0], [1], [1]]
    assert [s["waiting_time"] for s in steps] == [0, 10, 0, 0, 0]
    assert [s["setup"] for s in steps] == [0, 0, 0, 5, 0]
    assert steps[2]["description"] == "lunch"


def test_a_break_taken_on_arrival_is_no_waiting() -> None:
    steps = (
        VroomStep(None, 0, 1100, 1100, 1160),
        VroomStep(0, None, 1100, 1160, 1170),
    )
    route = VroomRoute(0, 1000, 1270, steps)
    answer = VroomAnswer((route,), (1, 2))
    (written,) = vroom_output(read(VALUE), answer)["routes"]
    assert written["waiting_time"] == 0


def test_times_and_places_are_those_of_the_file() -> None:
    problem = read(STEPS_EXAMPLE)
    travel_s = int(problem.matrices["car"].durations[0, 1])
    at_s = 90_000
    step = VroomStep(0, None, at_s + travel_s, at_s + travel_s, at_s + travel_s + 300)
    route = VroomRoute(0, at_s, at_s + 2 * travel_s + 300, (step,))
    left = tuple(range(1, len(problem.tasks)))
    (written,) = vroom_output(problem, VroomAnswer((route,), left))["routes"]
    start, job, _ = written["steps"]
    assert start["arrival"] == 1600416000 - 86400 + at_s
    assert start["location"] == [2.35044, 48.71764]
    assert job["location"] == [1.98935, 48.701]


def test_nothing_was_served() -> None:
    problem = read(SHIPMENT_EXAMPLE)
    answer = VroomAnswer((), tuple(range(len(problem.tasks))))
    written = vroom_output(problem, answer)
    assert written["summary"]["cost"] == 0
    assert [task["type"] for task in written["unassigned"]][-2:] == [
        "pickup",
        "delivery",
    ]


def test_work_has_its_price() -> None:
    costs = {"per_hour": 0, "per_task_hour": 3600}
    problem = read(
        VALUE | {"vehicles": vehicle(capacity=[2], costs=costs, breaks=PAUSES)}
    )
    assert route_parts(problem, ROUTE) == 18_000 * (10 + 15)


def test_an_error() -> None:
    assert vroom_error("bad") == {"code": 2, "error": "bad"}
