"""An engine is picked by what it can do, or by name."""

from dataclasses import dataclass

import pytest

from routing.engines.registry import pick
from routing.errors import InvalidSolutionError, UnsupportedFeatureError
from routing.options import ProgressCallback, SolveOptions
from routing.solve import solve_routing
from routing.vrp.features import RoutingFeature
from routing.vrp.problem import RoutingProblem
from routing.vrp.solution import RoutingSolution
from tests.engines.routing_instances import INSTANCES


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
