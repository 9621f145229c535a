"""Frames to layers of a map.

Every layer is drawn from a frame of `maps.frames.to_frame`. Two columns have a
meaning, both optional: ``category`` (code that chooses the colour) and ``tooltip``
(text shown under the pointer). Rows go to the browser with only ``id``, ``tooltip``,
a colour and coordinates of five decimals (1 m), which keeps 10,000 sites small.
"""

from collections.abc import Iterable, Mapping
from typing import Any, Final

import geopandas as gpd
import pydeck as pdk
import shapely

from maps.frames import GEOMETRY
from maps.records import plain
from maps.style import OTHER, Colour, as_area

type Row = dict[str, Any]

_DECIMALS: Final = 5


def point_layer(
    layer_id: str,
    frame: gpd.GeoDataFrame,
    colours: Mapping[str, Colour],
    *,
    radius_m: float = 100.0,
    min_radius_px: float = 3.0,
    pickable: bool = True,
) -> pdk.Layer:
    """Draw points as discs; rows that are not points are left out.

    Parameters
    ----------
    layer_id
        Name of the layer; keep it stable, the browser keeps its state by it.
    frame
        One row per point, see the module.
    colours
        Colour by category code; `maps.style.OTHER` for any other code.
    radius_m, min_radius_px
        Size on the ground, and the least size on the screen.
    pickable
        Whether the pointer finds the points (tooltip, selection).
    """
    rows = [
        row | {"position": _pair(shape)}
        for row, shape in _rows(frame, colours)
        if shape.geom_type == "Point"
    ]
    return pdk.Layer(
        "ScatterplotLayer",
        rows,
        id=layer_id,
        get_position="position",
        get_fill_color="colour",
        get_radius=radius_m,
        radius_min_pixels=min_radius_px,
        pickable=pickable,
        auto_highlight=pickable,
    )


def path_layer(
    layer_id: str,
    frame: gpd.GeoDataFrame,
    colours: Mapping[str, Colour],
    *,
    width_m: float = 20.0,
    min_width_px: float = 2.0,
    pickable: bool = True,
) -> pdk.Layer:
    """Draw lines; a line of several parts becomes several paths of one id.

    Without a graphics card a browser needs over a second to find the path under the
    pointer among 500: pass ``pickable=False`` there and select in a table.
    Parameters as in `point_layer`, with the width for the radius.
    """
    rows = [
        row | {"path": _pairs(part)}
        for row, shape in _rows(frame, colours)
        for part in _parts(shape)
        if part.geom_type == "LineString"
    ]
    return pdk.Layer(
        "PathLayer",
        rows,
        id=layer_id,
        get_path="path",
        get_color="colour",
        get_width=width_m,
        width_min_pixels=min_width_px,
        pickable=pickable,
        auto_highlight=pickable,
    )


def polygon_layer(
    layer_id: str,
    frame: gpd.GeoDataFrame,
    colours: Mapping[str, Colour],
    *,
    pickable: bool = True,
) -> pdk.Layer:
    """Draw areas, filled faintly with a clear edge; holes stay open.

    An area of several parts becomes several polygons of one id. Parameters as in
    `point_layer`.
    """
    rows = [
        row | {"polygon": _rings(part), "fill": list(as_area(row["colour"]))}
        for row, shape in _rows(frame, colours)
        for part in _parts(shape)
        if part.geom_type == "Polygon"
    ]
    return pdk.Layer(
        "PolygonLayer",
        rows,
        id=layer_id,
        get_polygon="polygon",
        get_fill_color="fill",
        get_line_color="colour",
        line_width_min_pixels=1,
        stroked=True,
        filled=True,
        pickable=pickable,
        auto_highlight=pickable,
    )


def text_layer(
    layer_id: str,
    frame: gpd.GeoDataFrame,
    colours: Mapping[str, Colour],
    *,
    size_px: float = 12.0,
    offset_px: tuple[int, int] = (0, 0),
) -> pdk.Layer:
    """Write a short text of letters, digits and signs of ASCII at each point.

    The text is in the column ``text``; the browser has no other letters at hand.
    Other parameters as in `point_layer`.
    """
    texts = dict(zip(frame["id"], frame["text"], strict=True)) if len(frame) else {}
    rows = [
        row | {"position": _pair(shape), "text": _inert(texts[row["id"]])}
        for row, shape in _rows(frame, colours)
        if shape.geom_type == "Point"
    ]
    return pdk.Layer(
        "TextLayer",
        rows,
        id=layer_id,
        get_position="position",
        get_text="text",
        get_color="colour",
        get_size=size_px,
        get_pixel_offset=list(offset_px),
        pickable=False,
    )


def _rows(
    frame: gpd.GeoDataFrame, colours: Mapping[str, Colour]
) -> Iterable[tuple[Row, Any]]:
    """Row to send and shape of everything in a frame that has a shape."""
    count = len(frame)
    categories = frame["category"] if "category" in frame else [None] * count
    tooltips = frame["tooltip"] if "tooltip" in frame else [""] * count
    ids = frame["id"] if "id" in frame else range(count)
    for row_id, category, tooltip, shape in zip(
        ids, categories, tooltips, frame[GEOMETRY], strict=True
    ):
        if shape is not None and not shape.is_empty:
            row = {
                "id": _inert(row_id),
                "tooltip": _inert(tooltip),
                "colour": list(colours.get(category, OTHER)),
            }
            yield row, shape


def _inert(value: object) -> str:
    """Text that the browser shows and never computes.

    deck.gl reads a text that begins with @@ as an expression or a class name, also
    inside data, and names come from user files.
    """
    known = plain(value)
    text = "" if known is None else str(known)
    return f" {text}" if text.startswith("@@") else text


def _parts(shape: Any) -> list[Any]:
    """Split a shape into the simple shapes it is made of."""
    return list(shapely.get_parts(shape))


def _pair(point: Any) -> list[float]:
    """Coordinates of a point."""
    return [round(point.x, _DECIMALS), round(point.y, _DECIMALS)]


def _pairs(line: Any) -> list[list[float]]:
    """Coordinates of a line or a ring."""
    pairs: list[list[float]] = shapely.get_coordinates(line).round(_DECIMALS).tolist()
    return pairs


def _rings(polygon: Any) -> list[list[list[float]]]:
    """Coordinates of an area: its outer ring, then its holes."""
    return [_pairs(ring) for ring in (polygon.exterior, *polygon.interiors)]
