"""Geodata files: what is read, and one broken file per fault."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import geopandas as gpd
import numpy as np
import pytest
import shapely

from maps.errors import GeoFileError, GeometryError
from maps.geojson import write_collection
from maps.io import read_features, write_geopackage

POINT = {"type": "Point", "coordinates": [106.5, 29.5]}
RECORDS: list[dict[str, object]] = [
    {"site": "甲-001", "loads": 3, "green": True, "lon": 106.5, "lat": 29.5},
    {"site": "乙-002", "loads": None, "green": None, "lon": None, "lat": None},
    {"site": None, "loads": 2**53 + 1, "wkt": "LINESTRING (106 29, 107 30)"},
]


def geojson(folder: Path, features: list[dict[str, Any]], **extra: object) -> Path:
    file = folder / "file.geojson"
    collection = {"type": "FeatureCollection", "features": features, **extra}
    file.write_text(json.dumps(collection, ensure_ascii=False), encoding="utf-8")
    return file


def feature(geometry: object, **properties: object) -> dict[str, Any]:
    return {"type": "Feature", "properties": properties, "geometry": geometry}


@pytest.fixture
def shapefile(tmp_path: Path) -> Path:
    frame = gpd.GeoDataFrame(
        {"name": ["渝中", "渝北", "江北"]},
        geometry=shapely.points([106.5, 106.6, 106.7], [29.5, 29.6, 29.7]),
        crs="EPSG:4490",
    )
    file = tmp_path / "three.shp"
    frame.to_file(file, encoding="GB18030")
    file.with_suffix(".cpg").unlink()
    return file


# The library behind GeoPackage has errors of its own; plain text has the system's.
CANNOT_WRITE = {".geojson": OSError, ".gpkg": GeoFileError}


def write(kind: str, file: Path) -> Path:
    target = file.with_suffix(kind)
    if kind == ".geojson":
        write_collection(target, RECORDS, {})
    else:
        write_geopackage(target, "站点", RECORDS)
    return target


@pytest.mark.parametrize("kind", [".geojson", ".gpkg"])
def test_what_is_written_is_read(kind: str, tmp_path: Path) -> None:
    features = read_features(write(kind, tmp_path / "plan"))
    assert len(features) == 3
    assert features.columns == {
        "site": ["甲-001", "乙-002", None],
        "loads": [3, None, 2**53 + 1],
        "green": [True, None, None],
    }
    assert features.wkt == ["POINT (106.5 29.5)", None, "LINESTRING (106 29, 107 30)"]
    np.testing.assert_array_equal(features.x, [106.5, np.nan, np.nan])
    np.testing.assert_array_equal(features.y, [29.5, np.nan, np.nan])
    assert features.stored_crs == "EPSG:4326"


@pytest.mark.parametrize("kind", [".geojson", ".gpkg"])
def test_nothing_but_the_file_is_left_in_the_folder(kind: str, tmp_path: Path) -> None:
    target = write(kind, tmp_path / "plan")
    assert list(tmp_path.iterdir()) == [target]


@pytest.mark.parametrize("kind", [".geojson", ".gpkg"])
def test_a_failed_write_leaves_the_old_file_whole(
    kind: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    target = write(kind, tmp_path / "plan")
    before = target.read_bytes()

    def fail(*_: object, **__: object) -> None:
        reason = "no space left"
        raise OSError(reason)

    monkeypatch.setattr("pathlib.Path.replace", fail)
    with pytest.raises(CANNOT_WRITE[kind], match="no space left"):
        write(kind, tmp_path / "plan")
    assert list(tmp_path.iterdir()) == [target]
    assert target.read_bytes() == before


@pytest.mark.parametrize("kind", [".geojson", ".gpkg"])
def test_a_missing_folder_is_named(kind: str, tmp_path: Path) -> None:
    with pytest.raises(CANNOT_WRITE[kind], match="nowhere"):
        write(kind, tmp_path / "nowhere" / "plan")


@pytest.mark.parametrize("kind", [".geojson", ".gpkg"])
def test_no_records_make_an_empty_layer(
    kind: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(f"{__name__}.RECORDS", [])
    features = read_features(write(kind, tmp_path / "empty"))
    assert len(features) == 0
    assert features.x.size == 0


def test_geojson_is_wgs84_text_with_one_feature_per_line(tmp_path: Path) -> None:
    file = write(".geojson", tmp_path / "plan")
    text = file.read_text(encoding="utf-8")
    assert "甲-001" in text
    assert len(text.splitlines()) == 5
    assert json.loads(text)["features"][0] == {
        "type": "Feature",
        "properties": {"site": "甲-001", "loads": 3, "green": True},
        "geometry": {"type": "Point", "coordinates": [106.5, 29.5]},
    }


def test_layers_of_a_geopackage(tmp_path: Path) -> None:
    file = tmp_path / "plan.gpkg"
    write_geopackage(file, "sites", [{"n": 1, "lon": 106.5, "lat": 29.5}])
    write_geopackage(
        file, "routes", [{"n": 2, "wkt": "LINESTRING (0 0, 1 1)"}], append=True
    )
    assert read_features(file).layers == ("sites", "routes")
    assert read_features(file).layer == "sites"
    assert read_features(file, "routes").columns == {"n": [2]}
    with pytest.raises(GeoFileError, match="no layer 'zones'"):
        read_features(file, "zones")
    write_geopackage(file, "only", [{"n": 3, "lon": 106.5, "lat": 29.5}])
    assert read_features(file).layers == ("only",)


@pytest.mark.parametrize("names", [("FID",), ("geom",), ("Name", "name")])
def test_names_geopackage_would_confuse_are_refused(
    names: tuple[str, ...], tmp_path: Path
) -> None:
    record = dict.fromkeys(names, 1) | {"lon": 106.5, "lat": 29.5}
    with pytest.raises(GeoFileError, match=f"column '{names[-1]}': clashes with"):
        write_geopackage(tmp_path / "plan.gpkg", "sites", [record])


def test_faulty_shapes_are_refused_before_anything_is_written(tmp_path: Path) -> None:
    for write_any in (
        lambda file, records: write_collection(file, records, {}),
        lambda file, records: write_geopackage(file, "x", records),
    ):
        with pytest.raises(GeometryError, match="is not WKT"):
            write_any(tmp_path / "plan.gpkg", [{"wkt": "nonsense"}])
        with pytest.raises(GeometryError, match="lon and lat must be numbers"):
            write_any(tmp_path / "plan.gpkg", [{"lon": "106,5", "lat": 29.5}])
    assert list(tmp_path.iterdir()) == []


def test_raw_coordinates_are_not_transformed(tmp_path: Path) -> None:
    crs = {"type": "name", "properties": {"name": "urn:ogc:def:crs:EPSG::4545"}}
    place = {"type": "Point", "coordinates": [370_000.5, 3_270_000.25]}
    features = read_features(geojson(tmp_path, [feature(place)], crs=crs))
    assert features.stored_crs == "EPSG:4545"
    assert features.x.tolist() == [370_000.5]
    assert features.y.tolist() == [3_270_000.25]


def test_values_become_plain_and_dates_stay_text(tmp_path: Path) -> None:
    file = geojson(
        tmp_path,
        [
            feature(POINT, day="2026-03-01", at="2026/03/01 07:00", list=[1, 2]),
            feature(None, day=None, at=None, list=None),
        ],
    )
    assert read_features(file).columns == {
        "day": ["2026-03-01", None],
        "at": ["2026/03/01 07:00", None],
        "list": ["[1, 2]", None],
    }


def test_heights_are_dropped_and_odd_attribute_names_survive(tmp_path: Path) -> None:
    place = {"type": "Point", "coordinates": [106.5, 29.5, 240.0]}
    file = geojson(tmp_path, [feature(place, wkb_geometry="x", geom="y")])
    features = read_features(file)
    assert features.wkt == ["POINT (106.5 29.5)"]
    assert features.columns == {"wkb_geometry": ["x"], "geom": ["y"]}


def test_an_open_ring_is_closed_and_noted(tmp_path: Path) -> None:
    ring = [[0, 0], [1, 0], [1, 1]]
    features = read_features(
        geojson(tmp_path, [feature({"type": "Polygon", "coordinates": [ring]})])
    )
    assert features.wkt == ["POLYGON ((0 0, 1 0, 1 1, 0 0))"]
    assert any("Non closed ring" in note for note in features.notes)


def test_one_hopeless_shape_is_noted_and_does_not_cost_the_file(tmp_path: Path) -> None:
    line = {"type": "LineString", "coordinates": [[0, 0]]}
    features = read_features(geojson(tmp_path, [feature(POINT), feature(line)]))
    assert features.wkt == ["POINT (106.5 29.5)", None]
    assert "Feature 2: the shape cannot be read and is left out." in features.notes


def test_a_sound_file_has_no_notes(tmp_path: Path) -> None:
    features = read_features(geojson(tmp_path, [feature(POINT), feature(None)]))
    assert features.notes == ()


def test_a_byte_order_mark_is_no_fault(tmp_path: Path) -> None:
    file = geojson(tmp_path, [feature(POINT, name="渝中")])
    file.write_bytes(b"\xef\xbb\xbf" + file.read_bytes())
    assert read_features(file).columns == {"name": ["渝中"]}


def test_a_shapefile_with_its_encoding_named(shapefile: Path) -> None:
    features = read_features(shapefile, encoding="GB18030")
    assert features.columns == {"name": ["渝中", "渝北", "江北"]}
    assert features.stored_crs == "EPSG:4490"
    np.testing.assert_allclose(features.x, [106.5, 106.6, 106.7])


def test_a_shapefile_without_a_crs(shapefile: Path) -> None:
    shapefile.with_suffix(".prj").unlink()
    assert read_features(shapefile, encoding="GB18030").stored_crs is None


@pytest.mark.parametrize("part", [".shx", ".dbf"])
def test_a_shapefile_that_lacks_a_part(part: str, shapefile: Path) -> None:
    shapefile.with_suffix(part).unlink()
    with pytest.raises(GeoFileError, match=f"three.shp: needs three{part} beside it"):
        read_features(shapefile)


@pytest.mark.parametrize("part", [".shp", ".shx", ".dbf"])
def test_a_shapefile_that_is_cut_off(part: str, shapefile: Path) -> None:
    cut_in_half(shapefile.with_suffix(part))
    with pytest.raises(GeoFileError, match=f"three{part}: is cut off, it must have"):
        read_features(shapefile)


def cut_in_half(file: Path) -> None:
    content = file.read_bytes()
    file.write_bytes(content[: len(content) // 2])


def rubbish(file: Path) -> None:
    file.write_bytes(np.random.default_rng(1).bytes(2_000))


def empty(file: Path) -> None:
    file.write_bytes(b"")


@pytest.mark.parametrize("kind", [".geojson", ".gpkg"])
@pytest.mark.parametrize(
    ("spoil", "reason"),
    [
        (rubbish, "is not a .* file, it begins with"),
        (empty, "is empty"),
        (cut_in_half, "cannot be read, it may be truncated"),
        (Path.unlink, "cannot be opened"),
    ],
)
def test_a_spoilt_file_is_named_with_its_fault(
    kind: str, spoil: Callable[[Path], None], reason: str, tmp_path: Path
) -> None:
    file = write(kind, tmp_path / "plan")
    spoil(file)
    with pytest.raises(GeoFileError, match=f"^plan{kind}: {reason}"):
        read_features(file)


def test_other_endings_are_refused(tmp_path: Path) -> None:
    with pytest.raises(GeoFileError, match=r"sites\.csv: must end in \.geojson"):
        read_features(tmp_path / "sites.csv")
    with pytest.raises(GeoFileError, match="got 'no ending'"):
        read_features(tmp_path / "sites")


def test_a_format_that_fetches_other_files_is_not_opened(tmp_path: Path) -> None:
    file = tmp_path / "sites.geojson"
    file.write_text("<OGRVRTDataSource/>", encoding="utf-8")
    with pytest.raises(GeoFileError, match="it begins with"):
        read_features(file)


def test_json_that_is_no_geojson(tmp_path: Path) -> None:
    file = tmp_path / "settings.json"
    file.write_text('{"name": "x"}', encoding="utf-8")
    with pytest.raises(GeoFileError, match=r"settings\.json: cannot be read"):
        read_features(file)


def test_text_in_another_encoding(tmp_path: Path) -> None:
    file = geojson(tmp_path, [feature(POINT, name="渝中")])
    file.write_bytes(file.read_text(encoding="utf-8").encode("gb18030"))
    with pytest.raises(GeoFileError, match=r"is not utf-8\. Save it as UTF-8"):
        read_features(file)


def test_a_geopackage_without_shapes(tmp_path: Path) -> None:
    import pandas as pd
    import pyogrio

    file = tmp_path / "table.gpkg"
    pyogrio.write_dataframe(pd.DataFrame({"n": [1]}), file, layer="only", driver="GPKG")
    with pytest.raises(GeoFileError, match="holds no layer with shapes"):
        read_features(file)


def test_a_database_that_is_no_geopackage(tmp_path: Path) -> None:
    import sqlite3

    file = tmp_path / "other.gpkg"
    connection = sqlite3.connect(file)
    connection.execute("CREATE TABLE t (n INTEGER)")
    connection.commit()
    connection.close()
    with pytest.raises(GeoFileError, match="cannot be read"):
        read_features(file)
