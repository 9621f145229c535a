"""The bound from multipliers that are known by hand, and what is not in force."""

from dataclasses import replace

import numpy as np
import pytest

from routing.siting.certificate import NO_ANSWER, certified_bound, lagrangian
from routing.siting.granularity import cost_step
from routing.siting.laying import arrays_of
from routing.siting.problem import Objective, SitingProblem, TagLimit
from routing.siting.solution import Certificate
from tests.engines.siting_instances import CLOSE, INSTANCES, problem, state
from tests.engines.siting_rule_instances import RULE_INSTANCES

CASES = {case.name: case for case in (*INSTANCES, *RULE_INSTANCES)}


def zero(asked: SitingProblem) -> Certificate:
    arrays = arrays_of(asked)
    periods, floors = arrays.floors.minimum_kg.shape
    return Certificate(
        np.zeros((periods, arrays.clients)),
        np.zeros((periods, arrays.facilities, arrays.commodities)),
        np.zeros((periods, floors)),
        np.zeros((periods, len(arrays.tags))),
        np.zeros(periods),
    )


def with_prices(name: str, **prices: object) -> tuple[SitingProblem, Certificate]:
    """Put prices into the certificate of an instance; by place where a dict."""
    asked = CASES[name].problem
    certificate = zero(asked)
    for field, value in prices.items():
        if isinstance(value, dict):
            column = getattr(certificate, field).copy()
            for place, price in value.items():
                column[place] = price
        elif field == "radius_m":
            column = value
        else:
            column = np.array(value, float)
        certificate = replace(certificate, **{field: column})
    return asked, certificate


HAND = {
    # 15 t x 3, less 10 t x (3 - 1) at f0.
    "no_choice": {"client_fen_per_t": [[3]]},
    # 10 t x 30, both would cost more than they gain.
    "keep_or_close": {"client_fen_per_t": [[30]]},
    # 10 t x 100 left, and 50 fen a tonne beyond.
    "target_costs_money": {"client_fen_per_t": [[100]], "floor_fen_per_t": [[50]]},
    # The near park is worth 9 more: 10 t x 10 less 5 t x 9.
    "the_near_park_is_full": {
        "client_fen_per_t": [[10]],
        "inflow_fen_per_t": {(0, 1, 1): 9},
    },
    # 2 fen a tonne of bales for the residue, 1 for the leg.
    "the_park_leaves_residue": {
        "client_fen_per_t": [[3]],
        "inflow_fen_per_t": {(0, 1, 1): 2},
    },
    # Green is worth 400: f0 may be either, f1 keeps.
    "green_minimum_does_not_pay": {
        "client_fen_per_t": [[20, 20]],
        "tag_fen": [[-400]],
    },
    # A maximum of green costs 150 where both would save.
    "green_maximum": {"client_fen_per_t": [[35, 35]], "tag_fen": [[150]]},
    "years_count": {"client_fen_per_t": [[90]]},
    "carbon_turns_the_choice": {"client_fen_per_t": [[15]]},
    "must_be_served_at_a_loss": {"client_fen_per_t": [[150]]},
    "the_dearer_gap_is_filled": {"client_fen_per_t": [[100, 300]]},
    # At most 3 t the cheap way: a tonne more would save 9.
    "a_ceiling_is_a_floor_below_zero": {
        "client_fen_per_t": [[10]],
        "floor_fen_per_t": [[9]],
    },
    # Each of the outer two is worth one facility, and two cannot be had.
    "the_farthest_counts": {
        "client_fen_per_t": [[1, 0, 1]],
        "tag_fen": [[1.0]],
        "radius_m": 6,
    },
}


@pytest.mark.parametrize("name", HAND)
def test_prices_by_hand_prove_the_optimum(name: str) -> None:
    asked, certificate = with_prices(name, **HAND[name])
    assert certified_bound(asked, certificate) == CASES[name].objective


def test_a_radius_too_far_proves_nothing() -> None:
    prices = HAND["the_farthest_counts"] | {"radius_m": 7}
    assert certified_bound(*with_prices("the_farthest_counts", **prices)) == 0
    asked, certificate = with_prices("the_farthest_counts")
    assert certified_bound(asked, certificate) == 0


def test_no_radius_suffices_where_somebody_cannot_be_reached() -> None:
    asked = problem(
        [1], [[CLOSE]], [], required=True, objective=Objective.LARGEST_DISTANCE
    )
    certificate = replace(zero(asked), client_fen_per_t=np.ones((1, 1)), radius_m=5)
    assert certified_bound(asked, certificate) == NO_ANSWER


def test_prices_on_limits_that_are_not_there_count_nothing() -> None:
    asked = problem(
        [], [[state("a", 9, 7, tags=("t",))]], [], tag_limits={"t": TagLimit()}
    )
    priced = replace(zero(asked), tag_fen=np.array([[5.0]]), budget=np.array([3.0]))
    assert certified_bound(asked, priced) == certified_bound(asked, zero(asked)) == 7


def test_a_minimum_out_of_reach_proves_that_there_is_no_answer() -> None:
    asked = problem([5], [[state("keep", 20, min_t=10)]], [(0, 0, 1)])
    assert certified_bound(asked, zero(asked)) == NO_ANSWER


def test_the_value_is_below_what_it_means_but_hardly() -> None:
    asked, certificate = with_prices("no_choice", client_fen_per_t=[[3]])
    value = lagrangian(arrays_of(asked), certificate)
    assert 25 - 1e-9 < value < 25


def test_a_bound_is_rounded_up_to_what_an_answer_can_cost() -> None:
    """Two of three clients in pairs need a facility each: 2 x 10 from 15."""
    pairs = [(0, 0), (1, 0), (1, 1), (2, 1), (2, 2), (0, 2)]
    asked = problem(
        [1, 1, 1],
        [[CLOSE, state("open", 3, 10)]] * 3,
        [(i, j, 0) for i, j in pairs],
        required=True,
    )
    certificate = replace(zero(asked), client_fen_per_t=np.full((1, 3), 5.0))
    assert lagrangian(arrays_of(asked), certificate) == pytest.approx(15)
    assert certified_bound(asked, certificate) == 20


@pytest.mark.parametrize(
    ("asked", "step"),
    [
        (problem([2], [[state("a", 9, 30)]], [(0, 0, 5)]), 10),
        (problem([3], [[state("a", 2, 30)]], [(0, 0, 5)]), 1),
        (problem([3], [[state("a", 2, 30)]], [(0, 0, 5)], single_source=True), 15),
        (CASES["rail_pays"].problem, 1),
        (CASES["carbon_turns_the_choice"].problem, 1),
        (problem([], [[CLOSE]], []), 1),
    ],
)
def test_the_step_of_costs(asked: SitingProblem, step: int) -> None:
    assert cost_step(asked, arrays_of(asked)) == step
