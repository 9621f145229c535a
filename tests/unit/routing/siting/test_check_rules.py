"""One planted violation per rule over periods, legs, floors, budgets and moves."""

from dataclasses import replace

import numpy as np
import pytest

from routing.siting.check import check_siting
from routing.siting.facility import Fix, Yield
from routing.siting.problem import Objective, Period, SitingProblem, TagLimit
from routing.siting.reading import MOST_NAMED
from routing.siting.solution import Certificate, SitingSolution
from tests.engines.siting_instances import CLOSE, problem, state
from tests.engines.siting_rule_instances import floor, legs, site

# A centre that may grow once, and a park; a third of a kilogram is lost in sorting.
BALES = (Yield("", "bale", 666_667),)
PERIODS = (Period("2025", 2, 500), Period("2027", 3, 500))
PROBLEM = problem(
    [(6, 9), (4, 4)],
    [
        site(
            "f0",
            state("keep", 10, 100, takes={""}, yields=BALES),
            state("grow", 20, 150, takes={""}, yields=BALES, capital_fen=400),
            initial="keep",
            moves=[("keep", "grow")],
        ),
        [state("park", 50, unit=2, takes={"bale"})],
    ],
    [(0, 0, 10), (1, 0, 20)],
    makes=["bale"],
    periods=PERIODS,
    trunks=legs((0, 1, 1, 30), (0, 1, 1, 5), transfer=6, modes=2),
    floors=(floor([5, 6], [], trunk=[0, 1]),),
    fixes=(Fix(0, frozenset({"keep"}), "no permit yet", period=0),),
    single_source=True,
)


def answer(**changes: object) -> SitingSolution:
    """Keep, then grow; everything served, all bales by rail.

    10 t make 6,666.67 kg, rounded up to 6,667; 13 t make 8,666.671, so 8,667.
    Yearly, then weighed by 2 and 3 years: fixed 100 and 150; 140 and 170 for arcs;
    5 and 6 for a tonne of bales; 2 in the park.
    """
    return replace(
        SitingSolution(
            states=np.array([[0, 0], [1, 0]]),
            flow_kg=np.array([[6_000, 4_000], [9_000, 4_000]]),
            unserved_kg=np.zeros((2, 2), np.int64),
            objective=650 + 790 + 197 + 237 + 79,
            bound=None,
            engine="by hand",
            trunk_kg=np.array([[0, 6_667], [0, 8_667]]),
        ),
        **changes,
    )


def test_the_figures_of_a_valid_answer() -> None:
    report = check_siting(PROBLEM, answer())
    assert report.violations == ()
    cost = report.cost
    assert (cost.fixed_fen, cost.transport_fen) == (
        2 * 100 + 3 * 150,
        2 * 140 + 3 * 170,
    )
    # 2 x 6.667 t + 3 x 8.667 t are 39.335 t.
    assert (cost.variable_fen, cost.trunk_fen, cost.transfer_fen) == (
        79,
        197,
        237,
    )
    assert report.capital_fen == (0, 400)
    assert report.floor_kg == ((6_667,), (8_667,))
    assert report.throughput_kg.tolist() == [[10_000, 6_667], [13_000, 8_667]]
    assert (report.served_kg, report.unserved_kg) == ((10_000, 13_000), (0, 0))


def states(*rows: tuple[int, int]) -> SitingSolution:
    return answer(states=np.array(rows))


def flows(first: list[int], second: list[int], left: list[int]) -> SitingSolution:
    return answer(
        flow_kg=np.array([first, second]),
        unserved_kg=np.array([[0, 0], left]),
    )


PLANTED = {
    "leg loses": (
        answer(trunk_kg=np.array([[0, 6_667], [0, 8_666]])),
        "period '2027', facility 'f0': must send on 8667 kg of 'bale', got 8666",
    ),
    "legs left out": (
        answer(trunk_kg=None),
        "period '2025', facility 'f0': must send on 6667 kg of 'bale', got 0",
    ),
    "leg below zero": (
        answer(trunk_kg=np.array([[-1, 6_668], [0, 8_667]])),
        "period '2025', leg 0: flow must be >= 0 kg, got -1",
    ),
    "not whole": (
        flows([6_000, 4_000], [9_000, 3_000], [0, 1_000]),
        "period '2027', client 'c1': must go to one facility in whole, got 1 and 1000",
    ),
    "capacity in one period": (
        states((0, 0), (0, 0)),
        "period '2027', facility 'f0': throughput must be <= capacity 10000 kg",
    ),
    "fix": (
        states((1, 0), (1, 0)),
        "period '2025', facility 'f0': may only be in ['keep'] (no permit yet), got",
    ),
    "way back": (
        states((1, 0), (0, 0)),
        "period '2027', facility 'f0': may not go from 'grow' to 'keep'",
    ),
    "floor": (
        answer(
            flow_kg=np.array([[6_000, 0], [9_000, 4_000]]),
            unserved_kg=np.array([[0, 4_000], [0, 0]]),
            trunk_kg=np.array([[0, 4_001], [0, 8_667]]),
        ),
        "period '2025', floor 'floor': must be >= 5000 kg, got 4001.000",
    ),
    "shape": (answer(trunk_kg=np.zeros((2, 3), np.int64)), "trunk_kg: shape must be"),
    "objective": (answer(objective=1), "objective: must be 1953, got 1"),
    "bound": (answer(bound=1954), "bound: must be <= objective 1953, got 1954"),
}


@pytest.mark.parametrize("rule", PLANTED)
def test_each_planted_violation_is_found(rule: str) -> None:
    planted, message = PLANTED[rule]
    violations = check_siting(PROBLEM, planted).violations
    assert any(violation.startswith(message) for violation in violations), violations


def changed(**rules: object) -> SitingProblem:
    return replace(PROBLEM, **rules)


STRICTER = {
    "budget": (
        changed(periods=(PERIODS[0], replace(PERIODS[1], capital_budget_fen=399))),
        "period '2027', capital: must be <= budget 399 fen, got 400",
    ),
    "initial": (
        changed(
            facilities=(
                replace(PROBLEM.facilities[0], initial="grow"),
                PROBLEM.facilities[1],
            )
        ),
        "period '2025', facility 'f0': may not go from 'grow' to 'keep'",
    ),
    "tag in one period": (
        changed(tag_limits={"green": (TagLimit(), TagLimit(minimum=1))}),
        "period '2027', tag 'green': must be >= 1 times, got 0",
    ),
}


@pytest.mark.parametrize("rule", STRICTER)
def test_a_stricter_problem_finds_the_answer_wanting(rule: str) -> None:
    stricter, message = STRICTER[rule]
    assert message in check_siting(stricter, answer()).violations


def test_a_required_client_may_not_be_left() -> None:
    asked = problem([5], [[CLOSE]], [], required=True)
    left = SitingSolution(
        np.zeros((1, 1), np.int64),
        np.zeros((1, 0), np.int64),
        np.array([[5_000]]),
        0,
        None,
        "by hand",
    )
    assert check_siting(asked, left).violations[0] == (
        "client 'c0': is required, got 5000 kg unserved"
    )


def test_many_faults_of_a_rule_are_counted() -> None:
    asked = problem([1] * 30, [[CLOSE]], [], required=True)
    left = SitingSolution(
        np.zeros((1, 1), np.int64),
        np.zeros((1, 0), np.int64),
        np.full((1, 30), 1_000),
        3_000,
        None,
        "by hand",
    )
    violations = check_siting(asked, left).violations
    assert len([v for v in violations if "required" in v]) == MOST_NAMED + 1
    assert any(v.endswith("(9 more like it)") for v in violations)


def test_the_largest_distance_is_the_objective_where_asked_for() -> None:
    arcs = replace(PROBLEM.arcs, distance_m=np.array([70, 90], np.int32))
    asked = changed(arcs=arcs, objective=Objective.LARGEST_DISTANCE)
    report = check_siting(asked, answer(objective=90, bound=70))
    assert report.violations == ()
    assert (report.objective, report.bound) == (90, 70)
    assert report.gap == pytest.approx(20 / 90)


def certificate(**changes: object) -> Certificate:
    plain = Certificate(
        np.zeros((2, 2)),
        np.zeros((2, 2, 2)),
        np.zeros((2, 1)),
        np.zeros((2, 0)),
        np.zeros(2),
    )
    return replace(plain, **changes)


@pytest.mark.parametrize(
    ("broken", "message"),
    [
        (certificate(budget=np.zeros(3)), "certificate, budget: shape must be (2,)"),
        (
            certificate(client_fen_per_t=np.full((2, 2), np.nan)),
            "certificate, client_fen_per_t: every multiplier must be finite",
        ),
        (
            certificate(floor_fen_per_t=np.full((2, 1), -1.0)),
            "certificate, floor_fen_per_t: no multiplier may be negative",
        ),
    ],
)
def test_a_broken_certificate_is_refused(broken: Certificate, message: str) -> None:
    violations = check_siting(PROBLEM, answer(certificate=broken)).violations
    assert any(violation.startswith(message) for violation in violations)


def test_a_certificate_is_recomputed_not_believed() -> None:
    report = check_siting(PROBLEM, answer(certificate=certificate()))
    assert report.violations == ()
    # Without prices nothing is served: two years of 100, three of the cheaper 100.
    assert report.certified_bound == 500
    assert report.certified_gap == pytest.approx((1953 - 500) / 1953)
