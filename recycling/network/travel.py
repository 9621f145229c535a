"""Travel between the network's sites, a block at a time.

No table over all sites is ever built: a catchment or a row of candidates asks
for the block it needs.
"""

from collections.abc import Sequence

import numpy as np

from maps.errors import TravelError
from maps.great_circle import GreatCircleProvider
from maps.travel import Points, TravelProvider, TravelTable
from recycling.domain.errors import InputError
from recycling.domain.network import Network
from recycling.domain.sites import TravelZone

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
    """

    def __init__(
        self, network: Network, provider: TravelProvider, profile: str = "truck"
    ) -> None:
        self._provider = provider
        self._profile = profile
        self._rows = {site_id: row for row, site_id in enumerate(network.sites)}
        sites = network.sites.values()
        self._lon = np.array([site.lon for site in sites], dtype=np.float64)
        self._lat = np.array([site.lat for site in sites], dtype=np.float64)
        zones = {code: d.travel_zone.value for code, d in network.districts.items()}
        self._zone = np.array([zones.get(s.district, "") for s in sites], dtype=np.str_)

    @property
    def name(self) -> str:
        """Where the times come from."""
        return self._provider.name

    def _points(self, site_ids: Sequence[str]) -> Points:
        rows = np.array([self._rows[site_id] for site_id in site_ids], dtype=np.intp)
        return Points(lon=self._lon[rows], lat=self._lat[rows], zone=self._zone[rows])

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
        """
        return self._provider.table(
            self._points(origins), self._points(destinations), self._profile
        )


def great_circle_travel(network: Network) -> SiteTravel:
    """Travel by great circle times detour, with the network's own parameters.

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
        provider = GreatCircleProvider(
            detour_by_zone={zone: network.parameter(DETOUR + zone) for zone in zones},
            speed_kmh_by_zone={zone: network.parameter(SPEED + zone) for zone in zones},
            default_detour=network.parameter(DETOUR + default),
            default_speed_kmh=network.parameter(SPEED + default),
        )
    except TravelError as error:
        msg = f"parameters, travel: {error}"
        raise InputError(msg) from error
    return SiteTravel(network, provider)
