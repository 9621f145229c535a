"""Whatever the multipliers: what verifiers recompute is below the best answer."""

from itertools import combinations, product

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st
from ortools.math_opt.python import mathopt

from benchmarks.siting.capacitated_file import CapacitatedFile
from benchmarks.siting.compact import CompactModel, compact
from benchmarks.siting.families import CFLP, TWO_STAGE
from benchmarks.siting.median_file import MedianFile
from benchmarks.siting.peer_mathopt import proto_of
from benchmarks.siting.two_stage_file import TwoStageFile
from benchmarks.siting.verify_capacitated import multiplier_bound
from benchmarks.siting.verify_median import center_bound, median_bound
from benchmarks.siting.verify_two_stage import multiplier_bound as two_stage_bound

SITES, CLIENTS, PLANTS = 3, 4, 2
MULTIPLIERS = st.lists(st.floats(-20, 60), min_size=CLIENTS, max_size=CLIENTS).map(
    np.array
)
SEEDS = st.integers(0, 10_000)


def capacitated(seed: int) -> CapacitatedFile:
    dice = np.random.default_rng(seed)
    return CapacitatedFile(
        layout="pairs",
        capacity=dice.integers(8, 20, SITES).astype(float),
        fixed_cost=dice.integers(0, 30, SITES).astype(float),
        demand=dice.integers(0, 7, CLIENTS).astype(float),
        cost=dice.integers(0, 40, (SITES, CLIENTS)).astype(float),
    )


def best_single_source(source: CapacitatedFile) -> float:
    best = np.inf
    for choice in product(range(SITES), repeat=CLIENTS):
        sites = np.array(choice)
        load = np.bincount(sites, source.demand, SITES)
        if (load <= source.capacity).all():
            fixed = source.fixed_cost[np.unique(sites)].sum()
            served = source.cost[sites, np.arange(CLIENTS)].sum()
            best = min(best, float(fixed + served))
    return best


def two_stage(seed: int) -> TwoStageFile:
    sites, dice = capacitated(seed), np.random.default_rng(seed)
    return TwoStageFile(
        demand=sites.demand,
        plant_capacity=dice.integers(15, 30, PLANTS).astype(float),
        plant_fixed_cost=dice.integers(0, 30, PLANTS).astype(float),
        trunk_unit_cost=dice.integers(0, 9, (PLANTS, SITES)).astype(float),
        capacity=sites.capacity,
        fixed_cost=sites.fixed_cost,
        unit_cost=sites.cost,
    )


def least_cost(model: CompactModel) -> float:
    """Optimum by HiGHS; infinite if there is none."""
    built = mathopt.Model.from_model_proto(proto_of(model))
    result = mathopt.solve(built, mathopt.SolverType.HIGHS)
    if not result.has_primal_feasible_solution():
        return np.inf
    return float(result.objective_value())


@given(SEEDS, MULTIPLIERS, st.tuples(*[st.floats(-5, 5)] * 2))
@settings(max_examples=25, deadline=None)
def test_no_split_answer_is_below(
    seed: int, values: np.ndarray, prices: tuple[float, ...]
) -> None:
    sites, stages = capacitated(seed), two_stage(seed)
    best = least_cost(compact(sites, CFLP))
    assert multiplier_bound(sites, values) <= best + 1e-6
    best = least_cost(compact(stages, TWO_STAGE))
    bound = two_stage_bound(stages, values, np.array(prices))
    assert bound <= best + 1e-6


@given(SEEDS, MULTIPLIERS)
@settings(max_examples=60, deadline=None)
def test_no_capacitated_answer_is_below(seed: int, values: np.ndarray) -> None:
    source = capacitated(seed)
    assert multiplier_bound(source, values) <= best_single_source(source) + 1e-6


@given(SEEDS, MULTIPLIERS, st.integers(1, 3))
@settings(max_examples=60, deadline=None)
def test_no_set_of_facilities_is_below(seed: int, values: np.ndarray, p: int) -> None:
    table = (
        np.random.default_rng(seed).integers(1, 30, (CLIENTS, CLIENTS)).astype(float)
    )
    distance = np.triu(table, 1) + np.triu(table, 1).T
    source = MedianFile(p, distance)
    least = [distance[list(c)].min(axis=0) for c in combinations(range(CLIENTS), p)]
    assert median_bound(source, values) <= min(map(np.sum, least)) + 1e-6
    assert center_bound(source, values) <= min(map(np.max, least))
