"""One planted violation per rule of a VROOM problem."""

from dataclasses import replace
from typing import Any

import pytest

from routing.errors import InvalidSolutionError
from routing.vrp.formats.vroom_check import check_vroom
from routing.vrp.formats.vroom_problem import (
    VroomAnswer,
    VroomProblem,
    VroomRoute,
    VroomStep,
)
from tests.unit.routing.vrp.formats.vroom_cases import read, street, vehicle

SHIPMENTS = [
    {
        "amount": [1],
        "pickup": {"id": 1, "location_index": 1, "service": 10},
        "delivery": {"id": 2, "location_index": 2, "setup": 5},
    }
]
PAUSES = [{"id": 4, "service": 60, "time_windows": [[0, 150]]}]
GOOD = VroomRoute(
    vehicle=0,
    start_s=0,
    end_s=675,
    steps=(
        VroomStep(0, None, 100, 100, 110),
        VroomStep(None, 0, 110, 110, 170),
        VroomStep(1, None, 370, 370, 375),
    ),
)


def problem(**changes: Any) -> VroomProblem:
    one = {"capacity": [1], "breaks": PAUSES, "time_window": [0, 1000]} | changes
    return read(street(vehicles=vehicle(**one), jobs=[], shipments=SHIPMENTS))


def faults_of(value: VroomProblem, answer: VroomAnswer) -> str:
    with pytest.raises(InvalidSolutionError) as caught:
        check_vroom(value, answer)
    return "\n".join(caught.value.faults)


def moved(position: int, **changes: Any) -> VroomAnswer:
    steps = list(GOOD.steps)
    steps[position] = replace(steps[position], **changes)
    return VroomAnswer((replace(GOOD, steps=tuple(steps)),), ())


def test_the_load_at_a_break_has_a_limit() -> None:
    # It rests with the shipment on board.
    light = [PAUSES[0] | {"max_load": [0]}]
    faults = faults_of(problem(breaks=light), VroomAnswer((GOOD,), ()))
    assert "carries [1] at a break, at most [0]" in faults
    enough = [PAUSES[0] | {"max_load": [1]}]
    check_vroom(problem(breaks=enough), VroomAnswer((GOOD,), ()))


def test_what_is_delivered_is_on_board_at_a_break_before() -> None:
    pause = {"id": 4, "service": 60, "max_load": [0]}
    jobs = [{"id": 1, "location_index": 1, "delivery": [1]}]
    one = vehicle(capacity=[1], breaks=[pause])
    value = read(street(vehicles=one, jobs=jobs))
    rest = VroomStep(None, 0, 0, 0, 60)
    before = VroomRoute(0, 0, 260, (rest, VroomStep(0, None, 160, 160, 160)))
    assert "carries [1] at a break" in faults_of(value, VroomAnswer((before,), ()))
    rest = VroomStep(None, 0, 100, 100, 160)
    after = VroomRoute(0, 0, 260, (VroomStep(0, None, 100, 100, 100), rest))
    check_vroom(value, VroomAnswer((after,), ()))


def test_a_good_answer_passes() -> None:
    check_vroom(problem(), VroomAnswer((GOOD,), ()))
    check_vroom(problem(), VroomAnswer((), (0, 1)))


@pytest.mark.parametrize(
    ("answer", "message"),
    [
        (VroomAnswer((GOOD,), (0,)), "pickup 1: must be served or unassigned, once"),
        (VroomAnswer((), (0,)), "delivery 2: must be served or unassigned, once"),
        (VroomAnswer((GOOD, GOOD), ()), "vehicle 1: has 2 routes"),
        (moved(0, start_s=90, departure_s=100), "starts at 90, not before 100"),
        (moved(0, departure_s=111), "leaves at 111, must be 110"),
        (moved(1, start_s=160, departure_s=220), "a break starts at 160, outside"),
        (moved(2, start_s=369, departure_s=374), "starts at 369, not before 370"),
        (moved(2, departure_s=370), "leaves at 370, must be 375"),
        (VroomAnswer((replace(GOOD, end_s=600),), ()), "ends at 600, not before 675"),
        (VroomAnswer((replace(GOOD, start_s=-9),), ()), "is on its way from -9"),
    ],
)
def test_a_violation(answer: VroomAnswer, message: str) -> None:
    assert message in faults_of(problem(), answer)


@pytest.mark.parametrize(
    ("limit", "message"),
    [
        ({"max_tasks": 1}, "has 2 tasks, at most 1"),
        ({"max_travel_time": 599}, "travels 600 s, at most 599"),
        ({"max_distance": 5999}, "drives 6000 m, at most 5999"),
        ({"capacity": [0]}, "carries 1, holds 0"),
    ],
)
def test_a_limit(limit: dict[str, Any], message: str) -> None:
    assert message in faults_of(problem(**limit), VroomAnswer((GOOD,), ()))


def test_a_delivery_before_its_pickup() -> None:
    route = VroomRoute(
        0,
        0,
        610,
        (VroomStep(1, None, 300, 300, 305), VroomStep(0, None, 505, 505, 515)),
    )
    found = faults_of(problem(), VroomAnswer((route,), ()))
    assert "delivery 2: is not on board" in found


def test_a_pickup_without_its_delivery() -> None:
    route = VroomRoute(0, 0, 210, (VroomStep(0, None, 100, 100, 110),))
    found = faults_of(problem(), VroomAnswer((route,), (1,)))
    assert "shipment 0: is not delivered" in found


def test_skills() -> None:
    jobs = [{"id": 1, "location_index": 1, "skills": [5]}]
    route = VroomRoute(0, 0, 200, (VroomStep(0, None, 100, 100, 100),))
    found = faults_of(read(street(jobs=jobs)), VroomAnswer((route,), ()))
    assert "lacks skills of job 1" in found
