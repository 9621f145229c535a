"""The times of a day with pauses, charging and soft windows, by hand."""

from dataclasses import replace

import pytest

from routing.vrp.dayplan import DayPlanner
from routing.vrp.departures import best_day
from routing.vrp.labels import DayPlan, lateness_s
from routing.vrp.openroute import OpenRoute, Trip
from routing.vrp.parts import Break, Charger, DrivingRest, Overtime
from routing.vrp.problem import (
    AccessRule,
    RoutingProblem,
    Stop,
    TimeWindow,
    VehicleType,
)
from routing.vrp.solution import VisitKind
from routing.vrp.tasks import planner_along
from routing.vrp.view import ProblemView
from tests.engines.routing_instances import TRUCK, at, street
from tests.engines.rule_instances import HOURLY, electric

SOFT = {"late_cost_fen_per_min": 60}


def day(problem: RoutingProblem) -> DayPlan | None:
    """Return the day of the first vehicle through all stops in their order."""
    view = ProblemView(problem)
    route = OpenRoute(view, 0)
    route.trips = [Trip(list(range(view.num_stops)), view.num_stops)]
    return route.day() if route.refresh() else None


def planner_of(problem: RoutingProblem) -> DayPlanner:
    """Return what plans the first vehicle's day through all stops in their order."""
    view = ProblemView(problem)
    route = OpenRoute(view, 0)
    route.trips = [Trip(list(range(view.num_stops)), view.num_stops)]
    route.refresh()
    return planner_along(view, 0, route.nodes)


def pauses(plan: DayPlan | None) -> list[tuple[VisitKind, int, int, int]]:
    assert plan is not None
    places = (VisitKind.STOP, VisitKind.UNLOAD)
    return [(v[0], v[2], v[3], v[4]) for v in plan.visits if v[0] not in places]


def with_breaks(*breaks: Break, vehicle: VehicleType = HOURLY) -> RoutingProblem:
    return street(at(100, 400), vehicles=[replace(vehicle, breaks=breaks)])


def test_a_break_is_due_only_on_the_way() -> None:
    # The day lasts 800 s and may begin when the break is over.
    assert pauses(day(with_breaks(Break(0, 100, 50)))) == []


def test_a_break_that_cannot_be_avoided_is_taken_between_two_works() -> None:
    short = replace(HOURLY, shift=TimeWindow(0, 850))
    plan = day(with_breaks(Break(100, 300, 50), vehicle=short))
    [(kind, _, start_s, end_s)] = pauses(plan)
    assert kind is VisitKind.BREAK
    assert 100 <= start_s <= 300
    assert end_s == start_s + 50
    assert plan is not None
    assert plan.duration_s == 850


def test_no_day_where_the_break_fits_nowhere() -> None:
    short = replace(HOURLY, shift=TimeWindow(0, 849))
    assert day(with_breaks(Break(100, 300, 50), vehicle=short)) is None


def test_two_breaks_are_taken_in_order() -> None:
    short = replace(HOURLY, shift=TimeWindow(0, 1000))
    plan = day(with_breaks(Break(90, 200, 20), Break(300, 450, 30), vehicle=short))
    starts = [start_s for _, _, start_s, _ in pauses(plan)]
    assert starts == sorted(starts)
    assert len(starts) == 2


def test_long_waiting_is_a_rest() -> None:
    stops = at(400, 100)
    stops[1] = replace(stops[1], time_windows=(TimeWindow(1000, 1000),))
    rested = replace(HOURLY, driving_rest=DrivingRest(700, 50))
    plan = day(street(stops, vehicles=[rested]))
    assert pauses(plan) == []
    stops[1] = replace(stops[1], time_windows=(TimeWindow(700, 760),))
    plan = day(street(stops, vehicles=[replace(rested, shift=TimeWindow(0, 850))]))
    assert [kind for kind, *_ in pauses(plan)] == [VisitKind.REST]


def test_a_way_longer_than_one_may_drive_at_a_time() -> None:
    truck = replace(HOURLY, driving_rest=DrivingRest(399, 50))
    assert day(street(at(400), vehicles=[truck])) is None


@pytest.mark.parametrize(
    ("window", "start_s", "late_parts"),
    [
        # Reached at 100 s: in time, before it opens, or late from the end on.
        ((0, 100), 100, 0),
        ((150, 200), 150, 0),
        ((0, 40), 100, 60 * 60 * 300),
    ],
)
def test_soft_window(window: tuple[int, int], start_s: int, late_parts: int) -> None:
    stop = replace(at(100)[0], time_windows=(TimeWindow(*window),), **SOFT)
    plan = day(street([stop], vehicles=[HOURLY]))
    assert plan is not None
    assert plan.visits[0][3] == start_s
    assert plan.extra_parts == late_parts


def test_lateness_is_borne_where_waiting_costs_more() -> None:
    # Two more hours for the other stop, at 1 fen a second, or 60 s late.
    windows = (TimeWindow(0, 40), TimeWindow(4000, 4000))
    first = replace(at(100)[0], time_windows=(TimeWindow(0, 0),), service_s=0)
    first = replace(first, location=50, time_windows=(TimeWindow(50, 50),))
    late = replace(at(100)[0], time_windows=windows, **SOFT)
    plan = day(street([first, late], vehicles=[HOURLY]))
    assert plan is not None
    assert plan.end_s == 200
    cheap = replace(HOURLY, unit_duration_cost_fen_per_h=0)
    plan = day(street([first, late], vehicles=[cheap]))
    assert plan is not None
    assert plan.extra_parts == 0


def test_lateness_counts_from_the_last_window() -> None:
    due = ((10, 20), (50, 60))
    assert [lateness_s(due, moment) for moment in (5, 20, 30, 50, 70)] == [
        0,
        0,
        10,
        0,
        10,
    ]


def test_charging_takes_no_longer_than_needed() -> None:
    # 800 m with 500 Wh: 300 Wh short at 3,600 W.
    plan = day(electric(at(400), 500, Charger("plug", 300, 3600)))
    [(kind, arrival_s, start_s, end_s)] = pauses(plan)
    assert kind is VisitKind.CHARGE
    assert arrival_s == start_s
    assert end_s - start_s == 300


@pytest.mark.parametrize(
    ("begin_s", "end_s", "start_s"),
    # Without the rule it charges from 500 s to 800 s.
    [(0, 500, 500), (800, 900, 500), (799, 900, 900), (600, 700, 700), (0, 600, 600)],
)
def test_charging_keeps_out_of_closed_times(
    begin_s: int, end_s: int, start_s: int
) -> None:
    problem = electric(at(400), 500, Charger("plug", 300, 3600))
    closed = AccessRule(
        "noon",
        frozenset([0]),
        chargers=frozenset([0]),
        closed=TimeWindow(begin_s, end_s),
    )
    planner = planner_of(replace(problem, access_rules=(closed,)))
    [(_, _, charging_s, end)] = pauses(planner.plan_from(0))
    assert (charging_s, end) == (start_s, start_s + 300)


def test_chargers_that_never_open_are_none() -> None:
    far = electric(at(400), 500, *[Charger("plug", 300, 3600)] * 4)
    # The three nearest ones are looked at: those of others are not among them.
    closed = AccessRule(
        "others'",
        frozenset([0]),
        chargers=frozenset([0, 1, 2]),
        closed=TimeWindow(0, 5000),
    )
    plan = planner_of(replace(far, access_rules=(closed,))).plan_from(0)
    assert plan is not None
    assert [visit[1] for visit in plan.visits if visit[0] is VisitKind.CHARGE] == [3]


def test_no_day_beyond_the_last_charger() -> None:
    assert day(electric(at(400), 399, Charger("plug", 300, 3600))) is None


def test_overtime_is_part_of_the_cost() -> None:
    truck = replace(TRUCK, overtime=Overtime(100, 3600))
    plan = day(street(at(100), vehicles=[truck]))
    assert plan is not None
    assert plan.cost_parts == 100 * 18_000


def test_unloading_takes_as_long_as_its_load() -> None:
    problem = street([Stop("a", 0, (100,))])
    site = replace(problem.unload_sites[0], service_s=7, service_s_per_1000=1001)
    plan = day(replace(problem, unload_sites=(site,)))
    assert plan is not None
    assert plan.duration_s == 7 + 101


def test_enough_is_enough() -> None:
    view = ProblemView(with_breaks(Break(100, 300, 50)))
    route = OpenRoute(view, 0)
    route.trips = [Trip([0, 1], 2)]
    assert route.refresh()
    plan = best_day(route.planner(), enough_s=900)
    assert plan is not None
    assert plan.duration_s <= 900
