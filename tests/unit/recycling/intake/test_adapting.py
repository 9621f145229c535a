"""Files made for others: headers said to mean something, filled and left out."""

import json
import zipfile

import geopandas as gpd
import pytest
import shapely

from recycling.intake.adapting import Adapting
from recycling.intake.notices import notice_message

STOPS = (
    "stop,name,district,lon_gcj02,lat_gcj02,lon_wgs84,lat_wgs84,remark\n"
    "1,临江门站,500112,106.573142,29.55921,106.569448,29.562088,x\n"
)
KIND = {"kind": "collection_point"}
SQUARE = shapely.box(106.5, 29.5, 106.6, 29.6)
BOW = shapely.Polygon([(106.5, 29.5), (106.6, 29.6), (106.6, 29.5), (106.5, 29.6)])


def stops(tmp_path, text=STOPS):
    path = tmp_path / "stops.csv"
    path.write_text(text, encoding="utf-8")
    return path


def notes(found):
    return [notice_message(notice, "en") for notice in found.reader.report.notices]


@pytest.mark.parametrize(
    ("crs", "lon"), [("wgs84", "106.569448"), ("gcj02", "106.573142")]
)
def test_a_foreign_file_is_read_without_editing(read, tmp_path, crs, lon):
    adapting = Adapting({"stop": "site_id"}, KIND, ignore_extra=True)
    found = read(stops(tmp_path), "sites", adapting=adapting, crs=crs)
    assert found.messages == []
    assert found.columns["site_id"] == ["1"]
    assert found.columns["kind"] == ["collection_point"]
    assert found.raw["raw_x"] == [lon]
    other = "wgs84" if crs == "gcj02" else "gcj02"
    assert notes(found) == [
        f"stops.csv: 3 columns that mean nothing to the table were left out: "
        f"lon_{other}, lat_{other}, remark. Name what they mean with --map if they "
        "should count."
    ]


def test_a_column_of_another_datum_is_no_extra_when_it_is_the_only_one(read, tmp_path):
    path = stops(tmp_path, "site_id,name,district,lon_gcj02,lat\n1,x,500112,106.5,29\n")
    found = read(path, "sites", adapting=Adapting({}, KIND, ignore_extra=True))
    assert [fault.rule for fault in found.reader.report.faults] == ["datum_header"]


def test_a_header_may_be_left_out_by_name(read, tmp_path):
    path = stops(tmp_path, "id,编号,name,district,x,y\n1,9,x,500112,106.5,29.5\n")
    found = read(path, "sites", adapting=Adapting({"编号": ""}, KIND))
    assert (found.messages, found.columns["site_id"]) == ([], ["1"])


def test_a_header_may_mean_a_figure_in_a_larger_unit(read, tmp_path):
    path = stops(tmp_path, "id,name,district,x,y,cap\n1,x,500112,106.5,29.5,3\n")
    adapting = Adapting({" CAP ": "年处理能力(吨)"}, {"kind": "分拣中心"})
    found = read(path, "sites", adapting=adapting)
    assert found.messages == []
    assert found.columns["capacity_kg_per_year"] == [3000]
    assert found.columns["kind"] == ["sorting_centre"]


def test_what_was_said_wrongly_is_a_fault(read, tmp_path):
    path = stops(tmp_path, "id,name,district,x,y\n1,x,500112,106.5,29.5\n")
    adapting = Adapting(
        {"halt": "site_id", "name": "nme"},
        {"kind": "palace", "colour": "red", "lon": "1", "district": "500112"},
    )
    assert read(path, "sites", adapting=adapting).messages == [
        "stops.csv row 1, halt: --map names a column the file does not have: halt. Its "
        "columns are id, name, district, x, y.",
        "stops.csv row 1, name: --map must name a column of the table sites, got nme. "
        "The nearest is name.",
        "stops.csv row 1, kind: must be one of collection_point, transfer_station, "
        "sorting_centre, dismantler, park, processing_base, depot, disposal, charger, "
        "port, rail_station, generator, address, got palace. Write the code or its "
        "label.",
        "stops.csv row 1, colour: --set must name a column of the table sites that is "
        "not a position, got colour. The nearest is source.",
        "stops.csv row 1, lon: --set must name a column of the table sites that is not "
        "a position, got lon. The nearest is opens_s.",
        "stops.csv row 1, district: --set must name a column the file does not have, "
        "got district, which is the file's column district. Leave out --set, or leave "
        'out the column with --map "district=".',
        "stops.csv row 1, name: the column is missing. Add it under one of the names "
        "name, 名称, 站点名称.",
    ]


def test_a_filled_key_must_be_known(read, tmp_path):
    path = stops(tmp_path, "id,name,x,y\n1,x,106.5,29.5\n")
    adapting = Adapting({}, KIND | {"district": "500999"})
    assert read(path, "sites", adapting=adapting).messages == [
        "stops.csv row 2, district: must be in the table districts, got 500999. "
        "Import that table first or correct the value."
    ]


ZONES = Adapting({"adcode": "zone_id"}, {"kind": "district"}, ignore_extra=True)


def boundaries(tmp_path, kind, shapes=(SQUARE, BOW)):
    """Write boundaries as others publish them."""
    frame = gpd.GeoDataFrame(
        {
            "adcode": [500112 + n for n in range(len(shapes))],
            "name": ["渝北区", "巴南区", "渝中区"][: len(shapes)],
            "level": "district",
        },
        geometry=list(shapes),
        crs=4326,
    )
    path = tmp_path / f"boundaries.{kind}"
    if kind == "zip":
        frame.to_file(tmp_path / "boundaries.shp", encoding="GB18030")
        (tmp_path / "boundaries.cpg").unlink()
        with zipfile.ZipFile(path, "w") as packed:
            for suffix in (".shp", ".shx", ".dbf", ".prj"):
                part = (tmp_path / "boundaries").with_suffix(suffix)
                packed.write(part, part.name)
    else:
        frame.to_file(path)
    return path


@pytest.mark.parametrize("kind", ["geojson", "gpkg", "shp", "zip"])
def test_boundaries_come_as_they_are_published(read, tmp_path, kind):
    found = read(boundaries(tmp_path, kind), "zones", adapting=ZONES, crs="gcj02")
    assert found.messages == []
    assert found.columns["zone_id"] == ["500112", "500113"]
    assert found.columns["name"] == ["渝北区", "巴南区"]
    assert found.columns["kind"] == ["district"] * 2
    assert found.columns["geometry_wkt"][1].startswith("MULTIPOLYGON")
    assert found.raw["raw_wkt"][1].startswith("POLYGON ((106.5 29.5, ")
    assert [(n.rule, n.count) for n in found.reader.report.notices] == [
        ("columns_ignored", 1),
        ("shapes_repaired", 1),
    ]


def test_a_point_and_nothing_among_areas_are_faults(read, tmp_path):
    shapes = (SQUARE, shapely.Point(106.5, 29.5), None)
    found = read(boundaries(tmp_path, "geojson", shapes), "zones", adapting=ZONES)
    assert found.columns["zone_id"] == ["500112"]
    assert [(fault.row, fault.rule) for fault in found.reader.report.faults] == [
        (2, "not_a_polygon"),
        (3, "missing_value"),
    ]


def test_a_broken_archive_is_a_fault(read, tmp_path):
    path = tmp_path / "zones.zip"
    path.write_bytes(b"PK\x03\x04 nothing")
    assert read(path).messages == [
        "zones.zip: cannot be unpacked (File is not a zip file). Pack the Shapefile "
        "again as a .zip without a password."
    ]


def test_notes_of_the_reading_library_are_told(read, tmp_path):
    ring = [[106.5, 29.5], [106.6, 29.5], [106.6, 29.6]]
    features = [
        {
            "type": "Feature",
            "properties": {"zone_id": f"Z{n}", "name": "x", "kind": "exclusion"},
            "geometry": {"type": "LineString", "coordinates": [[0, 0]]}
            if n
            else {"type": "Polygon", "coordinates": [ring]},
        }
        for n in range(8)
    ]
    path = tmp_path / "zones.geojson"
    path.write_text(json.dumps({"type": "FeatureCollection", "features": features}))
    found = read(path, skip_bad_rows=True)
    assert found.columns["zone_id"] == ["Z0"]
    rules = [(n.rule, n.count) for n in found.reader.report.notices]
    assert rules[:5] == [("reader_note", 1)] * 5
    assert rules[5][0] == "more_notes"
    assert any("shape cannot be read" in line for line in notes(found))
