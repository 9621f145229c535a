"""Features: each is noticed where it is used and only there."""

from typing import Any

import pytest

from routing.siting.facility import Fix
from routing.siting.features import SitingFeature, features_of
from routing.siting.problem import Objective, Period, SitingProblem, TagLimit
from tests.engines.siting_instances import CLOSE, problem, state
from tests.engines.siting_rule_instances import floor, legs, site

ARCS = [(0, 0, 1)]


def plain(**rules: Any) -> SitingProblem:
    """Room for all in the only state, and one further rule."""
    return problem([10], [[state("a", 10)]], ARCS, **rules)


USING = {
    SitingFeature.CAPACITY: problem([10], [[state("a", 9)]], ARCS),
    SitingFeature.MIN_THROUGHPUT: problem([10], [[state("a", 10, min_t=1)]], ARCS),
    SitingFeature.STATES: problem([10], [[state("a", 10), state("b", 10)]], ARCS),
    SitingFeature.COMMODITIES: problem([10], [[state("a", 10, takes=set())]], ARCS),
    SitingFeature.TAG_LIMITS: problem(
        [10], [[state("a", 10)]], ARCS, tag_limits={"green": TagLimit(maximum=3)}
    ),
    SitingFeature.PERIODS: plain(periods=(Period(weight=2),)),
    SitingFeature.MOVES: problem([10], [site("f0", state("a", 10), moves=[])], ARCS),
    SitingFeature.CAPITAL_BUDGET: plain(periods=(Period(capital_budget_fen=0),)),
    SitingFeature.FIXES: plain(fixes=(Fix(0, frozenset({"a"}), "by hand"),)),
    SitingFeature.REQUIRED: plain(required=True),
    SitingFeature.UNSERVED_PRICES: problem(
        [5, 5], [[state("a", 10)]], [], unserved=[1, 2]
    ),
    SitingFeature.SINGLE_SOURCE: plain(single_source=True),
    SitingFeature.TRUNKS: problem(
        [10], [[state("a", 10)], [state("b", 10)]], ARCS, trunks=legs((0, 1, 0, 1))
    ),
    SitingFeature.FLOORS: plain(floors=(floor([1], [0]),)),
    SitingFeature.CARBON: plain(carbon_price_fen_per_t=1),
    SitingFeature.LARGEST_DISTANCE: plain(objective=Objective.LARGEST_DISTANCE),
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
