"""Routes seen so far, put together by what they cost and weigh."""

from dataclasses import replace

from routing.decompose.incumbent import Incumbent
from routing.decompose.pool import Pool
from routing.vrp.costs import objective
from routing.vrp.parts import Objective
from routing.vrp.problem import RoutingProblem
from routing.vrp.solution import Route, RoutingSolution
from tests.engines.routing_instances import TRUCK, at, street
from tests.unit.routing.vrp.hand_made import STOP, UNLOAD, depot, visit


def two_at_home(reassign_fen: int) -> RoutingProblem:
    """Return a stop at home on each of two trucks, as far to the east as west."""
    stops = [replace(stop, home=kind) for kind, stop in enumerate(at(100, -100))]
    problem = street(stops, vehicles=[TRUCK, replace(TRUCK, name="second")])
    return replace(problem, objective=Objective(reassign_fen=reassign_fen))


def drive(kind: int, stop: int) -> Route:
    """Return the way of a truck to one stop and back."""
    places = visit(STOP, stop, 100), visit(UNLOAD, 0, 200)
    return Route(kind, (depot(0), *places, depot(200)))


def test_a_selection_weighs_stops_away_from_home() -> None:
    problem = two_at_home(50)
    incumbent = Incumbent(problem)
    away = RoutingSolution((drive(0, 1), drive(1, 0)), (), 400, "")
    incumbent.load(away)
    assert objective(problem, away) == (0, 500)
    pool = Pool(problem)
    pool.add([drive(0, 0), drive(1, 1)], [200, 200])
    assert pool.recombine(incumbent, 5.0, 1)
    assert objective(problem, incumbent.solution("")) == (0, 400)
    assert incumbent.total_fen == 400
