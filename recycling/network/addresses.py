"""Places that customers name: where they lie, and whether they are known already."""

from collections.abc import Iterable
from datetime import date

import numpy as np

from maps.geometry import ZoneShape, assign_nearest, great_circle_m, points_in_zones
from recycling.domain.network import Network
from recycling.domain.sites import Site, Zone, ZoneKind
from recycling.network.positions import degrees_of


def district_at(network: Network, lon: float, lat: float, day: date) -> str:
    """Code of the district a place lies in.

    By the boundaries in force; where none holds it, the district whose seat is the
    nearest. Empty where there are no districts.
    """
    shapes = [
        _shape(zone)
        for zone in network.zones.values()
        if zone.kind is ZoneKind.DISTRICT
        and zone.in_force(day)
        and zone.zone_id in network.districts
    ]
    (inside,) = points_in_zones([lon], [lat], shapes)
    if inside >= 0:
        return shapes[inside].zone_id
    codes = sorted(network.districts)
    seats = degrees_of([network.districts[code] for code in codes])
    (nearest,), _ = assign_nearest([lon], [lat], *seats)
    return codes[nearest] if nearest >= 0 else ""


def site_near(
    sites: Iterable[Site], lon: float, lat: float, within_m: float
) -> Site | None:
    """Site nearest to a place, where one lies within some metres of it."""
    known = sorted(sites, key=lambda site: site.site_id)
    if not known:
        return None
    site_lon, site_lat = degrees_of(known)
    away_m = great_circle_m(
        np.full(len(known), lon), np.full(len(known), lat), site_lon, site_lat
    )
    nearest = int(np.argmin(away_m))
    return known[nearest] if away_m[nearest] <= within_m else None


def _shape(zone: Zone) -> ZoneShape:
    return ZoneShape(zone.zone_id, zone.geometry_wkt, 0)
