"""Basemaps: nothing unless asked for, and GCJ-02 tiles with shifted places."""

import json
from base64 import b64decode

import pytest

from maps.basemaps import Basemap, amap, raster_style, tianditu, with_basemap
from maps.crs import from_wgs84
from maps.deck import build_deck
from maps.frames import to_frame
from maps.layers import path_layer, point_layer, polygon_layer

LON, LAT = 106.55, 29.56


@pytest.fixture
def deck():
    frame = to_frame([{"lon": LON, "lat": LAT, "tooltip": "x"}])
    line = to_frame([{"wkt": "LINESTRING (106 29, 107 30)"}])
    area = to_frame([{"wkt": "POLYGON ((106 29, 107 29, 107 30, 106 29))"}])
    return build_deck(
        [
            polygon_layer("areas", area, {}),
            path_layer("lines", line, {}),
            point_layer("points", frame, {}, radius_m=60.0),
        ]
    )


def layers_of(deck) -> dict[str, dict]:
    return {layer["id"]: layer for layer in json.loads(deck.to_json())["layers"]}


def test_without_a_basemap_nothing_is_asked(deck):
    same = with_basemap(deck, None)
    assert same is deck
    assert "http" not in same.to_json()


def test_a_style_lies_under_places_that_stay(deck):
    put = with_basemap(deck, Basemap("http://127.0.0.1:8080/style.json"))
    tree = json.loads(put.to_json())
    assert tree["mapStyle"] == "http://127.0.0.1:8080/style.json"
    assert layers_of(put) == layers_of(deck)


def test_tiles_of_gcj02_shift_every_place(deck):
    put = layers_of(with_basemap(deck, amap()))
    lon, lat = from_wgs84([LON], [LAT], "gcj02")
    expected = [round(float(lon[0]), 5), round(float(lat[0]), 5)]
    assert put["points"]["data"][0]["position"] == expected
    # The shift is 300 to 700 m, a few thousandths of a degree.
    assert 0.001 < abs(expected[0] - LON) < 0.01
    for layer, name in (("lines", "path"), ("areas", "polygon")):
        before = layers_of(deck)[layer]["data"][0][name]
        after = put[layer]["data"][0][name]
        assert after != before
        assert len(after) == len(before)
    plain = layers_of(deck)["points"]
    moved = put["points"]
    assert {k: v for k, v in moved.items() if k != "data"} == {
        k: v for k, v in plain.items() if k != "data"
    }


def test_the_map_that_was_given_stays_where_it_is(deck):
    before = deck.to_json()
    with_basemap(deck, amap())
    assert deck.to_json() == before


def test_the_key_is_in_every_address_of_tianditu():
    _, _, packed = tianditu("k-1").style_url.partition("base64,")
    style = json.loads(b64decode(packed))
    tiles = [url for one in style["sources"].values() for url in one["tiles"]]
    assert len(tiles) == 16
    assert all(url.endswith("tk=k-1") and "{x}" in url for url in tiles)


def test_layers_of_a_style_lie_in_the_order_given():
    _, _, packed = raster_style([["a"], ["b"]]).partition("base64,")
    style = json.loads(b64decode(packed))
    assert [style["sources"][one["source"]]["tiles"] for one in style["layers"]] == [
        ["a"], ["b"],
    ]  # fmt: skip
