"""GCJ-02 and BD-09, the shifted datums of Chinese web maps.

Both are deterministic shifts of WGS-84 and were never published officially; the
formulas and constants below are the public ones that every open implementation
shares (GCJ-02: the "eviltransform" polynomial on the Krasovsky 1940 ellipsoid;
BD-09: a second shift on top of GCJ-02). The inverse has no closed form, so it is
found by fixed-point iteration.

Arrays are float64 and of one shape. Inside this module every coordinate is finite;
`maps.crs` keeps non-finite values away from it.
"""

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

type FloatArray = NDArray[np.float64]
type Pair = tuple[FloatArray, FloatArray]
type Shift = Callable[[FloatArray, FloatArray], Pair]

# Outside this box (degrees) the shift is not applied, by convention.
WEST, EAST = 72.004, 137.8347
SOUTH, NORTH = 0.8293, 55.8271

_SEMI_MAJOR_AXIS_M = 6_378_245.0
_ECCENTRICITY_SQUARED = 0.006_693_421_622_965_943_23
_ORIGIN_LON, _ORIGIN_LAT = 105.0, 35.0
_BD_WAVES = np.pi * 3000.0 / 180.0

# A step shrinks the error at least fifty-fold (the shift varies by less than 2 % of
# a degree per degree), so a last step below 1e-6 degrees (0.1 m) leaves 2 mm.
_LAST_STEP_DEG = 1e-6
_MAX_STEPS = 10


def in_shifted_area(lon: FloatArray, lat: FloatArray) -> NDArray[np.bool_]:
    """Tell which points lie in the box where the shift applies."""
    return (lon >= WEST) & (lon <= EAST) & (lat >= SOUTH) & (lat <= NORTH)


def gcj02_from_wgs84(lon: FloatArray, lat: FloatArray) -> Pair:
    """Shift WGS-84 degrees to GCJ-02 degrees."""
    shift_lon, shift_lat = _gcj02_shift(lon, lat)
    return lon + shift_lon, lat + shift_lat


def wgs84_from_gcj02(lon: FloatArray, lat: FloatArray) -> Pair:
    """Undo `gcj02_from_wgs84` to better than 0.01 m."""
    return _unshift(_gcj02_shift, lon, lat)


def bd09_from_wgs84(lon: FloatArray, lat: FloatArray) -> Pair:
    """Shift WGS-84 degrees to BD-09 degrees, through GCJ-02."""
    gcj_lon, gcj_lat = gcj02_from_wgs84(lon, lat)
    shift_lon, shift_lat = _bd09_shift(gcj_lon, gcj_lat)
    return gcj_lon + shift_lon, gcj_lat + shift_lat


def wgs84_from_bd09(lon: FloatArray, lat: FloatArray) -> Pair:
    """Undo `bd09_from_wgs84` to better than 0.01 m."""
    return wgs84_from_gcj02(*_unshift(_bd09_shift, lon, lat))


def _unshift(shift: Shift, lon: FloatArray, lat: FloatArray) -> Pair:
    """Find the points that `shift` moves onto ``lon, lat``."""
    guess_lon, guess_lat = lon, lat
    for _ in range(_MAX_STEPS):
        shift_lon, shift_lat = shift(guess_lon, guess_lat)
        next_lon, next_lat = lon - shift_lon, lat - shift_lat
        step_deg = max(
            np.max(np.abs(next_lon - guess_lon), initial=0.0),
            np.max(np.abs(next_lat - guess_lat), initial=0.0),
        )
        guess_lon, guess_lat = next_lon, next_lat
        if step_deg < _LAST_STEP_DEG:
            break
    return guess_lon, guess_lat


def _gcj02_shift(lon: FloatArray, lat: FloatArray) -> Pair:
    """Degrees that GCJ-02 adds to a WGS-84 point."""
    east_m, north_m = _gcj02_shift_m(lon - _ORIGIN_LON, lat - _ORIGIN_LAT)
    phi = np.radians(lat)
    w_squared = 1.0 - _ECCENTRICITY_SQUARED * np.sin(phi) ** 2
    w = np.sqrt(w_squared)
    prime_vertical_m = _SEMI_MAJOR_AXIS_M / w
    meridian_m = prime_vertical_m * (1.0 - _ECCENTRICITY_SQUARED) / w_squared
    shift_lon = np.degrees(east_m / (prime_vertical_m * np.cos(phi)))
    shift_lat = np.degrees(north_m / meridian_m)
    return shift_lon, shift_lat


def _gcj02_shift_m(x: FloatArray, y: FloatArray) -> Pair:
    """Metres east and north of the public polynomial; x, y from (105 E, 35 N).

    sin(6 pi x) and sin(2 pi x) come from sin(pi x / 3) and cos(pi x / 3) by the
    multiple-angle identities: a sine costs as much as fifty multiplications.
    """
    sin_x3, sin_x1, sin_x2, sin_x6 = _harmonics(x)
    sin_y3 = np.sin(np.pi / 3.0 * y)
    sin_y1 = sin_y3 * (3.0 - 4.0 * sin_y3 * sin_y3)
    common = 20.0 * (sin_x6 + sin_x2)
    root = np.sqrt(np.abs(x))
    xy = 0.1 * x * y
    waves_north = (
        common
        + 20.0 * sin_y1
        + 40.0 * sin_y3
        + 160.0 * np.sin(np.pi / 12.0 * y)
        + 320.0 * np.sin(np.pi / 30.0 * y)
    )
    waves_east = (
        common
        + 20.0 * sin_x1
        + 40.0 * sin_x3
        + 150.0 * np.sin(np.pi / 12.0 * x)
        + 300.0 * np.sin(np.pi / 30.0 * x)
    )
    north = -100.0 + 2.0 * x + 3.0 * y + 0.2 * y * y + xy + 0.2 * root
    east = 300.0 + x + 2.0 * y + 0.1 * x * x + xy + 0.1 * root
    return east + waves_east * (2.0 / 3.0), north + waves_north * (2.0 / 3.0)


def _harmonics(x: FloatArray) -> tuple[FloatArray, FloatArray, FloatArray, FloatArray]:
    """Sines of pi x / 3, pi x, 2 pi x and 6 pi x."""
    sin_third = np.sin(np.pi / 3.0 * x)
    cos_third = np.cos(np.pi / 3.0 * x)
    sin_one = sin_third * (3.0 - 4.0 * sin_third * sin_third)
    cos_one = cos_third * (4.0 * cos_third * cos_third - 3.0)
    sin_two = 2.0 * sin_one * cos_one
    sin_six = sin_two * (3.0 - 4.0 * sin_two * sin_two)
    return sin_third, sin_one, sin_two, sin_six


def _bd09_shift(lon: FloatArray, lat: FloatArray) -> Pair:
    """Degrees that BD-09 adds to a GCJ-02 point.

    The public formula stretches the radius by 0.00002 sin(lat k), turns the angle
    by 0.000003 cos(lon k) with k = 3000 pi / 180, then adds (0.0065, 0.006). The
    turn is written as a rotation, which needs no arc tangent.
    """
    radius = np.hypot(lon, lat)
    stretch = 1.0 + 0.00002 * np.sin(lat * _BD_WAVES) / radius
    turn = 0.000003 * np.cos(lon * _BD_WAVES)
    sin_turn, cos_turn = np.sin(turn), np.cos(turn)
    new_lon = stretch * (lon * cos_turn - lat * sin_turn) + 0.0065
    new_lat = stretch * (lat * cos_turn + lon * sin_turn) + 0.006
    return new_lon - lon, new_lat - lat
