"""Where travel times come from: a road graph, a server, or the great circle."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import cast

import numpy as np

from maps.errors import RoadsError
from maps.fallback import FallbackProvider
from maps.great_circle import GreatCircleProvider
from maps.osrm_provider import OsrmProvider
from maps.paths import PathProvider
from maps.remote_osrm import RemoteOsrmProvider
from maps.remote_server import Server
from maps.remote_valhalla import RemoteValhallaProvider
from maps.roads import RoadGraph, RoadProfile, build_roads, find_roads
from recycling.config import RoadSettings
from recycling.domain.errors import InputError
from recycling.domain.network import Finding, Network, Severity
from recycling.domain.units import M_PER_KM
from recycling.network.travel import SiteTravel, great_circle, points_of
from recycling.schema.said import said

OFF_ROAD = "off_road"
SERVER_ATTEMPTS = 4
"""How often a server is asked before the great circle takes over."""


@dataclass(frozen=True, slots=True)
class RoadInfo:
    """A built road graph: where it lies, what for, and the box around its roads."""

    folder: str
    profile: str
    source: str
    west: float
    south: float
    east: float
    north: float


def build_graph(
    extract: Path,
    folder: Path,
    profile: str,
    lua_folder: Path,
    progress: Callable[[str, int, int], None],
) -> RoadInfo:
    """Build the road graph of an extract, or take the one that is there.

    Raises
    ------
    InputError
        When the extract cannot be used, the engine is missing, or the folder
        cannot be written.
    """
    try:
        graph = build_roads(
            extract, folder, cast("RoadProfile", profile), lua_folder, progress
        )
    except RoadsError as error:
        raise InputError(str(error)) from error
    return RoadInfo(
        folder=str(graph.folder),
        profile=graph.profile,
        source=graph.source,
        west=graph.west,
        south=graph.south,
        east=graph.east,
        north=graph.north,
    )


class SitePaths:
    """Lines along the roads through sites.

    Parameters
    ----------
    travel
        Knows where the sites are.
    provider
        Knows the roads.
    profile
        Vehicle the roads are chosen for.
    """

    def __init__(
        self, travel: SiteTravel, provider: PathProvider, profile: str
    ) -> None:
        self._travel = travel
        self._provider = provider
        self._profile = profile

    def path(self, site_ids: Sequence[str]) -> list[tuple[float, float]]:
        """Line through the sites in order, straight where no road leads.

        Raises
        ------
        InputError
            When the road graph cannot be opened.
        """
        try:
            legs = self._provider.path(self._travel.points(site_ids), self._profile)
        except RoadsError as error:
            raise InputError(str(error)) from error
        return [
            (float(lon), float(lat))
            for leg in legs
            for lon, lat in zip(leg.lon, leg.lat, strict=True)
        ]


@dataclass(frozen=True, slots=True)
class RoadTravel:
    """Travel between sites, and the sites it cannot reach.

    Attributes
    ----------
    travel
        Travel by the chosen source; its name carries the warning of a fall-back.
    findings
        One error per site that lies too far from any road.
    paths
        Lines along the roads, where there is a road graph.
    """

    travel: SiteTravel
    findings: tuple[Finding, ...] = ()
    paths: SitePaths | None = None


def road_travel(network: Network, settings: RoadSettings, folder: Path) -> RoadTravel:
    """Choose where travel times come from.

    Parameters
    ----------
    network
        Sites and parameters.
    settings
        Which source, and how far a site may lie from a road.
    folder
        Where road graphs are kept.

    Raises
    ------
    InputError
        When the settings insist on a road graph and it is missing, cannot be
        opened, or holds none of the sites.
    """
    fall_back = great_circle(network)
    if settings.provider == "great-circle" or not network.sites:
        return RoadTravel(SiteTravel(network, fall_back, settings.profile))
    if settings.provider in {"osrm", "valhalla"}:
        return RoadTravel(_served(network, settings, fall_back))
    try:
        return _on_graph(network, settings, folder, fall_back)
    except RoadsError as error:
        if settings.provider == "graph":
            raise InputError(str(error)) from error
        return _without_roads(network, settings, fall_back, str(error))


def road_findings(
    network: Network, settings: RoadSettings, folder: Path
) -> tuple[Finding, ...]:
    """List the sites that lie too far from any road of the graph in use.

    Nothing where no graph is used: one is not asked for, not built, cannot be
    opened, or is of another city.
    """
    if settings.provider not in {"auto", "graph"} or not network.sites:
        return ()
    try:
        graph = find_roads(folder, cast("RoadProfile", settings.profile))
        if graph is None:
            return ()
        provider = OsrmProvider(graph, settings.max_snap_m)
        findings = _off_road(network, provider, settings.max_snap_m)
    except RoadsError:
        return ()
    return findings if len(findings) < len(network.sites) else ()


def _on_graph(
    network: Network,
    settings: RoadSettings,
    folder: Path,
    fall_back: GreatCircleProvider,
) -> RoadTravel:
    graph = find_roads(folder, cast("RoadProfile", settings.profile))
    if graph is None:
        if settings.provider == "graph":
            msg = said("roads.none", profile=settings.profile)
            raise InputError(msg)
        return RoadTravel(SiteTravel(network, fall_back, settings.profile))
    provider = OsrmProvider(graph, settings.max_snap_m)
    findings = _off_road(network, provider, settings.max_snap_m)
    if len(findings) == len(network.sites):
        raise RoadsError(_elsewhere(network, graph))
    name = f"roads of {graph.source} ({graph.profile})"
    if findings:
        name += f", {len(findings)} sites off the road left out"
    travel = SiteTravel(network, provider, settings.profile, name)
    paths = SitePaths(travel, provider, settings.profile)
    return RoadTravel(travel, findings, paths)


def _off_road(
    network: Network, provider: OsrmProvider, max_snap_m: int
) -> tuple[Finding, ...]:
    sites = list(network.sites.values())
    snaps = provider.snap(points_of(network, sites))
    return tuple(
        Finding(
            OFF_ROAD, Severity.ERROR, site.site_id, f"{metres:.0f} m", f"{max_snap_m} m"
        )
        for site, metres, near in zip(
            sites, snaps.distance_m, snaps.is_snapped, strict=True
        )
        if not near
    )


def _elsewhere(network: Network, graph: RoadGraph) -> str:
    """Say how many sites an extract misses, and by how far."""
    sites = list(network.sites.values())
    away_m = graph.outside_m(points_of(network, sites))
    outside = int((away_m > 0).sum())
    return (
        f"{graph.source}: holds none of the {len(sites)} sites; {outside} lie outside "
        f"its box, the nearest {np.nanmin(away_m) / M_PER_KM:,.1f} km and the farthest "
        f"{np.nanmax(away_m) / M_PER_KM:,.1f} km away. Build an extract of this city."
    )


def _without_roads(
    network: Network, settings: RoadSettings, fall_back: GreatCircleProvider, why: str
) -> RoadTravel:
    name = f"{fall_back.name} (no roads: {why})"
    return RoadTravel(SiteTravel(network, fall_back, settings.profile, name))


def _served(
    network: Network, settings: RoadSettings, fall_back: GreatCircleProvider
) -> SiteTravel:
    """Travel by a server, or by the fall-back with the reason in its name."""
    server = Server(settings.url, attempts=SERVER_ATTEMPTS)
    first: RemoteOsrmProvider | RemoteValhallaProvider
    if settings.provider == "osrm":
        first = RemoteOsrmProvider(server, max_snap_m=settings.max_snap_m)
    else:
        first = RemoteValhallaProvider(server, max_snap_m=settings.max_snap_m)
    warnings: list[str] = []
    provider = FallbackProvider(first, fall_back, warnings.append)
    return SiteTravel(network, provider, settings.profile, warnings=warnings)
