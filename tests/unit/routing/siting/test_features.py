"""Features: each is noticed where it is used and only there."""

import pytest

from routing.siting.features import SitingFeature, features_of
from routing.siting.problem import SitingProblem, TagLimit
from tests.engines.siting_instances import CLOSE, problem, state

ARCS = [(0, 0, 1)]

USING = {
    SitingFeature.CAPACITY: problem([10], [[state("a", 9)]], ARCS),
    SitingFeature.MIN_THROUGHPUT: problem([10], [[state("a", 10, min_t=1)]], ARCS),
    SitingFeature.STATES: problem([10], [[state("a", 10), state("b", 10)]], ARCS),
    SitingFeature.COMMODITIES: problem([10], [[state("a", 10, takes=set())]], ARCS),
    SitingFeature.TAG_LIMITS: problem(
        [10], [[state("a", 10)]], ARCS, tag_limits={"green": TagLimit(maximum=3)}
    ),
}


def test_each_feature_has_a_problem() -> None:
    assert set(USING) == set(SitingFeature)


@pytest.mark.parametrize(("feature", "using"), USING.items())
def test_one_feature_at_a_time(feature: SitingFeature, using: SitingProblem) -> None:
    assert features_of(using) == {feature}


def test_a_tag_minimum_counts_and_an_empty_limit_does_not() -> None:
    limits = {"a": TagLimit(minimum=1)}
    minimum = problem([], [[CLOSE]], [], tag_limits=limits)
    assert SitingFeature.TAG_LIMITS in features_of(minimum)
    empty = problem([], [[CLOSE]], [], tag_limits={"a": TagLimit()})
    assert features_of(empty) == set()
