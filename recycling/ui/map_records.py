"""Sites, districts and routes with what the map shows of them, and no more."""

from collections.abc import Iterable
from dataclasses import dataclass

from recycling.domain.network import Network
from recycling.domain.plans import RoutePlan, SiteAction, SitingPlan, StopKind
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
class MapRoute:
    """A vehicle's day as the map shows it: positions of its visits in order."""

    route_id: str
    vehicle_id: str
    catchment: str
    pickups: int
    unloads: int
    load_kg: int
    distance_m: int
    positions: tuple[tuple[float, float], ...]


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


def map_routes(network: Network, plan: RoutePlan) -> tuple[MapRoute, ...]:
    """Routes in the order of the plan; visits to unknown sites are left out."""

    def positions(site_ids: Iterable[str]) -> tuple[tuple[float, float], ...]:
        known = (network.sites[i] for i in site_ids if i in network.sites)
        return tuple((site.lon, site.lat) for site in known)

    return tuple(
        MapRoute(
            route_id=route.route_id,
            vehicle_id=route.vehicle_id,
            catchment=route.catchment,
            pickups=sum(stop.kind is StopKind.PICKUP for stop in route.stops),
            unloads=sum(stop.kind is StopKind.UNLOAD for stop in route.stops),
            load_kg=route.load_kg,
            distance_m=route.distance_m,
            positions=positions(stop.site_id for stop in route.stops),
        )
        for route in plan.routes
    )
