"""Tables and ways in the town, by hand."""

from pathlib import Path

import numpy as np
import pytest

from maps.errors import RoadsError
from maps.osrm_provider import OsrmProvider
from maps.road_graph import RoadGraph
from maps.travel import UNREACHABLE, Points, TravelTable
from tests.integration.roads.town import PLACES, at

ALL = at(*PLACES)
LONG_STREET_M, NORTH_ROAD_M, BRIDGE_M, LANE_M, WEIR_ROAD_M = 970, 1108, 969, 1108, 4033


def distance_m(provider: OsrmProvider, profile: str, start: str, end: str) -> int:
    table = provider.table(at(start), at(end), profile)
    return int(table.distance_m[0, 0])


def assert_same(one: TravelTable, other: TravelTable) -> None:
    np.testing.assert_array_equal(one.distance_m, other.distance_m)
    np.testing.assert_array_equal(one.duration_s, other.duration_s)


def test_a_truck_goes_round_a_bridge_that_does_not_carry_it(
    truck: OsrmProvider, car: OsrmProvider
) -> None:
    round_m = NORTH_ROAD_M + LONG_STREET_M + WEIR_ROAD_M
    assert distance_m(truck, "truck", "C", "D") == pytest.approx(round_m, abs=2)
    assert distance_m(car, "car", "C", "D") == BRIDGE_M


def test_a_truck_keeps_out_where_lorries_may_not_go(
    truck: OsrmProvider, car: OsrmProvider
) -> None:
    assert distance_m(truck, "truck", "A", "D") == WEIR_ROAD_M
    assert distance_m(car, "car", "A", "D") == LANE_M


def test_a_one_way_street_is_driven_one_way(truck: OsrmProvider) -> None:
    there = distance_m(truck, "truck", "A", "E")
    onwards = distance_m(truck, "truck", "E", "B")
    assert distance_m(truck, "truck", "E", "A") == pytest.approx(
        onwards + LONG_STREET_M, abs=2
    )
    assert there == pytest.approx(736, abs=2)


def test_a_truck_is_slower_than_a_car(truck: OsrmProvider, car: OsrmProvider) -> None:
    street = at("A"), at("B")
    truck_s = truck.table(*street, "truck").duration_s[0, 0]
    # 970 m of primary road at 45 km/h.
    assert truck_s == 78
    assert car.table(*street, "car").duration_s[0, 0] < truck_s


def test_an_island_is_reached_from_itself_only(truck: OsrmProvider) -> None:
    table = truck.table(ALL, ALL, "truck")
    names = list(PLACES)
    is_island = np.isin(names, ["I", "J"])
    across = is_island[:, None] != is_island[None, :]
    for figures in (table.distance_m, table.duration_s):
        assert figures.dtype == np.int32
        assert (figures[across] == UNREACHABLE).all()
        assert (figures[~across] >= 0).all()
        assert (np.diag(figures) == 0).all()


def test_points_without_a_road_are_reported_and_spoil_nothing_else(
    truck: OsrmProvider,
) -> None:
    lon = np.array([*at("A").lon, np.nan, 106.5, *at("B").lon, 500.0])
    lat = np.array([*at("A").lat, 29.5, 29.45, *at("B").lat, 29.5])
    points = Points(lon, lat)
    report = truck.snap(points)
    assert report.is_snapped.tolist() == [True, False, False, True, False]
    # Point 2 lies 5 km south of Mill Street.
    expected_m = [0, np.nan, 5_022, 0, np.nan]
    np.testing.assert_allclose(report.distance_m, expected_m, rtol=0.01, atol=1)
    table = truck.table(points, points, "truck")
    assert table.distance_m[0, 3] == LONG_STREET_M
    for figures in (table.distance_m, table.duration_s):
        left_out = figures.copy()
        left_out[np.ix_([0, 3], [0, 3])] = UNREACHABLE
        assert (left_out == UNREACHABLE).all()
    assert (table.duration_s == UNREACHABLE).sum() == 25 - 4


def test_the_farthest_snap_is_a_parameter(truck_graph: RoadGraph) -> None:
    off = Points(np.array([106.505]), np.array([29.5009]))
    for limit_m, is_snapped in ((90.0, False), (120.0, True)):
        report = OsrmProvider(truck_graph, max_snap_m=limit_m).snap(off)
        assert report.is_snapped.tolist() == [is_snapped]
        assert report.distance_m[0] == pytest.approx(100, abs=2)


def test_no_points_make_an_empty_table(truck: OsrmProvider) -> None:
    table = truck.table(at("A"), Points(np.empty(0), np.empty(0)), "truck")
    assert table.duration_s.shape == (1, 0)
    assert truck.path(at("A"), "truck") == ()


def test_only_unusable_points_make_a_table_without_ways(truck: OsrmProvider) -> None:
    nowhere = Points(np.array([np.nan]), np.array([np.nan]))
    assert truck.table(nowhere, ALL, "truck").duration_s.tolist() == [[-1] * len(ALL)]


def test_large_tables_are_the_same_and_reused(
    truck: OsrmProvider, truck_graph: RoadGraph, tmp_path: Path
) -> None:
    lon, lat = np.append(ALL.lon, np.nan), np.append(ALL.lat, 29.5)
    points = Points(lon, lat)
    large = OsrmProvider(truck_graph, cache_dir=tmp_path, cached_pairs=1, workers=2)
    first = large.table(points, points, "truck")
    assert_same(first, truck.table(points, points, "truck"))
    assert isinstance(first.distance_m, np.memmap)
    (folder,) = tmp_path.iterdir()
    written = (folder / "distance_m.npy").stat().st_mtime_ns
    again = OsrmProvider(truck_graph, cache_dir=tmp_path, cached_pairs=1)
    assert_same(again.table(points, points, "truck"), first)
    assert (folder / "distance_m.npy").stat().st_mtime_ns == written


def test_the_cache_tells_points_and_limits_apart(
    truck_graph: RoadGraph, tmp_path: Path
) -> None:
    def ask(start: str, limit_m: float) -> None:
        provider = OsrmProvider(
            truck_graph, limit_m, cache_dir=tmp_path, cached_pairs=1, workers=1
        )
        provider.table(at(start), at("B"), "truck")

    ask("A", 1_000.0)
    ask("C", 1_000.0)
    ask("A", 50.0)
    assert len(list(tmp_path.iterdir())) == 3


def test_another_profile_is_refused(truck: OsrmProvider) -> None:
    with pytest.raises(RoadsError, match="roads build --profile car"):
        truck.table(ALL, ALL, "car")


def test_a_way_has_lines_and_instructions(truck: OsrmProvider) -> None:
    points = at("C", "B", "A")
    legs = truck.path(points, "truck")
    table = truck.table(points, points, "truck")
    assert [leg.distance_m for leg in legs] == [NORTH_ROAD_M, LONG_STREET_M]
    assert [leg.duration_s for leg in legs] == np.diag(table.duration_s, 1).tolist()
    first = legs[0]
    assert first.is_reachable
    assert first.lon.tolist() == [106.51, 106.51]
    assert first.lat.tolist() == [29.51, 29.5]
    assert [(s.manoeuvre, s.name, s.distance_m) for s in first.steps] == [
        ("depart", "North Road", NORTH_ROAD_M),
        ("arrive", "North Road", 0),
    ]


def test_a_way_turns_where_the_street_turns(truck: OsrmProvider) -> None:
    (leg,) = truck.path(at("C", "D"), "truck")
    words = [(step.manoeuvre, step.name) for step in leg.steps]
    assert ("turn right", "Long Street") in words
    corner = list(zip(leg.lon.tolist(), leg.lat.tolist(), strict=True))
    assert corner == [PLACES[name] for name in "CBAWD"]


def test_a_leg_without_a_way_is_a_straight_line(truck: OsrmProvider) -> None:
    points = Points(
        np.append(at("A", "I").lon, np.nan), np.append(at("A", "I").lat, 29.5)
    )
    to_island, to_nowhere = truck.path(points, "truck")
    assert not to_island.is_reachable
    assert to_island.lon.tolist() == [106.5, 106.6]
    assert to_island.duration_s == UNREACHABLE
    assert to_nowhere.lon.tolist() == [106.6]
    assert to_nowhere.steps == ()
