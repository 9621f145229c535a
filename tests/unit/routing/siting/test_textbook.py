"""Textbook models: their optimum by enumeration from the figures as given."""

from itertools import combinations, product

import numpy as np
import pytest

from routing.errors import InvalidProblemError
from routing.siting.problem import SitingProblem
from routing.siting.textbook import (
    cflp,
    lscp,
    mclp,
    p_center,
    p_median,
    sscflp,
    tscflp,
)
from routing.siting.textbook_scale import fen_scale, kg_scale, m_scale
from routing.siting.validate import validate_problem
from tests.engines.siting_oracle import least_objective

# Four clients, three facilities; figures that are neither whole nor round.
COST = np.array([[0.5, 4.25, 9.1], [3.3, 1.7, 5.9], [7.7, 2.2, 2.6], [8.8, 6.1, 0.9]])
WEIGHT = np.array([3.5, 2.0, 4.25, 1.5])
FIXED = np.array([10.5, 12.25, 9.75])
ROOM = np.array([5.0, 5.0, 7.5])


def best_of(asked: SitingProblem) -> float:
    validate_problem(asked)
    return least_objective(asked) / asked.scale.fen


def nearest(opened: tuple[int, ...]) -> np.ndarray:
    return COST[:, list(opened)].min(axis=1)


def whole_assignments(opened: tuple[int, ...]):
    """Yield the cost of every assignment of clients in whole that fits."""
    for chosen in product(opened, repeat=len(WEIGHT)):
        load = np.bincount(chosen, WEIGHT, len(ROOM))
        if (load <= ROOM).all():
            yield float(sum(WEIGHT[i] * COST[i, j] for i, j in enumerate(chosen)))


def subsets() -> list[tuple[int, ...]]:
    return [s for n in (1, 2, 3) for s in combinations(range(3), n)]


def test_p_median() -> None:
    best = min(float(WEIGHT @ nearest(s)) for s in combinations(range(3), 2))
    assert best_of(p_median(COST, WEIGHT, 2)) == pytest.approx(best, rel=1e-6)


def test_p_median_with_a_predefined_facility() -> None:
    best = min(float(WEIGHT @ nearest((0, j))) for j in (1, 2))
    asked = p_median(COST, WEIGHT, 2, predefined_facilities_arr=[1, 0, 0])
    assert best_of(asked) == pytest.approx(best, rel=1e-6)


def test_capacitated_p_median_does_not_divide() -> None:
    best = min(cost for s in combinations(range(3), 2) for cost in whole_assignments(s))
    asked = p_median(COST, WEIGHT, 2, facility_capacities=ROOM)
    assert best_of(asked) == pytest.approx(best, rel=1e-6)


def test_a_predefined_facility_may_have_to_be_full() -> None:
    asked = p_median(
        [[1, 5], [1, 5]],
        [4, 4],
        2,
        predefined_facilities_arr=[0, 1],
        facility_capacities=[8, 4],
        fulfill_predefined_fac=True,
    )
    assert best_of(asked) == 4 * 1 + 4 * 5


def test_p_center() -> None:
    best = min(float(nearest(s).max()) for s in combinations(range(3), 2))
    asked = p_center(COST, 2)
    validate_problem(asked)
    assert least_objective(asked) / asked.scale.m == pytest.approx(best, rel=1e-6)


def test_mclp_counts_what_is_not_covered() -> None:
    radius = 2.5
    covered = max(WEIGHT[COST[:, j] <= radius].sum() for j in range(3))
    asked = mclp(COST, WEIGHT, radius, 1)
    assert WEIGHT.sum() - best_of(asked) == pytest.approx(covered, rel=1e-6)


def test_lscp_counts_facilities() -> None:
    radius = 3.3
    best = min(len(s) for s in subsets() if (nearest(s) <= radius).all())
    assert best_of(lscp(COST, radius)) == best == 2


def test_lscp_with_capacities_needs_more() -> None:
    asked = lscp(
        COST, 100, demand_quantity_arr=WEIGHT, facility_capacity_arr=[6, 5, 7.5]
    )
    assert best_of(asked) == 2
    assert best_of(lscp(COST, 100)) == 1


def test_cflp_divides_and_sscflp_does_not() -> None:
    best = min(
        cost + FIXED[list(s)].sum() for s in subsets() for cost in whole_assignments(s)
    )
    alone = best_of(sscflp(COST, WEIGHT, ROOM, FIXED))
    assert alone == pytest.approx(best, rel=1e-6)
    assert best_of(cflp(COST, WEIGHT, ROOM, FIXED)) < alone * (1 - 1e-6)


def test_cflp_may_open_a_given_number() -> None:
    free = best_of(cflp(COST, WEIGHT, [20, 20, 20], FIXED))
    three = best_of(cflp(COST, WEIGHT, [20, 20, 20], FIXED, p_facilities=3))
    assert three == pytest.approx(FIXED.sum() + WEIGHT @ COST.min(axis=1), rel=1e-6)
    assert free < three


def test_tscflp() -> None:
    """All from plant 1 by facility 0: 5 + 8 + 3 x 1 + 3 x 2; by the other, dearer."""
    asked = tscflp(
        cost_matrix=[[1, 4], [1, 4]],
        weights=[1, 2],
        facility_capacities=[5, 5],
        facility_costs=[8, 6],
        plant_cost_matrix=[[9, 2], [2, 9]],
        plant_capacities=[9, 9],
        plant_costs=[4, 5],
    )
    assert [site.name for site in asked.facilities[:3]] == [
        "plant 0",
        "plant 1",
        "facility 0",
    ]
    assert best_of(asked) == pytest.approx(5 + 8 + 3 + 6, rel=1e-6)


def test_an_infinite_cost_is_no_way() -> None:
    asked = p_median([[np.inf, 5.0], [1.0, 9.0]], [1, 1], 2)
    assert len(asked.arcs) == 3
    assert best_of(asked) == pytest.approx(6.0)


@pytest.mark.parametrize(
    ("make", "message"),
    [
        (lambda: p_median([[1, np.nan]], [1], 1), "cost_matrix, rows 0: must be a num"),
        (
            lambda: p_median([[1, 2], [3, -4]], [1, 1], 1),
            "rows 1: must be >= 0, got -4",
        ),
        (lambda: p_median([[1, 2]], [1, 1], 1), r"weights: shape must be \(1,\)"),
        (lambda: p_center([1, 2], 1), r"cost_matrix: shape must be \(None, None\)"),
    ],
)
def test_figures_that_cannot_be_are_named(make, message: str) -> None:
    with pytest.raises(InvalidProblemError, match=message):
        make()


def test_scales_keep_whole_figures_and_spread_others() -> None:
    whole = np.array([3.0, 40.0])
    assert kg_scale(whole) == 1000
    assert kg_scale(np.array([0.25, 0.5])) == 10**12
    assert fen_scale([whole], [], 1000.0, is_divided=False) == 1
    assert fen_scale([whole], [], 1000.0, is_divided=True) == 10**7
    assert fen_scale([whole], [np.array([5e9])], 1000.0, is_divided=True) == 10**5
    assert m_scale(np.array([1.0, np.inf])) == 1
    assert m_scale(np.array([1.5, 20.0])) == 10**7
