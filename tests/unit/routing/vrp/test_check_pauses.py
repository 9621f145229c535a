"""Breaks, rests and where they are taken: one planted violation per rule."""

from dataclasses import replace

import pytest

from routing.vrp.parts import Break, DrivingRest
from routing.vrp.problem import RoutingProblem, TimeWindow
from routing.vrp.solution import Visit
from tests.engines.routing_instances import TRUCK, at, speeds, street
from tests.unit.routing.vrp.hand_made import (
    BREAK,
    REST,
    STOP,
    UNLOAD,
    checked,
    depot,
    only_fault,
    visit,
)

LUNCH = Break(150, 250, 60)


def a_problem(**changes: object) -> RoutingProblem:
    """Return stops at 100 m (10 s of work) and 200 m, lunch from 150 to 250 s."""
    first, second = at(100, 200)
    truck = replace(TRUCK, **{"breaks": (LUNCH,), **changes})
    return street([replace(first, service_s=10), second], vehicles=[truck])


# Waits at the first stop until lunch may begin, eats there, and drives on.
BEFORE = (
    depot(0),
    visit(STOP, 0, 100, 100, 110),
    visit(BREAK, 0, 110, 150, 210),
    visit(STOP, 1, 310),
    visit(UNLOAD, 0, 510),
    depot(510),
)

# Drives on first and eats when it arrives.
AFTER = (
    depot(0),
    visit(STOP, 0, 100, 100, 110),
    visit(BREAK, 0, 210, 215, 275),
    visit(STOP, 1, 275, 280, 280),
    visit(UNLOAD, 0, 480),
    depot(480),
)


@pytest.mark.parametrize(
    ("visits", "waiting_s", "duration_s"), [(BEFORE, 40, 510), (AFTER, 10, 480)]
)
def test_a_break_is_taken_before_driving_on_or_after(
    visits: tuple[Visit, ...], waiting_s: int, duration_s: int
) -> None:
    report = checked(a_problem(), visits)
    assert report.violations == ()
    (route,) = report.routes
    assert (route.pause_s, route.service_s, route.driving_s) == (60, 10, 400)
    assert (route.waiting_s, route.duration_s) == (waiting_s, duration_s)
    assert report.pause_s == 60


def test_a_leg_after_a_pause_is_driven_at_its_own_hour() -> None:
    # Half as fast until 200 s: the first leg takes 200, the second, after lunch
    # at the first stop, no more than the table says.
    problem = speeds(a_problem(), (0, 200), (0.5, 1))
    visits = (
        depot(0),
        visit(STOP, 0, 200, 200, 210),
        visit(BREAK, 0, 210, 210, 270),
        visit(STOP, 1, 370),
        visit(UNLOAD, 0, 570),
        depot(570),
    )
    assert checked(problem, visits).violations == ()


WITHOUT = (
    depot(0),
    visit(STOP, 0, 100, 100, 110),
    visit(STOP, 1, 210),
    visit(UNLOAD, 0, 410),
    depot(410),
)


def changed(visits: tuple[Visit, ...], at_: int, **changes: object) -> list[Visit]:
    made = list(visits)
    made[at_] = replace(made[at_], **changes)
    return made


def test_a_break_that_is_due_must_be_taken() -> None:
    fault = only_fault(checked(a_problem(), WITHOUT))
    assert fault == "routes[0]: is on its way after 250 without break 0"


@pytest.mark.parametrize("lunch", [Break(300, 410, 60), Break(0, 0, 60)])
def test_a_break_is_not_due_for_who_is_not_on_its_way(lunch: Break) -> None:
    assert checked(a_problem(breaks=(lunch,)), WITHOUT).violations == ()


def test_a_break_begins_in_its_window() -> None:
    problem = a_problem(breaks=(Break(151, 250, 60),))
    fault = only_fault(checked(problem, BEFORE))
    assert fault == "routes[0].visits[2]: starts at 150, must be from 151 to 250"
    problem = a_problem(breaks=(Break(100, 149, 60),))
    assert "must be from 100 to 149" in only_fault(checked(problem, BEFORE))


def test_a_break_lasts_as_long_as_it_must() -> None:
    problem = a_problem(breaks=(Break(150, 250, 61),))
    fault = only_fault(checked(problem, BEFORE))
    assert fault == "routes[0].visits[2]: leaves at 210, must be 211"


def test_a_break_is_taken_once() -> None:
    second = visit(BREAK, 0, 210, 210, 270)
    visits = [*BEFORE[:3], second, visit(STOP, 1, 370), visit(UNLOAD, 0, 570)]
    report = checked(a_problem(), [*visits, depot(570)])
    assert only_fault(report) == "routes[0]: takes break 0 2 times, must be once"


def test_a_break_is_begun_where_the_vehicle_is() -> None:
    fault = only_fault(checked(a_problem(), changed(AFTER, 2, arrival_s=209)))
    assert fault == "routes[0].visits[2]: arrives at 209, must be 110 or 210"


def test_work_after_a_pause_at_its_place_begins_with_the_pause_s_end() -> None:
    fault = only_fault(checked(a_problem(), changed(AFTER, 3, arrival_s=210)))
    assert fault == "routes[0].visits[3]: arrives at 210, must be 275"


def test_there_is_no_second_break() -> None:
    fault = only_fault(checked(a_problem(), changed(BEFORE, 2, index=1)))
    assert fault == "routes[0]: there is no break 1"


# 400 s of driving, at most 210 without a rest of 30 s.
TIRED = {"breaks": (), "driving_rest": DrivingRest(210, 30)}

RESTED = (
    depot(0),
    visit(STOP, 0, 100, 100, 110),
    visit(STOP, 1, 210),
    visit(REST, 0, 210, 210, 240),
    visit(UNLOAD, 0, 440),
    depot(440),
)


def test_a_rest_is_due_after_driving() -> None:
    report = checked(a_problem(**TIRED), RESTED)
    assert (report.violations, report.pause_s) == ((), 30)
    fault = only_fault(checked(a_problem(**TIRED), WITHOUT))
    expected = "drives 400 s without a rest, at most 210"
    assert fault == f"routes[0].visits[3]: {expected}"


def test_a_rest_lasts_long_enough() -> None:
    short = DrivingRest(210, 31)
    problem = a_problem(breaks=(), driving_rest=short)
    assert "without a rest" in only_fault(checked(problem, RESTED))


def test_waiting_counts_as_a_rest_and_work_does_not() -> None:
    problem = a_problem(**TIRED)
    first, second = problem.stops
    waits = replace(second, time_windows=(TimeWindow(240, 300),))
    visits = [*WITHOUT[:2], visit(STOP, 1, 210, 240, 240)]
    visits += [visit(UNLOAD, 0, 440), depot(440)]
    assert checked(replace(problem, stops=(first, waits)), visits).violations == ()
    works = replace(second, service_s=30)
    visits[2] = visit(STOP, 1, 210, 210, 240)
    report = checked(replace(problem, stops=(first, works)), visits)
    assert "without a rest" in only_fault(report)


def test_pauses_that_follow_each_other_are_one_rest() -> None:
    problem = a_problem(
        breaks=(Break(200, 250, 20),), driving_rest=DrivingRest(210, 30)
    )
    pauses = [visit(BREAK, 0, 210, 210, 230), visit(REST, 0, 230, 230, 240)]
    visits = [*RESTED[:3], *pauses, *RESTED[4:]]
    assert checked(problem, visits).violations == ()


def test_no_pause_ends_before_it_begins() -> None:
    visits = changed(RESTED, 3, departure_s=200)
    visits[4:] = [visit(UNLOAD, 0, 400), depot(400)]
    report = checked(a_problem(breaks=()), visits)
    assert only_fault(report) == "routes[0].visits[3]: leaves before it starts"


@pytest.mark.parametrize("field", ["arrival_s", "start_s", "departure_s"])
@pytest.mark.parametrize("visits", [BEFORE, AFTER], ids=["before", "after"])
@pytest.mark.parametrize("shift_s", [-1, 1])
def test_no_time_can_be_changed_alone(
    visits: tuple[Visit, ...], field: str, shift_s: int
) -> None:
    later = tuple(
        replace(
            visit,
            arrival_s=visit.arrival_s + 1,
            start_s=visit.start_s + 1,
            departure_s=visit.departure_s + 1,
        )
        for visit in visits
    )
    assert checked(a_problem(), later).violations == ()
    for position, visit_ in enumerate(later):
        moment_s = getattr(visit_, field) + shift_s
        made = changed(later, position, **{field: moment_s})
        assert checked(a_problem(), made).violations, (position, field)
