"""Positions and distances over the few kilometres that placing needs."""

from collections.abc import Sequence
from math import pi

import numpy as np
import numpy.typing as npt

from recycling.domain.sites import Site
from recycling.sample.inputs import Place

type Floats = npt.NDArray[np.float64]
type Ints = npt.NDArray[np.int64]

EARTH_RADIUS_M = 6_371_008.8
"""Mean radius of the earth (IUGG)."""

M_PER_DEG = EARTH_RADIUS_M * pi / 180
"""Metres per degree of latitude."""

DECIMALS = 6
"""Decimals of a written position, about a decimetre."""

CITY_BOX = (105.25, 28.15, 110.25, 32.25)
"""West, south, east and north limit, half a step inside the city's own."""


def shift(lon: Floats, lat: Floats, east_m: Floats, north_m: Floats) -> Floats:
    """Move positions by metres; rows of longitude and latitude.

    Equirectangular: ``dlat = north / M``, ``dlon = east / (M cos lat)``. Kept
    inside the city's box and rounded as written.
    """
    west, south, east, north = CITY_BOX
    new_lat = lat + north_m / M_PER_DEG
    new_lon = lon + east_m / (M_PER_DEG * np.cos(np.radians(lat)))
    limited = (np.clip(new_lon, west, east), np.clip(new_lat, south, north))
    return np.round(np.column_stack(limited), DECIMALS)


def scatter(
    rng: np.random.Generator, lon: Floats, lat: Floats, sigma_m: float
) -> Floats:
    """Move each position by a normal error in both directions."""
    east_m, north_m = rng.normal(0.0, sigma_m, (2, len(lon)))
    return shift(lon, lat, east_m, north_m)


def disc(
    rng: np.random.Generator,
    number: int,
    middle: tuple[float, float],
    radius_m: float,
    power: float = 0.5,
) -> Floats:
    """Draw positions in a disc, at ``radius u ** power`` from its middle.

    A power of 0.5 is even over the area; more is denser in the middle.
    """
    away_m = radius_m * rng.random(number) ** power
    angle = rng.random(number) * 2 * pi
    lon, lat = np.full(number, middle[0]), np.full(number, middle[1])
    return shift(lon, lat, away_m * np.cos(angle), away_m * np.sin(angle))


def distances_m(origins: Floats, destinations: Floats) -> Floats:
    """Equirectangular metres from each origin to each destination."""
    lon, lat = np.radians(origins[:, 0]), np.radians(origins[:, 1])
    to_lon, to_lat = np.radians(destinations[:, 0]), np.radians(destinations[:, 1])
    middle = (lat[:, None] + to_lat) / 2
    east = (to_lon - lon[:, None]) * np.cos(middle)
    angle: Floats = np.hypot(east, to_lat - lat[:, None])
    return angle * EARTH_RADIUS_M


def ring(middle: tuple[float, float], radii_m: Floats) -> list[tuple[float, float]]:
    """Corners of a closed polygon at even angles, anticlockwise."""
    angle = np.arange(len(radii_m)) * 2 * pi / len(radii_m)
    lon, lat = np.full(len(radii_m), middle[0]), np.full(len(radii_m), middle[1])
    corners = shift(lon, lat, radii_m * np.cos(angle), radii_m * np.sin(angle))
    points = [(float(x), float(y)) for x, y in corners]
    return [*points, points[0]]


def positions(sites: Sequence[Site]) -> Floats:
    """Rows of longitude and latitude of sites."""
    return np.array([(site.lon, site.lat) for site in sites]).reshape(-1, 2)


def urban(place: Place) -> tuple[float, float]:
    """Middle of a district's urban cluster."""
    return place.urban_lon, place.urban_lat


def centroid(place: Place) -> tuple[float, float]:
    """Middle of a district's area."""
    return place.centre_lon, place.centre_lat


def apportion(total: int, weights: Floats, least: int = 0) -> Ints:
    """Share out a whole number by weights, largest remainders first.

    Every share gets at least ``least``; the sum is exact.
    """
    free = total - least * len(weights)
    exact = free * weights / weights.sum()
    shares = np.floor(exact).astype(np.int64)
    missing = free - int(shares.sum())
    order = np.argsort(shares - exact, kind="stable")
    shares[order[:missing]] += 1
    return shares + least
