"""A sub-problem is a valid problem, its start a valid answer, and nothing is lost."""

from dataclasses import replace

import numpy as np
import pytest

from routing.decompose.incumbent import Incumbent, stops_of
from routing.decompose.neighbourhood import Chooser
from routing.decompose.shares import Sharing
from routing.decompose.subproblem import cut_out, put_back
from routing.engines.insertion import InsertionEngine
from routing.options import SolveOptions, ignore_progress
from routing.vrp.check import check_routing
from routing.vrp.features import features_of
from routing.vrp.parts import Choice, Objective
from routing.vrp.problem import AccessRule, RoutingProblem, TimeWindow
from routing.vrp.solution import Route, RoutingSolution, Visit, VisitKind
from routing.vrp.validate import validate_problem
from tests.unit.routing.decompose.plans import VAN, plane


def built(problem: RoutingProblem) -> RoutingSolution:
    return InsertionEngine().solve(problem, SolveOptions(), ignore_progress)


def held(problem: RoutingProblem) -> Incumbent:
    incumbent = Incumbent(problem)
    incumbent.load(built(problem))
    return incumbent


def mixed(stops: int) -> RoutingProblem:
    """Two types of vehicles, stops locked to one, a rule, a choice."""
    problem = plane(stops)
    kinds = (replace(VAN, name="a", skills=frozenset({"crane"})), VAN)
    locked = [replace(stop, vehicle_types=frozenset({1})) for stop in problem.stops[:4]]
    rule = AccessRule(
        "rule", frozenset({1}), stops=frozenset({7, 8}), closed=TimeWindow(0, 900)
    )
    return replace(
        problem,
        stops=(*locked, *problem.stops[4:]),
        vehicle_types=kinds,
        access_rules=(rule,),
        choices=(Choice(((10,), (11,))), Choice(((12,), (13, 14)))),
    )


@pytest.mark.parametrize("problem", [plane(40), mixed(40)], ids=["plain", "mixed"])
def test_the_routes_are_an_answer_to_the_sub_problem(problem: RoutingProblem) -> None:
    incumbent = held(problem)
    numbers = list(incumbent.routes)[:3]
    routes = [incumbent.routes[number] for number in numbers]
    costs = [incumbent.cost_fen[number] for number in numbers]
    unserved = list(incumbent.unserved.values())
    part = cut_out(problem, routes, costs, unserved, {0: 1})
    validate_problem(part.problem)
    assert not check_routing(part.problem, part.start).violations
    assert put_back(part, part.start)[0] == routes
    assert {part.stops[entry.stop] for entry in part.start.unserved} <= set(
        incumbent.unserved
    )


def test_a_choice_is_open_only_with_all_its_stops() -> None:
    problem = mixed(40)
    incumbent = held(problem)
    taken = int(incumbent.route_of[[10, 11]].max())
    routes, costs = [incumbent.routes[taken]], [incumbent.cost_fen[taken]]
    alone = cut_out(problem, routes, costs, [], {})
    assert not alone.problem.choices
    unserved = [incumbent.unserved[s] for s in (10, 11) if s in incumbent.unserved]
    whole = cut_out(problem, routes, costs, unserved, {})
    assert len(whole.problem.choices) == 1


def test_a_home_outside_makes_an_optional_stop_worth_less_inside() -> None:
    problem = replace(mixed(40), choices=(), objective=Objective(reassign_fen=30))
    stops = [
        replace(stop, home=place % 2, required=place > 6, prize_fen=100 - 20 * place)
        for place, stop in enumerate(problem.stops)
    ]
    problem = replace(problem, stops=tuple(stops))
    route = Route(1, tuple(Visit(VisitKind.STOP, place, 0, 0, 0) for place in range(6)))
    part = cut_out(problem, [route], [0], [], {})
    inside = part.problem.stops
    # The only vehicle is the second: those at home on the first are away anyway.
    assert [stop.home for stop in inside] == [None, 0] * 3
    assert [stop.prize_fen for stop in inside] == [70, 80, 30, 40, 0, 0]
    both = cut_out(problem, [route], [0], [], {0: 1})
    assert [stop.home for stop in both.problem.stops] == [0, 1] * 3


def test_intake_of_the_others_is_kept_for_them() -> None:
    problem = plane(40)
    most = sum(stop.load[0] for stop in problem.stops)
    site = replace(problem.unload_sites[0], intake=(most,))
    problem = replace(problem, unload_sites=(site,))
    incumbent = held(problem)
    number = next(iter(incumbent.routes))
    brought = sum(
        problem.stops[stop].load[0] for stop in stops_of(incumbent.routes[number])
    )
    sharing = Sharing(problem, features_of(problem))
    left = sharing.left_for(incumbent, [number]).unload_sites[0].intake
    assert left == (brought,)


def test_neighbourhoods_are_near_free_and_of_the_size_asked_for() -> None:
    incumbent = held(plane(80, max_trips=1, num_available=30))
    chooser = Chooser(incumbent, np.random.default_rng(1))
    first = chooser.choose(20, [], [])
    assert first is not None
    count = sum(len(stops_of(incumbent.routes[n])) for n in first.numbers)
    assert 0 < count <= 20 or len(first.numbers) == 1
    second = chooser.choose(20, first.numbers, [])
    assert second is not None
    assert not set(first.numbers) & set(second.numbers)
    assert chooser.choose(20, list(incumbent.routes), []) is None


def test_routes_that_stay_keep_their_numbers() -> None:
    incumbent = held(plane(40))
    before = dict(incumbent.routes)
    incumbent.load(incumbent.solution("insertion"))
    assert incumbent.routes == before
