"""Tables from OSRM and Valhalla servers, and what happens when they are dead."""

import re
import socket
from typing import Any

import numpy as np
import pytest

from maps.errors import RoadsError
from maps.fallback import FallbackProvider
from maps.great_circle import GreatCircleProvider
from maps.remote_osrm import RemoteOsrmProvider
from maps.remote_server import Server
from maps.remote_valhalla import RemoteValhallaProvider
from maps.travel import UNREACHABLE, Points, TravelProvider, TravelTable
from tests.unit.maps.local_server import LocalServer, Reply, serving

NO_WAY_LON, NO_ROAD_LON, FAR_LON = 150.0, 160.0, 170.0
SECONDS_PER_DEGREE, METRES_PER_DEGREE = 100.4, 1_000.5


def points(*lon: float) -> Points:
    return Points(np.array(lon), np.full(len(lon), 30.0))


def quick(local: LocalServer) -> Server:
    return Server(local.url, timeout_s=5.0, attempts=3, wait_s=0.001)


def expected(rows: Points, columns: Points) -> TravelTable:
    """Work out what the servers below answer."""
    away = np.abs(np.subtract.outer(rows.lon, columns.lon))
    no_way = np.logical_or.outer(rows.lon >= NO_WAY_LON, columns.lon >= NO_WAY_LON)
    no_way |= np.isnan(away)
    tables = [
        np.where(no_way, UNREACHABLE, np.nan_to_num(away) * factor + 0.5)
        for factor in (METRES_PER_DEGREE, SECONDS_PER_DEGREE)
    ]
    return TravelTable(*(table.astype(np.int32) for table in tables))


def assert_table(table: TravelTable, wanted: TravelTable) -> None:
    np.testing.assert_array_equal(table.duration_s, wanted.duration_s)
    np.testing.assert_array_equal(table.distance_m, wanted.distance_m)
    assert table.distance_m.dtype == np.int32


def figure(a: float, b: float, factor: float) -> float | None:
    return None if NO_WAY_LON in {a, b} else abs(a - b) * factor


def osrm_server(path: str, body: Any) -> Reply:
    """Answer as osrm-routed does."""
    found = re.fullmatch(
        r"/table/v1/driving/([^?]*)\?sources=([\d;]*)&destinations=([\d;]*)"
        r"&annotations=duration,distance&generate_hints=false",
        path,
    )
    assert found
    lon = [float(pair.split(",")[0]) for pair in found[1].split(";")]
    ends = [[int(at) for at in found[g].split(";")] for g in (2, 3)]
    if max(map(len, ends)) > 2:
        return 400, {"code": "TooBig", "message": "Too many table coordinates"}
    tables = {
        name: [[figure(lon[a], lon[b], factor) for b in ends[1]] for a in ends[0]]
        for name, factor in (
            ("distances", METRES_PER_DEGREE),
            ("durations", SECONDS_PER_DEGREE),
        )
    }
    sides = {
        name: [{"distance": 5_000 if lon[at] == FAR_LON else 3.0} for at in side]
        for name, side in zip(("sources", "destinations"), ends, strict=True)
    }
    return 200, {"code": "Ok", **tables, **sides}


def valhalla_server(path: str, body: Any) -> Reply:
    """Answer as valhalla_service does."""
    if path == "/locate":
        return 200, [
            {"edges": None if place["lon"] == NO_ROAD_LON else [{"way_id": 1}]}
            for place in body["locations"]
        ]
    assert path == "/sources_to_targets"
    assert body["costing"] == "truck"
    sides = [[place["lon"] for place in body[key]] for key in ("sources", "targets")]
    if NO_ROAD_LON in {*sides[0], *sides[1]}:
        return 400, {"error_code": 171, "error": "No suitable edges near location"}
    table = [
        [
            {
                "distance": figure(a, b, METRES_PER_DEGREE / 1_000),
                "time": figure(a, b, SECONDS_PER_DEGREE),
            }
            for b in sides[1]
        ]
        for a in sides[0]
    ]
    return 200, {"sources_to_targets": table, "units": "kilometers"}


def test_osrm_tables_are_asked_for_in_blocks() -> None:
    rows = points(100.0, 101.0, np.nan, NO_WAY_LON, FAR_LON, 102.0)
    columns = points(100.0, 100.7, 103.0)
    with serving(osrm_server) as local:
        table = RemoteOsrmProvider(quick(local), block=2).table(rows, columns, "truck")
    assert_table(table, expected(rows, columns))
    # Five usable rows and three columns, two by two.
    assert len(local.asked) == 6


def test_valhalla_tables_leave_out_points_without_a_road() -> None:
    rows = points(100.0, NO_ROAD_LON, np.nan, NO_WAY_LON, 101.0)
    columns = points(100.0, 100.7, NO_ROAD_LON)
    with serving(valhalla_server) as local:
        provider = RemoteValhallaProvider(quick(local), block=3)
        table = provider.table(rows, columns, "truck")
    assert_table(table, expected(rows, columns))
    assert local.asked[0][1]["sources"][0] == {
        "lon": 100.0,
        "lat": 30.0,
        "search_cutoff": 1_000.0,
    }


def test_valhalla_without_any_road_has_no_way() -> None:
    nowhere = points(NO_ROAD_LON)
    with serving(valhalla_server) as local:
        provider = RemoteValhallaProvider(quick(local))
        table = provider.table(nowhere, points(100.0), "truck")
    assert table.duration_s.tolist() == [[UNREACHABLE]]


def test_what_osrm_refuses_is_said_once() -> None:
    with serving(osrm_server) as local:
        provider = RemoteOsrmProvider(quick(local), block=9)
        with pytest.raises(RoadsError, match=r"400 Too many table coordinates"):
            provider.table(points(1.0, 2.0, 3.0), points(1.0), "truck")
    assert len(local.asked) == 1


def test_what_valhalla_refuses_is_said_once() -> None:
    def refusing(path: str, body: Any) -> Reply:
        return 400, {"error_code": 154, "error": "Path distance exceeds the max"}

    with serving(refusing) as local:
        provider = RemoteValhallaProvider(quick(local))
        with pytest.raises(RoadsError, match="400 Path distance exceeds the max"):
            provider.table(points(1.0), points(1.0), "truck")
    assert len(local.asked) == 1


@pytest.mark.parametrize("provider", [RemoteOsrmProvider, RemoteValhallaProvider])
@pytest.mark.parametrize(
    "reply",
    [
        (200, "<html>"),
        (200, []),
        (200, {}),
        (404, "null"),
        (200, {"code": "Ok", "distances": [["x"]], "sources_to_targets": [[{}]]}),
        (200, {"code": "Ok", "distances": [[1]], "durations": [[1, 2]]}),
        (200, {"code": "Ok", "distances": [[1]], "durations": [[1]]}),
        (200, {"sources_to_targets": [[{"distance": -1, "time": 1}]]}),
        (400, {"error_code": 171}),
    ],
)
def test_other_answers_are_refused(provider: Any, reply: Reply) -> None:
    with serving(lambda path, body: reply) as local:
        remote: TravelProvider = provider(quick(local))
        with pytest.raises(RoadsError, match=r"127\.0\.0\.1:\d+: must answer"):
            remote.table(points(1.0), points(1.0), "truck")


def test_a_passing_fault_is_waited_out() -> None:
    faults = iter([(503, "busy"), (500, "{}")])

    def recovering(path: str, body: Any) -> Reply:
        return next(faults, None) or osrm_server(path, body)

    with serving(recovering) as local:
        table = RemoteOsrmProvider(quick(local)).table(
            points(100.0), points(103.0), "truck"
        )
    assert table.duration_s.tolist() == [[301]]
    assert len(local.asked) == 3


def test_a_server_that_stays_ill_is_given_up() -> None:
    with serving(lambda path, body: (503, "busy")) as local:
        provider = RemoteOsrmProvider(quick(local))
        with pytest.raises(RoadsError, match=r"503.* after 3 attempts"):
            provider.table(points(1.0), points(1.0), "truck")
    assert len(local.asked) == 3


@pytest.fixture
def dead() -> Server:
    """Server nobody runs."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        url = f"http://127.0.0.1:{free.getsockname()[1]}"
    return Server(url, timeout_s=1.0, attempts=2, wait_s=0.001)


def test_a_dead_server_is_named(dead: Server) -> None:
    with pytest.raises(RoadsError, match=re.escape(dead.url)):
        RemoteOsrmProvider(dead).table(points(1.0), points(1.0), "truck")


@pytest.mark.parametrize("url", ["", "no address", "ftp://127.0.0.1", "http://[::"])
def test_an_address_that_is_none_is_refused(url: str) -> None:
    provider = RemoteOsrmProvider(Server(url, attempts=1, wait_s=0.0))
    with pytest.raises(RoadsError, match="correct its address"):
        provider.table(points(1.0), points(1.0), "truck")


def straight() -> GreatCircleProvider:
    return GreatCircleProvider({}, {}, default_detour=1.4, default_speed_kmh=30.0)


def test_the_fall_back_answers_with_one_warning(dead: Server) -> None:
    warnings: list[str] = []
    provider = FallbackProvider(RemoteOsrmProvider(dead), straight(), warnings.append)
    assert provider.name == "osrm-server"
    ends = points(100.0, 101.0)
    for _ in range(2):
        table = provider.table(ends, ends, "truck")
        assert_table(table, straight().table(ends, ends, "truck"))
    assert provider.name == "great-circle"
    (warning,) = warnings
    assert dead.url in warning
    assert "Travel is taken from great-circle instead." in warning


def test_a_server_that_lives_needs_no_fall_back() -> None:
    warnings: list[str] = []
    ends = points(100.0, 101.0)
    with serving(osrm_server) as local:
        provider = FallbackProvider(
            RemoteOsrmProvider(quick(local), block=2), straight(), warnings.append
        )
        table = provider.table(ends, ends, "truck")
    assert_table(table, expected(ends, ends))
    assert warnings == []
