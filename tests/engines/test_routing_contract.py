"""Every engine on every instance it claims, against the optimum by hand."""

from dataclasses import replace
from itertools import starmap

import numpy as np
import pytest

from routing.engines.ortools_layout import make_layout, place_start, start_nodes
from routing.engines.ortools_model import RoutingModelBuilder
from routing.engines.ortools_times import expected_times
from routing.engines.registry import ROUTING_ENGINES
from routing.options import Progress, SolveOptions
from routing.solve import solve_routing
from routing.vrp.costs import objective, omissions
from routing.vrp.features import RoutingFeature, features_of
from routing.vrp.problem import TimeWindow
from routing.vrp.reasons import intrinsic_reason
from routing.vrp.solution import Unserved
from routing.vrp.start import build_start
from routing.vrp.view import ProblemView
from tests.engines import routing_instances
from tests.engines.routing_instances import TRUCK, Instance, at, street
from tests.engines.rule_instances import RULE_INSTANCES

INSTANCES = (*routing_instances.INSTANCES, *RULE_INSTANCES)

BUILDERS = {"insertion"}
"""Engines that do not search: within three times the optimum is all they promise."""

CASES = [
    pytest.param(engine.name, instance, id=f"{engine.name}-{instance.name}")
    for engine in ROUTING_ENGINES
    for instance in INSTANCES
    if features_of(instance.problem) <= engine.features
]

OPTIONS = SolveOptions(time_limit_s=5, solution_limit=200)


@pytest.mark.parametrize(("engine", "instance"), CASES)
def test_engine_reaches_what_was_computed_by_hand(
    engine: str, instance: Instance
) -> None:
    problem = instance.problem
    result = solve_routing(problem, replace(OPTIONS, engine=engine))
    lost = omissions(problem, starmap(Unserved, instance.unserved.items()))
    optimum = lost.weight, instance.cost_fen + lost.lost_prize_fen
    reached = objective(problem, result.solution)
    assert result.solution.engine == engine
    if engine in BUILDERS:
        assert reached[0] == optimum[0]
        assert optimum <= reached <= (optimum[0], 3 * optimum[1])
    else:
        unserved = {item.stop: item.reason for item in result.solution.unserved}
        assert unserved == instance.unserved
        assert reached == optimum


@pytest.mark.parametrize("instance", INSTANCES, ids=lambda instance: instance.name)
def test_the_search_accepts_our_start(instance: Instance) -> None:
    view = ProblemView(instance.problem)
    start = build_start(view)
    hopeless = {stop for stop in range(view.num_stops) if intrinsic_reason(view, stop)}
    stops = np.array(sorted(set(range(view.num_stops)) - hopeless), dtype=np.int64)
    layout = make_layout(view, start, stops)
    placed = place_start(layout, start)
    builder = RoutingModelBuilder(layout, expected_times(layout, placed))
    builder.build()
    builder.routing.CloseModel()
    assert builder.read(start_nodes(layout, placed)) is not None


@pytest.mark.parametrize("engine", ROUTING_ENGINES, ids=lambda engine: engine.name)
def test_every_feature_an_engine_claims_has_an_instance(engine) -> None:
    tried = {
        feature
        for instance in INSTANCES
        if features_of(instance.problem) <= engine.features
        for feature in features_of(instance.problem)
    }
    assert engine.features - tried == frozenset()


def test_every_feature_has_an_instance_and_an_engine() -> None:
    used = frozenset().union(*(features_of(item.problem) for item in INSTANCES))
    offered = frozenset().union(*(engine.features for engine in ROUTING_ENGINES))
    assert used == offered == frozenset(RoutingFeature)


def test_names_are_unique() -> None:
    assert len({engine.name for engine in ROUTING_ENGINES}) == len(ROUTING_ENGINES)
    assert len({instance.name for instance in INSTANCES}) == len(INSTANCES)


@pytest.mark.parametrize("engine", ROUTING_ENGINES, ids=lambda engine: engine.name)
def test_engine_tells_its_progress(engine) -> None:
    told: list[Progress] = []
    options = replace(OPTIONS, engine=engine.name)
    result = solve_routing(INSTANCES[1].problem, options, told.append)
    phases = [message.phase for message in told]
    assert phases[0] in {"build", "start"}
    assert phases[-2:] == ["check", "done"]
    assert told[-1].cost_fen == result.report.cost_fen


def test_a_progress_callback_that_raises_ends_the_search() -> None:
    class StopError(Exception):
        pass

    def tell(message: Progress) -> None:
        if message.phase == "improve":
            raise StopError

    stops = [replace(stop, load=(30,)) for stop in at(*range(100, 4000, 130))]
    truck = replace(TRUCK, num_available=9, shift=TimeWindow(0, 90000))
    problem = street(stops, vehicles=[truck])
    with pytest.raises(StopError):
        solve_routing(problem, SolveOptions(engine="ortools", time_limit_s=20), tell)


def test_same_seed_and_solution_limit_give_the_same_answer() -> None:
    stops = [replace(stop, load=(30,)) for stop in at(*range(-900, 1500, 110))]
    problem = street(stops, vehicles=[replace(TRUCK, num_available=3)])
    options = SolveOptions(engine="ortools", time_limit_s=20, solution_limit=300)
    first, second = (solve_routing(problem, options).solution for _ in range(2))
    assert first.routes == second.routes
    assert first.unserved == second.unserved
