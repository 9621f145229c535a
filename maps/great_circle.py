"""Travel tables without a road graph: great circle x detour factor by zone."""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from maps.errors import TravelError
from maps.sphere import arc_m, half_unit_vectors, squared_chords
from maps.travel import UNREACHABLE, Points, TravelTable

type FloatArray = NDArray[np.float64]

# Within these every distance and duration on earth fits an int32.
_DETOUR_RANGE = (1.0, 10.0)
_SPEED_RANGE_KMH = (1.0, 200.0)
_KMH_TO_S_PER_M = 3.6
# Two float64 and two int32 pieces of this many pairs stay inside a processor cache.
_PAIRS_PER_BLOCK = 131_072


class GreatCircleProvider:
    """Estimate road travel from straight lines; needs no data and never fails.

    The distance of a leg is its great circle times the mean of the detour factors
    at its two ends. Its duration takes each half of the leg at the speed of its own
    end, so a leg between two zones has the harmonic mean of their speeds, and the
    slower zone weighs more. Both are rounded half up; a leg between identical
    points is zero. Tables are symmetric. The profile is not used: the speeds given
    are those of the fleet.

    Parameters
    ----------
    detour_by_zone
        Road metres per straight metre, by zone code; 1 to 10.
    speed_kmh_by_zone
        Mean driving speed by zone code, km/h; 1 to 200.
    default_detour, default_speed_kmh
        Values for points without a zone or in a zone that is not listed.

    Raises
    ------
    TravelError
        A factor or speed is out of range.
    """

    name = "great-circle"

    def __init__(
        self,
        detour_by_zone: Mapping[str, float],
        speed_kmh_by_zone: Mapping[str, float],
        default_detour: float,
        default_speed_kmh: float,
    ) -> None:
        _check("detour", _DETOUR_RANGE, {"default": default_detour, **detour_by_zone})
        _check(
            "speed_kmh",
            _SPEED_RANGE_KMH,
            {"default": default_speed_kmh, **speed_kmh_by_zone},
        )
        self._detour_by_zone = dict(detour_by_zone)
        self._speed_kmh_by_zone = dict(speed_kmh_by_zone)
        self._default_detour = default_detour
        self._default_speed_kmh = default_speed_kmh

    def table(
        self,
        origins: Points,
        destinations: Points,
        profile: str,
    ) -> TravelTable:
        """Answer the table of all pairs; see the class for the formulas.

        A point that is not a place on the globe (NaN, latitude above 90) is
        `maps.travel.UNREACHABLE` in its whole row or column.
        """
        rows, columns = self._ends(origins), self._ends(destinations)
        shape = (len(origins), len(destinations))
        distance_m = np.empty(shape, dtype=np.int32)
        duration_s = np.empty(shape, dtype=np.int32)
        step = max(1, _PAIRS_PER_BLOCK // max(1, shape[1]))
        for start in range(0, shape[0], step):
            block = slice(start, start + step)
            _fill(rows.part(block), columns, distance_m[block], duration_s[block])
        for table in (distance_m, duration_s):
            table[~origins.usable(), :] = UNREACHABLE
            table[:, ~destinations.usable()] = UNREACHABLE
        return TravelTable(distance_m=distance_m, duration_s=duration_s)

    def _ends(self, points: Points) -> "_Ends":
        """Everything a leg needs to know of its end at each point."""
        usable = points.usable()
        detour = self._by_zone(points, self._detour_by_zone, self._default_detour)
        speed_kmh = self._by_zone(
            points, self._speed_kmh_by_zone, self._default_speed_kmh
        )
        return _Ends(
            # Any place will do for an unusable point: its cells are overwritten.
            vectors=half_unit_vectors(
                np.where(usable, points.lon, 0.0), np.where(usable, points.lat, 0.0)
            ),
            half_detour=detour / 2.0,
            half_s_per_m=_KMH_TO_S_PER_M / speed_kmh / 2.0,
        )

    @staticmethod
    def _by_zone(
        points: Points, value_by_zone: Mapping[str, float], default: float
    ) -> FloatArray:
        """Value of the zone of each point, shape (n,)."""
        if points.zone is None:
            return np.full(len(points), default)
        codes, code_at = np.unique(points.zone, return_inverse=True)
        values = [value_by_zone.get(str(code), default) for code in codes]
        return np.asarray(values, dtype=np.float64)[code_at]


@dataclass(frozen=True, eq=False, slots=True)
class _Ends:
    """Points as ends of legs: where, and half of each factor that a leg averages."""

    vectors: FloatArray
    half_detour: FloatArray
    half_s_per_m: FloatArray

    def part(self, block: slice) -> "_Ends":
        """Take some of the points."""
        return _Ends(
            self.vectors[:, block], self.half_detour[block], self.half_s_per_m[block]
        )


def _fill(
    rows: _Ends,
    columns: _Ends,
    distance_m: NDArray[np.int32],
    duration_s: NDArray[np.int32],
) -> None:
    """Write one block of rows into the two tables."""
    road_m = arc_m(squared_chords(rows.vectors, columns.vectors))
    factor = np.add.outer(rows.half_detour, columns.half_detour)
    road_m *= factor
    np.add.outer(rows.half_s_per_m, columns.half_s_per_m, out=factor)
    factor *= road_m
    distance_m[...] = _half_up(road_m)
    duration_s[...] = _half_up(factor)


def _half_up(exact: FloatArray) -> NDArray[np.int32]:
    """Round numbers >= 0 half up; overwrites its argument."""
    exact += 0.5
    # The cast cuts towards zero.
    return exact.astype(np.int32)


def _check(
    what: str, allowed: tuple[float, float], value_by_zone: Mapping[str, float]
) -> None:
    """Refuse a factor or speed outside its range."""
    low, high = allowed
    for zone, value in value_by_zone.items():
        if not low <= value <= high:
            msg = (
                f"zone {zone}, {what}: must be between {low:g} and {high:g}, "
                f"got {value}. Correct the table of zones."
            )
            raise TravelError(msg)
