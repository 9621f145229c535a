"""Reading, checking and converting shapes as text."""

import numpy as np
import pytest

from maps.crs import from_wgs84, to_wgs84
from maps.errors import GeometryError, UnknownCrsError
from maps.geometry import (
    ZoneShape,
    parse_wkt,
    points_in_zones,
    repair_wkt,
    wkt_to_wgs84,
)
from maps.wkt import box_middle, spell_wkt

TRIANGLE = "POLYGON ((106.5 29.5, 106.6 29.5, 106.6 29.6, 106.5 29.5))"


def test_one_shape_has_one_spelling() -> None:
    loose = "polygon((106.50 29.5,1.066e2 29.5 , 106.6 29.6,106.5 29.5))"
    assert parse_wkt(loose) == TRIANGLE
    assert parse_wkt(TRIANGLE) == TRIANGLE


def test_a_height_is_dropped() -> None:
    assert parse_wkt("POINT Z (106.5 29.5 240)") == "POINT (106.5 29.5)"


def test_numbers_keep_their_digits() -> None:
    text = "POINT (106.123456789012 29.987654321098)"
    assert parse_wkt(text) == text


@pytest.mark.parametrize(
    ("wkt", "reason"),
    [
        ("", "is not WKT"),
        ("somewhere", "is not WKT"),
        ("POLYGON ((0 0, 1 1, 1 0))", "is not WKT"),
        ("POLYGON EMPTY", "is empty"),
        ("POINT (nan 29.5)", "not a finite number"),
        ("POLYGON ((0 0, 1 1, 1 0, 0 1, 0 0))", r"Self-intersection\[0\.5 0\.5\]"),
    ],
)
def test_faults_are_named(wkt: str, reason: str) -> None:
    with pytest.raises(GeometryError, match=reason):
        parse_wkt(wkt)


def test_a_long_text_is_shortened_in_the_message() -> None:
    with pytest.raises(GeometryError) as caught:
        parse_wkt("x" * 10_000)
    assert len(str(caught.value)) < 400


def test_a_valid_shape_needs_no_repair() -> None:
    assert repair_wkt(TRIANGLE) == TRIANGLE


def test_a_crossing_is_repaired_into_its_two_halves() -> None:
    halves = repair_wkt("POLYGON ((0 0, 1 1, 1 0, 0 1, 0 0))")
    assert parse_wkt(halves) == halves
    zone = ZoneShape("bow", halves)
    inside = points_in_zones([0.1, 0.9, 0.5], [0.5, 0.5, 0.9], [zone])
    assert inside == [0, 0, -1]


def test_what_has_no_area_cannot_be_repaired() -> None:
    with pytest.raises(GeometryError, match="has no area"):
        repair_wkt("POLYGON ((0 0, 1 1, 0 0, 0 0))")


def test_a_shape_moves_like_its_vertices() -> None:
    moved = wkt_to_wgs84("POINT (106.5 29.5)", "gcj02")
    lon, lat = to_wgs84(106.5, 29.5, "gcj02")
    assert moved == f"POINT ({lon.item()} {lat.item()})"


def test_a_projected_shape_comes_back_in_degrees() -> None:
    x, y = from_wgs84([106.5, 106.6, 106.6], [29.5, 29.5, 29.6], "EPSG:4545")
    ring = ", ".join(f"{a} {b}" for a, b in zip([*x, x[0]], [*y, y[0]], strict=True))
    moved = wkt_to_wgs84(f"POLYGON (({ring}))", "EPSG:4545")
    numbers = moved.removeprefix("POLYGON ((").removesuffix("))").replace(",", "")
    np.testing.assert_allclose(
        [float(number) for number in numbers.split()],
        [106.5, 29.5, 106.6, 29.5, 106.6, 29.6, 106.5, 29.5],
        atol=1e-9,
    )


def test_a_wrong_system_is_noticed_where_it_cannot_be_right() -> None:
    with pytest.raises(GeometryError, match="Check the declared coordinate system"):
        wkt_to_wgs84("POINT (1e30 1e30)", "EPSG:4545")
    with pytest.raises(UnknownCrsError):
        wkt_to_wgs84("POINT (1 1)", "EPSG:4214")


def test_a_shape_that_crosses_itself_can_still_be_spelled() -> None:
    bow = "POLYGON ((106.5 29.5, 106.6 29.6, 106.6 29.5, 106.5 29.6, 106.5 29.5))"
    assert spell_wkt(bow.lower().replace(", ", ",")) == bow
    with pytest.raises(GeometryError, match="is empty"):
        spell_wkt("POLYGON EMPTY")


def test_the_middle_of_the_box_marks_where_a_shape_lies() -> None:
    assert box_middle(TRIANGLE) == pytest.approx((106.55, 29.55))
    with pytest.raises(GeometryError, match="is not WKT"):
        box_middle("around the lake")
