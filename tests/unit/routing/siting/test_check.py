"""One planted violation per rule of ``check_siting``, and its figures."""

from dataclasses import replace

import numpy as np
import pytest

from routing.siting.check import check_siting
from routing.siting.cost import SitingCost
from routing.siting.problem import TagLimit
from routing.siting.solution import SitingSolution
from tests.engines.siting_instances import CLOSE, problem, state

# Two clients of 10 t and 5 t; f0 takes paper only and needs 6 t, f1 takes all.
PROBLEM = problem(
    [10, 5],
    [
        [CLOSE, state("keep", 8, 100, 6, unit=3, takes={"paper"}, tags=("old",))],
        [CLOSE, state("keep", 20, 50, unit=1, tags=("green",))],
    ],
    [(0, 0, 10), (0, 1, 20), (1, 0, 10), (1, 1, 30)],
    commodities=["paper", "metal"],
    tag_limits={"green": TagLimit(minimum=1), "old": TagLimit(maximum=1)},
)


def answer(
    states: tuple[int, ...] = (1, 1),
    flow_kg: tuple[int, ...] = (8_000, 1_500, 0, 5_000),
    unserved_kg: tuple[int, ...] = (500, 0),
    objective: int = 491,
    bound: int | None = 490,
) -> SitingSolution:
    """150 fixed, 24 + 6.5 variable, 80 + 30 + 150 transport, 50 unserved."""
    return SitingSolution(
        states=np.array([states], np.int64),
        flow_kg=np.array([flow_kg], np.int64),
        unserved_kg=np.array([unserved_kg], np.int64),
        objective=objective,
        bound=bound,
        engine="by hand",
    )


def test_figures_of_a_valid_answer() -> None:
    report = check_siting(PROBLEM, answer())
    assert report.violations == ()
    assert report.cost == SitingCost(150, 31, 260, 50)
    assert report.cost_fen == 491
    assert report.gap == pytest.approx(1 / 491)
    assert report.throughput_kg.tolist() == [[8_000, 6_500]]
    assert report.utilisation.tolist() == [[1.0, 6.5 / 20]]
    assert (report.served_kg, report.unserved_kg) == ((14_500,), (500,))
    assert report.tag_counts == {"green": (1,), "old": (1,)}


def test_a_closed_facility_has_no_utilisation() -> None:
    report = check_siting(PROBLEM, answer(states=(0, 1)))
    assert report.utilisation[0, 0] == 0.0


def test_gap_without_bound_and_at_no_cost() -> None:
    assert check_siting(PROBLEM, answer(bound=None)).gap is None
    free = problem([], [[CLOSE]], [])
    nothing = answer(states=(0,), flow_kg=(), unserved_kg=(), objective=0, bound=0)
    assert check_siting(free, nothing).gap == 0.0


PLANTED = {
    "flow below zero": (
        answer(flow_kg=(8_000, 1_500, -1, 5_001), objective=491),
        "arc 2: flow must be >= 0 kg, got -1",
    ),
    "unserved below zero": (
        answer(flow_kg=(8_000, 2_001, 0, 5_000), unserved_kg=(-1, 0), objective=452),
        "client 'c0': unserved must be >= 0 kg, got -1",
    ),
    "mass lost": (
        answer(unserved_kg=(499, 0)),
        "client 'c0': served 9500 kg and unserved 499 kg must add up to its supply, "
        "10000 kg",
    ),
    "commodity refused": (
        answer(flow_kg=(7_000, 2_500, 1, 4_999), objective=499),
        "arc 2: facility 'f0' in state 'keep' does not take 'metal', got 1 kg",
    ),
    "closed facility fed": (
        answer(states=(0, 1)),
        "arc 0: facility 'f0' in state 'close' does not take 'paper', got 8000 kg",
    ),
    "capacity exceeded": (
        answer(flow_kg=(8_001, 1_499, 0, 5_000)),
        "facility 'f0': throughput must be <= capacity 8000 kg, got 8001",
    ),
    "minimum missed": (
        answer(flow_kg=(5_999, 3_501, 0, 5_000), objective=507),
        "facility 'f0': throughput must be >= minimum 6000 kg, got 5999",
    ),
    "tag minimum missed": (
        answer(states=(1, 0)),
        "tag 'green': must be >= 1 times, got 0",
    ),
    "cost misstated": (answer(objective=490), "objective: must be 491, got 490"),
    "bound above cost": (answer(bound=492), "bound: must be <= objective 491"),
    "too few states": (answer(states=(1,)), "states: shape must be (1, 2)"),
    "unknown state": (answer(states=(1, 2)), "facility 'f1': has no state number 2"),
    "negative state": (answer(states=(-1, 1)), "facility 'f0': has no state number -1"),
    "too few flows": (answer(flow_kg=(8_000,)), "flow_kg: shape must be (1, 4)"),
    "too many clients": (answer(unserved_kg=(0,) * 3), "unserved_kg: shape must be"),
    "broken kilograms": (
        replace(answer(), flow_kg=np.array([[8_000.5, 1_499.5, 0, 5_000]])),
        "flow_kg: must be whole numbers, got float64",
    ),
}


@pytest.mark.parametrize("rule", PLANTED)
def test_each_planted_violation_is_found(rule: str) -> None:
    planted, message = PLANTED[rule]
    violations = check_siting(PROBLEM, planted).violations
    assert any(violation.startswith(message) for violation in violations), violations


def test_too_many_of_a_tag_is_found() -> None:
    strict = replace(PROBLEM, tag_limits={"old": TagLimit(maximum=0)})
    report = check_siting(strict, answer())
    assert report.violations == ("tag 'old': must be <= 0 times, got 1",)


def test_an_unreadable_answer_has_no_figures() -> None:
    report = check_siting(PROBLEM, answer(states=()))
    assert report.cost_fen == 0
    assert report.throughput_kg.tolist() == [[0, 0]]
    assert report.tag_counts == {"green": (0,), "old": (0,)}
