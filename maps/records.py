"""Plain records: dictionaries of a place and its attributes.

A record says where it is either by ``wkt`` (a shape, WGS-84) or by ``lon`` and
``lat`` (a point). Every other key is an attribute. A record without a usable place
is kept and has no geometry.
"""

import datetime as dt
import json
import math
from collections.abc import Iterable, Mapping
from typing import Final

import numpy as np
import shapely
from shapely.geometry.base import BaseGeometry

from maps.errors import GeometryError
from maps.wkt import read_shape

type Value = str | int | float | bool | None
type Record = Mapping[str, object]

_INT64_MIN, _INT64_MAX = -(2**63), 2**63 - 1

PLACE_KEYS: Final = frozenset({"lon", "lat", "wkt"})


def shape_of(record: Record) -> BaseGeometry | None:
    """Shape of a record: its ``wkt``, else its point, else None.

    Raises
    ------
    GeometryError
        The WKT is faulty (see `maps.wkt.parse_wkt`), or lon or lat is no number.
    """
    wkt = record.get("wkt")
    if wkt is not None:
        return read_shape(str(wkt))
    lon, lat = _number(record.get("lon")), _number(record.get("lat"))
    if math.isfinite(lon) and math.isfinite(lat):
        return shapely.Point(lon, lat)
    return None


def attributes_of(record: Record) -> dict[str, Value]:
    """Everything of a record but its place, as plain values."""
    return {key: plain(value) for key, value in record.items() if key not in PLACE_KEYS}


def attribute_names(records: Iterable[Record]) -> list[str]:
    """Names of all attributes, in order of first appearance."""
    return list(
        dict.fromkeys(
            key for record in records for key in record if key not in PLACE_KEYS
        )
    )


def plain(value: object) -> Value:
    """Reduce a value to what every file format and page can hold.

    NumPy scalars become Python's; NaN and infinity become None; integers beyond eight
    bytes become text, dates and times ISO 8601 text, lists and dictionaries JSON text,
    bytes hexadecimal text, anything else its own text.
    """
    if isinstance(value, np.generic):
        value = value.item()
    if isinstance(value, int) and not _INT64_MIN <= value <= _INT64_MAX:
        return str(value)
    if value is None or isinstance(value, bool | int):
        return value
    if isinstance(value, float):
        return value if math.isfinite(value) else None
    return _text(value)


def _text(value: object) -> str:
    """Text of a value that is no number."""
    match value:
        case str():
            # Leaves a plain text even where the caller passed an enumeration.
            return str.__str__(value)
        case dt.date() | dt.time():
            return value.isoformat()
        case list() | tuple() | dict():
            return json.dumps(value, ensure_ascii=False, default=str)
        case bytes():
            return value.hex()
        case _:
            return str(value)


def _number(value: object) -> float:
    """Coordinate of a record; NaN when it is missing."""
    if value is None:
        return math.nan
    if isinstance(value, int | float | np.number):
        return float(value)
    msg = f"record: lon and lat must be numbers, got {value!r}. Convert them first."
    raise GeometryError(msg)
