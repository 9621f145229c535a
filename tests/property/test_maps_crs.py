"""Whatever the point, there and back is the same place."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from maps.crs import from_wgs84, to_wgs84
from maps.geometry import great_circle_m

# Two kilometres inside the box of the shift: across its edge no inverse exists.
lons = st.floats(72.05, 137.8)
lats = st.floats(0.85, 55.8)


@pytest.mark.parametrize("crs", ["gcj02", "bd09"])
@given(points=st.lists(st.tuples(lons, lats), min_size=1, max_size=30))
def test_shifted_datums_come_back_within_a_centimetre(
    crs: str, points: list[tuple[float, float]]
) -> None:
    lon, lat = np.array(points).T
    back = to_wgs84(*from_wgs84(lon, lat, crs), crs)
    assert great_circle_m(lon, lat, *back).max() < 0.01


@pytest.mark.parametrize("crs", ["wgs84", "cgcs2000", "EPSG:4544", "EPSG:4545"])
@given(lon=st.floats(104.0, 112.0), lat=st.floats(27.0, 33.0))
def test_plain_and_projected_systems_come_back_within_a_millimetre(
    crs: str, lon: float, lat: float
) -> None:
    back = to_wgs84(*from_wgs84(lon, lat, crs), crs)
    assert great_circle_m(lon, lat, *back) < 0.001


@given(lon=lons, lat=lats)
def test_a_shift_moves_a_point_but_never_far(lon: float, lat: float) -> None:
    moved_m = great_circle_m(lon, lat, *from_wgs84(lon, lat, "gcj02"))
    assert 0.0 < moved_m < 2_000.0
