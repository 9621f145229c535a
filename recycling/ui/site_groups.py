"""Groups of kinds of sites, as maps draw them and filters offer them."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from recycling.domain.sites import SiteKind

POINTS, STATIONS, CENTRES, PROCESSORS, LOGISTICS = (
    "points",
    "stations",
    "centres",
    "processors",
    "logistics",
)

GROUP_KINDS: Final[Mapping[str, tuple[SiteKind, ...]]] = MappingProxyType(
    {
        POINTS: (SiteKind.COLLECTION_POINT, SiteKind.GENERATOR, SiteKind.ADDRESS),
        STATIONS: (SiteKind.TRANSFER_STATION,),
        LOGISTICS: (
            SiteKind.DEPOT,
            SiteKind.CHARGER,
            SiteKind.PORT,
            SiteKind.RAIL_STATION,
        ),
        PROCESSORS: (
            SiteKind.DISMANTLER,
            SiteKind.PARK,
            SiteKind.PROCESSING_BASE,
            SiteKind.DISPOSAL,
        ),
        CENTRES: (SiteKind.SORTING_CENTRE,),
    }
)
"""Kinds drawn in one layer, the bottom layer first."""


def site_group(kind: str) -> str:
    """Layer a kind of site is drawn in."""
    return next(group for group, kinds in GROUP_KINDS.items() if kind in kinds)
