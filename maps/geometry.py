"""Plain functions on points and shapes; shapes travel as WKT text.

Coordinates are WGS-84 degrees, lon before lat, unless a name says otherwise. This
module is the door to `maps.wkt`, `maps.zones` and `maps.sphere` as well.
"""

import numpy as np
import shapely
from numpy.typing import ArrayLike, NDArray

from maps.coordinates import finite_places, same_length
from maps.errors import GeometryError
from maps.sphere import arc_m, great_circle_m, half_unit_vectors, squared_chords
from maps.wkt import parse_wkt, repair_wkt, wkt_to_wgs84, write_shape
from maps.zones import (
    ExclusionHit,
    ZoneShape,
    exclusion_hits,
    lines_through,
    points_in_zones,
)

__all__ = [
    "ExclusionHit",
    "ZoneShape",
    "assign_nearest",
    "convex_hull_wkt",
    "exclusion_hits",
    "great_circle_m",
    "lines_through",
    "parse_wkt",
    "points_in_zones",
    "repair_wkt",
    "wkt_to_wgs84",
]

type FloatArray = NDArray[np.float64]

# Pairs held at once while looking for nearest targets (8 bytes each, two arrays).
_PAIRS_PER_BLOCK = 1_000_000


def assign_nearest(
    lon: ArrayLike, lat: ArrayLike, target_lon: ArrayLike, target_lat: ArrayLike
) -> tuple[NDArray[np.int64], FloatArray]:
    """Find the target nearest to each point over the sphere.

    Parameters
    ----------
    lon, lat
        Points, shape (n,).
    target_lon, target_lat
        Targets, shape (m,); one that is not finite is never chosen.

    Returns
    -------
    Index of the nearest target (the first of equals) and its great-circle distance
    in metres, both shape (n,); -1 and NaN for a point that is not finite or when
    there is no target.
    """
    lons, lats = same_length(lon, lat)
    target_lons, target_lats = same_length(target_lon, target_lat)
    nearest = np.full(lons.size, -1, dtype=np.int64)
    distance_m = np.full(lons.size, np.nan)
    place = finite_places(lons, lats)
    targets = finite_places(target_lons, target_lats)
    if not targets.size:
        return nearest, distance_m
    points = half_unit_vectors(lons[place], lats[place])
    ends = half_unit_vectors(target_lons[targets], target_lats[targets])
    step = max(1, _PAIRS_PER_BLOCK // targets.size)
    for start in range(0, place.size, step):
        rows = place[start : start + step]
        chords = squared_chords(points[:, start : start + step], ends)
        best = chords.argmin(axis=1)
        nearest[rows] = targets[best]
        distance_m[rows] = arc_m(chords[np.arange(rows.size), best])
    return nearest, distance_m


def convex_hull_wkt(lon: ArrayLike, lat: ArrayLike) -> str:
    """Smallest convex shape around points.

    Points that are not finite are left out.

    Returns
    -------
    WKT of a polygon; of a line or a point when the points do not span an area.

    Raises
    ------
    GeometryError
        No point is finite.
    """
    lons, lats = same_length(lon, lat)
    place = finite_places(lons, lats)
    if not place.size:
        msg = (
            f"convex hull: needs at least one finite point, got {lons.size} points "
            "and none of them finite. Leave the empty group out."
        )
        raise GeometryError(msg)
    cloud = shapely.multipoints(np.column_stack([lons[place], lats[place]]))
    return write_shape(shapely.convex_hull(cloud))
