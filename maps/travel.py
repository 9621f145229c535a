"""What a source of travel times offers, whichever it is.

A provider answers tables of distances and durations between points. Consumers code
against `TravelProvider` and never ask which one they hold.
"""

from dataclasses import dataclass, field
from typing import Final, Protocol

import numpy as np
from numpy.typing import NDArray

from maps.errors import GeometryError

UNREACHABLE: Final = -1
"""Value in both tables of a pair that no trip connects."""


@dataclass(frozen=True, eq=False)
class Points:
    """Places in WGS-84 degrees.

    Attributes
    ----------
    lon, lat
        Shape (n,), float64. A point that is not finite, or off the globe, is
        allowed and unreachable.
    zone
        Code of the zone of each point, shape (n,), or None when zones are unknown.
        What a provider does with it is the provider's to say.

    Raises
    ------
    GeometryError
        The arrays are not one-dimensional and of one length.
    """

    lon: NDArray[np.float64]
    lat: NDArray[np.float64]
    zone: NDArray[np.str_] | None = field(default=None)

    def __post_init__(self) -> None:
        lon = np.asarray(self.lon, dtype=np.float64)
        lat = np.asarray(self.lat, dtype=np.float64)
        object.__setattr__(self, "lon", lon)
        object.__setattr__(self, "lat", lat)
        shapes = [lon.shape, lat.shape]
        if self.zone is not None:
            zone = np.asarray(self.zone, dtype=np.str_)
            object.__setattr__(self, "zone", zone)
            shapes.append(zone.shape)
        if lon.ndim != 1 or any(shape != lon.shape for shape in shapes):
            msg = (
                "points: lon, lat and zone must be lists of one length, got shapes "
                f"{', '.join(map(str, shapes))}. Pass one of each for every point."
            )
            raise GeometryError(msg)

    def __len__(self) -> int:
        return self.lon.size

    def usable(self) -> NDArray[np.bool_]:
        """Tell which points are places on the globe, shape (n,)."""
        # A comparison with NaN is False, so this also catches what is not finite.
        return (np.abs(self.lon) <= 180.0) & (np.abs(self.lat) <= 90.0)


@dataclass(frozen=True, eq=False)
class TravelTable:
    """Travel from every origin (row) to every destination (column).

    Attributes
    ----------
    distance_m
        Road metres, int32, shape (n, m); `UNREACHABLE` where no trip exists.
    duration_s
        Seconds on the road without stops, same shape and convention.
    """

    distance_m: NDArray[np.int32]
    duration_s: NDArray[np.int32]


class TravelProvider(Protocol):
    """A source of travel tables."""

    @property
    def name(self) -> str:
        """Short name for messages and plans."""

    def table(self, origins: Points, destinations: Points, profile: str) -> TravelTable:
        """Answer the table of all pairs.

        A pair that cannot be travelled is `UNREACHABLE` in both arrays, never an
        error.

        Parameters
        ----------
        origins, destinations
            Rows and columns of the table.
        profile
            Kind of vehicle the roads are chosen for, such as ``truck``.
        """
