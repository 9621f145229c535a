"""Which sites lie in which restriction zone."""

from collections.abc import Mapping
from datetime import date

import numpy as np

from maps.geometry import ZoneShape, exclusion_hits
from recycling.domain.network import Network
from recycling.domain.sites import ZoneKind


def sites_in_restriction_zones(
    network: Network, day: date
) -> Mapping[str, frozenset[str]]:
    """Sites inside each restriction zone, or within its buffer.

    Parameters
    ----------
    network
        Sites and zones.
    day
        Day on which the zones must be in force.

    Returns
    -------
    Mapping
        Site ids by zone id; zones without a site are left out.
    """
    zones = [
        zone
        for zone in network.zones.values()
        if zone.kind is ZoneKind.RESTRICTION and zone.in_force(day)
    ]
    sites = list(network.sites.values())
    if not zones or not sites:
        return {}
    hits = exclusion_hits(
        np.array([site.lon for site in sites]),
        np.array([site.lat for site in sites]),
        [ZoneShape(z.zone_id, z.geometry_wkt, z.buffer_m) for z in zones],
    )
    inside: dict[str, set[str]] = {}
    for hit in hits:
        inside.setdefault(hit.zone_id, set()).add(sites[hit.point].site_id)
    return {zone_id: frozenset(ids) for zone_id, ids in inside.items()}
