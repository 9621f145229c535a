"""Shapes as text: reading, checking and converting WKT."""

import numpy as np
import shapely
from numpy.typing import NDArray
from shapely.errors import ShapelyError
from shapely.geometry.base import BaseGeometry

from maps.crs import parse_crs, to_wgs84
from maps.errors import GeometryError

type FloatArray = NDArray[np.float64]


def parse_wkt(wkt: str) -> str:
    """Check a shape and spell it in one way.

    Returns
    -------
    WKT in capitals, two dimensions (a height is dropped), shortest exact numbers.

    Raises
    ------
    GeometryError
        The text is no WKT, or the shape is empty, has a coordinate that is not
        finite, or crosses itself (the message says where).
    """
    return write_shape(read_shape(wkt))


def spell_wkt(wkt: str) -> str:
    """Spell a shape in one way as `parse_wkt` does; crossing rings pass.

    Raises
    ------
    GeometryError
        As `parse_wkt`, but for crossings.
    """
    return write_shape(_read_any(wkt))


def repair_wkt(wkt: str) -> str:
    """Make a shape valid, moving as little as possible; a valid one is unchanged.

    Published boundaries often touch or cross themselves by a metre. The rings keep
    their sense (what is inside stays inside) and parts without an area are dropped.
    Repairing is a decision, so nothing else in this library does it by itself.

    Raises
    ------
    GeometryError
        As `parse_wkt`, but for crossings; and when nothing is left.
    """
    shape = _read_any(wkt)
    if not shape.is_valid:
        shape = shapely.make_valid(shape, method="structure", keep_collapsed=False)
    if shape.is_empty:
        msg = f"shape {_short(wkt)}: has no area. Leave the row out or draw the shape."
        raise GeometryError(msg)
    return write_shape(shape)


def wkt_to_wgs84(wkt: str, crs: str) -> str:
    """Convert a shape from another coordinate system to WGS-84.

    Crossing rings pass: convert first, then check or repair.

    Parameters
    ----------
    wkt
        Shape in the coordinates of ``crs``, x before y.
    crs
        Name of the system, as `maps.crs.parse_crs` takes it.

    Raises
    ------
    GeometryError
        As `parse_wkt` but for crossings, or a vertex has no place in WGS-84.
    UnknownCrsError
        As `maps.crs.parse_crs`.
    """
    name = parse_crs(crs).name

    def move(xy: FloatArray) -> FloatArray:
        lon, lat = to_wgs84(xy[:, 0], xy[:, 1], name)
        if not np.isfinite(lon).all():
            msg = (
                f"shape {_short(wkt)}: a vertex has no place in WGS-84 when read as "
                f"{name}. Check the declared coordinate system."
            )
            raise GeometryError(msg)
        return np.column_stack([lon, lat])

    return write_shape(shapely.transform(_read_any(wkt), move))


def box_middle(wkt: str) -> tuple[float, float]:
    """Middle of the box around a shape, x and y; a cheap mark of where it lies.

    Raises
    ------
    GeometryError
        As `parse_wkt`, but for crossings.
    """
    west, south, east, north = _read_any(wkt).bounds
    return (west + east) / 2.0, (south + north) / 2.0


def read_shape(wkt: str) -> BaseGeometry:
    """Read WKT as a valid, finite, non-empty shape of two dimensions."""
    shape = _read_any(wkt)
    if not shape.is_valid:
        msg = (
            f"shape {_short(wkt)}: is not a valid area "
            f"({shapely.is_valid_reason(shape)}). Repair it in a GIS and save again."
        )
        raise GeometryError(msg)
    return shape


def _read_any(wkt: str) -> BaseGeometry:
    """Read WKT as a finite, non-empty shape of two dimensions, valid or not."""
    try:
        shape = shapely.force_2d(shapely.from_wkt(wkt))
    except ShapelyError as error:
        msg = (
            f"shape {_short(wkt)}: is not WKT ({_short(error)}). Write it as in "
            "POLYGON ((106.5 29.5, 106.6 29.5, 106.6 29.6, 106.5 29.5))."
        )
        raise GeometryError(msg) from error
    if shape.is_empty:
        msg = f"shape {_short(wkt)}: is empty. Leave the row out or draw the shape."
        raise GeometryError(msg)
    if not np.isfinite(shapely.get_coordinates(shape)).all():
        msg = f"shape {_short(wkt)}: has a coordinate that is not a finite number."
        raise GeometryError(msg)
    return shape


def write_shape(shape: BaseGeometry | NDArray[np.object_]) -> str:
    """Write one shape with the shortest numbers that read back the same.

    The union in the type is that of shapely's functions; arrays are not meant.
    """
    return str(shapely.to_wkt(shape, rounding_precision=-1))


def _short(wkt: object) -> str:
    """Head of a text, for a message."""
    text = str(wkt)
    return repr(text if len(text) <= 40 else f"{text[:40]}...")
