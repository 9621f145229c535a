"""Whole kilograms by legs: all that is made, in the shares that are wanted."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from routing.siting.facility import Yield
from routing.siting.laying import arrays_of
from routing.siting.problem import SitingProblem
from routing.siting.shipping import ship_kg
from tests.engines.siting_instances import CLOSE, problem, state
from tests.engines.siting_rule_instances import legs


def chain(park_open: bool = True) -> SitingProblem:
    """Two centres, two parks (the first may be closed), and a landfill."""
    bales = (Yield("", "bale", 700_001), Yield("", "ash", 199_999))
    ash = (Yield("bale", "ash", 333_333),)
    centre = [state("keep", 99, takes={""}, yields=bales)]
    park = state("keep", 99, takes={"bale"}, yields=ash)
    return problem(
        [40, 40],
        [centre, centre, [park if park_open else CLOSE], [park], [state("end", 99)]],
        [(0, 0, 1), (1, 1, 1)],
        makes=["ash", "bale"],
        trunks=legs(
            (0, 2, 2, 5),
            (1, 2, 2, 5),
            (0, 3, 2, 9),
            (1, 3, 2, 1),
            (0, 4, 1, 1),
            (1, 4, 1, 1),
            (2, 4, 1, 1),
            (3, 4, 1, 1),
        ),
    )


def shipped(asked: SitingProblem, flow: list[int], wanted: list[float]) -> np.ndarray:
    arrays = arrays_of(asked)
    chosen = arrays.rows.first[:-1][None]
    trunk_kg = ship_kg(arrays, chosen, np.array([flow]), np.array([wanted], float))
    assert trunk_kg is not None
    intake = arrays.intake_kg(np.array([flow]), trunk_kg)
    made = arrays.output_kg(intake[0], chosen[0])
    sent = np.zeros_like(made)
    np.add.at(sent, (arrays.trunk_origin, arrays.trunk_commodity), trunk_kg[0])
    assert (sent == made).all()
    assert (trunk_kg >= 0).all()
    return trunk_kg[0]


@given(
    st.lists(st.integers(0, 40_000), min_size=2, max_size=2),
    st.lists(st.floats(0, 1e6), min_size=8, max_size=8),
)
def test_everything_made_is_sent(flow: list[int], wanted: list[float]) -> None:
    shipped(chain(), flow, wanted)


def test_shares_are_kept() -> None:
    by_leg = shipped(chain(), [10_000, 0], [3, 0, 1, 0, 1, 1, 1, 1])
    # 7,000.01 kg of bales, rounded up: three quarters and a quarter of 7,001.
    assert by_leg[[0, 2]].tolist() == [5_251, 1_750]
    # 1,999.99 kg of ash from the centre, a third of the bales from the parks.
    assert by_leg[[4, 6, 7]].tolist() == [2_000, 1_751, 584]


def test_without_wishes_the_cheapest_open_leg_takes_all() -> None:
    assert shipped(chain(), [0, 10_000], [0] * 8)[[1, 3]].tolist() == [0, 7_001]
    closed = shipped(chain(park_open=False), [10_000, 0], [1] * 8)
    assert closed[[0, 2]].tolist() == [0, 7_001]


def test_nothing_is_sent_where_nothing_is_open() -> None:
    arrays = arrays_of(
        problem(
            [10],
            [[state("keep", 9, takes={""}, yields=(Yield("", "bale", 9),))], [CLOSE]],
            [(0, 0, 1)],
            makes=["bale"],
            trunks=legs((0, 1, 1, 1)),
        )
    )
    chosen, none = np.array([[0, 1]]), np.zeros((1, 1))
    assert ship_kg(arrays, chosen, np.array([[5_000]]), none) is None
    assert ship_kg(arrays, chosen, np.array([[0]]), none).tolist() == [[0]]


@pytest.mark.parametrize("kg", [0, 7])
def test_a_problem_without_legs(kg: int) -> None:
    arrays = arrays_of(problem([10], [[state("keep", 9)]], [(0, 0, 1)]))
    found = ship_kg(arrays, np.zeros((1, 1), int), np.array([[kg]]), np.zeros((1, 0)))
    assert found.shape == (1, 0)
