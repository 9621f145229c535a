"""Distances, nearest targets and hulls on instances done by hand."""

import numpy as np
import pytest

from maps.errors import GeometryError
from maps.geometry import assign_nearest, convex_hull_wkt, great_circle_m
from maps.sphere import EARTH_RADIUS_M, arc_m, half_unit_vectors, squared_chords

DEGREE_M = EARTH_RADIUS_M * np.pi / 180  # 111,195.08 m on a great circle


def test_one_degree_along_the_equator_and_along_a_meridian() -> None:
    distance_m = great_circle_m([0.0, 106.0], [0.0, 29.0], [1.0, 106.0], [0.0, 30.0])
    np.testing.assert_allclose(distance_m, [111_195.08, 111_195.08], atol=0.01)


def test_antipodes_are_half_the_earth_apart() -> None:
    assert great_circle_m(0.0, 0.0, 180.0, 0.0) == pytest.approx(180 * DEGREE_M)
    assert great_circle_m(106.5, 29.5, -73.5, -29.5) == pytest.approx(180 * DEGREE_M)


def test_one_metre_and_nothing() -> None:
    metre = 1 / DEGREE_M
    assert great_circle_m(106.5, 29.5, 106.5, 29.5 + metre) == pytest.approx(
        1.0, abs=1e-6
    )
    assert great_circle_m(106.5, 29.5, 106.5, 29.5) == 0.0


def test_nan_is_nan() -> None:
    assert np.isnan(great_circle_m(np.nan, 29.5, 106.5, 29.5))


def test_the_table_form_equals_the_pair_form() -> None:
    rng = np.random.default_rng(3)
    lon, lat = rng.uniform(-180, 180, 40), rng.uniform(-90, 90, 40)
    vectors = half_unit_vectors(lon, lat)
    table_m = arc_m(squared_chords(vectors, vectors))
    pairs_m = great_circle_m(lon[:, None], lat[:, None], lon, lat)
    np.testing.assert_allclose(table_m, pairs_m, rtol=1e-9, atol=0.2)
    np.testing.assert_array_equal(table_m, table_m.T)


def test_nearest_of_three_targets() -> None:
    nearest, distance_m = assign_nearest(
        [106.0, 106.9, 108.0], [29.0, 29.0, 29.0], [106.0, 107.0, 109.0], [29.0] * 3
    )
    # 108 lies in the middle of the last two: the first of equals wins.
    np.testing.assert_array_equal(nearest, [0, 1, 1])
    np.testing.assert_allclose(
        distance_m, great_circle_m([106, 106.9, 108], 29, [106, 107, 107], 29)
    )


def test_the_first_of_two_targets_in_one_place_is_taken() -> None:
    nearest, _ = assign_nearest([106.5], [29.5], [107.0, 107.0], [29.0, 29.0])
    assert nearest[0] == 0


def test_points_and_targets_that_are_nowhere() -> None:
    nearest, distance_m = assign_nearest(
        [106.0, np.nan], [29.0, 29.0], [np.nan, 107.0], [29.0, 29.0]
    )
    np.testing.assert_array_equal(nearest, [1, -1])
    assert np.isfinite(distance_m[0])
    assert np.isnan(distance_m[1])
    nobody, nothing_m = assign_nearest([106.0], [29.0], [], [])
    assert nobody[0] == -1
    assert np.isnan(nothing_m[0])
    assert assign_nearest([], [], [106.0], [29.0])[0].size == 0


def test_nearest_over_many_blocks_equals_the_whole_table(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("maps.geometry._PAIRS_PER_BLOCK", 50)
    rng = np.random.default_rng(5)
    lon, lat = rng.uniform(105, 110, 33), rng.uniform(28, 32, 33)
    target_lon, target_lat = rng.uniform(105, 110, 20), rng.uniform(28, 32, 20)
    nearest, distance_m = assign_nearest(lon, lat, target_lon, target_lat)
    table_m = great_circle_m(lon[:, None], lat[:, None], target_lon, target_lat)
    np.testing.assert_array_equal(nearest, table_m.argmin(axis=1))
    np.testing.assert_allclose(distance_m, table_m.min(axis=1), rtol=1e-9)


def test_unequal_lengths_are_refused() -> None:
    with pytest.raises(GeometryError, match="one length"):
        assign_nearest([106.0], [29.0, 30.0], [106.0], [29.0])
    with pytest.raises(GeometryError, match="one length"):
        convex_hull_wkt([[106.0]], [[29.0]])


@pytest.mark.parametrize(
    ("lon", "lat", "expected"),
    [
        ([1, np.nan], [2, 2], "POINT (1 2)"),
        ([1, 2], [1, 2], "LINESTRING (1 1, 2 2)"),
        (
            [0, 2, 2, 0, 1],
            [0, 0, 2, 2, 1],
            "POLYGON ((0 0, 0 2, 2 2, 2 0, 0 0))",
        ),
    ],
)
def test_hull(lon: list[float], lat: list[float], expected: str) -> None:
    assert convex_hull_wkt(lon, lat) == expected


def test_hull_of_nothing_is_refused() -> None:
    with pytest.raises(GeometryError, match="none of them finite"):
        convex_hull_wkt([np.nan], [29.0])
