"""Somebody else's script on our files finds our cost and our bound."""

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from routing.siting.certificate import lagrangian
from routing.siting.check import check_siting
from routing.siting.formats.problem_file import dump_problem
from routing.siting.formats.solution_file import dump_solution
from routing.siting.laying import arrays_of
from routing.siting.problem import Objective, SitingProblem
from routing.siting.relaxation import most_inflow_kg
from routing.siting.solution import Certificate, SitingSolution
from tests.engines.siting_instances import INSTANCES
from tests.engines.siting_rule_instances import RULE_INSTANCES
from tests.unit.routing.siting.formats.third_party import Dump

CASES = [
    case
    for case in (*INSTANCES, *RULE_INSTANCES)
    if case.problem.objective is Objective.COST
]


def any_answer(asked: SitingProblem, seed: int) -> SitingSolution:
    """Return any masses and states, and any prices; nothing need fit together."""
    arrays, random = arrays_of(asked), np.random.default_rng(seed)
    periods, floors = arrays.floors.minimum_kg.shape

    def prices(*shape: int) -> np.ndarray:
        return random.uniform(-20, 120, (periods, *shape))

    certificate = Certificate(
        client_fen_per_t=prices(arrays.clients),
        inflow_fen_per_t=prices(arrays.facilities, arrays.commodities) / 4,
        floor_fen_per_t=np.abs(prices(floors)),
        tag_fen=prices(len(arrays.tags)),
        budget=np.abs(prices()) / 100,
    )
    sizes = [len(facility.states) for facility in asked.facilities]
    return SitingSolution(
        states=random.integers(0, sizes, (periods, len(sizes))),
        flow_kg=random.integers(0, 9_999, (periods, len(asked.arcs))),
        unserved_kg=random.integers(0, 9_999, (periods, len(asked.clients))),
        objective=0,
        bound=None,
        engine="nobody",
        trunk_kg=random.integers(0, 9_999, (periods, len(asked.trunks))),
        certificate=certificate,
    )


@pytest.mark.parametrize("seed", range(3))
@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_cost_and_bound_are_found_again(case, seed: int, tmp_path: Path) -> None:
    answer = any_answer(case.problem, seed)
    dump_problem(case.problem, tmp_path)
    dump_solution(answer, tmp_path)
    dump = Dump(tmp_path)
    assert dump.cost() == check_siting(case.problem, answer).cost_fen
    arrays = arrays_of(case.problem)
    ours = lagrangian(arrays, answer.certificate)
    # The script takes a park's capacity for what can arrive: its bound may be lower.
    assert dump.bound() <= ours + 1e-6 * max(1.0, abs(ours))
    if not len(case.problem.trunks):
        assert dump.bound() == pytest.approx(ours, rel=1e-9)


def test_no_more_arrives_than_the_centres_can_make() -> None:
    asked = next(case.problem for case in CASES if case.name == "rail_pays")
    arrays = arrays_of(asked)
    # 8 t by whichever leg, rounded up for floats and kilograms.
    assert 8_000 <= most_inflow_kg(arrays, 0)[1, 1] <= 8_002
    wider = replace(arrays, supply_kg=arrays.supply_kg * 2)
    assert most_inflow_kg(wider, 0)[1, 1] == most_inflow_kg(arrays, 0)[1, 1]
