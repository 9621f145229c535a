"""The function of all multipliers against the certificate's, and answers by it."""

import numpy as np
import pytest

from routing.engines.facility.apart import take_apart
from routing.engines.facility.climbing import first_multipliers
from routing.engines.facility.engine import LagrangianEngine
from routing.engines.facility.first_prices import _prices as prices_of_groups
from routing.engines.facility.first_prices import first_prices
from routing.engines.facility.grouping import cells_of, groups_of
from routing.engines.facility.lagrangian import Lagrangian
from routing.engines.facility.network import network_of
from routing.engines.facility.networked import NetworkSearch
from routing.engines.siting_watch import SitingWatch
from routing.options import SolveOptions, ignore_progress
from routing.siting.certificate import lagrangian
from routing.siting.check import check_siting
from routing.siting.laying import arrays_of
from routing.siting.problem import Objective, SitingProblem
from tests.engines.siting_instances import INSTANCES, Instance
from tests.engines.siting_rule_instances import RULE_INSTANCES

DIVIDED = [
    instance
    for instance in (*INSTANCES, *RULE_INSTANCES)
    if instance.problem.objective is Objective.COST
    and not instance.problem.single_source
]


@pytest.mark.parametrize("instance", DIVIDED, ids=lambda case: case.name)
def test_the_function_is_the_certificates(instance: Instance) -> None:
    arrays = arrays_of(instance.problem)
    function = Lagrangian(network_of(arrays))
    rng = np.random.default_rng(3)
    for size in (0.0, 1.0, 100.0):
        multiplier = rng.uniform(-size, 3 * size, len(function.scale))
        multiplier = np.clip(multiplier, function.lowest, function.highest)
        value, _ = function.evaluate(multiplier)
        proved = lagrangian(arrays, function.certificate(multiplier))
        # The certificate counts a kilogram of each output for rounding up.
        assert proved <= value + 1e-6
        assert proved == pytest.approx(value, rel=1e-3, abs=10.0)


@pytest.mark.parametrize("instance", DIVIDED, ids=lambda case: case.name)
def test_the_slope_bounds_the_function_from_above(instance: Instance) -> None:
    function = Lagrangian(network_of(arrays_of(instance.problem)))
    rng = np.random.default_rng(5)

    def anywhere() -> np.ndarray:
        multiplier = rng.uniform(-50.0, 150.0, len(function.scale))
        return np.clip(multiplier, function.lowest, function.highest)

    here = anywhere()
    value, slope = function.evaluate(here)
    for there in (anywhere() for _ in range(5)):
        other, _ = function.evaluate(there)
        assert other <= value + slope @ (there - here) + 1e-6 * (1.0 + abs(value))


def searched(problem: SitingProblem) -> NetworkSearch:
    watch = SitingWatch(SolveOptions(time_limit_s=5.0, gap=0.01), ignore_progress)
    return NetworkSearch(problem, arrays_of(problem), watch, "lagrangian")


@pytest.mark.parametrize("instance", DIVIDED, ids=lambda case: case.name)
def test_answers_of_groups_keep_the_rules_and_the_bound(
    instance: Instance, monkeypatch
) -> None:
    monkeypatch.setattr("routing.engines.facility.grouping.FEW", -1)
    solution = searched(instance.problem).run()
    report = check_siting(instance.problem, solution)
    assert not report.violations
    assert report.objective >= instance.objective
    assert report.certified_bound is not None
    assert solution.bound is not None
    assert report.certified_bound <= solution.bound <= instance.objective


def test_kilograms_that_count_for_a_floor_stay_where_they_were() -> None:
    """Taken in alike from both districts, though the near one would be cheaper."""
    (instance,) = [case for case in DIVIDED if case.name == "every_district_its_share"]
    arrays = arrays_of(instance.problem)
    kinds, cell = cells_of(arrays, np.arange(2))
    assert len(kinds) == 2
    found = take_apart(arrays, 0, np.zeros(1, np.int64), cell, np.array([6.0, 4.0]))
    assert found is not None
    flow, left = found
    assert sorted(flow.tolist()) == sorted(left.tolist()) == [4_000, 6_000]
    assert flow[kinds[0]] == 6_000


def test_groups_bring_what_their_clients_have(monkeypatch) -> None:
    monkeypatch.setattr("routing.engines.facility.grouping.FEW", -1)
    (instance,) = [case for case in DIVIDED if case.name == "the_dearer_gap_is_filled"]
    arrays = arrays_of(instance.problem)
    groups = groups_of(arrays, arrays.rows.allowed.any(axis=0), alike=True)
    assert groups.arrays.supply_kg.sum() == arrays.supply_kg.sum()
    # Leaving one costs more than leaving the other: they stay apart.
    assert groups.arrays.clients == 2


def test_first_multipliers_pay_for_the_last_tonne_of_a_floor() -> None:
    """Bringing costs 150 a tonne and leaving 100: the floor must be worth 50."""
    (instance,) = [case for case in DIVIDED if case.name == "target_costs_money"]
    function = Lagrangian(network_of(arrays_of(instance.problem)))
    multiplier = first_multipliers(function)
    assert function.apart(multiplier)[1].tolist() == pytest.approx([50.0])
    bound, _ = function.evaluate(multiplier)
    assert bound == pytest.approx(instance.objective)


def test_a_first_answer_is_made_without_branching(monkeypatch) -> None:
    """The relaxation mixes both lines; the better one alone makes enough."""
    monkeypatch.setattr("routing.engines.facility.rebuilding.solve", None)
    (instance,) = [
        case for case in DIVIDED if case.name == "recovery_needs_the_better_sorting"
    ]
    search = searched(instance.problem)
    every = search.arrays.rows.allowed
    found = search.rebuilder.begin(every, lambda: 5.0, lambda: False)
    assert found is not None
    assert not check_siting(instance.problem, found).violations


def test_legs_that_lead_nowhere_are_left_out() -> None:
    (instance,) = [case for case in DIVIDED if case.name == "the_near_park_is_full"]
    arrays = arrays_of(instance.problem)
    rows = arrays.rows.allowed.any(axis=0)
    assert groups_of(arrays, rows, alike=True).leg.tolist() == [0, 1]
    rows[1] = False
    without_near = groups_of(arrays, rows, alike=True)
    assert without_near.leg.tolist() == [1]
    assert without_near.arrays.trunk_destination.tolist() == [2]


def test_a_period_without_prices_has_those_of_the_nearest(monkeypatch) -> None:
    (instance,) = [
        case for case in DIVIDED if case.name == "green_by_the_second_period"
    ]
    arrays = arrays_of(instance.problem)
    whole = first_prices(arrays, 5.0, lambda: False)
    tries = iter([True, False])

    def prices(*args):
        return solved(*args) if next(tries) else None

    solved = prices_of_groups
    monkeypatch.setattr("routing.engines.facility.first_prices._prices", prices)
    part = first_prices(arrays, 5.0, lambda: False)
    assert whole is not None
    assert part is not None
    assert (part[0].inflow_fen_per_t[1] == whole[0].inflow_fen_per_t[0]).all()


def test_other_than_capacitated_problems_are_for_others() -> None:
    others = [
        case.problem
        for case in RULE_INSTANCES
        if case.name in {"the_farthest_counts", "rail_pays", "every_district_its_share"}
    ]
    assert len(others) == 3
    assert not any(LagrangianEngine().takes(problem) for problem in others)
