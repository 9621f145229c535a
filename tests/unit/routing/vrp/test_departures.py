"""When to leave: against every departure there is, and at what effort."""

from dataclasses import replace

import numpy as np
import pytest

from routing.vrp.dayplan import DayPlanner
from routing.vrp.departures import best_day, first_day
from routing.vrp.labels import DayPlan
from routing.vrp.openroute import OpenRoute, Trip
from routing.vrp.parts import Break, DrivingRest
from routing.vrp.problem import (
    RoutingProblem,
    SpeedProfile,
    Stop,
    TimeWindow,
    VehicleType,
)
from routing.vrp.view import ProblemView
from tests.engines.routing_instances import at, street
from tests.engines.rule_instances import HOURLY

MORNING = replace(HOURLY, shift=TimeWindow(0, 2000))
LUNCH = Break(300, 500, 50)


def planner(problem: RoutingProblem) -> DayPlanner:
    """Return what plans the day of the first vehicle through all stops in order."""
    view = ProblemView(problem)
    route = OpenRoute(view, 0)
    route.trips = [Trip(list(range(view.num_stops)), view.num_stops)]
    assert route.refresh()
    return route.planner()


def opening(metres: int, *windows: tuple[int, int]) -> Stop:
    return replace(at(metres)[0], time_windows=tuple(TimeWindow(*w) for w in windows))


def shortest(day: DayPlanner) -> DayPlan:
    """Return the best of the days that leave at any second."""
    plans = [day.plan_from(moment_s) for moment_s in range(2001)]
    return min((plan for plan in plans if plan is not None), key=day.rank)


@pytest.mark.parametrize(
    ("stops", "vehicle"),
    [
        pytest.param([opening(100, (900, 950))], MORNING, id="one window"),
        pytest.param(
            [opening(100, (100, 200)), opening(200, (900, 950))],
            MORNING,
            id="no later than the first window",
        ),
        pytest.param(
            [opening(200, (250, 700)), opening(100, (800, 900))],
            replace(MORNING, breaks=(LUNCH,)),
            id="lunch in the waiting",
        ),
        pytest.param(
            [opening(180, (160, 320), (420, 620)), opening(140, (740, 1080))],
            replace(MORNING, breaks=(Break(500, 620, 20),)),
            id="lunch before driving on",
        ),
        pytest.param(
            [opening(400, (0, 2000)), opening(100, (1000, 1000))],
            replace(MORNING, driving_rest=DrivingRest(700, 50)),
            id="waiting is a rest",
        ),
    ],
)
def test_no_departure_is_better(stops: list[Stop], vehicle: VehicleType) -> None:
    day = planner(street(stops, vehicles=[vehicle]))
    best = best_day(day)
    assert best is not None
    assert day.rank(best) == day.rank(shortest(day))


def test_effort_does_not_grow_with_the_waiting(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    stops = [opening(100, (1500, 1600))]
    lunch = replace(MORNING, breaks=(LUNCH,))
    day = planner(street(stops, vehicles=[lunch]))
    planned: list[int] = []
    plan_from = DayPlanner.plan_from

    def counted(self: DayPlanner, departure_s: int) -> DayPlan | None:
        planned.append(departure_s)
        return plan_from(self, departure_s)

    monkeypatch.setattr(DayPlanner, "plan_from", counted)
    first = first_day(day)
    best = best_day(day, first=first)
    assert best is not None
    assert best.departure_s == 1400
    assert len(planned) <= 4


def test_leaves_when_the_traffic_is_over() -> None:
    jam = SpeedProfile((0, 600), np.array([[0.25, 1.0]]), np.zeros(2, dtype=np.int32))
    problem = street(at(200), vehicles=[replace(MORNING, breaks=(LUNCH,))])
    day = planner(replace(problem, speed_profile=jam))
    best = best_day(day)
    assert best is not None
    assert best.departure_s >= 600
    assert best.duration_s == 400
