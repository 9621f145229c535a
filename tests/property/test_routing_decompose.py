"""Any problem cut into neighbourhoods: nothing is lost, and the answer is valid."""

from unittest.mock import patch

from hypothesis import given, settings
from hypothesis import strategies as st

from routing.decompose import improve, whole
from routing.engines.insertion import InsertionEngine
from routing.engines.registry import searchers
from routing.options import SolveOptions, ignore_progress
from routing.solve import solve_routing
from routing.vrp.check import check_routing
from routing.vrp.costs import objective
from routing.vrp.features import features_of
from routing.vrp.problem import RoutingProblem
from routing.vrp.solution import VisitKind
from tests.property.test_routing_engines import PLAIN

OPTIONS = SolveOptions(time_limit_s=5, solution_limit=60)


@given(problem=PLAIN, engine=st.sampled_from(["auto", "pyvrp", "lns"]))
@settings(max_examples=25, deadline=None)
def test_nothing_is_lost_when_decomposing(problem: RoutingProblem, engine: str) -> None:
    able = {entry.name for entry in searchers(problem, features_of(problem))}
    if engine not in able:
        engine = "auto"
    start = InsertionEngine().solve(problem, OPTIONS, ignore_progress)
    assert not check_routing(problem, start).violations
    with (
        patch.object(whole, "WHOLE_STOPS", 1),
        patch.object(improve, "SIZES", (2, 5)),
        patch.object(improve, "ITERATIONS", 30),
    ):
        options = SolveOptions(engine=engine, time_limit_s=5, solution_limit=60)
        result = solve_routing(problem, options, start=start)
    served = [
        visit.index
        for route in result.solution.routes
        for visit in route.visits
        if visit.kind is VisitKind.STOP
    ]
    unserved = [entry.stop for entry in result.solution.unserved]
    # The check has counted them; loads in parts are fetched in several visits.
    assert {*served, *unserved} == set(range(len(problem.stops)))
    assert objective(problem, result.solution) <= objective(problem, start)
