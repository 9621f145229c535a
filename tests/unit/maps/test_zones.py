"""Points against zones, on squares one can draw."""

import csv
import math
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from maps.errors import GeometryError
from maps.geometry import (
    ExclusionHit,
    ZoneShape,
    exclusion_hits,
    great_circle_m,
    lines_through,
    points_in_zones,
    repair_wkt,
    wkt_to_wgs84,
)
from maps.io import read_features


def square(west: float, south: float, side: float = 0.1) -> str:
    east, north = west + side, south + side
    return (
        f"POLYGON (({west} {south}, {east} {south}, {east} {north}, "
        f"{west} {north}, {west} {south}))"
    )


PARK = ZoneShape("park", square(106.5, 29.5))
RESERVE = ZoneShape("reserve", square(106.58, 29.58), buffer_m=1_000.0)


def test_inside_is_at_distance_zero() -> None:
    assert exclusion_hits([106.55], [29.55], [PARK]) == [ExclusionHit(0, "park", 0.0)]


def test_within_the_buffer_the_distance_is_that_to_the_edge() -> None:
    # 0.005 degrees of longitude at 29.63 N are 483 m; the eastern edge is at 106.68.
    (hit,) = exclusion_hits([106.685], [29.63], [RESERVE])
    expected_m = float(great_circle_m(106.68, 29.63, 106.685, 29.63))
    assert hit.zone_id == "reserve"
    assert hit.distance_m == pytest.approx(expected_m, rel=0.005)


def test_beyond_the_buffer_and_without_one_nothing_is_hit() -> None:
    assert exclusion_hits([106.70], [29.63], [RESERVE]) == []
    assert exclusion_hits([106.6001], [29.55], [PARK]) == []


def test_hits_come_by_point_and_then_by_zone() -> None:
    hits = exclusion_hits(
        [107.5, 106.59, np.nan, 106.55], [29.5, 29.59, 29.5, 29.55], [RESERVE, PARK]
    )
    assert [(hit.point, hit.zone_id) for hit in hits] == [
        (1, "reserve"),
        (1, "park"),
        (3, "park"),
    ]


def test_a_point_can_be_a_zone_with_a_radius() -> None:
    well = ZoneShape("well", "POINT (106.5 29.5)", buffer_m=200.0)
    hits = exclusion_hits([106.501, 106.503], [29.5, 29.5], [well])
    assert [hit.point for hit in hits] == [0]
    assert hits[0].distance_m == pytest.approx(96.8, abs=0.5)


def test_nothing_in_nothing_out() -> None:
    assert exclusion_hits([], [], [PARK]) == []
    assert exclusion_hits([106.5], [29.5], []) == []
    assert points_in_zones([], [], [PARK]) == []
    assert points_in_zones([106.55], [29.55], []) == [-1]


@pytest.mark.parametrize("buffer_m", [-1.0, math.nan, math.inf])
def test_a_senseless_buffer_is_refused(buffer_m: float) -> None:
    with pytest.raises(GeometryError, match="zone park, buffer_m: must be >= 0"):
        exclusion_hits([106.5], [29.5], [ZoneShape("park", PARK.wkt, buffer_m)])


def test_a_faulty_shape_names_its_zone() -> None:
    bow_tie = ZoneShape("bow", "POLYGON ((0 0, 1 1, 1 0, 0 1, 0 0))")
    for check in (exclusion_hits, points_in_zones):
        with pytest.raises(GeometryError, match=r"zone bow: .*Self-intersection"):
            check([106.5], [29.5], [bow_tie])


def test_swapped_coordinates_are_a_fault_not_a_miss() -> None:
    with pytest.raises(GeometryError, match="not swapped"):
        exclusion_hits([29.5], [106.5], [PARK])


def test_the_first_zone_that_holds_a_point_wins() -> None:
    zones = [RESERVE, PARK]
    found = points_in_zones(
        [106.55, 106.59, 106.65, 106.0, np.nan],
        [29.55, 29.59, 29.65, 29.0, 29.0],
        zones,
    )
    assert found == [1, 0, 0, -1, -1]
    assert points_in_zones([106.59], [29.59], [PARK, RESERVE]) == [0]


def test_a_border_belongs_to_the_zone_and_a_buffer_does_not() -> None:
    assert points_in_zones([106.6], [29.55], [PARK]) == [0]
    assert points_in_zones([106.685], [29.63], [RESERVE]) == [-1]


def test_real_bus_stops_lie_in_the_districts(shared_dir: Path) -> None:
    folder = shared_dir / "real" / "chongqing"
    districts = folder / "districts_gcj02.json"
    stops = folder / "bus_stops.csv"
    if not (districts.exists() and stops.exists()):
        pytest.skip("the real files of Chongqing are not there")
    features = read_features(districts)
    assert len(features) == 38
    names = [str(name) for name in features.columns["name"]]
    zones = [
        ZoneShape(name, repair_wkt(wkt_to_wgs84(wkt, "gcj02")))
        for name, wkt in zip(names, features.wkt, strict=True)
        if wkt is not None
    ]
    with stops.open(encoding="utf-8-sig", newline="") as stream:
        rows = list(csv.DictReader(stream))
    found = points_in_zones(
        [float(row["lon_wgs84"]) for row in rows],
        [float(row["lat_wgs84"]) for row in rows],
        zones,
    )
    assert np.mean(np.array(found) >= 0) > 0.99
    jiefangbei = points_in_zones([106.5725], [29.5597], zones)
    assert names[jiefangbei[0]] == "渝中区"


def test_a_line_through_a_zone_begins_and_ends_outside_it() -> None:
    # A square of 0.002 degrees round (106.51, 29.5), some 200 m; four points on its
    # latitude: west, inside, east, and one far north of it.
    ring = "106.509 29.499, 106.511 29.499, 106.511 29.501, 106.509 29.501"
    zone = ZoneShape("Z", f"POLYGON (({ring}, 106.509 29.499))")
    lon = [106.50, 106.51, 106.52, 106.51, float("nan")]
    lat = [29.5, 29.5, 29.5, 29.6, 29.5]
    through = lines_through(lon, lat, zone)
    assert {tuple(pair) for pair in np.argwhere(through).tolist()} == {(0, 2), (2, 0)}
    # 10 km of buffer hold every point but the one in the north: no line is left.
    assert not lines_through(lon, lat, replace(zone, buffer_m=10_000.0)).any()
