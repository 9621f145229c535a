"""How many people live within reach of a sorting centre, district by district."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from maps.geometry import assign_nearest
from recycling.domain.network import Network
from recycling.domain.sites import Site, SiteKind, TravelZone
from recycling.domain.units import M_PER_KM
from recycling.network.positions import degrees_of
from recycling.network.travel import DETOUR

RADIUS = "siting.coverage_radius_km"


@dataclass(frozen=True, slots=True)
class DistrictCoverage:
    """People of a district and what reaches them.

    Attributes
    ----------
    district
        Its code.
    population
        Census population.
    served
        People its collection points stand for.
    covered
        Those of them whose point is within the radius of a working centre.
    mean_m
        Their mean way to the nearest working centre; ``None`` where no point or
        no centre is.
    """

    district: str
    population: int
    served: int
    covered: int
    mean_m: int | None

    @property
    def share(self) -> float | None:
        """Part of the people with a point who are covered; ``None`` without any."""
        return self.covered / self.served if self.served else None

    @property
    def served_share(self) -> float | None:
        """Part of the population that has a collection point."""
        return self.served / self.population if self.population else None


def population_coverage(
    network: Network, radius_km: float | None = None
) -> list[DistrictCoverage]:
    """Measure the ways of people to the nearest working sorting centre.

    People stand where their collection points stand. The way is the great circle
    times the mean detour factor of both ends' travel zones, as everywhere without
    a road graph; nearest is nearest in a straight line.

    Parameters
    ----------
    network
        Sites, districts and parameters.
    radius_km
        Way within which people are covered; the parameter
        ``siting.coverage_radius_km`` when not given.

    Returns
    -------
    list
        One entry per district, by code.
    """
    row = network.parameters.get(RADIUS)
    known_km = row.value if row else 0.0
    radius_m = (known_km if radius_km is None else radius_km) * M_PER_KM
    points = [
        site
        for site in network.of_kind(SiteKind.COLLECTION_POINT)
        if site.population_served
    ]
    way_m = _way_m(network, points)
    sums = {code: [0, 0, 0.0, 0] for code in network.districts}
    for site, metres in zip(points, way_m, strict=True):
        if site.district not in sums:
            continue
        own, people = sums[site.district], site.population_served
        own[0] += people
        # NaN, where no centre works, is within no radius.
        if metres <= radius_m:
            own[1] += people
        if not np.isnan(metres):
            own[2] += people * metres
            own[3] += people
    return [
        DistrictCoverage(
            code,
            network.districts[code].population,
            int(served),
            int(covered),
            round(people_m / reached) if reached else None,
        )
        for code, (served, covered, people_m, reached) in sorted(sums.items())
    ]


def _way_m(network: Network, points: Sequence[Site]) -> list[float]:
    """Estimate the way from each point to the nearest working centre, in metres."""
    centres = network.of_kind(SiteKind.SORTING_CENTRE)
    nearest, straight_m = assign_nearest(*degrees_of(points), *degrees_of(centres))
    if not centres:
        return [float("nan")] * len(points)
    factor = [_detour(network, site) for site in centres]
    return [
        metres * (_detour(network, point) + factor[place]) / 2
        for point, place, metres in zip(
            points, nearest.tolist(), straight_m.tolist(), strict=True
        )
    ]


def _detour(network: Network, site: Site) -> float:
    """Detour factor of a site's travel zone; 1 where no row says more."""
    district = network.districts.get(site.district)
    zone = district.travel_zone if district else TravelZone.NEW_CITY
    row = network.parameters.get(f"{DETOUR}{zone.value}")
    return row.value if row else 1.0
