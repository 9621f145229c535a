"""Coordinate systems: their names, and the way to and from WGS-84.

Everywhere x is longitude or easting and y is latitude or northing, whatever axis
order the authority prints. Longitude and latitude are degrees.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

import numpy as np
import pyproj
from numpy.typing import ArrayLike, NDArray
from pyproj.exceptions import CRSError

from maps import china_datums
from maps.errors import GeometryError, UnknownCrsError

type FloatArray = NDArray[np.float64]
type Transform = Callable[[FloatArray, FloatArray], tuple[FloatArray, FloatArray]]

WGS84: Final = "wgs84"
GCJ02: Final = "gcj02"
BD09: Final = "bd09"
CGCS2000: Final = "cgcs2000"
METRIC_CRS: Final = "EPSG:4545"
"""CGCS2000, 3-degree Gauss-Krueger, central meridian 108 E, in metres.

Scale error below 0.1 % between 105.4 E and 110.6 E at 30 N.
"""

ACCEPTED: Final = "wgs84, gcj02, bd09, cgcs2000 or EPSG:<number>"

_PLAIN_NAMES: Final = {WGS84: 4326, GCJ02: None, BD09: None, CGCS2000: 4490}
_SAME_AS_WGS84: Final = {4326: WGS84, 4490: CGCS2000}
_LEGACY_DATUMS: Final = ("Beijing 1954", "Xian 1980", "New Beijing")
# The shift formulas make a dozen temporaries; blocks keep them in the cache.
_BLOCK: Final = 16_384


@dataclass(frozen=True, slots=True)
class Crs:
    """A coordinate system in its one canonical spelling.

    Attributes
    ----------
    name
        ``wgs84``, ``gcj02``, ``bd09``, ``cgcs2000`` or ``EPSG:<number>``.
    epsg
        EPSG number; None for GCJ-02 and BD-09, which have none.
    geographic
        True when x, y are longitude and latitude in degrees, False when they are
        easting and northing.
    """

    name: str
    epsg: int | None
    geographic: bool


@lru_cache(maxsize=256)
def parse_crs(name: str) -> Crs:
    """Read the name of a coordinate system, in any case.

    Hyphens, underscores and blanks are ignored (``GCJ-02`` is ``gcj02``), and
    EPSG:4326 and EPSG:4490 become ``wgs84`` and ``cgcs2000``.

    Raises
    ------
    UnknownCrsError
        The name is not one of the accepted ones, the EPSG number does not exist, it
        is not a horizontal system, or it rests on a legacy datum (Beijing 1954,
        Xian 1980) whose shift to WGS-84 no public parameters give.
    """
    plain = re.sub(r"[-_\s]", "", name).lower()
    if plain in _PLAIN_NAMES:
        return Crs(plain, _PLAIN_NAMES[plain], geographic=True)
    match = re.fullmatch(r"epsg:(\d{1,6})", plain)
    if match is None:
        msg = (
            f"coordinate system: must be one of {ACCEPTED}, got {name!r}. "
            "Ask the sender of the file which one it is."
        )
        raise UnknownCrsError(msg)
    code = int(match.group(1))
    if code in _SAME_AS_WGS84:
        return Crs(_SAME_AS_WGS84[code], code, geographic=True)
    return _parse_epsg(code)


def _parse_epsg(code: int) -> Crs:
    """Look an EPSG number up and refuse what cannot be converted reliably."""
    name = f"EPSG:{code}"
    try:
        found = pyproj.CRS.from_epsg(code)
    except CRSError as error:
        msg = (
            f"coordinate system: {name} is not in the EPSG register. "
            f"Use one of {ACCEPTED}."
        )
        raise UnknownCrsError(msg) from error
    datum = "" if found.datum is None else found.datum.name
    if datum in _LEGACY_DATUMS:
        msg = (
            f"coordinate system: {name} ({found.name}) rests on the legacy datum "
            f"{datum}, which needs surveyed local parameters (errors of 10 m to "
            "several km without them). Have the file converted to CGCS2000 "
            "(EPSG:4490 or EPSG:4545) and declare that."
        )
        raise UnknownCrsError(msg)
    if not (found.is_geographic or found.is_projected) or len(found.axis_info) != 2:
        msg = (
            f"coordinate system: {name} ({found.name}) has no plain horizontal x and "
            f"y. Use one of {ACCEPTED}."
        )
        raise UnknownCrsError(msg)
    return Crs(name, code, geographic=found.is_geographic)


def to_wgs84(x: ArrayLike, y: ArrayLike, crs: str) -> tuple[FloatArray, FloatArray]:
    """Convert coordinates to WGS-84.

    GCJ-02 and BD-09 are inverted to better than 0.01 m; outside the box in which
    they are shifted they equal WGS-84. CGCS2000 is taken as equal to WGS-84 (below
    1 m, which no route notices).

    Parameters
    ----------
    x, y
        Longitude and latitude, or easting and northing; any one shape.
    crs
        Name of their system, as `parse_crs` takes it.

    Returns
    -------
    Longitude and latitude as new float64 arrays of that shape. A point with a
    coordinate that is not finite, or that the projection cannot reach, becomes NaN
    in both.

    Raises
    ------
    UnknownCrsError
        See `parse_crs`.
    GeometryError
        The two arrays differ in shape.
    """
    transform: Transform
    match parse_crs(crs):
        case Crs(name="wgs84" | "cgcs2000"):
            transform = _copy
        case Crs(name="gcj02"):
            transform = _shifted_only(china_datums.wgs84_from_gcj02)
        case Crs(name="bd09"):
            transform = _shifted_only(china_datums.wgs84_from_bd09)
        case Crs(name=name):
            transform = _projection(name, "EPSG:4326")
    return _apply(transform, x, y)


def from_wgs84(
    lon: ArrayLike, lat: ArrayLike, crs: str
) -> tuple[FloatArray, FloatArray]:
    """Convert WGS-84 coordinates to another system; the way back of `to_wgs84`.

    Shapes, NaN and errors as in `to_wgs84`.
    """
    transform: Transform
    match parse_crs(crs):
        case Crs(name="wgs84" | "cgcs2000"):
            transform = _copy
        case Crs(name="gcj02"):
            transform = _shifted_only(china_datums.gcj02_from_wgs84)
        case Crs(name="bd09"):
            transform = _shifted_only(china_datums.bd09_from_wgs84)
        case Crs(name=name):
            transform = _projection("EPSG:4326", name)
    return _apply(transform, lon, lat)


def to_metric(lon: ArrayLike, lat: ArrayLike) -> tuple[FloatArray, FloatArray]:
    """Convert WGS-84 degrees to easting and northing in metres of `METRIC_CRS`."""
    return from_wgs84(lon, lat, METRIC_CRS)


def _apply(
    transform: Transform, x: ArrayLike, y: ArrayLike
) -> tuple[FloatArray, FloatArray]:
    """Run a transform on the finite points, NaN for the others."""
    xs, ys = np.asarray(x, dtype=np.float64), np.asarray(y, dtype=np.float64)
    if xs.shape != ys.shape:
        msg = (
            "coordinates: x and y must have the same shape, got "
            f"{xs.shape} and {ys.shape}. Pass one y for each x."
        )
        raise GeometryError(msg)
    finite = np.isfinite(xs) & np.isfinite(ys)
    if finite.all():
        new_x, new_y = transform(xs.ravel(), ys.ravel())
        new_x, new_y = new_x.reshape(xs.shape), new_y.reshape(xs.shape)
    else:
        new_x, new_y = np.full(xs.shape, np.nan), np.full(xs.shape, np.nan)
        new_x[finite], new_y[finite] = transform(xs[finite], ys[finite])
    lost = ~(np.isfinite(new_x) & np.isfinite(new_y))
    if lost.any():
        new_x[lost] = new_y[lost] = np.nan
    return new_x, new_y


def _copy(x: FloatArray, y: FloatArray) -> tuple[FloatArray, FloatArray]:
    """Change nothing."""
    return x.copy(), y.copy()


def _shifted_only(transform: Transform) -> Transform:
    """Make a transform act inside the shifted area only, in blocks."""

    def act(x: FloatArray, y: FloatArray) -> tuple[FloatArray, FloatArray]:
        new_x, new_y = x.copy(), y.copy()
        for start in range(0, x.size, _BLOCK):
            part_x, part_y = (
                new_x[start : start + _BLOCK],
                new_y[start : start + _BLOCK],
            )
            inside = china_datums.in_shifted_area(part_x, part_y)
            part_x[inside], part_y[inside] = transform(part_x[inside], part_y[inside])
        return new_x, new_y

    return act


@lru_cache(maxsize=64)
def _projection(source: str, target: str) -> Transform:
    """Transform between two EPSG systems, always x before y."""
    transformer = pyproj.Transformer.from_crs(source, target, always_xy=True)

    def act(x: FloatArray, y: FloatArray) -> tuple[FloatArray, FloatArray]:
        new_x, new_y = transformer.transform(x, y)
        return np.asarray(new_x, np.float64), np.asarray(new_y, np.float64)

    return act
