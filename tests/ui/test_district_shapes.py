"""Districts as the ground of a map."""

from types import SimpleNamespace

from recycling.ui.district_shapes import district_shapes
from recycling.ui.map_records import MapDistrict

BOUNDARY = "POLYGON ((106 29, 107 29, 107 30, 106 29))"


def district(code, boundary_wkt=None):
    return MapDistrict(code, code, code, boundary_wkt)


def test_boundaries_come_before_hulls_and_hulls_before_nothing():
    corners = ((106.5, 29.5), (106.6, 29.5), (106.5, 29.6))
    sites = [
        SimpleNamespace(district=code, lon=lon, lat=lat)
        for code in ("A", "B")
        for lon, lat in corners
    ]
    shapes = district_shapes(
        [district("A", BOUNDARY), district("B"), district("C")], sites
    )
    assert list(shapes) == ["A", "B"]
    assert shapes["A"] == BOUNDARY
    assert shapes["B"].startswith("POLYGON")
    assert all(f"{lon} {lat}" in shapes["B"] for lon, lat in corners)
