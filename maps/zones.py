"""Points against zones: which points lie in which area, or too near to one."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import shapely
from numpy.typing import ArrayLike, NDArray
from shapely.geometry.base import BaseGeometry

from maps.coordinates import finite_places, same_length
from maps.crs import to_metric
from maps.errors import GeometryError
from maps.wkt import read_shape

type FloatArray = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class ZoneShape:
    """An area with an identity.

    Attributes
    ----------
    zone_id
        Any code of the caller.
    wkt
        Shape in WGS-84 degrees; usually a polygon, but any geometry works.
    buffer_m
        Distance around the shape that still counts as the zone, metres.
    """

    zone_id: str
    wkt: str
    buffer_m: float = 0.0


@dataclass(frozen=True, slots=True)
class ExclusionHit:
    """A point that lies in a zone or within its buffer.

    Attributes
    ----------
    point
        Index of the point in the arrays of the call.
    zone_id
        Code of the zone.
    distance_m
        Metres from the shape of the zone: 0 inside it, up to ``buffer_m`` around it.
    """

    point: int
    zone_id: str
    distance_m: float


def exclusion_hits(
    lon: ArrayLike, lat: ArrayLike, zones: Sequence[ZoneShape]
) -> list[ExclusionHit]:
    """Find every pair of a point and a zone it lies in or too near to.

    Parameters
    ----------
    lon, lat
        Points, shape (n,). A point that is not finite hits nothing.
    zones
        Shapes with their buffers; a point exactly ``buffer_m`` away is a hit.

    Returns
    -------
    Hits by point, then in the order of the zones.

    Raises
    ------
    GeometryError
        A shape is invalid (see `parse_wkt`), a buffer is negative or not finite, or
        a place cannot be expressed in `maps.crs.METRIC_CRS`.
    """
    points, place = _metric_points(lon, lat)
    if not zones or not place.size:
        return []
    shapes = [_metric_shape(zone) for zone in zones]
    buffers_m = np.array([_buffer_m(zone) for zone in zones])
    zone_at, point_at = shapely.STRtree(points).query(
        shapes, predicate="dwithin", distance=buffers_m
    )
    distances_m = shapely.distance(np.array(shapes)[zone_at], points[point_at])
    order = np.lexsort((zone_at, point_at))
    return [
        ExclusionHit(int(place[point]), zones[zone].zone_id, float(distance_m))
        for point, zone, distance_m in zip(
            point_at[order], zone_at[order], distances_m[order], strict=True
        )
    ]


def points_in_zones(
    lon: ArrayLike, lat: ArrayLike, zones: Sequence[ZoneShape]
) -> list[int]:
    """Tell in which zone each point lies.

    Edges are straight in longitude and latitude, a border belongs to the zone, and
    ``buffer_m`` plays no part.

    Returns
    -------
    For each point the index of the first zone that holds it, -1 when none does or
    the point is not finite.

    Raises
    ------
    GeometryError
        A shape is invalid; see `parse_wkt`.
    """
    lons, lats = same_length(lon, lat)
    found = np.full(lons.size, -1, dtype=np.int64)
    place = finite_places(lons, lats)
    if zones and place.size:
        tree = shapely.STRtree(_points(lons[place], lats[place]))
        shapes = [_zone_shape(zone) for zone in zones]
        zone_at, point_at = tree.query(shapes, predicate="intersects")
        first = np.full(place.size, len(zones), dtype=np.int64)
        np.minimum.at(first, point_at, zone_at)
        found[place] = np.where(first < len(zones), first, -1)
    return [int(zone) for zone in found]


def _zone_shape(zone: ZoneShape) -> BaseGeometry:
    """Shape of a zone in degrees; its faults name the zone."""
    try:
        return read_shape(zone.wkt)
    except GeometryError as error:
        msg = f"zone {zone.zone_id}: {error}"
        raise GeometryError(msg) from error


def _metric_shape(zone: ZoneShape) -> BaseGeometry:
    """Shape of a zone in metres."""

    def move(xy: FloatArray) -> FloatArray:
        return np.column_stack(_reachable(xy[:, 0], xy[:, 1]))

    return shapely.transform(_zone_shape(zone), move)


def _metric_points(
    lon: ArrayLike, lat: ArrayLike
) -> tuple[NDArray[np.object_], NDArray[np.intp]]:
    """Finite points in metres, and their places in the input."""
    lons, lats = same_length(lon, lat)
    place = finite_places(lons, lats)
    return _points(*_reachable(lons[place], lats[place])), place


def _points(x: FloatArray, y: FloatArray) -> NDArray[np.object_]:
    """One point shape for each pair of coordinates."""
    return np.asarray(shapely.points(x, y), dtype=np.object_)


def _reachable(lon: FloatArray, lat: FloatArray) -> tuple[FloatArray, FloatArray]:
    """Metres of finite degrees; a place without metres is a fault, not a miss."""
    east_m, north_m = to_metric(lon, lat)
    lost = np.flatnonzero(~np.isfinite(east_m))
    if lost.size:
        at = int(lost[0])
        msg = (
            f"points: ({lon[at]}, {lat[at]}) cannot be expressed in metres. Check "
            "that lon and lat are WGS-84 degrees and not swapped."
        )
        raise GeometryError(msg)
    return east_m, north_m


def _buffer_m(zone: ZoneShape) -> float:
    """Buffer of a zone, checked."""
    if not (np.isfinite(zone.buffer_m) and zone.buffer_m >= 0):
        msg = (
            f"zone {zone.zone_id}, buffer_m: must be >= 0, got {zone.buffer_m}. "
            "Use 0 for no buffer."
        )
        raise GeometryError(msg)
    return zone.buffer_m


def lines_through(lon: ArrayLike, lat: ArrayLike, zone: ZoneShape) -> NDArray[np.bool_]:
    """Tell which straight lines between points lead through a zone.

    A line counts when it touches the zone, or comes within its buffer, and neither
    of its ends does: a line that begins or ends there leads to it, not through it.

    Parameters
    ----------
    lon, lat
        Points, shape (n,). A point that is not finite has no lines.
    zone
        Shape with its buffer.

    Returns
    -------
    Symmetric matrix of shape (n, n), false on its diagonal.

    Raises
    ------
    GeometryError
        The shape is invalid, its buffer is negative or not finite, or a place
        cannot be expressed in `maps.crs.METRIC_CRS`.
    """
    size = np.asarray(lon).size
    through = np.zeros((size, size), dtype=np.bool_)
    points, place = _metric_points(lon, lat)
    shape, buffer_m = _metric_shape(zone), _buffer_m(zone)
    outside = np.flatnonzero(~shapely.dwithin(points, shape, buffer_m))
    first, second = np.triu_indices(outside.size, k=1)
    if not first.size:
        return through
    ends = shapely.get_coordinates(points[outside])
    lines = shapely.linestrings(np.stack([ends[first], ends[second]], axis=1))
    hit = shapely.dwithin(lines, shape, buffer_m)
    rows, columns = place[outside[first[hit]]], place[outside[second[hit]]]
    through[rows, columns] = through[columns, rows] = True
    return through
