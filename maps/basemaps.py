"""What may lie under a map: nothing, a style of one's own, or tiles of a service.

A service sees which tiles a browser asks for, so nothing is under a map unless a
user says so. Tiles of GCJ-02 lie 300 to 700 m away from WGS-84; what is drawn on
them is shifted with them, for display only.
"""

import json
from base64 import b64encode
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
import pydeck as pdk

from maps.crs import GCJ02, WGS84, from_wgs84
from maps.deck import MapView, build_deck

AMAP_TILES: Final = tuple(
    f"https://webrd0{server}.is.autonavi.com/appmaptile"
    "?lang=zh_cn&size=1&scale=1&style=7&x={x}&y={y}&z={z}"
    for server in range(1, 5)
)
"""Street map of Amap 高德, in GCJ-02 (as ``Gaode.Normal`` of xyzservices)."""

TIANDITU_LAYERS: Final = ("vec_w", "cva_w")
"""Streets and their names of Tianditu 天地图, in CGCS2000, which is WGS-84 here."""

TIANDITU_SERVERS: Final = 8

_TILE_PX: Final = 256
_MAX_ZOOM: Final = 18
_DECIMALS: Final = 5


@dataclass(frozen=True, slots=True)
class Basemap:
    """What lies under a map.

    Attributes
    ----------
    style_url
        Address of a MapLibre style; ``data:`` addresses hold it themselves.
    datum
        Coordinate system its tiles are drawn in: ``wgs84`` or ``gcj02``.
    """

    style_url: str
    datum: str = WGS84


def tianditu(key: str) -> Basemap:
    """Streets of Tianditu.

    Parameters
    ----------
    key
        Key ``tk`` of the service; the browser sends it with every tile.
    """
    layers = [
        [
            f"https://t{server}.tianditu.gov.cn/DataServer?T={layer}"
            f"&x={{x}}&y={{y}}&l={{z}}&tk={key}"
            for server in range(TIANDITU_SERVERS)
        ]
        for layer in TIANDITU_LAYERS
    ]
    return Basemap(raster_style(layers))


def amap() -> Basemap:
    """Streets of Amap."""
    return Basemap(raster_style([AMAP_TILES]), GCJ02)


def raster_style(layers: Sequence[Sequence[str]]) -> str:
    """Put image tiles into a style.

    Parameters
    ----------
    layers
        Layers from the bottom up, each by the addresses of its tiles with ``{x}``,
        ``{y}`` and ``{z}`` in them.

    Returns
    -------
    str
        The style as a ``data:`` address.
    """
    style = {
        "version": 8,
        "sources": {
            f"tiles{place}": {
                "type": "raster",
                "tiles": list(tiles),
                "tileSize": _TILE_PX,
                "maxzoom": _MAX_ZOOM,
            }
            for place, tiles in enumerate(layers)
        },
        "layers": [
            {"id": f"tiles{place}", "type": "raster", "source": f"tiles{place}"}
            for place in range(len(layers))
        ],
    }
    packed = b64encode(json.dumps(style).encode()).decode("ascii")
    return f"data:application/json;base64,{packed}"


def with_basemap(deck: pdk.Deck, basemap: Basemap | None) -> pdk.Deck:
    """Put a map on a basemap.

    Parameters
    ----------
    deck
        From `maps.deck.build_deck`; stays as it is.
    basemap
        What is to lie under it; ``None`` for nothing.
    """
    if basemap is None:
        return deck
    seen = deck.initial_view_state
    lon, lat = seen.longitude, seen.latitude
    layers = list(deck.layers)
    if basemap.datum != WGS84:
        ((lon, lat),) = _shifted([[lon, lat]], basemap.datum)
        layers = [_moved(layer, basemap.datum) for layer in layers]
    return build_deck(layers, MapView(lon, lat, seen.zoom), basemap.style_url)


def _moved(layer: pdk.Layer, datum: str) -> pdk.Layer:
    """Copy of a layer whose places are where a datum's tiles show them."""
    copy = pdk.Layer(layer.type, [_moved_row(row, datum) for row in layer.data])
    copy.__dict__ |= {
        name: value for name, value in layer.__dict__.items() if name != "_data"
    }
    return copy


def _moved_row(row: Mapping[str, Any], datum: str) -> dict[str, Any]:
    moved = dict(row)
    if "position" in row:
        moved["position"] = _shifted([row["position"]], datum)[0]
    if "path" in row:
        moved["path"] = _shifted(row["path"], datum)
    if "polygon" in row:
        moved["polygon"] = [_shifted(ring, datum) for ring in row["polygon"]]
    return moved


def _shifted(pairs: Sequence[Sequence[float]], datum: str) -> list[list[float]]:
    places = np.asarray(pairs, dtype=np.float64).reshape(-1, 2)
    lon, lat = from_wgs84(places[:, 0], places[:, 1], datum)
    moved = np.column_stack([lon, lat]).round(_DECIMALS)
    return [[float(x), float(y)] for x, y in moved]
