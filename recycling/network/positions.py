"""Positions of sites and seats as columns, for the geometry of ``maps``."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from recycling.domain.sites import District, Site

type Degrees = NDArray[np.float64]


def degrees_of(places: Sequence[Site | District]) -> tuple[Degrees, Degrees]:
    """Return longitudes and latitudes, in degrees of WGS-84."""
    return (
        np.array([place.lon for place in places], np.float64),
        np.array([place.lat for place in places], np.float64),
    )
