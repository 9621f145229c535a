"""Coordinate systems against published vectors and against the real stops."""

import csv
from pathlib import Path

import numpy as np
import pytest

from maps.crs import METRIC_CRS, Crs, from_wgs84, parse_crs, to_metric, to_wgs84
from maps.errors import GeometryError, MapsError, UnknownCrsError
from maps.geometry import great_circle_m

CHONGQING_LON, CHONGQING_LAT = 106.55917, 29.55961  # Yuzhong seat, WGS-84


@pytest.mark.parametrize(
    ("spelling", "expected"),
    [
        ("wgs84", Crs("wgs84", 4326, geographic=True)),
        ("WGS-84", Crs("wgs84", 4326, geographic=True)),
        ("epsg:4326", Crs("wgs84", 4326, geographic=True)),
        ("GCJ-02", Crs("gcj02", None, geographic=True)),
        ("bd_09", Crs("bd09", None, geographic=True)),
        ("CGCS 2000", Crs("cgcs2000", 4490, geographic=True)),
        ("EPSG:4490", Crs("cgcs2000", 4490, geographic=True)),
        ("Epsg:4545", Crs("EPSG:4545", 4545, geographic=False)),
        ("EPSG:3857", Crs("EPSG:3857", 3857, geographic=False)),
        ("EPSG:4258", Crs("EPSG:4258", 4258, geographic=True)),
    ],
)
def test_names_are_read_in_any_spelling(spelling: str, expected: Crs) -> None:
    assert parse_crs(spelling) == expected


@pytest.mark.parametrize("name", ["", "utm", "4326", "EPSG:", "EPSG:abc", "gcj03"])
def test_an_unknown_name_lists_what_is_accepted(name: str) -> None:
    with pytest.raises(UnknownCrsError, match="wgs84, gcj02, bd09, cgcs2000 or EPSG"):
        parse_crs(name)


def test_a_number_outside_the_register_is_refused() -> None:
    with pytest.raises(UnknownCrsError, match="EPSG:999999 is not in the EPSG"):
        parse_crs("EPSG:999999")


@pytest.mark.parametrize("code", [4978, 4979, 5773])
def test_systems_without_plain_x_and_y_are_refused(code: int) -> None:
    with pytest.raises(UnknownCrsError, match="no plain horizontal x and y"):
        parse_crs(f"EPSG:{code}")


@pytest.mark.parametrize(
    "code",
    [4214, 4610, 4555, *range(2327, 2391), *range(2401, 2443), *range(21413, 21424)],
)
def test_legacy_datums_are_refused_with_the_way_out(code: int) -> None:
    with pytest.raises(UnknownCrsError, match=r"legacy datum .*EPSG:4490"):
        parse_crs(f"EPSG:{code}")


@pytest.mark.parametrize("code", range(21424, 21484))
def test_the_rest_of_the_legacy_block_is_never_accepted(code: int) -> None:
    with pytest.raises(UnknownCrsError):
        parse_crs(f"EPSG:{code}")


def test_every_error_of_this_library_has_one_root() -> None:
    assert issubclass(UnknownCrsError, MapsError)
    assert issubclass(GeometryError, MapsError)


def test_gcj02_to_wgs84_published_vector() -> None:
    lon, lat = to_wgs84(104.07008157, 30.73199687, "gcj02")
    assert lon == pytest.approx(104.06756, abs=1e-5)
    assert lat == pytest.approx(30.73438, abs=1e-5)


def test_wgs84_to_gcj02_published_vector() -> None:
    lon, lat = from_wgs84(120.596931, 31.280844, "gcj02")
    assert lon == pytest.approx(120.6011, abs=1e-6)
    assert lat == pytest.approx(31.278649, abs=1e-6)


@pytest.mark.parametrize(
    ("crs", "low_m", "high_m"), [("gcj02", 460, 575), ("bd09", 1040, 1140)]
)
def test_shift_has_the_known_size_near_chongqing(
    crs: str, low_m: float, high_m: float
) -> None:
    lon, lat = from_wgs84(CHONGQING_LON, CHONGQING_LAT, crs)
    shift_m = great_circle_m(CHONGQING_LON, CHONGQING_LAT, lon, lat)
    assert low_m < shift_m < high_m


def test_gcj02_shift_at_yuzhong() -> None:
    lon, lat = from_wgs84(CHONGQING_LON, CHONGQING_LAT, "gcj02")
    assert lon - CHONGQING_LON == pytest.approx(0.00369, abs=5e-5)
    assert lat - CHONGQING_LAT == pytest.approx(-0.00288, abs=5e-5)


def test_bd09_agrees_with_the_textbook_form_of_the_second_shift() -> None:
    # z = |(x, y)| + 2e-5 sin(y k), theta = atan2(y, x) + 3e-6 cos(x k)
    gcj_lon, gcj_lat = from_wgs84(CHONGQING_LON, CHONGQING_LAT, "gcj02")
    k = np.pi * 3000 / 180
    z = np.hypot(gcj_lon, gcj_lat) + 2e-5 * np.sin(gcj_lat * k)
    theta = np.arctan2(gcj_lat, gcj_lon) + 3e-6 * np.cos(gcj_lon * k)
    lon, lat = from_wgs84(CHONGQING_LON, CHONGQING_LAT, "bd09")
    assert lon == pytest.approx(z * np.cos(theta) + 0.0065, abs=1e-10)
    assert lat == pytest.approx(z * np.sin(theta) + 0.006, abs=1e-10)


@pytest.mark.parametrize("crs", ["gcj02", "bd09"])
def test_outside_china_nothing_is_shifted(crs: str) -> None:
    lons, lats = np.array([4.9, -74.0, 151.2]), np.array([52.37, 40.7, -33.9])
    for convert in (to_wgs84, from_wgs84):
        new_lons, new_lats = convert(lons, lats, crs)
        assert (new_lons == lons).all()
        assert (new_lats == lats).all()


@pytest.mark.parametrize("crs", ["wgs84", "gcj02", "bd09", "cgcs2000", "EPSG:4545"])
def test_nan_and_infinity_become_nan_in_both_and_spare_their_neighbours(
    crs: str,
) -> None:
    x, y = (value.item() for value in from_wgs84(106.5, 29.5, crs))
    lon, lat = to_wgs84([np.nan, x, 106.0, np.inf], [29.0, y, np.nan, 29.0], crs)
    np.testing.assert_array_equal(np.isnan(lon), [True, False, True, True])
    np.testing.assert_array_equal(np.isnan(lat), [True, False, True, True])
    assert lon[1] == pytest.approx(106.5, abs=1e-7)
    assert lat[1] == pytest.approx(29.5, abs=1e-7)


def test_the_central_meridian_has_the_false_easting() -> None:
    # 3-degree Gauss-Krueger: easting 500 km on 108 E, northing 0 on the equator.
    easting_m, northing_m = to_metric([108.0, 108.0], [0.0, 30.0])
    np.testing.assert_allclose(easting_m, [500_000.0, 500_000.0], atol=1e-6)
    # Meridian arc to 30 N on GRS 80 (public series): 3,320,113.398 m.
    np.testing.assert_allclose(northing_m, [0.0, 3_320_113.398], atol=1e-3)


def test_metric_distance_matches_the_sphere_within_its_scale_error() -> None:
    easting_m, northing_m = to_metric([106.5, 106.6], [29.5, 29.5])
    planar_m = np.hypot(np.diff(easting_m), np.diff(northing_m))[0]
    assert planar_m == pytest.approx(
        float(great_circle_m(106.5, 29.5, 106.6, 29.5)), rel=0.005
    )


def test_x_is_always_easting() -> None:
    # EPSG prints northing first for 4545; x must be the easting all the same.
    lon, lat = to_wgs84([500_000.0], [3_320_113.398], METRIC_CRS)
    assert lon[0] == pytest.approx(108.0, abs=1e-8)
    assert lat[0] == pytest.approx(30.0, abs=1e-8)


def test_what_a_projection_cannot_reach_is_nan() -> None:
    lon, lat = to_wgs84([1e30], [1e30], METRIC_CRS)
    assert np.isnan(lon).all()
    assert np.isnan(lat).all()


def test_the_arguments_are_left_alone_and_the_shape_is_kept() -> None:
    lons = np.full((2, 3), 106.5)
    lats = np.full((2, 3), 29.5)
    for crs in ("wgs84", "gcj02", "EPSG:4545"):
        new_lons, new_lats = from_wgs84(lons, lats, crs)
        assert new_lons.shape == new_lats.shape == (2, 3)
        new_lons[...] = 0.0
        assert (lons == 106.5).all()


def test_different_shapes_are_refused() -> None:
    with pytest.raises(GeometryError, match="same shape"):
        to_wgs84([106.5, 106.6], [29.5], "gcj02")


def test_more_points_than_one_block() -> None:
    rng = np.random.default_rng(7)
    lons, lats = rng.uniform(105, 110, 40_000), rng.uniform(28, 32, 40_000)
    whole = from_wgs84(lons, lats, "gcj02")
    last = from_wgs84(lons[-5:], lats[-5:], "gcj02")
    np.testing.assert_array_equal(whole[0][-5:], last[0])
    np.testing.assert_array_equal(whole[1][-5:], last[1])


def test_real_bus_stops_of_chongqing(shared_dir: Path) -> None:
    file = shared_dir / "real" / "chongqing" / "bus_stops.csv"
    if not file.exists():
        pytest.skip(f"{file.name} is not there")
    with file.open(encoding="utf-8-sig", newline="") as stream:
        rows = list(csv.DictReader(stream))
    columns = ("lon_gcj02", "lat_gcj02", "lon_wgs84", "lat_wgs84")
    x, y, lon, lat = (np.array([float(row[name]) for row in rows]) for name in columns)
    error_m = great_circle_m(*to_wgs84(x, y, "gcj02"), lon, lat)
    assert len(rows) == 3407
    assert np.median(error_m) < 1.0
    assert error_m.max() < 2.0
