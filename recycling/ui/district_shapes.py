"""Districts as the ground of a map: boundaries, or hulls of what stands in them."""

from collections.abc import Collection, Iterable
from typing import Protocol

from maps.geometry import convex_hull_wkt
from recycling.ui.map_records import MapDistrict


class Placed(Protocol):
    """Anything that stands somewhere in a district."""

    @property
    def district(self) -> str:
        """Code of the district."""

    @property
    def lon(self) -> float:
        """Longitude, WGS-84 degrees."""

    @property
    def lat(self) -> float:
        """Latitude, WGS-84 degrees."""


def district_shapes(
    districts: Iterable[MapDistrict], sites: Iterable[Placed]
) -> dict[str, str]:
    """Boundaries as the ground of a map, or hulls of the sites where none is.

    Returns
    -------
    dict
        WKT by code, of districts that have a boundary or a site.
    """
    places: dict[str, list[Placed]] = {}
    for site in sites:
        places.setdefault(site.district, []).append(site)
    return {
        district.code: district.boundary_wkt or _hull(places[district.code])
        for district in districts
        if district.boundary_wkt or district.code in places
    }


def _hull(sites: Collection[Placed]) -> str:
    return convex_hull_wkt([s.lon for s in sites], [s.lat for s in sites])
