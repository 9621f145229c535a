import pytest

from maps.crs import from_wgs84, parse_crs
from recycling.intake.positions import Positions
from recycling.schema.faults import Rule

AREA = (105.2, 28.1, 110.3, 32.3)
SQUARE = "POLYGON (({0} {1}, {2} {1}, {2} {3}, {0} {3}, {0} {1}))"


def positions(crs, area=AREA):
    return Positions(parse_crs(crs), area)


@pytest.mark.parametrize("crs", ["wgs84", "gcj02", "bd09", "cgcs2000", "EPSG:4545"])
def test_points_come_back_in_wgs84(crs):
    x, y = from_wgs84([106.55, 107.4], [29.6, 29.7], crs)
    lon, lat, faults = positions(crs).points(x.tolist(), y.tolist())
    assert faults == {}
    assert lon == pytest.approx([106.55, 107.4], abs=1e-6)
    assert lat == pytest.approx([29.6, 29.7], abs=1e-6)


@pytest.mark.parametrize(
    ("crs", "x", "y", "rule"),
    [
        ("wgs84", 29.6, 106.55, Rule.SWAPPED),
        ("gcj02", 29.6, 106.55, Rule.SWAPPED),
        ("EPSG:4545", 3_275_644.8, 358_772.1, Rule.SWAPPED),
        ("wgs84", 116.4, 39.9, Rule.OUTSIDE_AREA),
        ("wgs84", 0.0, 0.0, Rule.OUTSIDE_AREA),
        ("wgs84", 106.55, -29.6, Rule.OUTSIDE_AREA),
        ("wgs84", 206.5, 129.6, Rule.NO_PLACE),
        ("wgs84", 358_772.1, 3_275_644.8, Rule.LOOKS_PROJECTED),
        ("bd09", 106_550.0, 29_600.0, Rule.LOOKS_PROJECTED),
        ("EPSG:4545", 106.55, 29.6, Rule.LOOKS_GEOGRAPHIC),
        ("EPSG:4545", 1e12, 1e12, Rule.NO_PLACE),
    ],
)
def test_a_point_that_cannot_be_says_why(crs, x, y, rule):
    _, _, faults = positions(crs).points(
        [106.55 if crs == "wgs84" else x, x], [29.6, y]
    )
    assert faults[1].rule is rule


def test_without_an_area_only_the_globe_is_the_limit():
    anywhere = positions("wgs84", None)
    assert anywhere.points([-0.1], [51.5])[2] == {}
    assert anywhere.points([51.5], [-0.1])[2] == {}
    assert anywhere.points([29.6], [106.55])[2][0].rule is Rule.SWAPPED
    assert anywhere.points([200.0], [10.0])[2][0].rule is Rule.NO_PLACE


def test_a_point_with_a_faulty_cell_has_no_second_fault():
    lon, _, faults = positions("wgs84").points([None, 106.55], [29.6, 29.6])
    assert faults == {}
    assert lon[1] == 106.55


def test_an_area_is_converted():
    placed = positions("gcj02").shape(SQUARE.format(106.5, 29.5, 106.6, 29.6))
    assert placed.fault is None
    assert not placed.is_repaired
    assert placed.wkt.startswith("POLYGON ((106.496")


def test_an_area_that_crosses_itself_is_repaired():
    bow = "POLYGON ((106.5 29.5, 106.6 29.6, 106.6 29.5, 106.5 29.6, 106.5 29.5))"
    placed = positions("wgs84").shape(bow)
    assert placed.is_repaired
    assert placed.wkt.startswith("MULTIPOLYGON (((")
    again = positions("wgs84").shape(placed.wkt)
    assert (again.wkt, again.is_repaired) == (placed.wkt, False)


def test_an_area_may_reach_beyond_the_city_but_not_lie_outside():
    reaching = SQUARE.format(100.0, 29.5, 106.6, 29.6)
    around = SQUARE.format(100.0, 20.0, 120.0, 40.0)
    for wkt in (reaching, around):
        assert positions("wgs84").shape(wkt).fault is None
    outside = positions("wgs84").shape(SQUARE.format(116.0, 39.0, 117.0, 40.0))
    assert outside.fault.rule is Rule.OUTSIDE_AREA


@pytest.mark.parametrize(
    ("crs", "wkt", "rule"),
    [
        ("wgs84", SQUARE.format(29.5, 106.5, 29.6, 106.6), Rule.SWAPPED),
        ("EPSG:4545", SQUARE.format(106.5, 29.5, 106.6, 29.6), Rule.LOOKS_GEOGRAPHIC),
        ("wgs84", "POLYGON EMPTY", Rule.BAD_GEOMETRY),
        ("wgs84", "LINESTRING (106 29, 107 30)", Rule.NOT_A_POLYGON),
    ],
)
def test_an_area_that_cannot_be_says_why(crs, wkt, rule):
    placed = positions(crs).shape(wkt)
    assert placed.wkt == ""
    assert placed.fault.rule is rule


def test_what_stood_in_the_file_is_kept(read, tmp_path):
    path = tmp_path / "sites.csv"
    path.write_text(
        "site_id,name,kind,district,lon,lat\nSC-001,x,depot,500112, 106.550 ,29.60\n",
        encoding="utf-8",
    )
    found = read(path, crs="GCJ-02")
    assert found.raw == {"raw_x": ["106.550"], "raw_y": ["29.60"], "crs": ["gcj02"]}
    assert found.columns["lon"][0] == pytest.approx(106.5463, abs=1e-3)


def test_rows_may_repeat_the_declared_system(read, tmp_path):
    path = tmp_path / "sites.csv"
    path.write_text(
        "site_id,name,kind,district,lon,lat,datum\n"
        "SC-001,x,depot,500112,106.55,29.6,WGS-84\n"
        "SC-002,x,depot,500112,106.55,29.6,\n"
        "SC-003,x,depot,500112,106.55,29.6,mars\n",
        encoding="utf-8",
    )
    found = read(path)
    assert found.columns["site_id"] == ["SC-001", "SC-002"]
    assert found.messages == [
        "sites.csv row 4, datum: must be the declared coordinate system wgs84, got "
        "mars. Import the rows of each system from a file of their own."
    ]
