"""The gap is what is unproved of a cost, and nothing where nothing is proved."""

import pytest

from recycling.domain.bounds import proven_gap


@pytest.mark.parametrize(
    ("cost_fen", "bound_fen", "gap"),
    [(2100, 2000, 1 / 21), (100, 100, 0.0), (100, 101, 0.0)],
)
def test_gap_is_a_share_of_the_cost(cost_fen, bound_fen, gap):
    assert proven_gap(cost_fen, bound_fen) == pytest.approx(gap)


@pytest.mark.parametrize(("cost_fen", "bound_fen"), [(100, None), (100, 0), (0, 0)])
def test_nothing_proved_is_no_gap(cost_fen, bound_fen):
    assert proven_gap(cost_fen, bound_fen) is None
