"""Who supplies the centres: cells of collection points, and direct generators."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from math import cos, floor, radians

from recycling.domain.materials import Stream
from recycling.domain.network import Network, SiteSupply
from recycling.domain.sites import Site
from recycling.domain.units import M_PER_DEGREE, M_PER_KM


@dataclass(frozen=True, slots=True)
class SupplyGroup:
    """A client of the siting problem with the supplies it stands for.

    Attributes
    ----------
    site_id
        Site whose position stands for the group.
    material
        What it supplies.
    is_direct
        Comes in direct full loads instead of milk runs.
    members
        Supplies of the group, by site.
    """

    site_id: str
    material: str
    is_direct: bool
    members: tuple[SiteSupply, ...]

    @property
    def kg_per_year(self) -> int:
        """Yearly supply of all members."""
        return sum(member.kg_per_year for member in self.members)


def group_supplies(
    network: Network, supplies: Iterable[SiteSupply], cell_km: float
) -> list[SupplyGroup]:
    """Group what households put out by cell and material; keep the rest apart.

    The collection points of one district inside one square of ``cell_km`` are
    one client per material, standing at the member nearest to their middle.
    Every direct supply is a client of its own.

    Parameters
    ----------
    network
        Sites of the supplies.
    supplies
        Yearly supply by site and material.
    cell_km
        Side of the squares; 0 leaves every point alone.
    """
    cells: dict[tuple[str, int | str, int], dict[str, list[SiteSupply]]]
    cells = defaultdict(lambda: defaultdict(list))
    groups = []
    for supply in sorted(supplies, key=lambda s: (s.site_id, s.material, s.stream)):
        site = network.sites[supply.site_id]
        if supply.stream == Stream.HOUSEHOLD.value:
            cells[_cell(site, cell_km)][supply.material].append(supply)
        else:
            groups.append(SupplyGroup(site.site_id, supply.material, True, (supply,)))
    for key in sorted(cells):
        by_material = cells[key]
        ids = {s.site_id for members in by_material.values() for s in members}
        middle = _middle([network.sites[site_id] for site_id in sorted(ids)])
        groups += [
            SupplyGroup(middle, material, False, tuple(members))
            for material, members in sorted(by_material.items())
        ]
    return groups


def groups_by_year(
    network: Network, supplies: Sequence[Sequence[SiteSupply]], cell_km: float
) -> tuple[tuple[SupplyGroup, ...], ...]:
    """Group the supplies of several years in the same way.

    Parameters
    ----------
    network
        Sites of the supplies.
    supplies
        Yearly supply by site and material, one sequence per year.
    cell_km
        Side of the squares; 0 leaves every point alone.

    Returns
    -------
    tuple of tuple of SupplyGroup
        One row per year, the same sources in the same order; a source that has
        nothing in a year is there with 0 kg.
    """
    of_year = [{_key(supply): supply for supply in year} for year in supplies]
    every = {key: supply for year in of_year for key, supply in year.items()}
    groups = group_supplies(network, every.values(), cell_km)

    def member(year: dict[_Key, SiteSupply], shape: SiteSupply) -> SiteSupply:
        nothing = replace(shape, kg_per_year=0, units_per_year=0)
        return year.get(_key(shape), nothing)

    return tuple(
        tuple(
            replace(group, members=tuple(member(year, m) for m in group.members))
            for group in groups
        )
        for year in of_year
    )


type _Key = tuple[str, str, str]


def _key(supply: SiteSupply) -> _Key:
    return supply.site_id, supply.material, supply.stream


def _cell(site: Site, cell_km: float) -> tuple[str, int | str, int]:
    if not cell_km:
        return site.district, site.site_id, 0
    km_per_degree = M_PER_DEGREE / M_PER_KM
    east_km = site.lon * km_per_degree * cos(radians(site.lat))
    north_km = site.lat * km_per_degree
    return site.district, floor(east_km / cell_km), floor(north_km / cell_km)


def _middle(sites: list[Site]) -> str:
    lon = sum(site.lon for site in sites) / len(sites)
    lat = sum(site.lat for site in sites) / len(sites)
    squeeze = cos(radians(lat))

    def squared(site: Site) -> float:
        return ((site.lon - lon) * squeeze) ** 2 + (site.lat - lat) ** 2

    return min(sites, key=lambda site: (squared(site), site.site_id)).site_id
