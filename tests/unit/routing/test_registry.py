"""An engine is picked by what it can do, or by name."""

from dataclasses import dataclass, replace

import pytest

from routing.engines.registry import pick, searchers
from routing.errors import InvalidSolutionError, UnsupportedFeatureError
from routing.options import ProgressCallback, SolveOptions
from routing.solve import solve_routing
from routing.vrp.features import RoutingFeature, features_of
from routing.vrp.problem import RoutingProblem
from routing.vrp.solution import RoutingSolution
from tests.engines.routing_instances import INSTANCES
from tests.unit.routing.engines.lns.lns_city import city


@dataclass(frozen=True)
class Fake:
    """An engine that answers nothing, and is wrong."""

    name: str
    features: frozenset[RoutingFeature]

    def solve(
        self,
        problem: RoutingProblem,
        options: SolveOptions,
        progress: ProgressCallback,
        start: RoutingSolution | None = None,
    ) -> RoutingSolution:
        del problem, options, progress, start
        return RoutingSolution((), (), 0, self.name)


PLAIN = Fake("plain", frozenset())
ABLE = Fake("able", frozenset({RoutingFeature.SKILLS}))
ALL = Fake("all", frozenset(RoutingFeature))
FAKES = (PLAIN, ABLE, ALL)


def test_first_that_covers_the_problem() -> None:
    assert pick(FAKES, frozenset()) is PLAIN
    assert pick(FAKES, frozenset({RoutingFeature.SKILLS})) is ABLE
    assert pick(FAKES, frozenset({RoutingFeature.MAX_TRIPS})) is ALL


def test_by_name() -> None:
    assert pick(FAKES, frozenset(), "able") is ABLE


def test_unknown_name() -> None:
    with pytest.raises(UnsupportedFeatureError, match="Use one of auto, plain, able"):
        pick(FAKES, frozenset(), "fastest")


def test_missing_features_are_named() -> None:
    needed = frozenset({RoutingFeature.SKILLS, RoutingFeature.MAX_TRIPS})
    with pytest.raises(UnsupportedFeatureError, match="able lacks maximum trips"):
        pick(FAKES, needed, "able")
    with pytest.raises(
        UnsupportedFeatureError, match="plain lacks maximum trips, skills; able"
    ):
        pick(FAKES[:2], needed)


def test_a_wrong_answer_never_leaves(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("routing.engines.registry.ROUTING_ENGINES", (ALL,))
    with pytest.raises(InvalidSolutionError, match="engine all breaks the rules"):
        solve_routing(INSTANCES[0].problem, SolveOptions())


def _first(problem: RoutingProblem) -> str:
    return searchers(problem, features_of(problem))[0].name


def test_the_kernel_comes_first_on_its_own_ground() -> None:
    chooses = city(1)
    plain = replace(chooses, unload_sites=(), vehicle_types=chooses.vehicle_types[:1])
    plain = replace(plain, stops=tuple(replace(s, required=True) for s in plain.stops))
    assert _first(chooses) == "lns"
    assert _first(plain) == "lns"
    named = [replace(plain.stops[0], name=str(number)) for number in range(3001)]
    large = replace(plain, stops=tuple(named))
    assert _first(large) == "pyvrp"
    late = replace(plain.stops[0], release_s=60)
    assert _first(replace(large, stops=(late, *large.stops[1:]))) == "lns"
    depots = (plain.vehicle_types[0], chooses.vehicle_types[1])
    assert _first(replace(large, vehicle_types=depots)) == "lns"
