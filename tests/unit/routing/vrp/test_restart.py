"""An answer becomes open routes again, and never a worse answer."""

from dataclasses import replace

import pytest

from routing.engines.insertion import InsertionEngine
from routing.options import SolveOptions, ignore_progress
from routing.vrp.assemble import assemble
from routing.vrp.check import check_routing
from routing.vrp.costs import objective
from routing.vrp.restart import routes_from_solution
from routing.vrp.solution import RoutingSolution
from routing.vrp.view import ProblemView
from tests.engines.routing_instances import INSTANCES, Instance
from tests.engines.rule_instances import RULE_INSTANCES

ENGINE = InsertionEngine()
OPTIONS = SolveOptions()


def built(instance: Instance) -> RoutingSolution:
    return ENGINE.solve(instance.problem, OPTIONS, ignore_progress)


@pytest.mark.parametrize(
    "instance", [*INSTANCES, *RULE_INSTANCES], ids=lambda instance: instance.name
)
def test_an_answer_comes_back_as_it_was(instance: Instance) -> None:
    solution = built(instance)
    view = ProblemView(instance.problem)
    again = assemble(view, routes_from_solution(view, solution), "insertion", 0.0)
    assert check_routing(instance.problem, again).violations == ()
    assert again.cost_fen == solution.cost_fen
    assert again.unserved == solution.unserved


def test_a_start_is_completed() -> None:
    problem = INSTANCES[1].problem
    solution = built(INSTANCES[1])
    part = replace(solution, routes=())
    again = ENGINE.solve(problem, OPTIONS, ignore_progress, part)
    assert objective(problem, again) == objective(problem, solution)


def test_a_vehicle_gone_leaves_its_stops_to_others() -> None:
    problem = INSTANCES[1].problem
    solution = built(INSTANCES[1])
    (truck,) = problem.vehicle_types
    view = ProblemView(replace(problem, vehicle_types=(replace(truck, max_stops=1),)))
    (route,) = routes_from_solution(view, solution)
    assert len(route.stops) == 1
