"""Collections that say something of themselves."""

import json
from pathlib import Path

import pytest

from maps.errors import GeometryError
from maps.geojson import write_collection


def test_records_come_back_with_the_file_s_own_members(tmp_path: Path) -> None:
    path = tmp_path / "sites.geojson"
    records = [
        {"name": 'A "1" 渝\u2028', "lon": 106.123456789, "lat": 29.5},
        {"name": "line", "wkt": "LINESTRING (1 2, 3 4)"},
        {"name": "nowhere", "lon": None, "lat": None},
    ]
    write_collection(path, records, {"datum": "gcj02"})
    tree = json.loads(path.read_text(encoding="utf-8"))
    assert tree["datum"] == "gcj02"
    assert [f["properties"]["name"] for f in tree["features"]] == [
        'A "1" 渝\u2028', "line", "nowhere",
    ]  # fmt: skip
    point, line, nowhere = (f["geometry"] for f in tree["features"])
    assert point == {"type": "Point", "coordinates": [106.1234568, 29.5]}
    assert line["coordinates"] == [[1, 2], [3, 4]]
    assert nowhere is None


def test_an_empty_collection_is_one(tmp_path: Path) -> None:
    write_collection(tmp_path / "a.json", [], {})
    tree = json.loads((tmp_path / "a.json").read_text(encoding="utf-8"))
    assert tree == {"type": "FeatureCollection", "features": []}


def test_a_member_cannot_replace_one_of_geojson(tmp_path: Path) -> None:
    with pytest.raises(GeometryError, match="'features' is a name of GeoJSON"):
        write_collection(tmp_path / "a.json", [], {"features": "x"})


def test_a_fault_leaves_the_old_file(tmp_path: Path) -> None:
    path = tmp_path / "a.json"
    path.write_text("old")
    with pytest.raises(GeometryError):
        write_collection(path, [{"wkt": "POINT (nowhere)"}], {})
    assert path.read_text() == "old"
    assert [file.name for file in tmp_path.iterdir()] == ["a.json"]
