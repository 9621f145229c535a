"""Layers of a stand-alone page, packed small: steps between points, codes for texts."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final, Literal

import numpy as np
import shapely
from numpy.typing import NDArray

from maps.records import Record, plain, shape_of
from maps.style import Colour, as_area

type Text = Mapping[str, str]
"""A wording per language."""

# Positions are steps of this part of a degree: about a metre.
_PER_DEGREE: Final = 100_000
# Ways along roads have a corner every few metres; ten metres do not show.
_LINE_TOLERANCE_DEG: Final = 0.0001
# Areas are the ground of the map, not its subject: corners below 50 m are dropped.
_AREA_TOLERANCE_DEG: Final = 0.0005

_TYPES: Final = {
    "point": {"Point"},
    "line": {"LineString", "MultiLineString"},
    "area": {"Polygon", "MultiPolygon"},
}


@dataclass(frozen=True, slots=True)
class WebColumn:
    """An attribute the page shows of the things on a layer.

    Attributes
    ----------
    attribute
        Its name in the records.
    label
        What it is called.
    digits
        Digits after the point of a number; None for text.
    per, unit
        What a number is divided by, and the unit it is then in.
    labels
        Wording of each code, for an attribute of codes.
    is_brief
        Shown in lists and tables too, not only in the card of one thing.
    """

    attribute: str
    label: Text
    digits: int | None = None
    per: float = 1.0
    unit: Text = field(default_factory=dict)
    labels: Mapping[str, Text] = field(default_factory=dict)
    is_brief: bool = False


@dataclass(frozen=True, slots=True)
class WebLayer:
    """Things of one kind on a page.

    Attributes
    ----------
    kind
        What the records are; those of another kind or without a place are left out.
    label
        Name in the legend.
    records
        As `maps.records` describes them.
    title
        Attribute that names a thing.
    colours
        Colour of all things, or several that take turns.
    columns
        What the page tells of a thing.
    symbol, size_px, is_hollow
        Look of points; the size is also the width of lines.
    is_shown
        On the map at first.
    is_legend
        Has a line in the legend to switch it on and off.
    names
        Wordings that stand on the map, one per record; of areas only.
    key
        Attribute by which other layers refer to these things. They are then listed
        and can be chosen.
    parent
        Attribute with the key of the thing this one belongs to and leads to.
    is_part
        Drawn and listed with the thing it belongs to when that one is chosen.
    number
        Attribute with a number that is written beside a chosen thing's points.
    takes_colour
        Drawn in the colour of the thing it belongs to.
    """

    kind: Literal["point", "line", "area"]
    label: Text
    records: Sequence[Record]
    title: str
    colours: Sequence[Colour]
    columns: Sequence[WebColumn] = ()
    symbol: Literal["circle", "square", "diamond", "triangle"] = "circle"
    size_px: float = 3.0
    is_hollow: bool = False
    is_shown: bool = True
    is_legend: bool = True
    names: Sequence[Text] = ()
    key: str = ""
    parent: str = ""
    is_part: bool = True
    number: str = ""
    takes_colour: bool = False


def pack_layers(layers: Sequence[WebLayer]) -> dict[str, Any]:
    """Content of a page: its layers, and the origin their steps start from.

    Raises
    ------
    GeometryError
        A shape is faulty.
    """
    placed = [_placed(layer) for layer in layers]
    listed = [
        str(record[part.layer.key])
        for part in placed
        if part.layer.key
        for record in part.records
    ]
    entries = {key: entry for entry, key in enumerate(listed)}
    origin = _origin([shape for part in placed for shape in part.shapes])
    return {
        "origin": origin.tolist(),
        "layers": [_pack(part, origin, entries) for part in placed],
    }


@dataclass(frozen=True, slots=True)
class _Placed:
    """A layer with those of its records that have a shape of its kind."""

    layer: WebLayer
    records: list[Record]
    names: list[Text]
    shapes: list[Any]


def _placed(layer: WebLayer) -> _Placed:
    part = _Placed(layer, [], [], [])
    for place, record in enumerate(layer.records):
        shape = shape_of(record)
        if shape is None or shape.geom_type not in _TYPES[layer.kind]:
            continue
        part.records.append(record)
        part.shapes.append(shape)
        if layer.names:
            part.names.append(layer.names[place])
    return part


def _origin(shapes: Sequence[Any]) -> NDArray[np.int64]:
    """South-west corner of everything, so that first steps are short."""
    if not shapes:
        return np.zeros(2, dtype=np.int64)
    west, south, _, _ = shapely.total_bounds(shapes)
    return _rounded(np.array([west, south]))


def _rounded(degrees: NDArray[np.float64]) -> NDArray[np.int64]:
    return np.rint(degrees * _PER_DEGREE).astype(np.int64)


def _steps(shapes: Any, origin: NDArray[np.int64]) -> list[int]:
    """List the steps from point to point: east, north, east, north ..."""
    points = _rounded(shapely.get_coordinates(shapes))
    steps: list[int] = np.diff(points, axis=0, prepend=origin[None, :]).ravel().tolist()
    return steps


def _pack(
    part: _Placed, origin: NDArray[np.int64], entries: Mapping[str, int]
) -> dict[str, Any]:
    layer = part.layer
    packed = {
        "kind": layer.kind,
        "label": layer.label,
        "count": len(part.records),
        "colours": [_css(colour) for colour in layer.colours],
        "opacity": layer.colours[0][3] / 255,
        "fill": _css(as_area(layer.colours[0]), with_opacity=True),
        "symbol": layer.symbol,
        "size_px": layer.size_px,
        "is_hollow": layer.is_hollow,
        "is_shown": layer.is_shown,
        "is_legend": layer.is_legend,
        "is_listed": bool(layer.key),
        "is_part": layer.is_part,
        "is_named": bool(layer.names),
        "names": part.names,
        "takes_colour": layer.takes_colour,
        "titles": _values(part.records, layer.title),
        "columns": [_column(part.records, column) for column in layer.columns],
        **_geometry(part, origin),
    }
    if layer.parent:
        parents = (str(record.get(layer.parent)) for record in part.records)
        packed["parents"] = [entries.get(parent, -1) for parent in parents]
    if layer.number:
        packed["numbers"] = [str(record[layer.number]) for record in part.records]
    return packed


def _geometry(part: _Placed, origin: NDArray[np.int64]) -> dict[str, Any]:
    if part.layer.kind == "point":
        return {"points": _steps(part.shapes, origin)}
    split = _rings if part.layer.kind == "area" else _lines
    return {
        "parts": [[_steps(one, origin) for one in split(each)] for each in part.shapes]
    }


def _lines(line: Any) -> list[Any]:
    """Parts of a line without small corners."""
    return list(shapely.get_parts(shapely.simplify(line, _LINE_TOLERANCE_DEG)))


def _rings(area: Any) -> list[Any]:
    """Edges of an area's parts, holes included, without small corners."""
    plain_area = shapely.simplify(area, _AREA_TOLERANCE_DEG)
    return [
        ring
        for polygon in shapely.get_parts(plain_area)
        for ring in (polygon.exterior, *polygon.interiors)
    ]


def _column(records: Sequence[Record], column: WebColumn) -> dict[str, Any]:
    return {
        "label": column.label,
        "digits": column.digits,
        "per": column.per,
        "unit": column.unit,
        "labels": column.labels,
        "is_brief": column.is_brief,
        "values": _values(records, column.attribute),
    }


def _values(records: Sequence[Record], attribute: str) -> object:
    """Values of an attribute; texts that repeat are written once."""
    values = [plain(record.get(attribute)) for record in records]
    distinct = list(dict.fromkeys(values))
    is_text = any(isinstance(value, str) for value in distinct)
    if not is_text or len(distinct) > len(values) / 2:
        return values
    place = {value: code for code, value in enumerate(distinct)}
    return {"codes": distinct, "at": [place[value] for value in values]}


def _css(colour: Colour, *, with_opacity: bool = False) -> str:
    red, green, blue, opacity = colour
    code = f"#{red:02x}{green:02x}{blue:02x}"
    return f"{code}{opacity:02x}" if with_opacity else code
