"""One map of several layers, drawn without asking any server for anything."""

import json
import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Final

import pydeck as pdk
from pydeck.bindings.json_tools import default_serialize

USUAL_SIZE_PX: Final = (900.0, 500.0)
"""Width and height of the area a map usually gets on a page."""

# Web Mercator shows the whole world 512 pixels wide at zoom 0 (MapLibre, deck.gl).
_WORLD_PX: Final = 512.0
_MARGIN: Final = 1.15
_ZOOM_RANGE: Final = (0.0, 16.0)
# Where the projection ends: the latitude at which the world is square.
_MAX_LAT: Final = 85.051129


@dataclass(frozen=True, slots=True)
class MapView:
    """Where the camera looks.

    Attributes
    ----------
    lon, lat
        Centre, WGS-84 degrees.
    zoom
        Web Mercator zoom level; each step doubles the scale.
    """

    lon: float
    lat: float
    zoom: float


WORLD: Final = MapView(lon=0.0, lat=0.0, zoom=1.0)
"""What a map without any data shows."""


def view_of_bounds(
    west: float,
    south: float,
    east: float,
    north: float,
    size_px: tuple[float, float] = USUAL_SIZE_PX,
) -> MapView:
    """View that shows a box of WGS-84 degrees with a margin.

    The zoom is the largest at which the box, in Web Mercator, fits a map of some
    size; between 0 and 16.

    Parameters
    ----------
    west, south, east, north
        The box.
    size_px
        Width and height of the map, pixels.
    """
    top, bottom = _mercator(north), _mercator(south)
    fits = [
        math.log2(pixels / (_WORLD_PX * share * _MARGIN))
        for pixels, share in (
            (size_px[0], (east - west) / 360.0),
            (size_px[1], top - bottom),
        )
        if share > 0.0
    ]
    low, high = _ZOOM_RANGE
    zoom = min([high, *fits])
    # The middle of the projection, not of the latitudes: else the north sticks out.
    middle = math.pi * (top + bottom)
    return MapView(
        lon=(west + east) / 2.0,
        lat=math.degrees(math.atan(math.sinh(middle))),
        zoom=max(low, zoom),
    )


class CompactDeck(pdk.Deck):  # type: ignore[misc]
    """A map whose JSON has no blanks: those of pydeck double what a browser gets."""

    def to_json(self) -> str:
        """Write the map as the browser reads it."""
        return json.dumps(
            self, sort_keys=True, default=default_serialize, separators=(",", ":")
        )


def build_deck(
    layers: Sequence[pdk.Layer],
    view: MapView | None = None,
    style_url: str = "",
    size_px: tuple[float, float] = USUAL_SIZE_PX,
) -> pdk.Deck:
    """Put layers on one map, the first at the bottom.

    Unless a style is given, the map has no background: no tile, style or font is
    requested, so it works without internet and tells no one what is on it.

    Parameters
    ----------
    layers
        From `maps.layers`; their ids must differ.
    view
        Where to look; None shows everything on the layers.
    style_url
        Address of the background's MapLibre style, empty for none.
    size_px
        Width and height of the map, for showing everything.
    """
    shown = view or _view_of(layers, size_px)
    # Leave map_style alone. Without a provider pydeck writes a marker by which
    # Streamlit draws no background; map_style=None would drop the marker, and
    # Streamlit would then fetch a background of its own.
    background = (
        {"map_provider": "maplibre", "map_style": style_url}
        if style_url
        else {"map_provider": None}
    )
    deck = CompactDeck(
        layers=list(layers),
        **background,
        initial_view_state=pdk.ViewState(
            longitude=shown.lon, latitude=shown.lat, zoom=shown.zoom
        ),
        tooltip={"text": "{tooltip}"},
    )
    # pydeck picks keys of map services up from the environment and would send them
    # to the browser; a map without a background needs none.
    for service in ("carto", "google_maps", "mapbox", "maplibre"):
        setattr(deck, f"{service}_key", None)
    return deck


def _view_of(layers: Sequence[pdk.Layer], size_px: tuple[float, float]) -> MapView:
    """View of everything on the layers."""
    positions = [
        pair for layer in layers for row in layer.data for pair in _positions(row)
    ]
    if not positions:
        return WORLD
    lons, lats = zip(*positions, strict=True)
    return view_of_bounds(min(lons), min(lats), max(lons), max(lats), size_px)


def _positions(row: dict[str, Any]) -> Iterator[list[float]]:
    """Every coordinate pair of a row that `maps.layers` made."""
    if "position" in row:
        yield row["position"]
    yield from row.get("path", ())
    for ring in row.get("polygon", ()):
        yield from ring


def _mercator(lat: float) -> float:
    """Height of a latitude on the Web Mercator square, 0 at the equator, ±1/2."""
    phi = math.radians(max(-_MAX_LAT, min(_MAX_LAT, lat)))
    return math.asinh(math.tan(phi)) / (2.0 * math.pi)
