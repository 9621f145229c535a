"""The problems built of instances are the instances; answers come back in their units.

What the product certifies by multipliers is what the verifiers recompute from them.
"""

from pathlib import Path

import numpy as np
import pytest

from benchmarks.siting.answer_file import Answer
from benchmarks.siting.capacitated_file import CapacitatedFile
from benchmarks.siting.case import answer_of, problem_of, unit_of
from benchmarks.siting.families import CENTER, CFLP, MEDIAN, SSCFLP, TWO_STAGE
from benchmarks.siting.median_file import MedianFile
from benchmarks.siting.source import Source, read_source
from benchmarks.siting.verdict import Verdict
from benchmarks.siting.verify_capacitated import verify_capacitated
from benchmarks.siting.verify_median import verify_median
from benchmarks.siting.verify_two_stage import verify_two_stage
from routing.siting.certificate import certified_bound
from routing.siting.check import check_siting
from routing.siting.problem import SitingProblem
from routing.siting.solution import Certificate, SitingSolution
from tests.unit.benchmarks.siting import tiny
from tests.unit.benchmarks.siting.tiny import write_text

type Shares = dict[tuple[int, int], float]
type Prices = tuple[list[float], list[float], float]

TEXTS = {
    SSCFLP: tiny.CAPACITATED["pairs"],
    CFLP: tiny.CAPACITATED["pairs"],
    MEDIAN: tiny.MEDIAN,
    CENTER: tiny.MEDIAN,
    TWO_STAGE: tiny.TWO_STAGE,
}


def solved(
    problem: SitingProblem,
    opened: set[int],
    shares: Shares,
    cost: float,
    prices: Prices = ([], [], 0.0),
) -> SitingSolution:
    """Solution by hand; prices of clients and plants in the instance's units."""
    arcs, supply = problem.arcs, problem.clients.supply_kg[0]
    flow = [
        round(supply[i] * shares.get((i, j), 0))
        for i, j in zip(arcs.client.tolist(), arcs.facility.tolist(), strict=True)
    ]
    legs = problem.trunks
    used = {(2, 0): 3, (3, 0): 4}
    trunk = [
        used.get((origin, end), 0) * problem.scale.kg
        for origin, end in zip(
            legs.origin.tolist(), legs.destination.tolist(), strict=True
        )
    ]
    return SitingSolution(
        states=np.array([[int(j in opened) for j in range(len(problem.facilities))]]),
        flow_kg=np.array([flow], np.int64),
        unserved_kg=np.zeros((1, len(supply)), np.int64),
        objective=round(cost * unit_of(problem)),
        bound=None,
        engine="hand",
        trunk_kg=np.array([trunk], np.int64) if len(legs) else None,
        certificate=certificate(problem, *prices) if prices[0] else None,
    )


def certificate(
    problem: SitingProblem, worth: list[float], price: list[float], tag: float
) -> Certificate:
    fen_per_t = problem.scale.fen * 1000
    supply = problem.clients.supply_kg[0]
    inflow = np.zeros((1, len(problem.facilities), len(problem.commodities)))
    inflow[0, : len(price), -1] = np.array(price) * fen_per_t / problem.scale.kg
    return Certificate(
        client_fen_per_t=(np.array(worth) * fen_per_t / supply)[None],
        inflow_fen_per_t=inflow,
        floor_fen_per_t=np.zeros((1, 0)),
        tag_fen=np.full((1, len(problem.tag_limits)), tag * problem.scale.fen),
        budget=np.zeros(1),
        radius_m=round(problem.scale.m),
    )


def source_of(path: Path, model: str) -> Source:
    return read_source(write_text(path, TEXTS[model]), model, None)


def verdict_of(source: Source, model: str, answer: Answer) -> Verdict:
    if isinstance(source, CapacitatedFile):
        return verify_capacitated(source, answer, model == SSCFLP, None)
    if isinstance(source, MedianFile):
        return verify_median(source, answer, model == CENTER, None)
    return verify_two_stage(source, answer, None)


NEAREST = {(0, 1): 1.0, (1, 1): 1.0, (2, 1): 1.0, (3, 3): 1.0}
WHOLE = {(0, 0): 1.0, (1, 0): 1.0, (2, 1): 1.0}
SHARED = {(0, 0): 1.0, (1, 0): 0.6, (1, 1): 0.4, (2, 1): 1.0}
STAGED = {(0, 2): 1.0, (1, 3): 1.0}


CASES: dict[str, tuple[set[int], Shares, float, Prices, float]] = {
    SSCFLP: ({0, 1}, WHOLE, tiny.SINGLE_SOURCE, ([5, 10, 12], [], 0), 22),
    CFLP: ({0, 1}, SHARED, tiny.SPLIT, ([5, 10, 12], [], 0), 22),
    MEDIAN: ({1, 3}, NEAREST, tiny.MEDIAN_COST, ([1, 1, 1, 2], [], 1), 2),
    CENTER: ({1, 3}, NEAREST, tiny.CENTER_COST, ([3, 3, 3, 3], [], 4), 1),
    TWO_STAGE: ({0, 2, 3}, STAGED, tiny.TWO_STAGE_COST, ([9, 12], [0.5, 0.5], 0), 21),
}
"""By model: open facilities, shares, their cost, prices and the bound they prove."""


@pytest.mark.parametrize("model", CASES)
def test_both_see_the_same_cost_and_bound(tmp_path: Path, model: str) -> None:
    opened, shares, cost, prices, bound = CASES[model]
    source = source_of(tmp_path / "a", model)
    problem = problem_of(source, model)
    solution = solved(problem, opened, shares, cost, prices)

    report = check_siting(problem, solution)
    verdict = verdict_of(source, model, answer_of(problem, solution))

    assert report.violations == ()
    assert verdict.faults == ()
    assert verdict.objective == pytest.approx(cost)
    assert solution.certificate is not None
    assert verdict.multiplier_bound == pytest.approx(bound)
    theirs = certified_bound(problem, solution.certificate) / unit_of(problem)
    assert theirs == pytest.approx(bound, rel=1e-6)


def test_without_a_certificate_there_are_no_multipliers(tmp_path: Path) -> None:
    problem = problem_of(source_of(tmp_path / "a", MEDIAN), MEDIAN)
    answer = answer_of(problem, solved(problem, {1, 3}, NEAREST, tiny.MEDIAN_COST))
    assert answer.multipliers == []
    assert answer.trunk is None
    assert answer.bound is None
    assert answer.open == [1, 3]
