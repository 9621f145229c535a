"""Steps of VROOM's vehicles: the routes a search begins with."""

from typing import Any

import pytest

from routing.errors import FormatError
from routing.options import SolveOptions
from routing.solve import solve_routing
from routing.vrp.check import check_routing
from routing.vrp.formats.vroom_contract import express
from routing.vrp.formats.vroom_steps import start_of
from routing.vrp.solution import VisitKind
from tests.unit.routing.vrp.formats.vroom_cases import (
    STEPS_EXAMPLE,
    read,
    street,
    vehicle,
)


def planned(*steps: tuple[str, int | None]) -> list[dict[str, Any]]:
    return [
        {"type": kind} if key is None else {"type": kind, "id": key}
        for kind, key in steps
    ]


def with_steps(*steps: tuple[str, int | None], **more: Any) -> dict[str, Any]:
    return street(vehicles=vehicle(steps=planned(*steps), **more))


def test_tasks_are_named_by_kind_and_id() -> None:
    value = with_steps(("start", None), ("job", 3), ("job", 1), ("end", None))
    problem = read(value)
    assert problem.steps == ((2, 0),)
    assert problem.notes == ()
    assert read(street()).steps == ((),)


def test_a_start_serves_the_steps_in_their_order_and_the_rest_where_it_fits() -> None:
    problem = read(with_steps(("job", 3), ("job", 1)))
    expressed = express(problem)
    start = start_of(expressed, problem.steps)
    assert start is not None
    (route,) = start.routes
    order = [v.index for v in route.visits if v.kind is VisitKind.STOP]
    assert [stop for stop in order if stop != 1] == [2, 0]
    assert start.unserved == ()
    assert check_routing(expressed.problem, start).violations == ()
    assert start_of(expressed, ((),)) is None


def test_the_result_is_no_worse_than_the_steps() -> None:
    # Insertion alone, in the order of the ids, may find worse.
    problem = read(with_steps(("job", 1), ("job", 2), ("job", 3)))
    expressed = express(problem)
    start = start_of(expressed, problem.steps)
    options = SolveOptions(engine="insertion", time_limit_s=1)
    result = solve_routing(expressed.problem, options, start=start)
    assert start is not None
    assert result.solution.cost_fen <= start.cost_fen


def test_steps_that_do_not_fit_begin_with_what_does() -> None:
    problem = read(STEPS_EXAMPLE)
    expressed = express(problem)
    start = start_of(expressed, problem.steps)
    assert start is not None
    assert check_routing(expressed.problem, start).violations == ()
    assert start.routes


@pytest.mark.parametrize(
    ("steps", "fault"),
    [
        ([("job", 9)], "$.vehicles[0].steps[0].id: must be the id of a job, got 9"),
        ([("job", None)], "$.vehicles[0].steps[0].id: must be the id of a job"),
        ([("pickup", 1)], "steps[0].id: must be the id of a pickup, got 1"),
        ([("job", 1), ("job", 1)], "must be on one route once, job 1 is there"),
    ],
)
def test_steps_nobody_can_follow(
    steps: list[tuple[str, int | None]], fault: str
) -> None:
    with pytest.raises(FormatError) as caught:
        read(with_steps(*steps))
    assert any(fault in found for found in caught.value.faults), caught.value.faults


def test_times_of_steps_are_not_kept_and_that_is_said() -> None:
    value = with_steps(("job", 1))
    value["vehicles"][0]["steps"][0] |= {"service_at": 700, "service_after": 3}
    (note,) = read(value).notes
    assert "$.vehicles[0].steps: the search begins with this route" in note
    assert "service_at, service_after are not kept" in note
