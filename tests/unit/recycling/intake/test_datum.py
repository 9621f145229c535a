"""Evidence for another datum, on places small enough to see."""

import time

import numpy as np
import pytest

from maps.crs import from_wgs84, to_wgs84
from maps.geometry import ZoneShape
from recycling.intake.datum import (
    MIN_GAIN,
    Places,
    check_districts,
    check_matched,
    check_nearest,
    readings_beside_shapes,
    readings_of_points,
)

DATUMS = ("wgs84", "gcj02", "bd09")
# Two districts side by side; the border runs along 106.55 E.
BOX = "POLYGON (({0} 29.5, {1} 29.5, {1} 29.6, {0} 29.6, {0} 29.5))"
WEST = ZoneShape("W", BOX.format(106.5, 106.55))
EAST = ZoneShape("E", BOX.format(106.55, 106.6))


def cloud(count=400, seed=1):
    """Points all over both districts, and the district each lies in."""
    random = np.random.default_rng(seed)
    lon = random.uniform(106.501, 106.599, count)
    lat = random.uniform(29.501, 29.599, count)
    return Places(lon, lat), ["W" if x < 106.55 else "E" for x in lon]


def misread(places, truth, declared):
    """Where places come to lie when a file in one datum is declared as another."""
    x, y = from_wgs84(places.lon, places.lat, truth)
    return Places(*to_wgs84(x, y, declared))


def pairs():
    return [(truth, declared) for truth in DATUMS for declared in DATUMS]


@pytest.mark.parametrize(("truth", "declared"), pairs())
def test_districts_tell_the_datum(truth, declared):
    places, named = cloud()
    readings = readings_of_points(misread(places, truth, declared), declared)
    check = check_districts(readings, named, [WEST, EAST])
    if truth == declared:
        assert check.suspicion is None
        assert check.inside.all()
        assert check.ruled_out == frozenset(DATUMS) - {truth}
    else:
        assert check.suspicion.likely == truth
        assert check.suspicion.count == 400
        assert check.suspicion.facts["share_likely"] == 1.0
        assert check.suspicion.facts["share_declared"] < 0.97
        assert 400 < check.suspicion.facts["shift_m"] < 1_200


def test_a_few_wrong_districts_do_not_hide_the_datum():
    places, named = cloud()
    named[::40] = ["E" if name == "W" else "W" for name in named[::40]]
    for declared in ("wgs84", "gcj02"):
        readings = readings_of_points(misread(places, "gcj02", declared), declared)
        found = check_districts(readings, named, [WEST, EAST]).suspicion
        assert (found is None) == (declared == "gcj02")


def test_too_few_points_prove_nothing():
    places, named = cloud(MIN_GAIN - 1)
    readings = readings_of_points(misread(places, "gcj02", "wgs84"), "wgs84")
    assert check_districts(readings, named, [WEST, EAST]).suspicion is None


def test_districts_without_a_boundary_are_left_out():
    places, named = cloud()
    check = check_districts(readings_of_points(places, "wgs84"), named, [WEST])
    assert len(check.known) == named.count("W")
    nothing = check_districts(readings_of_points(places, "wgs84"), named, [])
    assert (nothing.suspicion, len(nothing.known)) == (None, 0)


def test_metres_leave_no_doubt():
    places, _ = cloud(5)
    assert readings_of_points(places, "EPSG:4545").others == {}


def test_cgcs2000_is_wgs84():
    places, _ = cloud(5)
    assert set(readings_of_points(places, "cgcs2000").others) == {"gcj02", "bd09"}


@pytest.mark.parametrize(("truth", "declared"), pairs())
def test_recorded_places_tell_the_datum_and_direction(truth, declared):
    places, _ = cloud(MIN_GAIN)
    readings = readings_of_points(misread(places, truth, declared), declared)
    found = check_matched(readings, places, "same_ids")
    if truth == declared:
        assert found is None
        return
    assert (found.likely, found.evidence, found.count) == (truth, "same_ids", MIN_GAIN)
    assert found.facts["rest_m"] < 1
    assert 400 < found.facts["shift_m"] < 1_200
    if (truth, declared) == ("gcj02", "wgs84"):
        assert found.facts["direction"] == "se"
    if (truth, declared) == ("wgs84", "gcj02"):
        assert found.facts["direction"] == "nw"


@pytest.mark.parametrize(("east_deg", "north_deg"), [(0.005, 0.0), (0.0, 0.005)])
def test_places_that_all_moved_another_way_are_no_datum(east_deg, north_deg):
    places, _ = cloud(50)
    moved = Places(places.lon + east_deg, places.lat + north_deg)
    assert check_matched(readings_of_points(moved, "wgs84"), places, "x") is None


def test_four_places_are_too_few_to_compare():
    places, _ = cloud(4)
    readings = readings_of_points(misread(places, "gcj02", "wgs84"), "wgs84")
    assert check_matched(readings, places, "same_ids") is None


@pytest.mark.parametrize(("truth", "declared"), pairs())
def test_the_nearest_places_tell_the_datum(truth, declared):
    places, _ = cloud(60)
    near = Places(places.lon + 1e-4, places.lat)
    readings = readings_of_points(misread(near, truth, declared), declared)
    found = check_nearest(readings, places)
    assert (found.likely if found else declared) == truth


def test_places_of_another_sort_say_nothing_of_the_datum():
    recorded, _ = cloud(300, seed=2)
    for count in (29, 200):
        places, _ = cloud(count)
        readings = readings_of_points(misread(places, "gcj02", "wgs84"), "wgs84")
        assert check_nearest(readings, recorded) is None
    nobody = Places.of([], [])
    assert check_nearest(readings, nobody) is None
    assert check_nearest(readings_of_points(places, "EPSG:4545"), recorded) is None


@pytest.mark.parametrize(("truth", "declared"), pairs())
def test_recorded_sites_tell_the_datum_of_boundaries(truth, declared):
    places, named = cloud()
    # Boundaries of one datum declared as another lie elsewhere; points beside
    # them are moved back.
    beside = readings_beside_shapes(places, declared)
    expected = misread(places, truth, declared)
    found = beside.others.get(truth, beside.declared)
    np.testing.assert_allclose(found.lon, expected.lon, atol=1e-7)
    assert len(named) == len(found.lon)


def test_ten_thousand_points_take_less_than_a_second():
    random = np.random.default_rng(1)
    angle = np.linspace(0, 2 * np.pi, 200)
    shapes, lon, lat, named = [], [], [], []
    for number in range(38):
        x, y = 106 + 0.2 * (number % 7), 29 + 0.2 * (number // 7)
        ring = ", ".join(
            f"{x + 0.1 * c} {y + 0.1 * s}"
            for c, s in zip(np.cos(angle[:-1]), np.sin(angle[:-1]), strict=True)
        )
        first = f"{x + 0.1} {y + 0.0}"
        shapes.append(ZoneShape(str(number), f"POLYGON (({ring}, {first}))"))
        lon.extend(x + random.uniform(-0.07, 0.07, 264))
        lat.extend(y + random.uniform(-0.07, 0.07, 264))
        named += [str(number)] * 264
    readings = readings_of_points(Places.of(lon, lat), "wgs84")
    started = time.perf_counter()
    check = check_districts(readings, named, shapes)
    assert time.perf_counter() - started < 1
    assert len(check.known) == 38 * 264
    assert check.inside.all()
