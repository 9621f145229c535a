"""Coordinates as callers hand them over: lists or arrays, checked once."""

import numpy as np
from numpy.typing import ArrayLike, NDArray

from maps.errors import GeometryError

type FloatArray = NDArray[np.float64]


def same_length(lon: ArrayLike, lat: ArrayLike) -> tuple[FloatArray, FloatArray]:
    """Read coordinates as two float arrays of one length.

    Raises
    ------
    GeometryError
        They are not one-dimensional, or differ in length.
    """
    lons, lats = np.asarray(lon, np.float64), np.asarray(lat, np.float64)
    if lons.ndim != 1 or lons.shape != lats.shape:
        msg = (
            "points: lon and lat must be lists of one length, got shapes "
            f"{lons.shape} and {lats.shape}. Pass one lat for each lon."
        )
        raise GeometryError(msg)
    return lons, lats


def finite_places(lon: FloatArray, lat: FloatArray) -> NDArray[np.intp]:
    """Find the points of which both coordinates are finite, as indices."""
    return np.flatnonzero(np.isfinite(lon) & np.isfinite(lat))
