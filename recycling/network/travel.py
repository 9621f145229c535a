"""Travel between the network's sites, a block at a time.

No table over all sites is ever built: a catchment or a row of candidates asks
for the block it needs.
"""

from collections.abc import Sequence

import numpy as np

from maps.errors import RoadsError, TravelError
from maps.great_circle import GreatCircleProvider
from maps.travel import Points, TravelProvider, TravelTable
from recycling.domain.errors import InputError
from recycling.domain.network import Network
from recycling.domain.sites import Site, TravelZone
from recycling.network.positions import degrees_of
from recycling.schema.said import said

DETOUR = "travel.detour."
SPEED = "travel.speed_kmh."


class SiteTravel:
    """Travel between sites by their ids.

    Parameters
    ----------
    network
        Sites, and the districts that give each its travel zone.
    provider
        Source of the tables.
    profile
        Vehicle profile the tables are for.
    name
        What to call the source; the provider's own name when empty.
    warnings
        Filled by the provider while it works; they become part of the name.
    """

    def __init__(
        self,
        network: Network,
        provider: TravelProvider,
        profile: str = "truck",
        name: str = "",
        warnings: Sequence[str] = (),
    ) -> None:
        self._provider = provider
        self._profile = profile
        self._name = name
        self._warnings = warnings
        self._rows = {site_id: row for row, site_id in enumerate(network.sites)}
        self._points = points_of(network, list(network.sites.values()))

    @property
    def name(self) -> str:
        """Where the times come from, with a warning when it is a fall-back."""
        return " ".join([self._name or self._provider.name, *self._warnings])

    def points(self, site_ids: Sequence[str]) -> Points:
        """Places of sites, with their travel zones.

        Raises
        ------
        KeyError
            When the network has no such site.
        """
        rows = np.array([self._rows[site_id] for site_id in site_ids], dtype=np.intp)
        zone = self._points.zone
        return Points(
            lon=self._points.lon[rows],
            lat=self._points.lat[rows],
            zone=None if zone is None else zone[rows],
        )

    def block(self, origins: Sequence[str], destinations: Sequence[str]) -> TravelTable:
        """Travel from each origin to each destination.

        Parameters
        ----------
        origins, destinations
            Ids of sites; rows and columns of the answer.

        Raises
        ------
        KeyError
            When the network has no such site.
        InputError
            When the source of the times fails.
        """
        try:
            return self._provider.table(
                self.points(origins), self.points(destinations), self._profile
            )
        except RoadsError as error:
            raise InputError(str(error)) from error


def points_of(network: Network, sites: Sequence[Site]) -> Points:
    """Places of sites, with the travel zones of their districts."""
    zones = {code: d.travel_zone.value for code, d in network.districts.items()}
    lon, lat = degrees_of(sites)
    return Points(
        lon=lon,
        lat=lat,
        zone=np.array([zones.get(s.district, "") for s in sites], dtype=np.str_),
    )


def great_circle(network: Network) -> GreatCircleProvider:
    """Make the provider that needs no roads, with the network's own parameters.

    The factor and speed of each travel zone are the parameters
    ``travel.detour.<zone>`` and ``travel.speed_kmh.<zone>``; sites in no known
    district use those of the new city.

    Raises
    ------
    InputError
        When a factor or speed cannot be one.
    """
    zones = [zone.value for zone in TravelZone]
    default = TravelZone.NEW_CITY.value
    try:
        return GreatCircleProvider(
            detour_by_zone={zone: network.parameter(DETOUR + zone) for zone in zones},
            speed_kmh_by_zone={zone: network.parameter(SPEED + zone) for zone in zones},
            default_detour=network.parameter(DETOUR + default),
            default_speed_kmh=network.parameter(SPEED + default),
        )
    except TravelError as error:
        msg = said("travel.failed", error=error)
        raise InputError(msg) from error


def great_circle_travel(network: Network) -> SiteTravel:
    """Travel by great circle times detour, whatever roads there are."""
    return SiteTravel(network, great_circle(network))
