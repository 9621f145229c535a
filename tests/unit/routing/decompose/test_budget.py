"""Parts share one budget, whatever time they take."""

import pytest

from routing.decompose.budget import KEPT_SHARE, MOST_KEPT_S, SHORTEST_SHARE_S, Budget
from routing.options import SolveOptions
from routing.vrp.problem import RoutingProblem
from tests.engines.routing_instances import at, street


class Clock:
    """A clock set by hand."""

    def __init__(self) -> None:
        self.now_s = 0.0

    def __call__(self) -> float:
        return self.now_s


def parts(**sizes: int) -> dict[str, RoutingProblem]:
    return {name: street(at(*range(1, n + 1))) for name, n in sizes.items()}


def test_time_is_shared_by_stops() -> None:
    problems = parts(a=60, b=30, c=10, d=0)
    options = SolveOptions(time_limit_s=100, workers=2)
    budget = Budget(problems, options, workers=2, clock=Clock())
    shares = {name: budget.begin(name) for name in problems}
    assert {share.workers for share in shares.values()} == {1}
    limits = {name: share.time_limit_s for name, share in shares.items()}
    whole_s = 100 - MOST_KEPT_S
    # What the first cannot use, as it is alone in using it, goes to the others.
    assert limits == pytest.approx(
        {"a": whole_s, "b": 0.75 * whole_s, "c": 0.25 * whole_s, "d": SHORTEST_SHARE_S}
    )


def test_what_a_part_takes_too_long_the_others_save() -> None:
    clock = Clock()
    problems = parts(a=10, b=10, c=10)
    options = SolveOptions(time_limit_s=30)
    budget = Budget(problems, options, workers=1, clock=clock)
    whole_s = 30 * (1 - KEPT_SHARE)
    assert budget.begin("a").time_limit_s == pytest.approx(whole_s / 3)
    late_s = 0.5
    clock.now_s = whole_s / 3 + late_s
    budget.end("a")
    # Half of what is left, less the mean of nothing and of what "a" was late.
    given_s = (whole_s - clock.now_s) / 2 - late_s / 2
    assert budget.begin("b").time_limit_s == pytest.approx(given_s)
    clock.now_s = 31
    budget.end("b")
    assert budget.begin("c").time_limit_s == SHORTEST_SHARE_S
