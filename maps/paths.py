"""The way between points, for maps and for the driver."""

from dataclasses import dataclass
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from maps.travel import UNREACHABLE, Points


@dataclass(frozen=True, slots=True)
class RoadStep:
    """One instruction of a way.

    Attributes
    ----------
    manoeuvre
        What to do at its beginning, as OSRM says it: type and direction, such as
        ``turn right``, ``roundabout left``, ``depart``, ``arrive``.
    name
        Street or road number it follows; empty when it has none.
    distance_m, duration_s
        From here to the next instruction.
    lon, lat
        Where it begins, degrees.
    """

    manoeuvre: str
    name: str
    distance_m: int
    duration_s: int
    lon: float
    lat: float


@dataclass(frozen=True, eq=False, slots=True)
class RoadLeg:
    """The way from a point to the next.

    Attributes
    ----------
    lon, lat
        Line to draw, shape (n,), degrees; the straight line when no way exists.
    distance_m, duration_s
        `maps.travel.UNREACHABLE` when no way exists.
    steps
        Instructions in order; empty when no way exists.
    """

    lon: NDArray[np.float64]
    lat: NDArray[np.float64]
    distance_m: int
    duration_s: int
    steps: tuple[RoadStep, ...]

    @property
    def is_reachable(self) -> bool:
        """Whether a way exists."""
        return self.distance_m != UNREACHABLE


class PathProvider(Protocol):
    """A source of ways between points."""

    def path(self, points: Points, profile: str) -> tuple[RoadLeg, ...]:
        """Find the way through points in order: one leg fewer than points.

        A leg that cannot be driven is a straight line, never an error.
        """


def straight_leg(points: Points, start: int) -> RoadLeg:
    """Draw a leg no way exists for; without a line when an end is no place."""
    ends = slice(start, start + 2)
    usable = points.usable()[ends]
    return RoadLeg(
        lon=points.lon[ends][usable],
        lat=points.lat[ends][usable],
        distance_m=UNREACHABLE,
        duration_s=UNREACHABLE,
        steps=(),
    )
