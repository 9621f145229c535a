import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from recycling.sample.geography import CITY_BOX, apportion, disc, distances_m, ring


def test_apportion_by_hand() -> None:
    # 10 over 1:1:2 is 2.5, 2.5, 5: the first of the equal remainders gets one.
    assert apportion(10, np.array([1.0, 1.0, 2.0])).tolist() == [3, 2, 5]


def test_apportion_keeps_the_least() -> None:
    assert apportion(5, np.array([0.0, 0.0, 1.0]), least=1).tolist() == [1, 1, 3]


@given(
    total=st.integers(0, 10**12),
    weights=st.lists(st.floats(0.001, 1e6), min_size=1, max_size=50),
)
def test_apportion_is_exact(total: int, weights: list[float]) -> None:
    shares = apportion(total, np.array(weights))
    assert shares.sum() == total
    assert (shares >= 0).all()


def test_distance_of_one_degree_of_latitude() -> None:
    here, there = np.array([[106.5, 29.0]]), np.array([[106.5, 30.0]])
    assert distances_m(here, there)[0, 0] == pytest.approx(111_195, abs=1)


def test_disc_stays_within_its_radius() -> None:
    spots = disc(np.random.default_rng(1), 500, (106.5, 29.5), 2_000.0)
    away = distances_m(np.array([[106.5, 29.5]]), spots)
    assert away.max() < 2_001
    # Even over the area: half of it lies within 0.707 of the radius.
    assert np.median(away) == pytest.approx(2_000 * 0.5**0.5, rel=0.1)


def test_positions_stay_in_the_city() -> None:
    spots = disc(np.random.default_rng(1), 100, (110.2, 32.2), 50_000.0)
    west, south, east, north = CITY_BOX
    assert spots[:, 0].min() >= west
    assert spots[:, 0].max() <= east
    assert spots[:, 1].min() >= south
    assert spots[:, 1].max() <= north


def test_ring_is_closed() -> None:
    corners = ring((106.5, 29.5), np.full(6, 100.0))
    assert len(corners) == 7
    assert corners[0] == corners[-1]
