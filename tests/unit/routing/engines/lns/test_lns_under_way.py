"""Vehicles under way, as the kernel searches them and as they are handed back."""

from dataclasses import replace

import pytest

from routing.engines.insertion import InsertionEngine
from routing.engines.lns.engine import LnsEngine
from routing.engines.lns.under_way import UnderWay, under_way
from routing.options import SolveOptions, ignore_progress
from routing.vrp.check import check_routing
from routing.vrp.costs import objective
from routing.vrp.parts import Break, Carried, Choice, Overtime, PlannedVisit
from routing.vrp.problem import AccessRule, RoutingProblem, TimeWindow
from routing.vrp.solution import VisitKind
from routing.vrp.view import ProblemView
from tests.engines.routing_instances import TRUCK, at, street
from tests.unit.routing.engines.lns.lns_city import city, with_lunch

STOP, UNLOAD = VisitKind.STOP, VisitKind.UNLOAD

GOING = replace(
    TRUCK,
    name="going",
    shift=TimeWindow(1000, 5000),
    on_board=(Carried("paper", (60,)),),
    prefix=(PlannedVisit(STOP, 1),),
    max_duration_s=3000,
    max_distance_m=2000,
    max_stops=9,
    max_load=(80,),
    max_trips=3,
    overtime=Overtime(2500, 10),
    breaks=(Break(1100, 1250, 50), Break(3000, 3100, 50)),
    commodities=frozenset({"", "paper"}),
    fixed_cost_fen=70,
)


def a_problem() -> RoutingProblem:
    """Return a truck bound for 200 m, one that stands idle, and rules on both."""
    stops = at(100, 200, 300)
    stops[0] = replace(stops[0], vehicle_types=frozenset({1}), home=1)
    stops[1] = replace(stops[1], service_s=100)
    problem = street(stops, vehicles=[TRUCK, GOING])
    rule = AccessRule(
        "noon",
        frozenset({0, 1}),
        stops=frozenset({1, 2}),
        closed=TimeWindow(4000, 4500),
    )
    return replace(problem, access_rules=(rule,))


def going(problem: RoutingProblem) -> UnderWay:
    made = under_way(ProblemView(problem))
    assert made is not None
    return made


def test_nothing_is_made_of_vehicles_that_stand_idle() -> None:
    assert under_way(ProblemView(street(at(100)))) is None


def test_what_is_decided_is_done() -> None:
    made = going(a_problem())
    problem = made.view.problem
    truck = problem.vehicle_types[1]
    assert problem.vehicle_types[0] == TRUCK
    assert [stop.name for stop in problem.stops] == ["100 m", "300 m"] + 2 * [
        "on board"
    ]
    # 200 m away at 1,200 s: the first break is due before the work of 100 s.
    here = problem.depots[truck.start_depot].location
    assert here == a_problem().stops[1].location
    assert truck.shift == TimeWindow(1350, 5000)
    assert (truck.max_duration_s, truck.max_distance_m) == (2650, 1800)
    assert (truck.max_trips, truck.fixed_cost_fen) == (3, 0)
    assert truck.overtime == Overtime(2150, 10)
    assert truck.breaks == GOING.breaks[1:]
    assert (truck.prefix, truck.on_board) == ((), ())
    # One stop of nine is gone, two stand for what is on board: 60 and 1.
    assert (truck.max_stops, truck.max_load) == (10, (140,))
    assert {stop.load for stop in problem.stops[2:]} == {(60,), (1,)}
    for stop in problem.stops[2:]:
        assert stop.location == here
        assert stop.time_windows == (TimeWindow(1350, 1350),)
        assert stop.vehicle_types == frozenset({1})


def test_positions_are_carried_over_both_ways() -> None:
    problem = a_problem()
    made, view = going(problem), ProblemView(problem)
    assert made.view.problem.stops[0].home == 1
    assert made.view.problem.access_rules[0].stops == frozenset({1})
    tours = [(0, [2, 3]), (1, [1, 0, 3])]
    begun = made.begun(view, tours)
    assert begun == [(0, [1, 4]), (1, [2, 3, 0, 4])]
    assert made.ended(view, begun) == tours


def test_loaded_vehicles_of_a_type_are_told_apart() -> None:
    loaded = replace(TRUCK, num_available=2, on_board=(Carried("", (7,)),))
    stops = [replace(stop, home=0, vehicle_types=frozenset({0})) for stop in at(100)]
    made = going(street(stops, vehicles=[loaded]))
    assert made.kinds == (0, 0)
    assert made.boards == ((1,), (2,))
    stop = made.view.problem.stops[0]
    assert (stop.vehicle_types, stop.home) == (frozenset({0, 1}), None)
    begun = made.begun(ProblemView(street(stops, vehicles=[loaded])), [(0, [0, 1])] * 2)
    assert [kind for kind, _ in begun] == [0, 1]


def test_a_choice_that_is_decided_is_open_no_more() -> None:
    truck = replace(TRUCK, prefix=(PlannedVisit(STOP, 0),))
    problem = street(at(100, 200, 300, 400), vehicles=[truck])
    choices = (Choice(((0, 1), (2,))), Choice(((3,),)))
    made = going(replace(problem, choices=choices))
    names = [stop.name for stop in made.view.problem.stops if stop.name != "on board"]
    assert names == ["200 m", "400 m"]
    assert made.view.problem.choices == (Choice(((1,),)),)


@pytest.mark.parametrize("problem", [city(1), with_lunch(city(3))], ids=["", "lunch"])
def test_a_day_under_way_is_searched(problem: RoutingProblem) -> None:
    options = SolveOptions(time_limit_s=5, solution_limit=2000)
    planned = InsertionEngine().solve(problem, options, ignore_progress)
    kinds = [
        replace(
            problem.vehicle_types[route.vehicle_type],
            num_available=1,
            prefix=tuple(
                PlannedVisit(visit.kind, visit.index)
                for visit in route.visits
                if visit.kind in {STOP, UNLOAD}
            )[:2],
        )
        for route in planned.routes
    ]
    running = replace(problem, vehicle_types=(*kinds, *problem.vehicle_types))
    built = InsertionEngine().solve(running, options, ignore_progress)
    found = LnsEngine().solve(running, options, ignore_progress)
    assert not check_routing(running, found).violations
    assert objective(running, found) < objective(running, built)
    again = LnsEngine().solve(running, options, ignore_progress, found)
    assert objective(running, again) <= objective(running, found)
