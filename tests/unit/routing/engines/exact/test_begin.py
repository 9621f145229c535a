"""The first answer of the exact engine."""

from ortools.math_opt.python import mathopt

from routing.engines.exact.begin import Beginner
from routing.engines.exact.columns import Columns
from routing.engines.exact.finish import Finisher, open_arcs
from routing.engines.exact.model import ExactModel
from routing.siting.check import check_siting
from routing.siting.laying import arrays_of
from routing.siting.problem import SitingProblem, TagLimit
from tests.engines.siting_instances import CLOSE, problem, state

LARGE = state("large", 90, min_t=60, tags=("large",))
SMALL = state("small", 30, min_t=10)


def first_answer(whole: SitingProblem):
    """Return the first answer, ``None`` without one."""
    columns = Columns(arrays_of(whole), is_whole=False)
    model = ExactModel.of(columns, open_arcs(columns, None), counts=True, links=False)
    beginner = Beginner(
        model, Finisher(whole, model, "exact"), lambda: 10.0, lambda: False
    )
    return beginner.run(mathopt.SolveParameters())


def test_states_that_miss_their_minimum_give_way_to_smaller_ones() -> None:
    sites = [[CLOSE, SMALL, LARGE]] * 3
    whole = problem([20, 20, 20], sites, [(i, i, 1) for i in range(3)])
    answer = first_answer(whole)
    assert answer.states.tolist() == [[1, 1, 1]]
    assert check_siting(whole, answer).violations == ()


def test_limits_on_states_are_kept_all_the_while() -> None:
    limits = {"large": TagLimit(1, 1)}
    arcs = [(i, j, 1) for i in range(4) for j in range(2)]
    whole = problem([20] * 4, [[CLOSE, LARGE]] * 2, arcs, tag_limits=limits)
    answer = first_answer(whole)
    assert sorted(answer.states[0].tolist()) == [0, 1]
    assert check_siting(whole, answer).violations == ()


def test_minima_nobody_can_reach_leave_no_answer() -> None:
    whole = problem([5, 5], [[SMALL], [SMALL]], [(0, 0, 1), (1, 1, 1)])
    assert first_answer(whole) is None
