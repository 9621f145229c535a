"""Areas drawn for a scenario: corners, GeoJSON text and files, faults in words."""

import json

import pytest

from recycling.domain.errors import InputError
from recycling.domain.sites import ZoneKind
from recycling.network.drawn import areas_of_file, areas_of_text, drawn_zones

CORNERS = "106.5, 29.5\n106.6 29.5\n\n106.55,29.6\n"
RING = [[106.5, 29.5], [106.6, 29.5], [106.55, 29.6], [106.5, 29.5]]


def geojson(*features):
    return json.dumps(
        {
            "type": "FeatureCollection",
            "features": [
                {
                    "type": "Feature",
                    "properties": {"name": name} if name else {},
                    "geometry": {"type": kind, "coordinates": coordinates},
                }
                for name, kind, coordinates in features
            ],
        }
    )


def test_corners_make_a_closed_polygon():
    (wkt,) = areas_of_text(CORNERS, "mine").values()
    assert wkt.startswith("POLYGON")
    assert wkt.count("106.5 29.5") == 2


def test_geojson_text_keeps_names_and_numbers_the_rest():
    text = geojson(("Lake", "Polygon", [RING]), ("Lake", "Polygon", [RING]))
    assert list(areas_of_text(text, "mine")) == ["Lake", "Lake-2"]
    text = geojson(("", "Polygon", [RING]))
    assert list(areas_of_text(text, "mine")) == ["mine-1"]


def test_a_file_in_another_system_is_moved(tmp_path):
    path = tmp_path / "areas.geojson"
    path.write_text(geojson(("Lake", "Polygon", [RING])), encoding="utf-8")
    assert areas_of_file(path)["Lake"] != areas_of_file(path, "gcj02")["Lake"]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("106.5, 29.5\n106.6, 29.5", "at least three corners, got 2"),
        ("106.5, 29.5\nnorth", "line 2: must be longitude and latitude"),
        ("29.5, 106.5\n29.6, 106.5\n29.5, 106.6", "longitude first"),
        (geojson(("x", "Point", [106.5, 29.5])), "must be a POLYGON"),
        (geojson(), "mine.geojson"),
        ("{", "mine.geojson"),
    ],
)
def test_what_is_no_area_is_said_in_words(text, said):
    with pytest.raises(InputError, match=said):
        areas_of_text(text, "mine")


def test_areas_become_exclusion_zones():
    zones = drawn_zones(areas_of_text(CORNERS, "mine"))
    assert zones["mine"].kind is ZoneKind.EXCLUSION
    assert zones["mine"].rule
