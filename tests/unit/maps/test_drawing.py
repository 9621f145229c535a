"""Layers and maps, without a browser: what would be sent to it."""

import json
from itertools import combinations
from typing import Any

import pydeck as pdk
import pytest

from maps.deck import WORLD, MapView, build_deck, view_of_bounds
from maps.frames import to_frame
from maps.layers import path_layer, point_layer, polygon_layer
from maps.style import (
    CATEGORY_COLOURS,
    OTHER,
    ROUTE_COLOURS,
    as_area,
    category_colours,
)

COLOURS = category_colours(["depot", "centre"])
SITES = to_frame(
    [
        {
            "id": "渝北-017",
            "category": "centre",
            "tooltip": "渝北-017 12 t",
            "lon": 106.123456789,
            "lat": 29.5,
            "secret": "not for the browser",
        },
        {"id": "d1", "category": "unheard of", "lon": 106.6, "lat": 29.9},
        {"id": "lost", "category": "depot", "lon": None, "lat": None},
        {"id": "line", "category": "depot", "wkt": "LINESTRING (0 0, 1 1)"},
    ]
)


def test_points_carry_what_the_browser_needs_and_no_more() -> None:
    layer = point_layer("sites", SITES, COLOURS)
    assert layer.id == "sites"
    assert layer.pickable
    assert layer.data == [
        {
            "id": "渝北-017",
            "tooltip": "渝北-017 12 t",
            "colour": list(COLOURS["centre"]),
            "position": [106.12346, 29.5],
        },
        {
            "id": "d1",
            "tooltip": "",
            "colour": list(OTHER),
            "position": [106.6, 29.9],
        },
    ]


def test_a_line_of_two_parts_is_two_paths_of_one_id() -> None:
    routes = to_frame(
        [{"id": "r1", "wkt": "MULTILINESTRING ((0 0, 1 1), (2 2, 3 3, 4 4))"}]
    )
    layer = path_layer("routes", routes, {}, pickable=False)
    assert [row["id"] for row in layer.data] == ["r1", "r1"]
    assert layer.data[1]["path"] == [[2.0, 2.0], [3.0, 3.0], [4.0, 4.0]]
    assert not layer.pickable


def test_an_area_keeps_its_holes_and_is_filled_faintly() -> None:
    ring = "(0 0, 9 0, 9 9, 0 9, 0 0), (1 1, 2 1, 2 2, 1 1)"
    zones = to_frame([{"id": "z", "category": "depot", "wkt": f"POLYGON ({ring})"}])
    (row,) = polygon_layer("zones", zones, COLOURS).data
    assert len(row["polygon"]) == 2
    assert row["polygon"][1] == [[1.0, 1.0], [2.0, 1.0], [2.0, 2.0], [1.0, 1.0]]
    assert row["fill"] == list(as_area(COLOURS["depot"]))
    assert row["fill"][:3] == row["colour"][:3]
    assert row["fill"][3] < row["colour"][3]


def test_each_kind_of_layer_takes_only_its_kind_of_shape() -> None:
    assert len(point_layer("a", SITES, COLOURS).data) == 2
    assert len(path_layer("b", SITES, COLOURS).data) == 1
    assert len(polygon_layer("c", SITES, COLOURS).data) == 0


@pytest.mark.parametrize("text", ["@@=alert(1)", "@@#window", "@@type"])
def test_names_from_user_files_are_never_computed(text: str) -> None:
    sites = to_frame([{"id": text, "tooltip": text, "lon": 106.5, "lat": 29.5}])
    (row,) = point_layer("sites", sites, COLOURS).data
    assert row["id"] == row["tooltip"] == f" {text}"


def test_a_frame_without_the_optional_columns_draws_in_grey() -> None:
    (row,) = point_layer("x", to_frame([{"lon": 106.5, "lat": 29.5}]), COLOURS).data
    assert row == {
        "id": "0",
        "tooltip": "",
        "colour": list(OTHER),
        "position": [106.5, 29.5],
    }


def a_deck() -> pdk.Deck:
    return build_deck(
        [
            polygon_layer("zones", SITES, COLOURS),
            path_layer("routes", SITES, COLOURS),
            point_layer("sites", SITES, COLOURS),
        ]
    )


def texts(value: Any) -> list[str]:
    """Every text anywhere in a JSON value."""
    if isinstance(value, dict):
        return [text for part in value.values() for text in texts(part)]
    if isinstance(value, list):
        return [text for part in value for text in texts(part)]
    return [value] if isinstance(value, str) else []


def test_no_request_leaves_the_machine(monkeypatch: pytest.MonkeyPatch) -> None:
    for variable in (
        "MapboxAccessToken",
        "MAPBOX_API_KEY",
        "GOOGLE_MAPS_API_KEY",
        "CARTO_API_KEY",
    ):
        monkeypatch.setenv(variable, "a-key-of-the-user")
    deck = a_deck()
    sent = deck.to_json()
    assert "a-key-of-the-user" not in sent
    # Streamlit sends this one beside the JSON.
    assert deck.mapbox_key is None
    assert deck.map_provider is None
    for address in ("://", "mapbox", "carto", "google", "mapProvider"):
        assert address not in sent
    # The marker by which Streamlit draws no background; without any mapStyle it
    # would fetch one.
    assert json.loads(sent)["mapStyle"] == "__MAP_STYLE__"
    assert {text for text in texts(json.loads(sent)) if text.startswith("__")} == {
        "__MAP_STYLE__"
    }


def test_layers_keep_their_order_and_names() -> None:
    layers = json.loads(a_deck().to_json())["layers"]
    assert [layer["id"] for layer in layers] == ["zones", "routes", "sites"]
    assert layers[2]["data"][0]["tooltip"] == "渝北-017 12 t"


def test_the_view_shows_every_layer() -> None:
    view = json.loads(a_deck().to_json())["initialViewState"]
    # From the line (0 0) to the site (106.6, 29.9).
    assert view["longitude"] == pytest.approx(53.3)
    assert 0 < view["latitude"] < 29.9


def test_a_given_view_is_kept_and_no_data_shows_the_world() -> None:
    asked = MapView(lon=106.5, lat=29.5, zoom=9.0)
    state = build_deck([point_layer("sites", SITES, COLOURS)], asked).initial_view_state
    assert (state.longitude, state.latitude, state.zoom) == (106.5, 29.5, 9.0)
    assert build_deck([]).initial_view_state.zoom == WORLD.zoom


def test_view_of_a_box_done_by_hand() -> None:
    # Half the equator, 900 px wide: 2^zoom = 900 / (512 x 0.5 x 1.15) = 3.057.
    view = view_of_bounds(-90.0, 0.0, 90.0, 0.0)
    assert (view.lon, view.lat) == (0.0, 0.0)
    assert 2**view.zoom == pytest.approx(900 / (512 * 0.5 * 1.15))


def test_view_of_a_tall_box_fits_its_height() -> None:
    # From the equator to the edge of the projection is half the world: 500 px.
    view = view_of_bounds(106.0, 0.0, 106.1, 85.051129)
    assert 2**view.zoom == pytest.approx(500 / (512 * 0.5 * 1.15))
    # A quarter of the world up: atan(sinh(pi / 2)) = 66.51 degrees.
    assert view.lat == pytest.approx(66.51326, abs=1e-4)


def test_view_of_one_point_and_of_the_whole_world_stay_in_range() -> None:
    assert view_of_bounds(106.5, 29.5, 106.5, 29.5).zoom == 16.0
    assert view_of_bounds(106.5, 29.5, 106.5, 29.5).lat == pytest.approx(29.5)
    assert view_of_bounds(-180.0, -90.0, 180.0, 90.0).zoom == 0.0


def test_colours_follow_the_order_of_the_codes() -> None:
    assert category_colours(["b", "a", "b"]) == {
        "b": CATEGORY_COLOURS[0],
        "a": CATEGORY_COLOURS[1],
    }
    nine = category_colours(str(number) for number in range(9))
    assert nine["8"] == nine["0"]


@pytest.mark.parametrize("palette", [CATEGORY_COLOURS, ROUTE_COLOURS])
def test_colours_of_a_palette_differ_clearly(
    palette: tuple[tuple[int, int, int, int], ...],
) -> None:
    for one, other in combinations(palette, 2):
        assert sum(abs(a - b) for a, b in zip(one, other, strict=True)) > 60
    assert all(0 <= part <= 255 for colour in palette for part in colour)
