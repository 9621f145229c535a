import gzip
import json
import zipfile
from datetime import date, datetime, time, timedelta

import pytest
import xlsxwriter

from maps.io import write_geopackage
from recycling.intake.texts import cell_text
from recycling.schema.faults import Rule

HEADER = "site_id,name,kind,district,lon,lat"
ROW = "SC-001,分拣中心-渝北-001,sorting_centre,500112,106.55,29.6"
SITES = f"{HEADER}\n{ROW}\n"
NAME = "分拣中心-渝北-001"


def workbook(path, sheets):
    with xlsxwriter.Workbook(str(path), {"default_date_format": "yyyy-mm-dd"}) as book:
        for name, rows in sheets.items():
            sheet = book.add_worksheet(name)
            for number, row in enumerate(rows):
                for place, cell in enumerate(row):
                    sheet.write(number, place, cell)


def cells(text):
    return [line.split(",") for line in text.splitlines()]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030"])
@pytest.mark.parametrize("end", ["\n", "\r\n"])
def test_text_in_each_encoding_and_with_each_line_end(read, tmp_path, encoding, end):
    path = tmp_path / "sites.csv"
    path.write_bytes(SITES.replace("\n", end).encode(encoding))
    found = read(path)
    assert found.messages == []
    assert found.columns["name"] == [NAME]


def test_an_encoding_may_be_named(read, tmp_path):
    path = tmp_path / "sites.csv"
    path.write_bytes(SITES.encode("gbk"))
    assert read(path, encoding="gbk").columns["name"] == [NAME]


def test_an_encoding_nobody_knows(read, tmp_path):
    path = tmp_path / "sites.csv"
    path.write_text(SITES, encoding="utf-8")
    assert read(path, encoding="klingon").messages == [
        "sites.csv: is not klingon text from byte 1 on. Save it as CSV UTF-8."
    ]


def test_a_long_file_turns_chinese_late(read, tmp_path):
    path = tmp_path / "materials.csv"
    rows = [f"m{i},Material,plain,m{i},test" for i in range(40_000)]
    text = "\n".join(["code,name_en,name_zh,category,source", *rows, "z,Z,废纸,z,测试"])
    path.write_bytes(text.encode("gb18030"))
    assert path.stat().st_size > 2**20
    assert read(path, chunk_rows=50_000).columns["name_zh"][-1] == "废纸"


def test_a_character_is_cut_by_the_end_of_a_block(read, tmp_path):
    path = tmp_path / "materials.csv"
    head = b"code,name_en,name_zh,category,source\nm1,M,"
    # The second byte of this character is an ASCII sign.
    sign = "丂".encode("gb18030")
    assert sign[1:].isascii()
    source = b"m2,N,plain,m2,"
    filler = b"x" * 490
    rows = [b"a%05d,A,plain,a,%s\n" % (n, filler) for n in range(2_050)]
    before = head + b"plain,m1,test\n" + b"".join(rows)
    cut = 2**20 - 1
    kept = before[: before.rindex(b"\n", 0, cut - len(source) - 600) + 1]
    pad = cut - len(kept) - len(source)
    fill = b"m3,O,plain,m3," + b"y" * (pad - len(b"m3,O,plain,m3,\n")) + b"\n"
    path.write_bytes(kept + fill + source + sign + b"\n")
    assert path.read_bytes()[cut : cut + 2] == sign
    assert read(path, chunk_rows=50_000).columns["source"][-1] == "丂"


def test_gzipped_text(read, tmp_path):
    path = tmp_path / "sites.csv.gz"
    path.write_bytes(gzip.compress(SITES.encode()))
    assert read(path).columns["site_id"] == ["SC-001"]


@pytest.mark.parametrize("delimiter", [";", "\t"])
def test_other_separators(read, tmp_path, delimiter):
    path = tmp_path / "sites.csv"
    path.write_text(SITES.replace(",", delimiter), encoding="utf-8")
    assert read(path).columns["site_id"] == ["SC-001"]


def test_unnamed_empty_columns_at_the_end_are_dropped(read, tmp_path):
    path = tmp_path / "sites.csv"
    path.write_text(f"{HEADER},,\n{ROW},,\n", encoding="utf-8")
    assert read(path).messages == []


def test_a_column_with_a_hash_is_ignored(read, tmp_path):
    path = tmp_path / "sites.csv"
    path.write_text(f"{HEADER},#remark\n{ROW},hello\n", encoding="utf-8")
    found = read(path)
    assert found.messages == []
    assert "remark" not in found.columns


def test_a_workbook_has_its_own_kinds_of_cells(read, tmp_path):
    path = tmp_path / "book.xlsx"
    header = [*HEADER.split(","), "opens_s", "closes_s", "is_green", "permit_valid_to"]
    row = [1001, NAME, "分拣中心", 500112, 106.55, 29.6]
    row += [time(8, 30), "26:00", True, date(2027, 3, 1)]
    workbook(path, {"站点": [header, row]})
    found = read(path)
    assert found.messages == []
    assert found.columns["site_id"] == ["1001"]
    assert found.columns["district"] == ["500112"]
    assert found.columns["opens_s"] == [30_600]
    assert found.columns["is_green"] == [True]
    assert found.columns["permit_valid_to"] == [date(2027, 3, 1)]


@pytest.mark.parametrize(
    ("cell", "text"),
    [
        (None, ""),
        (True, "yes"),
        (12.0, "12"),
        (12.5, "12.5"),
        (2.026010100000012e16, "2.026010100000012e+16"),
        (timedelta(days=1, minutes=1), "24:01:00"),
        (datetime(2026, 1, 5, 8, 29, 59, 999_500), "2026-01-05T08:30:00"),
        (time(8, 30), "08:30:00"),
        ("text", "text"),
    ],
)
def test_cells_of_a_workbook_as_text(cell, text):
    assert cell_text(cell) == text


def test_sheets_are_read_in_the_order_of_reference(read, tmp_path):
    path = tmp_path / "all.xlsx"
    ticket = ["SC-777", "T1", "2026-01-05 08:30", "paper", 1200]
    sheets = {
        "Notes": [["anything"]],
        "过磅单": [["站点编号", "磅单号", "过磅时间", "品类", "净重(千克)"], ticket],
        "sites": cells(SITES.replace("SC-001", "SC-777")),
    }
    workbook(path, sheets)
    found = read(path)
    assert found.messages == []
    assert found.tables == ["sites", "tickets"]
    assert found.reader.tables == ("sites", "tickets")


def test_a_key_repeated_on_another_sheet_names_that_sheet(read, tmp_path):
    path = tmp_path / "book.xlsx"
    workbook(path, {"sites A": cells(SITES), "sites B": cells(SITES)})
    assert read(path).messages == [
        "book.xlsx sheet sites B row 2, site_id: must be unique, got SC-001 again "
        "after row sites A!2. Remove one of the two rows."
    ]


def test_a_named_sheet_is_the_only_one_read(read, tmp_path):
    path = tmp_path / "book.xlsx"
    workbook(path, {"sites": cells(SITES), "Sheet2": cells(SITES)})
    assert read(path, "sites", sheet="Sheet2").columns["site_id"] == ["SC-001"]
    assert read(path, sheet="Sheet3").messages == [
        "book.xlsx: has no sheet or layer Sheet3. Use one of sites, Sheet2."
    ]


def test_an_empty_sheet_of_a_table_is_named(read, tmp_path):
    path = tmp_path / "book.xlsx"
    workbook(path, {"sites": []})
    assert read(path).messages == [
        "book.xlsx sheet sites: is empty. Export or upload it again."
    ]


def test_a_table_below_blank_rows_is_counted_from_the_top(read, tmp_path):
    path = tmp_path / "sites.xlsx"
    bad = ROW.replace("500112", "999999").replace("SC-001", "SC-002")
    workbook(path, {"Sheet1": [[], [], *cells(f"{HEADER}\n{ROW}\n\n{bad}")]})
    faults = read(path).reader.report.faults
    assert [(fault.row, fault.rule) for fault in faults] == [(6, Rule.UNKNOWN_REF)]


def test_a_stray_cell_far_away_does_not_end_the_process(read, tmp_path):
    path = tmp_path / "sites.xlsx"
    with xlsxwriter.Workbook(str(path)) as book:
        sheet = book.add_worksheet("sites")
        sheet.write(0, 0, "site_id")
        sheet.write(1_048_575, 16_383, "stray")
    assert read(path).messages == [
        "sites.xlsx: must span at most 32000000 cells, got 1048576 x 16384. Delete "
        "stray entries far from the table, or save the sheet as CSV UTF-8."
    ]


def test_a_workbook_that_unpacks_too_large(read, tmp_path):
    path = tmp_path / "sites.xlsx"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/worksheets/sheet1.xml", b" " * 2_000_000)
    found = read(path, max_file_bytes=1_000_000)
    assert [fault.rule for fault in found.reader.report.faults] == [Rule.FILE_TOO_LARGE]


def test_an_archive_that_is_no_workbook(read, tmp_path):
    path = tmp_path / "sites.xlsx"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("readme.txt", "no workbook")
    found = read(path)
    assert [fault.rule for fault in found.reader.report.faults] == [Rule.BAD_WORKBOOK]


def geojson(path, *features):
    collection = {"type": "FeatureCollection", "features": features}
    path.write_text(json.dumps(collection, ensure_ascii=False), encoding="utf-8")


def feature(geometry, **properties):
    return {"type": "Feature", "geometry": geometry, "properties": properties}


def point(x, y):
    return {"type": "Point", "coordinates": [x, y]}


def test_points_of_geojson_become_sites(read, tmp_path):
    path = tmp_path / "sites.geojson"
    words = {"编号": "SC-001", "名称": NAME, "类型": "分拣中心", "区县": 500112}
    first = feature(point(106.55, 29.6), **words, materials=["paper", "pet"])
    words["编号"] = "SC-002"
    geojson(path, first, feature(point(29.6, 106.55), **words, materials=None))
    found = read(path)
    assert found.columns["district"] == ["500112"]
    assert found.columns["materials"] == [("paper", "pet")]
    assert found.raw == {"raw_x": ["106.55"], "raw_y": ["29.6"], "crs": ["wgs84"]}
    assert found.messages == [
        "sites.geojson sheet sites row 2, lon: longitude and latitude are exchanged, "
        "got 29.6, 106.55. Exchange the two columns."
    ]


def test_polygons_of_geojson_become_zones(read, tmp_path):
    path = tmp_path / "zones.json"
    ring = [[106.5, 29.5], [106.6, 29.5], [106.6, 29.6], [106.5, 29.5]]
    shape = {"type": "Polygon", "coordinates": [ring]}
    words = {"zone_id": "Z-1", "name": "水源地-渝北-001", "kind": "exclusion"}
    geojson(path, feature(shape, **words))
    found = read(path)
    assert found.messages == []
    assert found.columns["geometry_wkt"][0].startswith("POLYGON ((106.5 29.5")
    assert found.raw["raw_wkt"] == found.columns["geometry_wkt"]


def test_a_geopackage_whose_crs_contradicts_the_declared_one(read, tmp_path):
    path = tmp_path / "city.gpkg"
    record = {"site_id": "SC-001", "name": NAME, "kind": "depot", "district": "500112"}
    write_geopackage(path, "sites", [record | {"lon": 106.55, "lat": 29.6}])
    assert read(path).messages == []
    # GCJ-02 has no code, so such files claim WGS-84.
    assert read(path, crs="gcj02").messages == []
    assert read(path, crs="EPSG:4545").messages[0] == (
        "city.gpkg sheet sites: the file says EPSG:4326, but EPSG:4545 was declared. "
        "Declare the system the coordinates are in, or export the file again."
    )


def test_a_feature_without_a_shape_misses_its_position(read, tmp_path):
    path = tmp_path / "sites.geojson"
    words = {"site_id": "SC-001", "name": NAME, "kind": "depot", "district": "500112"}
    geojson(path, feature(point(106.55, 29.6), **words), feature(None, **words))
    rules = [fault.rule for fault in read(path).reader.report.faults]
    assert rules == [Rule.DUPLICATE_KEY, Rule.MISSING_VALUE, Rule.MISSING_VALUE]
