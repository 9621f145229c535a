"""Verifiers know the right cost, every broken rule and what multipliers prove."""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from benchmarks.faults import FormatError
from benchmarks.siting.answer_file import Answer
from benchmarks.siting.capacitated_file import CapacitatedFile, read_capacitated
from benchmarks.siting.checks import least_net_cost
from benchmarks.siting.median_file import MedianFile, read_median
from benchmarks.siting.two_stage_file import TwoStageFile, read_two_stage
from benchmarks.siting.verdict import Verdict
from benchmarks.siting.verify_capacitated import verify_capacitated
from benchmarks.siting.verify_median import verify_median
from benchmarks.siting.verify_two_stage import verify_two_stage
from tests.unit.benchmarks.siting.tiny import (
    CAPACITATED,
    CENTER_COST,
    MEDIAN,
    MEDIAN_COST,
    SINGLE_SOURCE,
    SPLIT,
    TWO_STAGE,
    TWO_STAGE_COST,
    write_text,
)

SINGLE = Answer([0, 1], [[(0, 1)], [(0, 1)], [(1, 1)]], SINGLE_SOURCE, None, [])
SHARED = replace(
    SINGLE, assignment=[[(0, 1)], [(0, 0.6), (1, 0.4)], [(1, 1)]], objective=SPLIT
)
NEAREST = Answer([1, 3], [[(1, 1)], [(1, 1)], [(1, 1)], [(3, 1)]], MEDIAN_COST, 2, [])
STAGED = Answer(
    open=[0, 2, 3],
    assignment=[[(2, 1)], [(3, 1)]],
    objective=TWO_STAGE_COST,
    bound=20,
    multipliers=[],
    trunk=[(0, 2, 3), (0, 3, 4)],
)


@pytest.fixture
def sites(tmp_path: Path) -> CapacitatedFile:
    return read_capacitated(write_text(tmp_path / "p1", CAPACITATED["pairs"]))


@pytest.fixture
def network(tmp_path: Path) -> MedianFile:
    return read_median(write_text(tmp_path / "pmed1", MEDIAN))


@pytest.fixture
def stages(tmp_path: Path) -> TwoStageFile:
    return read_two_stage(write_text(tmp_path / "PSC", TWO_STAGE))


def capacitated(source: CapacitatedFile, answer: Answer, single: bool) -> Verdict:
    return verify_capacitated(source, answer, single, None)


def test_right_answers_are_feasible(
    sites: CapacitatedFile, network: MedianFile, stages: TwoStageFile
) -> None:
    center = replace(NEAREST, objective=CENTER_COST, bound=1)
    verdicts = [
        (capacitated(sites, SINGLE, single=True), SINGLE_SOURCE, 2),
        (capacitated(sites, SHARED, single=False), SPLIT, 2),
        (verify_median(network, NEAREST, False, 2), MEDIAN_COST, 2),
        (verify_median(network, center, True, 1), CENTER_COST, 2),
        (verify_two_stage(stages, STAGED, 28), TWO_STAGE_COST, 3),
    ]
    for verdict, cost, count in verdicts:
        assert verdict == Verdict(pytest.approx(cost), count, None, ())


def test_an_idle_open_site_costs_its_part(sites: CapacitatedFile) -> None:
    wide = replace(sites, capacity=np.array([99.0, 99.0]))
    one = replace(SINGLE, assignment=[[(0, 1)]] * 3, objective=40.0)
    assert capacitated(wide, one, single=True).objective == 40
    assert capacitated(wide, replace(one, open=[0, 0]), single=True).objective == 37


@pytest.mark.parametrize(
    ("answer", "fault"),
    [
        (SHARED, "Client 1: more than one facility serves it."),
        (replace(SINGLE, open=[1]), "Client 0: 0 is not open."),
        (
            replace(SINGLE, assignment=[[(0, 1)], [(0, 0.5)], [(1, 1)]]),
            "Client 1: its shares add up to 0.5.",
        ),
        (
            replace(SINGLE, assignment=[[(0, 1)], [(0, 2), (1, -1)], [(1, 1)]]),
            "Client 1: a share is below 0.",
        ),
        (
            replace(SINGLE, assignment=[[(0, 1)], [(1, 1)], [(1, 1)]]),
            "Site 1: 11 is above 8.",
        ),
        (
            replace(SINGLE, objective=27.9),
            "Objective: 27.9 is claimed, 28 is right.",
        ),
        (replace(SINGLE, bound=28.1), "Bound: 28.1 is above its answer of 28."),
    ],
)
def test_each_broken_rule_is_named(
    sites: CapacitatedFile, answer: Answer, fault: str
) -> None:
    verdict = capacitated(sites, answer, single=True)
    assert fault in verdict.faults
    assert not verdict.is_feasible


def test_a_bound_above_a_known_answer_is_a_fault(sites: CapacitatedFile) -> None:
    costly = replace(SINGLE, bound=27.0)
    assert verify_capacitated(sites, costly, True, 27.5).is_feasible
    faults = verify_capacitated(sites, costly, True, 26.5).faults
    assert faults == ("Bound: 27 is above a known answer of 26.5.",)


def test_too_many_facilities_are_a_fault(network: MedianFile) -> None:
    verdict = verify_median(network, replace(NEAREST, open=[1, 2, 3]), False, None)
    assert verdict.faults == ("3 facilities are open instead of 2.",)


@pytest.mark.parametrize(
    ("answer", "fault"),
    [
        (replace(STAGED, open=[2, 3]), "Plant 0: not open."),
        (
            replace(STAGED, trunk=[(0, 2, 3), (0, 3, 3)]),
            "Satellite 1: 3 comes in, 4 goes out.",
        ),
        (replace(STAGED, trunk=None), "Satellite 0: 0 comes in, 3 goes out."),
        (
            replace(STAGED, trunk=[(0, 2, 3), (0, 3, 5), (1, 3, -1)]),
            "Trunk: an amount is below 0.",
        ),
        (
            replace(STAGED, assignment=[[(2, 1)], [(2, 1)]]),
            "Satellite 0: 7 is above 5.",
        ),
        (replace(STAGED, trunk=[(0, 2, 11)]), "Plant 0: 11 is above 10."),
    ],
)
def test_each_broken_rule_of_two_stages_is_named(
    stages: TwoStageFile, answer: Answer, fault: str
) -> None:
    assert fault in verify_two_stage(stages, answer, None).faults


def test_multipliers_prove_what_can_be_done_by_hand(
    sites: CapacitatedFile, network: MedianFile, stages: TwoStageFile
) -> None:
    # The second site takes 8 of two clients' 11, each worth 1 a unit: 3 - 8.
    paid = replace(SHARED, multipliers=[5, 10, 12])
    assert capacitated(sites, paid, single=False).multiplier_bound == 27 - 5
    worth = replace(NEAREST, multipliers=[1, 1, 1, 2])
    assert verify_median(network, worth, False, None).multiplier_bound == 5 - 3
    # Within less than 1 two facilities have two of four weights, within 2 all.
    weights = replace(NEAREST, objective=1, bound=1, multipliers=[3, 3, 3, 3])
    assert verify_median(network, weights, True, None).multiplier_bound == 1
    # Plants are worth just their fixed cost, satellites nothing.
    priced = replace(STAGED, multipliers=[9, 12, 0.5, 0.5])
    assert verify_two_stage(stages, priced, None).multiplier_bound == 21
    richer = replace(STAGED, multipliers=[12, 12, 0.5, 0.8])
    # The second plant: 7 - 8; the first satellite: 2 + 3 x 2.5 - 12 = -2.5.
    bound = verify_two_stage(stages, richer, None).multiplier_bound
    assert bound == pytest.approx(24 - 1 - 2.5)


def test_a_knapsack_takes_the_best_by_room() -> None:
    net, weight = np.array([-6.0, -5.0, 2.0, -1.0]), np.array([3.0, 2.0, 1.0, 0.0])
    assert least_net_cost(net, weight, 4.0) == pytest.approx(-1 - 5 - 4)
    assert least_net_cost(net, weight, 99.0) == -12
    assert least_net_cost(net, weight, 0.0) == -1


Change = Callable[[Answer], Answer]


@pytest.mark.parametrize(
    ("change", "message"),
    [
        (lambda a: replace(a, assignment=a.assignment[1:]), "clients are assigned"),
        (lambda a: replace(a, open=[9]), "not in 0..1"),
        (lambda a: replace(a, assignment=[[(-1, 1)]] * 3), "not in 0..1"),
        (lambda a: replace(a, multipliers=[1.0]), "1 multipliers; 3 finite"),
        (lambda a: replace(a, multipliers=[1, 2, float("nan")]), "3 multipliers"),
    ],
)
def test_an_answer_to_something_else_is_refused(
    sites: CapacitatedFile, change: Change, message: str
) -> None:
    with pytest.raises(FormatError, match=message):
        capacitated(sites, change(SINGLE), single=True)


def test_two_stage_answers_name_what_there_is(stages: TwoStageFile) -> None:
    served_by_plant = replace(STAGED, assignment=[[(0, 1)], [(3, 1)]])
    with pytest.raises(FormatError, match="served by a plant"):
        verify_two_stage(stages, served_by_plant, None)
    with pytest.raises(FormatError, match="no way from 0 to 1"):
        verify_two_stage(stages, replace(STAGED, trunk=[(0, 1, 3)]), None)
