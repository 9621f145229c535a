"""Which rules contradict each other, where no answer exists."""

from dataclasses import replace

import pytest

from routing.errors import InfeasibleError
from routing.options import SolveOptions
from routing.siting.conflict import Rule, RuleKind, keeping, rules_of
from routing.siting.facility import Fix
from routing.siting.features import features_of
from routing.siting.problem import Period, SitingProblem, TagLimit
from routing.solve import explain_siting, solve_siting
from tests.engines.siting_instances import CLOSE, INSTANCES, problem, state
from tests.engines.siting_rule_instances import RULE_INSTANCES, floor, site

OPTIONS = SolveOptions(time_limit_s=20)
OPEN = state("open", 10, tags=("open",))


def competing_minima() -> SitingProblem:
    """10 t for two that need 8 t each; f2 has nothing to do with it."""
    needy = [state("keep", 20, min_t=8)]
    idle = [state("keep", 20)]
    return problem([10], [needy, needy, idle], [(0, 0, 1), (0, 1, 1), (0, 2, 1)])


def floor_above_what_may_open() -> SitingProblem:
    """Two of three sites of 10 t may open, and 25 t must be brought."""
    arcs = [(i, i, 1) for i in range(3)]
    return problem(
        [10, 10, 10],
        [[CLOSE, OPEN]] * 3,
        arcs,
        tag_limits={"open": TagLimit(1, 2)},
        floors=(floor([25], [0, 1, 2]), floor([5], [0])),
    )


def the_only_place_is_given_away() -> SitingProblem:
    """f0 must open and only one may, but c1 must be served and reaches f1 alone."""
    return problem(
        [5, 5],
        [[CLOSE, OPEN], [CLOSE, OPEN]],
        [(0, 0, 1), (0, 1, 1), (1, 1, 1)],
        required=True,
        tag_limits={"open": TagLimit(0, 1)},
        fixes=(Fix(0, frozenset({"open"}), "contract"),),
    )


def too_small_a_budget() -> SitingProblem:
    """10 t from the second year on need 2 fen of capital; there is 1 a year."""
    built = state("open", 10, capital_fen=2)
    periods = (Period("now", 1, 1), Period("then", 1, 1))
    return problem(
        [(0, 10)],
        [site("f0", CLOSE, built, initial="close")],
        [(0, 0, 1)],
        periods=periods,
        floors=(floor([0, 10], [0]),),
    )


CONFLICTS = [
    (
        competing_minima,
        {
            Rule(RuleKind.MIN_THROUGHPUT, "f0", 8000, 0),
            Rule(RuleKind.MIN_THROUGHPUT, "f1", 8000, 1),
        },
    ),
    (
        floor_above_what_may_open,
        {
            Rule(RuleKind.TAG_MAXIMUM, "open", 2, 0, 0),
            Rule(RuleKind.FLOOR, "floor", 25_000, 0, 0),
        },
    ),
    (
        the_only_place_is_given_away,
        {
            Rule(RuleKind.TAG_MAXIMUM, "open", 1, 0, 0),
            Rule(RuleKind.FIX, "f0", 1, 0),
            Rule(RuleKind.REQUIRED, "c1", 5000, 1),
        },
    ),
    (
        too_small_a_budget,
        {
            Rule(RuleKind.BUDGET, "", 1, 0, 0),
            Rule(RuleKind.BUDGET, "", 1, 1, 1),
            Rule(RuleKind.FLOOR, "floor", 10_000, 0, 1),
        },
    ),
]


@pytest.mark.parametrize(("make", "conflict"), CONFLICTS)
def test_only_rules_that_contradict_are_named(make, conflict) -> None:
    with pytest.raises(InfeasibleError):
        solve_siting(make(), replace(OPTIONS, engine="exact"))
    assert set(explain_siting(make(), OPTIONS)) == conflict


@pytest.mark.parametrize(("make", "conflict"), CONFLICTS)
def test_without_any_one_of_them_there_is_an_answer(make, conflict) -> None:
    whole = make()
    for rule in conflict:
        eased = keeping(whole, [r for r in rules_of(whole) if r != rule])
        assert solve_siting(eased, OPTIONS).solution.objective >= 0


def test_nothing_contradicts_where_there_is_an_answer() -> None:
    assert explain_siting(INSTANCES[0].problem, OPTIONS) == ()


@pytest.mark.parametrize("instance", RULE_INSTANCES, ids=lambda case: case.name)
def test_keeping_all_rules_changes_nothing(instance) -> None:
    whole = instance.problem
    kept = keeping(whole, rules_of(whole))
    assert features_of(kept) == features_of(whole)
    assert rules_of(kept) == rules_of(whole)
