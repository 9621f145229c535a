"""Which sites lie in which restriction zone."""

from collections.abc import Mapping, Sequence
from datetime import date

import numpy as np
from numpy.typing import NDArray

from maps.geometry import ZoneShape, exclusion_hits, lines_through
from recycling.domain.network import Exclusion, Network
from recycling.domain.sites import Site, SiteStatus, Zone, ZoneKind
from recycling.network.positions import degrees_of


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
        Site ids by id of the zones in force; a zone may hold no site.
    """
    zones = _in_force(network, ZoneKind.RESTRICTION, day)
    sites = list(network.sites.values())
    inside: dict[str, set[str]] = {zone.zone_id: set() for zone in zones}
    hits = exclusion_hits(*degrees_of(sites), [_shape(zone) for zone in zones])
    for hit in hits:
        inside[hit.zone_id].add(sites[hit.point].site_id)
    return {zone_id: frozenset(ids) for zone_id, ids in inside.items()}


def sites_in_zone(network: Network, zone_id: str) -> frozenset[str]:
    """Sites inside a zone of any kind, or within its buffer.

    Raises
    ------
    KeyError
        When the network has no such zone.
    """
    sites = list(network.sites.values())
    hits = exclusion_hits(*degrees_of(sites), [_shape(network.zones[zone_id])])
    return frozenset(sites[hit.point].site_id for hit in hits)


def excluded_candidates(network: Network, day: date) -> list[Exclusion]:
    """Candidates inside an exclusion zone or its buffer, with zone and metres.

    Parameters
    ----------
    network
        Sites and zones.
    day
        Day on which the zones must be in force.
    """
    candidates = [
        site for site in network.sites.values() if site.status is SiteStatus.CANDIDATE
    ]
    zones = _in_force(network, ZoneKind.EXCLUSION, day)
    if not candidates or not zones:
        return []
    hits = exclusion_hits(*degrees_of(candidates), [_shape(zone) for zone in zones])
    return [
        _exclusion(candidates[hit.point], network.zones[hit.zone_id], hit.distance_m)
        for hit in hits
    ]


def _in_force(network: Network, kind: ZoneKind, day: date) -> list[Zone]:
    zones = network.zones.values()
    return [zone for zone in zones if zone.kind is kind and zone.in_force(day)]


def _shape(zone: Zone) -> ZoneShape:
    return ZoneShape(zone.zone_id, zone.geometry_wkt, zone.buffer_m)


def _exclusion(site: Site, zone: Zone, distance_m: float) -> Exclusion:
    return Exclusion(
        site_id=site.site_id,
        zone_id=zone.zone_id,
        zone_name=zone.name,
        rule=zone.rule,
        distance_m=round(distance_m),
        buffer_m=zone.buffer_m,
    )


class SiteLines:
    """Straight lines between a network's sites that lead through its zones.

    Parameters
    ----------
    network
        Sites and zones.
    """

    def __init__(self, network: Network) -> None:
        self._network = network

    def through(self, zone_id: str, site_ids: Sequence[str]) -> NDArray[np.bool_]:
        """Tell between which sites the straight line leads through a zone.

        Raises
        ------
        KeyError
            When the network has no such zone or site.
        """
        zone = self._network.zones[zone_id]
        sites = [self._network.sites[site_id] for site_id in site_ids]
        return lines_through(*degrees_of(sites), _shape(zone))
