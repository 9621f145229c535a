"""Days on which not all can be served, and the stops that are to blame."""

from collections.abc import Sequence
from dataclasses import replace

import pytest

from routing.options import Progress, SearchStopped, SolveOptions
from routing.solve import explain_routing
from routing.vrp.conflict import Conflict, only_stops
from routing.vrp.parts import Energy, PlannedVisit
from routing.vrp.problem import (
    AccessRule,
    RoutingProblem,
    Stop,
    TimeWindow,
    VehicleType,
)
from routing.vrp.solution import VisitKind
from routing.vrp.validate import validate_problem
from tests.engines.routing_instances import TRUCK, at, street

OPTIONS = SolveOptions(time_limit_s=20)
CRANE = frozenset({"crane"})


def due(stop: Stop, start_s: int, end_s: int) -> Stop:
    return replace(stop, time_windows=(TimeWindow(start_s, end_s),))


def explained(
    stops: Sequence[Stop], *trucks: VehicleType, left_out: Sequence[int] = ()
) -> Conflict | None:
    problem = street(stops, vehicles=trucks or [TRUCK])
    return explain_routing(problem, OPTIONS, left_out=left_out)


def test_a_possible_day_has_no_conflict() -> None:
    assert explain_routing(street(at(100, 200)), SolveOptions(time_limit_s=1)) is None


def test_two_ends_of_the_street_at_one_time() -> None:
    stops = at(50, 100, -100, 150)
    stops[1], stops[2] = due(stops[1], 100, 150), due(stops[2], 100, 150)
    assert explained(stops, left_out=[2]) == Conflict((1, 2), True, True)


def test_a_stop_nobody_can_serve_is_a_conflict_of_its_own() -> None:
    stops = at(100, 200, 300)
    stops[1] = due(stops[1], 0, 199)
    assert explained(stops, left_out=[1]) == Conflict((1,), True, True)
    crane = replace(stops[1], time_windows=(), skills=CRANE)
    assert explained([stops[0], crane], left_out=[1]) == Conflict((1,), True, True)


def test_what_is_too_much_for_one_trip() -> None:
    # Room for two of the three on the only trip; the fourth weighs nothing.
    stops = [*at(100, 200, 300), replace(at(50)[0], load=(0,))]
    truck = replace(TRUCK, capacity=(2,), max_trips=1)
    found = explained(stops, truck, left_out=[2])
    assert found == Conflict((0, 1, 2), True, True)


def test_cranes_are_told_from_the_rest() -> None:
    # Two cranes for three jobs at one time, a long way apart; two dozen others.
    jobs = [due(replace(stop, skills=CRANE), 800, 850) for stop in at(-700, 10, 700)]
    stops = [*at(*range(20, 500, 20)), *jobs]
    crane = replace(TRUCK, name="crane", skills=CRANE, num_available=2)
    truck = replace(TRUCK, num_available=2)
    found = explained(stops, truck, crane, left_out=[25])
    assert found == Conflict((24, 25, 26), True, True)


def test_what_is_only_searched_is_not_called_proved() -> None:
    # 500 Wh for 400 m to either side, not for both; the proof knows of no range.
    truck = replace(TRUCK, energy=Energy(500, 1000, 0, 0))
    found = explained(at(200, -200, 0), truck, left_out=[1])
    assert found == Conflict((0, 1), False, True)


def test_what_is_left_out_is_searched_for() -> None:
    stops = at(50, 100, -100, 150)
    stops[1], stops[2] = due(stops[1], 100, 150), due(stops[2], 100, 150)
    problem = street(stops)
    assert explain_routing(problem, SolveOptions(time_limit_s=2)) == Conflict(
        (1, 2), True, True
    )


def test_who_listens_may_stop_it() -> None:
    def stop(message: Progress) -> None:
        raise SearchStopped

    stops = [due(item, 100, 150) for item in at(100, -100)]
    assert explain_routing(street(stops), OPTIONS, stop, [1]) is None


@pytest.mark.parametrize("kept", [[1], [1, 3], []])
def test_some_stops_alone_are_a_problem_of_their_own(kept: list[int]) -> None:
    problem: RoutingProblem = street(
        at(100, 200, 300, 400),
        vehicles=[replace(TRUCK, prefix=(PlannedVisit(VisitKind.STOP, 2),))],
    )
    closed = TimeWindow(0, 10)
    rule = AccessRule("early", frozenset({0}), frozenset({1, 3}), closed=closed)
    alone = only_stops(replace(problem, access_rules=(rule,)), kept)
    validate_problem(alone)
    names = [f"{100 * (stop + 1)} m" for stop in sorted({*kept, 2})]
    assert [stop.name for stop in alone.stops] == names
    decided = alone.vehicle_types[0].prefix[0].index
    assert alone.stops[decided].name == "300 m"
    closed_names = {alone.stops[stop].name for stop in alone.access_rules[0].stops}
    assert closed_names == {f"{100 * (stop + 1)} m" for stop in kept}
