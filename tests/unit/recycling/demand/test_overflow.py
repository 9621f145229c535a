"""What overflows between two visits, by hand and by the loss function."""

import pytest

from recycling.demand.overflow import Emptied, kept_share, overflow_kg

KEY = ("P1", "paper")


def test_without_variation_all_beyond_the_container_is_lost() -> None:
    assert overflow_kg(700.0, 0.0, 500.0) == 200.0
    assert overflow_kg(400.0, 0.0, 500.0) == 0.0


@pytest.mark.parametrize(
    ("held", "lost"),
    # Unit normal loss function at 0, 1 and 2 deviations: 0.3989, 0.0833, 0.0085.
    [(100.0, 3.989), (110.0, 0.833), (120.0, 0.085)],
)
def test_a_varying_amount_is_lost_as_the_tables_say(held: float, lost: float) -> None:
    assert overflow_kg(100.0, 10.0, held) == pytest.approx(lost, abs=0.001)


def test_nothing_below_nothing_is_kept() -> None:
    assert overflow_kg(10.0, 100.0, 0.0) == 10.0


def test_uneven_intervals_lose_more_than_even_ones() -> None:
    # 100 kg a day, 700 kg held: two visits in 14 days at 7 and 7, or at 4 and 10.
    even, uneven = (Emptied(KEY, 100.0, days) for days in ((7, 7), (4, 10)))
    assert kept_share([even], {KEY: 700.0}, 0.0) == 1.0
    assert kept_share([uneven], {KEY: 700.0}, 0.0) == 1 - 300 / 1_400
    assert kept_share([uneven], {}, 0.0) == 1.0
    assert kept_share([], {}, 0.5) == 1.0
