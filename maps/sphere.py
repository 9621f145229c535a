"""Distances on the sphere."""

from typing import Final

import numpy as np
from numpy.typing import ArrayLike, NDArray

type FloatArray = NDArray[np.float64]

EARTH_RADIUS_M: Final = 6_371_008.8
"""Mean radius of the earth, (2 a + b) / 3 of WGS-84 (IUGG mean radius R1;
Moritz, Geodetic Reference System 1980)."""


def great_circle_m(
    lon1: ArrayLike, lat1: ArrayLike, lon2: ArrayLike, lat2: ArrayLike
) -> FloatArray:
    """Shortest distance over the sphere between pairs of points, in metres.

    Haversine formula (Sinnott, Virtues of the Haversine, Sky and Telescope 68,
    1984): ``2 R asin(sqrt(sin²(dlat/2) + cos lat1 cos lat2 sin²(dlon/2)))``. Against
    the ellipsoid it is at most 0.6 % off.

    Parameters
    ----------
    lon1, lat1, lon2, lat2
        Degrees; arrays that broadcast together.

    Returns
    -------
    Metres, in the broadcast shape; NaN where a coordinate is NaN.
    """
    phi1, phi2 = np.radians(lat1), np.radians(lat2)
    half_dphi = (phi2 - phi1) / 2.0
    half_dlambda = np.radians(np.subtract(lon2, lon1)) / 2.0
    haversine = (
        np.sin(half_dphi) ** 2 + np.cos(phi1) * np.cos(phi2) * np.sin(half_dlambda) ** 2
    )
    # Rounding may lift the value of antipodes just above one.
    arc = np.arcsin(np.sqrt(np.minimum(haversine, 1.0)))
    return np.asarray(2.0 * EARTH_RADIUS_M * arc, dtype=np.float64)


def half_unit_vectors(lon: ArrayLike, lat: ArrayLike) -> FloatArray:
    """Points as vectors of length one half, shape (3, n).

    Two of them lie ``sin(angle / 2)`` apart, the root of the haversine, so tables
    need no sine per pair: see `squared_chords`.
    """
    lam, phi = np.radians(lon), np.radians(lat)
    cos_phi = np.cos(phi)
    parts = [cos_phi * np.cos(lam), cos_phi * np.sin(lam), np.sin(phi)]
    return 0.5 * np.stack(parts)


def squared_chords(rows: FloatArray, columns: FloatArray) -> FloatArray:
    """Haversine of every pair of two sets of half unit vectors.

    Differences are squared, not products summed: that keeps distances of a metre
    exact and the table of a set with itself symmetric with a zero diagonal.

    Parameters
    ----------
    rows, columns
        From `half_unit_vectors`, shapes (3, n) and (3, m).

    Returns
    -------
    Shape (n, m); ascending with distance. `arc_m` turns it into metres.
    """
    total: FloatArray = np.subtract.outer(rows[0], columns[0])
    total *= total
    part = np.empty_like(total)
    for row, column in zip(rows[1:], columns[1:], strict=True):
        np.subtract.outer(row, column, out=part)
        part *= part
        total += part
    return total


def arc_m(haversine: FloatArray) -> FloatArray:
    """Metres over the sphere of a haversine; overwrites its argument."""
    np.minimum(haversine, 1.0, out=haversine)
    np.sqrt(haversine, out=haversine)
    np.arcsin(haversine, out=haversine)
    haversine *= 2.0 * EARTH_RADIUS_M
    return haversine
