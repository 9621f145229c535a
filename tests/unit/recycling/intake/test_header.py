import pytest

from maps.crs import parse_crs
from recycling.intake.declared import contradicts
from recycling.intake.guess import table_named
from recycling.intake.header import read_header
from recycling.schema.columns import TABLES
from recycling.schema.faults import Rule

SITES = TABLES["sites"]
WGS84 = parse_crs("wgs84")
BASE = ("site_id", "name", "kind", "district")


@pytest.mark.parametrize(
    "header",
    [
        ("lon", "lat"),
        ("经度", "纬度"),
        ("lon_wgs84", "lat_wgs84"),
        ("经度（WGS-84）", "纬度（WGS-84）"),
        ("wgs84_lng", "wgs84_latitude"),
    ],
)
def test_headers_of_the_declared_datum_are_positions(header):
    layout = read_header(SITES, (*BASE, *header), WGS84)
    assert layout.faults == ()
    assert layout.bound["lat"].index == 5


@pytest.mark.parametrize(
    "header", ["lon_gcj02", "经度(火星坐标)", "bd09ll_lng", "百度坐标经度"]
)
def test_a_header_of_another_datum_is_refused(header):
    layout = read_header(SITES, (*BASE, header, "lat"), WGS84)
    assert [(fault.rule, fault.column, fault.detail) for fault in layout.faults] == [
        (Rule.DATUM_HEADER, header, "wgs84")
    ]


def test_a_file_with_both_datums_is_refused_unless_one_is_set_aside():
    both = (*BASE, "lon_gcj02", "lat_gcj02", "lon_wgs84", "lat_wgs84")
    layout = read_header(SITES, both, WGS84)
    assert [fault.rule for fault in layout.faults] == [Rule.DATUM_HEADER] * 2
    aside = tuple(f"#{name}" if "gcj02" in name else name for name in both)
    assert read_header(SITES, aside, WGS84).faults == ()


def test_the_column_of_row_datums_belongs_to_tables_with_positions():
    assert read_header(SITES, (*BASE, "x", "y", "CRS"), WGS84).crs_index == 6
    orders = read_header(TABLES["orders"], ("crs",), WGS84)
    assert orders.faults[0].rule is Rule.UNKNOWN_COLUMN


@pytest.mark.parametrize(
    ("name", "nearest"),
    [
        ("capcity_t_per_year", "capacity_t_per_year"),
        ("站点名", "站点名称"),
        ("", ""),
        ("净重", ""),
    ],
)
def test_an_unknown_column_is_set_beside_the_nearest(name, nearest):
    layout = read_header(SITES, (*BASE, "lon", "lat", name), WGS84)
    fault = layout.faults[0]
    assert fault.rule is Rule.UNKNOWN_COLUMN
    assert fault.detail.startswith(f"sites|{nearest}")


@pytest.mark.parametrize(
    ("stored", "declared", "is_contradiction"),
    [
        ("EPSG:4326", "wgs84", False),
        ("EPSG:4326", "gcj02", False),
        ("EPSG:4490", "wgs84", False),
        ("EPSG:4326", "EPSG:4545", True),
        ("EPSG:4545", "EPSG:4545", False),
        ("EPSG:4545", "wgs84", True),
        ("EPSG:4545", "EPSG:4544", True),
        ("Local grid", "wgs84", True),
    ],
)
def test_what_a_file_claims_against_what_is_declared(
    stored, declared, is_contradiction
):
    assert contradicts(stored, parse_crs(declared)) is is_contradiction


@pytest.mark.parametrize(
    ("name", "table"),
    [
        ("sites", "sites"),
        ("tickets-2026-01", "tickets"),
        ("vehicle_types", "vehicle_types"),
        ("Vehicle types", "vehicle_types"),
        ("2026年过磅单", "tickets"),
        ("限行规则", "restrictions"),
        ("Sheet1", None),
    ],
)
def test_a_table_is_told_by_its_name(name, table):
    found = table_named(name)
    assert (found and found.name) == table


def test_a_table_is_told_by_its_header(read, tmp_path):
    path = tmp_path / "export.csv"
    path.write_text(
        "磅单号,站点编号,过磅时间,品类,净重(吨)\nT1,SC-001,2026/1/5 8:30,paper,1.2\n",
        encoding="utf-8",
    )
    found = read(path)
    assert found.reader.tables == ("tickets",)
    assert found.columns["net_kg"] == [1200]
