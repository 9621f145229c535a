"""Distances between sites as whole tables."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from recycling.domain.network import Travel
from recycling.domain.sites import Site
from recycling.domain.units import S_PER_MIN

EARTH_M = 6_371_008.8
"""Mean radius of the earth."""

FAR_M = np.inf


def road_m(
    travel: Travel, origins: Sequence[str], destinations: Sequence[str]
) -> NDArray[np.float64]:
    """Road metres from each site to each other, infinite where no way leads."""
    block = travel.block(origins, destinations)
    metres = np.array(block.distance_m, dtype=np.float64)
    metres[metres < 0] = FAR_M
    return metres


def reachable_m(
    travel: Travel,
    origins: Sequence[str],
    destinations: Sequence[str],
    most_min: float,
) -> NDArray[np.float64]:
    """Road metres, infinite also where the drive takes longer than a limit."""
    metres = road_m(travel, origins, destinations)
    seconds = np.array(travel.block(origins, destinations).duration_s, np.float64)
    metres[seconds > most_min * S_PER_MIN] = FAR_M
    return metres


def great_circle_m(
    origins: Sequence[Site], destinations: Sequence[Site]
) -> NDArray[np.float64]:
    """Great-circle metres from each site to each other (haversine)."""
    lon, lat = _radians(origins)
    to_lon, to_lat = _radians(destinations)
    half = np.sin((lat[:, None] - to_lat) / 2) ** 2 + np.cos(lat[:, None]) * np.cos(
        to_lat
    ) * (np.sin((lon[:, None] - to_lon) / 2) ** 2)
    metres: NDArray[np.float64] = 2 * EARTH_M * np.arcsin(np.sqrt(half))
    return metres


def _radians(sites: Sequence[Site]) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    lon = np.radians(np.array([site.lon for site in sites], np.float64))
    lat = np.radians(np.array([site.lat for site in sites], np.float64))
    return lon, lat
