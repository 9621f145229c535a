"""Sites and districts with what the map shows of them, and no more."""

from dataclasses import dataclass

from recycling.domain.network import Network
from recycling.domain.plans import SiteAction, SitingPlan
from recycling.domain.sites import ZoneKind


@dataclass(frozen=True, slots=True)
class MapSite:
    """A site as the map shows it; ``action`` is empty where no plan decides on it."""

    site_id: str
    name: str
    kind: str
    status: str
    district: str
    lon: float
    lat: float
    is_green: bool
    capacity_kg: int | None
    capacity_units: int | None
    action: str


@dataclass(frozen=True, slots=True)
class MapDistrict:
    """A district with its boundary, where one is recorded, and its seat."""

    code: str
    name_en: str
    name_zh: str
    boundary_wkt: str | None


def map_sites(network: Network, siting: SitingPlan | None) -> tuple[MapSite, ...]:
    """Sites by id, with what the siting plan decides on each."""
    actions = {
        decision.site_id: decision.action.value
        for decision in (siting.decisions if siting else ())
        if decision.action is not SiteAction.FIXED
    }
    return tuple(
        MapSite(
            site_id=site_id,
            name=site.name,
            kind=site.kind.value,
            status=site.status.value,
            district=site.district,
            lon=site.lon,
            lat=site.lat,
            is_green=site.is_green,
            capacity_kg=site.capacity_kg_per_year,
            capacity_units=site.capacity_units_per_year,
            action=actions.get(site_id, ""),
        )
        for site_id, site in sorted(network.sites.items())
    )


def map_districts(network: Network) -> tuple[MapDistrict, ...]:
    """Districts by code; a boundary is a district zone of that code."""
    boundaries = {
        zone.zone_id: zone.geometry_wkt
        for zone in network.zones.values()
        if zone.kind is ZoneKind.DISTRICT
    }
    return tuple(
        MapDistrict(code, d.name_en, d.name_zh, boundaries.get(code))
        for code, d in sorted(network.districts.items())
    )
