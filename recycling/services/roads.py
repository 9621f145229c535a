"""Use cases around roads: build a road graph, and choose where times come from."""

from pathlib import Path

from recycling.domain.errors import InputError
from recycling.domain.network import Finding, Network
from recycling.network.build import build_network
from recycling.network.roads import (
    RoadInfo,
    RoadTravel,
    SitePaths,
    build_graph,
    road_travel,
)
from recycling.network.roads import road_findings as find_off_road
from recycling.network.travel import SiteTravel
from recycling.schema.said import said
from recycling.services.context import Context

ROADS = "roads"


def roads_folder(context: Context) -> Path:
    """Folder of the road graphs, beside the database."""
    return context.settings.workspace / ROADS


def build_roads(
    context: Context, extract: Path, profile: str | None = None
) -> RoadInfo:
    """Build the road graph of an OpenStreetMap extract, or take the one there is.

    Parameters
    ----------
    context
        Settings: workspace and data folder.
    extract
        File ending in .osm.pbf.
    profile
        ``truck`` or ``car``; the setting ``roads.profile`` when not given.

    Raises
    ------
    InputError
        When the extract cannot be used, the engine is missing, or the folder
        cannot be written.
    """
    chosen = profile or context.settings.roads.profile
    if chosen not in {"truck", "car"}:
        msg = said("roads.profile", chosen=chosen)
        raise InputError(msg)
    context.progress.stage("roads")

    def relay(step: str, done: int, total: int) -> None:
        del step
        context.progress.advance(done, total)

    lua_folder = context.settings.data_dir / ROADS
    return build_graph(extract, roads_folder(context), chosen, lua_folder, relay)


def travel_of(context: Context, network: Network) -> tuple[Network, SiteTravel]:
    """Choose where travel times come from, and leave out sites off the road.

    Returns
    -------
    tuple
        Network without the sites that lie too far from any road, and travel
        between those that are left.

    Raises
    ------
    InputError
        When the settings insist on a road graph that cannot be used.
    """
    chosen = _chosen(context, network)
    return build_network(network, chosen.findings), chosen.travel


def whole_travel(context: Context, network: Network) -> SiteTravel:
    """Travel between all sites of a network; those off the road have no way."""
    return _chosen(context, network).travel


def paths_of(context: Context, network: Network) -> SitePaths | None:
    """Lines along the roads between a network's sites, where a graph is built."""
    return _chosen(context, network).paths


def road_findings(context: Context, network: Network) -> tuple[Finding, ...]:
    """Sites that lie too far from any road, where a graph is built."""
    return find_off_road(network, context.settings.roads, roads_folder(context))


def _chosen(context: Context, network: Network) -> RoadTravel:
    return road_travel(network, context.settings.roads, roads_folder(context))
