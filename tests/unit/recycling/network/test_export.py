"""A day on the street as files: attributes, lines, datums, and the way back."""

import json
import sqlite3
import xml.etree.ElementTree as ET
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import numpy as np
import pytest

from maps.crs import to_wgs84
from maps.gpx import NAMESPACE
from maps.html import render_page
from maps.io import read_features
from recycling.domain.errors import InputError
from recycling.domain.materials import Certainty
from recycling.domain.network import Network
from recycling.domain.orders import Order
from recycling.domain.plans import (
    Assignment,
    PlannedRoute,
    PlannedStop,
    RoutePlan,
    SiteAction,
    SiteDecision,
    SitingPlan,
    StopKind,
    UnservedOrder,
)
from recycling.network.export.content import routes_export, sites_export, siting_export
from recycling.network.export.files import Export, write_export
from recycling.network.export.places import line_wkt, parse_datum, places_of
from tests.builders import DAY, HOUR_S, micro_network

ZONE = ZoneInfo("Asia/Shanghai")
HOSTILE = "</script>&<b>'=1+1\x07"


def stop(kind: StopKind, site: str, place: int, load_kg: int = 0) -> PlannedStop:
    arrival_s = 7 * HOUR_S + 600 * place
    return PlannedStop(
        kind=kind, site_id=site, order_id=f"O-{site}" if load_kg > 0 else "", trip=1,
        arrival_s=arrival_s, start_s=arrival_s, departure_s=arrival_s + 300,
        load_kg=load_kg, load_l=0, distance_m=1000 if place else 0,
    )  # fmt: skip


def plan() -> RoutePlan:
    stops = (
        stop(StopKind.DEPOT, "D1", 0),
        stop(StopKind.PICKUP, "P1", 1, 120),
        stop(StopKind.PICKUP, "P2", 2, 80),
        stop(StopKind.UNLOAD, "C1", 3, -200),
        stop(StopKind.DEPOT, "D1", 4),
    )
    idle = (stop(StopKind.DEPOT, "D2", 0), stop(StopKind.DEPOT, "D2", 1))
    routes = (
        PlannedRoute("R1", "V1", "D1", stops, 8400, 3900, 200, 0, 12_345),
        PlannedRoute("R2", "V3", "D2", idle, 0, 0, 0, 0, 0),
    )
    left = (UnservedOrder("O-P4", "time_window"), UnservedOrder("O-?", "skills"))
    return RoutePlan("routes-x", DAY, "", "insertion", 0.1, routes, left)


def orders() -> list[Order]:
    return [Order(f"O-{s}", s, DAY, "paper", 100) for s in ("P1", "P2", "P4")]


def siting() -> SitingPlan:
    decisions = (
        SiteDecision("C1", SiteAction.CLOSE, "", False, 0, 0, 0, 0),
        SiteDecision("C2", SiteAction.KEEP, "large", True, 2000, 500, 150, 50),
        SiteDecision("N1", SiteAction.SKIP, "", False, 0, 0, 0, 0),
    )
    flows = (
        Assignment("G1", "C2", "steel", "industrial", 300, 13_000),
        Assignment("G1", "C2", "paper", "industrial", 100, 13_000),
        Assignment("P6", "C2", "paper", "household", 100, 1_000),
    )
    return SitingPlan(
        "siting-x", 2027, "highs", 1.0, 500, 100, 0, 400, 500, 0, decisions, flows
    )


def hostile_network() -> Network:
    network = micro_network()
    sites = {
        key: replace(site, name=f"{key} {HOSTILE}", certainty=Certainty.SYNTHETIC)
        for key, site in network.sites.items()
    }
    return replace(network, sites=sites)


def routes(datum: str = "wgs84", paths: Any = None) -> Export:
    return routes_export(
        hostile_network(), plan(), orders(), datum, "zh", zone=ZONE, paths=paths
    )


def geojson(export: Export, folder: Path) -> dict[str, Any]:
    path = folder / export.file_name("geojson")
    write_export(export, "geojson", path)
    tree: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    return tree


def features(tree: dict[str, Any], layer: str) -> list[dict[str, Any]]:
    return [f for f in tree["features"] if f["properties"]["layer"] == layer]


def test_routes_carry_their_figures_in_named_units(tmp_path: Path) -> None:
    tree = geojson(routes(), tmp_path)
    driven, idle = features(tree, "routes")
    assert driven["properties"] == {
        "layer": "routes", "route_id": "R1", "vehicle_id": "V1",
        "vehicle_type": "truck", "depot_id": "D1", "catchment": "D1", "pickups": 2,
        "trips": 1, "departure": "07:05", "arrival": "07:40", "distance_km": 8.4,
        "duration_min": 65, "pause_min": 0, "overtime_min": 0, "energy_kwh": 0.0,
        "emission_kg": 0.0, "load_kg": 200, "cost_cny": 123.45, "way": "straight",
    }  # fmt: skip
    assert driven["geometry"]["type"] == "LineString"
    assert len(driven["geometry"]["coordinates"]) == 5
    assert idle["geometry"] is None
    assert tree["datum"] == "wgs84"
    assert tree["plan_id"] == "routes-x"
    assert tree["day"] == "2026-11-02"


def test_stops_come_in_order_with_what_is_on_board(tmp_path: Path) -> None:
    found = [f["properties"] for f in features(geojson(routes(), tmp_path), "stops")]
    first = [s for s in found if s["route_id"] == "R1"]
    assert [s["sequence"] for s in first] == [0, 1, 2, 3, 4]
    assert [s["site_id"] for s in first] == ["D1", "P1", "P2", "C1", "D1"]
    assert [s["arrival"] for s in first] == [f"07:{m:02d}" for m in range(0, 50, 10)]
    assert [s["on_board_kg"] for s in first] == [0, 120, 200, 0, 0]
    assert [s["material"] for s in first] == ["", "paper", "paper", "", ""]


def test_orders_left_out_say_why(tmp_path: Path) -> None:
    known, lost = features(geojson(routes(), tmp_path), "unserved")
    assert known["properties"]["reason"] == "time_window"
    assert known["properties"]["load_kg"] == 100
    assert known["geometry"]["type"] == "Point"
    assert lost["properties"]["reason"] == "skills"
    assert lost["geometry"] is None


def test_shifted_positions_say_so_and_come_back(tmp_path: Path) -> None:
    shifted = geojson(routes("gcj02"), tmp_path)
    true = geojson(routes(), tmp_path)
    assert {p.name for p in tmp_path.iterdir()} == {
        "routes.geojson", "routes.gcj02.geojson",
    }  # fmt: skip
    assert shifted["datum"] == "gcj02"
    there = np.array(features(shifted, "routes")[0]["geometry"]["coordinates"])
    here = np.array(features(true, "routes")[0]["geometry"]["coordinates"])
    assert np.abs(there - here).max() > 0.001
    lon, lat = to_wgs84(there[:, 0], there[:, 1], "gcj02")
    np.testing.assert_allclose(np.column_stack([lon, lat]), here, atol=2e-7)


class Bypass:
    """Ways that pass north of every stop; records what was asked."""

    def __init__(self) -> None:
        self.asked: list[tuple[str, ...]] = []

    def path(self, site_ids: Sequence[str]) -> list[tuple[float, float]]:
        self.asked.append(tuple(site_ids))
        return [(106.5, 29.6), (106.6, 29.7)]


def test_lines_follow_the_roads_where_there_are_ways(tmp_path: Path) -> None:
    ways = Bypass()
    tree = geojson(routes(paths=ways), tmp_path)
    line = features(tree, "routes")[0]
    assert line["geometry"]["coordinates"] == [[106.5, 29.6], [106.6, 29.7]]
    assert line["properties"]["way"] == tree["way"] == "road"
    assert ways.asked[0] == ("D1", "P1", "P2", "C1", "D1")


def test_a_geopackage_has_a_layer_of_each_kind(tmp_path: Path) -> None:
    path = tmp_path / "routes.gpkg"
    write_export(routes(), "gpkg", path)
    assert read_features(path).layers == ("routes", "stops", "unserved")
    stops = read_features(path, "stops")
    assert stops.columns["sequence"] == [0, 1, 2, 3, 4, 0, 1]
    assert stops.stored_crs == "EPSG:4326"
    assert [file.name for file in tmp_path.iterdir()] == ["routes.gpkg"]


def test_an_empty_plan_is_a_geopackage_too(tmp_path: Path) -> None:
    nothing = replace(plan(), routes=(), unserved=())
    export = routes_export(micro_network(), nothing, [], "wgs84", "en", zone=ZONE)
    for file_format in ("gpkg", "geojson", "gpx", "html"):
        path = tmp_path / f"routes.{file_format}"
        write_export(export, file_format, path)
        assert path.stat().st_size > 50
    with sqlite3.connect(tmp_path / "routes.gpkg") as database:
        layers = database.execute("SELECT table_name FROM gpkg_contents").fetchall()
    database.close()
    assert layers == [("routes",)]


def test_gpx_gives_every_vehicle_its_stops(tmp_path: Path) -> None:
    path = tmp_path / "routes.gpx"
    write_export(routes("gcj02"), "gpx", path)
    root = ET.fromstring(path.read_text(encoding="utf-8"))  # noqa: S314 - our own
    names = {"g": NAMESPACE}
    described = root.findtext("g:metadata/g:desc", "", names)
    assert "datum=gcj02; way=straight; plan_id=routes-x" in described
    vehicles = [r.findtext("g:name", "", names) for r in root.findall("g:rte", names)]
    assert vehicles == ["V1", "V3"]
    points = root.findall("g:rte[1]/g:rtept", names)
    assert [p.findtext("g:name", "", names).split()[:2] for p in points] == [
        ["0", "D1"], ["1", "P1"], ["2", "P2"], ["3", "C1"], ["4", "D1"],
    ]  # fmt: skip
    assert points[1].findtext("g:time", "", names) == "2026-11-01T23:10:00Z"
    assert points[1].findtext("g:cmt", "", names) == "收运废纸，120 公斤，第 1 趟"


def test_a_siting_plan_has_decisions_and_flows(tmp_path: Path) -> None:
    export = siting_export(hostile_network(), siting(), "wgs84", "en", with_flows=True)
    tree = geojson(export, tmp_path)
    kept = features(tree, "sites")[1]["properties"]
    assert (kept["action"], kept["utilisation"], kept["is_green"]) == (
        "keep", 0.25, True,
    )  # fmt: skip
    assert (kept["fixed_cost_cny_per_year"], kept["throughput_kg_per_year"]) == (
        1.5, 500,
    )  # fmt: skip
    assert features(tree, "sites")[0]["properties"]["utilisation"] is None
    steel, paper = features(tree, "flows")
    assert steel["properties"]["materials"] == "paper;steel"
    assert steel["properties"]["kg_per_year"] == 400
    assert paper["properties"]["distance_km"] == 1.0
    assert steel["geometry"]["type"] == "LineString"
    without = siting_export(micro_network(), siting(), "wgs84", "en", with_flows=False)
    assert set(without.tables) == {"sites"}
    assert render_page(without.page())


def test_all_sites_come_with_their_codes(tmp_path: Path) -> None:
    tree = geojson(sites_export(hostile_network(), "wgs84", "en"), tmp_path)
    found = {f["properties"]["site_id"]: f["properties"] for f in tree["features"]}
    assert len(found) == len(micro_network().sites)
    assert found["N1"]["status"] == "candidate"
    assert found["C2"]["capacity_kg_per_year"] == 2_000_000
    assert found["P1"]["opens"] == "06:00"


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_pages_warn_of_synthetic_sites_and_stay_inert(lang: Any) -> None:
    network = hostile_network()
    exports = [
        routes(),
        siting_export(network, siting(), "wgs84", lang, with_flows=True),
        sites_export(network, "wgs84", lang),
    ]
    for export in exports:
        page = export.page()
        assert page.badge == {"en": "Synthetic sample", "zh": "合成样例数据"}
        assert render_page(page).count("</script>") == 2
    real = sites_export(micro_network(), "wgs84", lang).page()
    assert not real.badge


def test_a_page_says_where_its_lines_and_times_come_from() -> None:
    straight, road = routes().page(), routes(paths=Bypass()).page()
    assert straight.note["en"].startswith("Lines are straight")
    assert road.note["en"] == "Lines follow the roads."
    assert "OpenStreetMap" in road.attribution["en"]
    assert "great circle" in straight.subtitle["en"]
    told = replace(plan(), travel="osrm")
    export = routes_export(micro_network(), told, [], "wgs84", "en", zone=ZONE)
    assert "osrm" in export.page().subtitle["zh"]


def test_a_faulty_boundary_is_a_user_s_mistake(tmp_path: Path) -> None:
    export = routes()
    broken = {"routes": [{"wkt": "LINESTRING (1 2, 3"}]}
    with pytest.raises(InputError, match="is not WKT"):
        write_export(replace(export, tables=broken), "geojson", tmp_path / "a.geojson")
    assert list(tmp_path.iterdir()) == []


def test_nothing_drives_in_a_siting_plan(tmp_path: Path) -> None:
    export = siting_export(micro_network(), siting(), "wgs84", "en", with_flows=False)
    with pytest.raises(InputError, match="nothing drives"):
        write_export(export, "gpx", tmp_path / "a.gpx")


@pytest.mark.parametrize("name", ["gcj02", "GCJ-02", "EPSG:4490", "bd09"])
def test_systems_of_degrees_are_known(name: str) -> None:
    assert parse_datum(name) in {"gcj02", "cgcs2000", "bd09"}


@pytest.mark.parametrize("name", ["EPSG:4545", "mars", "EPSG:999999"])
def test_other_systems_are_refused(name: str) -> None:
    with pytest.raises(InputError, match=f"--crs: must be one of .* got '{name}'"):
        parse_datum(name)


def test_a_line_needs_two_places() -> None:
    assert line_wkt([(1.0, 2.0), (1.0, 2.0)]) is None
    assert line_wkt([(1.0, 2.0), (1.0, 2.0), (3.0, 4.5)]) == (
        "LINESTRING (1.0 2.0, 3.0 4.5)"
    )


def test_an_unknown_site_is_left_out_of_a_line() -> None:
    places = places_of(micro_network().sites.values(), "wgs84")
    assert len(places.line(["D1", "?", "P1"])) == 2
    assert places.point("?") == {}
