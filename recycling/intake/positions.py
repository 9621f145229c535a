"""Positions: checked as declared, converted to WGS-84."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from maps.crs import Crs, to_wgs84
from maps.errors import GeometryError
from maps.wkt import repair_wkt, spell_wkt, wkt_to_wgs84
from recycling.schema.faults import Rule

type FloatArray = NDArray[np.float64]
type BoolArray = NDArray[np.bool_]
type Area = tuple[float, float, float, float]

_VERTEX: Final = re.compile(r"(-?[\d.]+(?:e[+-]?\d+)?) (-?[\d.]+(?:e[+-]?\d+)?)")
_POLYGONS: Final = ("POLYGON", "MULTIPOLYGON")
# Degrees never reach this; eastings and northings of a city do.
_METRES_FROM: Final = 1_000.0
_ANYWHERE: Final[Area] = (-180.0, -90.0, 180.0, 90.0)


@dataclass(frozen=True, slots=True)
class PositionFault:
    """What is wrong with one position."""

    rule: Rule
    detail: str


@dataclass(frozen=True, slots=True)
class PlacedShape:
    """A polygon in WGS-84, or why there is none.

    Attributes
    ----------
    wkt
        The polygon, empty when it is faulty.
    is_repaired
        It crossed or touched itself and was mended.
    fault
        What is wrong with it.
    """

    wkt: str
    is_repaired: bool = False
    fault: PositionFault | None = None


@dataclass(frozen=True, slots=True)
class Positions:
    """Checks positions of one declared system and converts them.

    Attributes
    ----------
    crs
        Declared coordinate system.
    area
        Area every position must lie in, WGS-84 degrees; ``None`` for anywhere.
    """

    crs: Crs
    area: Area | None

    def points(
        self, xs: Sequence[float | None], ys: Sequence[float | None]
    ) -> tuple[list[float], list[float], dict[int, PositionFault]]:
        """Convert points.

        Parameters
        ----------
        xs, ys
            Coordinates in the declared system; ``None`` for a faulty cell.

        Returns
        -------
        tuple
            Longitudes and latitudes, and the faults by place in the column. A
            point with a faulty cell has no fault of its own.
        """
        x, y = _array(xs), _array(ys)
        is_given = np.isfinite(x) & np.isfinite(y)
        lon, lat = to_wgs84(x, y, self.crs.name)
        faults: dict[int, PositionFault] = {}
        wrong_unit = is_given & self._has_wrong_unit(x, y)
        is_known = np.isfinite(lon) & self._in_range(x, y) & ~wrong_unit
        outside = is_given & ~(is_known & _inside(lon, lat, self._bounds()))
        for index in np.flatnonzero(outside).tolist():
            faults[index] = self._explain(
                float(x[index]),
                float(y[index]),
                has_wrong_unit=bool(wrong_unit[index]),
                is_known=bool(is_known[index]),
            )
        return lon.tolist(), lat.tolist(), faults

    def shape(self, wkt: str) -> PlacedShape:
        """Convert a polygon; one that crosses itself is repaired."""
        try:
            plain = spell_wkt(wkt)
            if not plain.startswith(_POLYGONS):
                return PlacedShape("", fault=PositionFault(Rule.NOT_A_POLYGON, ""))
            fault = self._vertex_fault(plain)
            if fault is not None:
                return PlacedShape("", fault=fault)
            moved = wkt_to_wgs84(plain, self.crs.name)
            whole = repair_wkt(moved)
        except GeometryError as error:
            return PlacedShape(
                "", fault=PositionFault(Rule.BAD_GEOMETRY, _reason(error))
            )
        return PlacedShape(whole, is_repaired=whole != moved)

    def _vertex_fault(self, plain: str) -> PositionFault | None:
        """Say what is wrong with the place of a polygon."""
        vertices = np.array(_VERTEX.findall(plain), dtype=np.float64)
        lon, lat, faults = self.points(vertices[:, 0].tolist(), vertices[:, 1].tolist())
        # A zone may reach beyond the city; it is wrong when none of it is inside.
        if faults and (
            len(faults) == len(vertices) and not _overlaps(lon, lat, self._bounds())
        ):
            return next(iter(faults.values()))
        return None

    def _bounds(self) -> Area:
        return self.area or _ANYWHERE

    def _has_wrong_unit(self, x: FloatArray, y: FloatArray) -> BoolArray:
        """Tell degrees where metres were declared, and the other way round."""
        if self.crs.geographic:
            return (abs(x) >= _METRES_FROM) | (abs(y) >= _METRES_FROM)
        return (abs(x) <= 180.0) & (abs(y) <= 180.0)

    def _in_range(self, x: FloatArray, y: FloatArray) -> BoolArray:
        """Tell longitudes and latitudes that exist; metres always do."""
        if self.crs.geographic:
            return (abs(x) <= 180.0) & (abs(y) <= 90.0)
        return np.ones(x.shape, dtype=np.bool_)

    def _explain(
        self, x: float, y: float, *, has_wrong_unit: bool, is_known: bool
    ) -> PositionFault:
        """Say what is most likely wrong with a point outside the area."""
        if has_wrong_unit:
            rule = (
                Rule.LOOKS_PROJECTED if self.crs.geographic else Rule.LOOKS_GEOGRAPHIC
            )
            return PositionFault(rule, self.crs.name)
        lon, lat = to_wgs84([y], [x], self.crs.name)
        if (
            self._in_range(_array([y]), _array([x]))[0]
            and _inside(lon, lat, self._bounds()).all()
        ):
            return PositionFault(Rule.SWAPPED, "")
        if not is_known:
            return PositionFault(Rule.NO_PLACE, self.crs.name)
        west, south, east, north = self._bounds()
        return PositionFault(
            Rule.OUTSIDE_AREA, f"{west:g}..{east:g}, {south:g}..{north:g}"
        )


def _array(values: Sequence[float | None]) -> FloatArray:
    """Coordinates as an array, NaN for what is not there."""
    return np.array(values, dtype=np.float64)


def _inside(lon: FloatArray, lat: FloatArray, area: Area) -> BoolArray:
    """Tell the points that lie in an area."""
    west, south, east, north = area
    return (lon >= west) & (lon <= east) & (lat >= south) & (lat <= north)


def _overlaps(lon: Sequence[float], lat: Sequence[float], area: Area) -> bool:
    """Tell whether the box around points meets an area."""
    west, south, east, north = area
    return bool(
        np.nanmin(lon) <= east
        and np.nanmax(lon) >= west
        and np.nanmin(lat) <= north
        and np.nanmax(lat) >= south
    )


def _reason(error: Exception) -> str:
    """Cut the head off a geometry's message; the fault names place and value."""
    return str(error).partition(": ")[2]
