"""Sites and routes of a snapshot as layers of one map."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any, Final, Protocol

from maps.deck import MapView, build_deck, view_of_bounds
from maps.frames import to_frame
from maps.geometry import convex_hull_wkt
from maps.layers import path_layer, point_layer, polygon_layer
from maps.style import Colour, route_colour
from recycling.domain.plans import SiteAction
from recycling.domain.sites import SiteStatus
from recycling.ui.figures import Figures
from recycling.ui.map_records import MapDistrict, MapRoute, MapSite
from recycling.ui.site_groups import (
    CENTRES,
    GROUP_KINDS,
    LOGISTICS,
    PALETTE,
    POINTS,
    PROCESSORS,
    STATIONS,
    drawing_order,
    site_category,
    site_group,
)
from recycling.ui.snapshot import Snapshot

MAX_ROUTES: Final = 60
"""Routes drawn at once: more are slow without a graphics card."""

MAX_TOOLTIPS: Final = 2_000
"""Sites of one layer that still have tooltips; choose a district to see fewer."""

# Smallest radius on the screen: many small points below, few large ones above.
_RADIUS_PX: Final = MappingProxyType(
    {POINTS: 1.0, STATIONS: 2.0, LOGISTICS: 2.5, PROCESSORS: 3.0, CENTRES: 3.0}
)
_RADIUS_M: Final = 60.0
_DISTRICT_COLOUR: Final[Colour] = (120, 140, 132, 150)


@dataclass(frozen=True, slots=True)
class MapChoice:
    """What a user wants to see.

    Attributes
    ----------
    kinds, districts
        Kinds of sites and codes of districts; empty for all.
    catchments
        Catchments whose routes are drawn.
    """

    kinds: frozenset[str] = frozenset()
    districts: frozenset[str] = frozenset()
    catchments: frozenset[str] = frozenset()


def shown_sites(sites: Iterable[MapSite], choice: MapChoice) -> list[MapSite]:
    """Sites of the chosen kinds and districts that work, or that the plan opens.

    Closed sites and candidates without that decision take part in nothing.
    """
    return [
        site
        for site in sites
        if (not choice.kinds or site.kind in choice.kinds)
        and (not choice.districts or site.district in choice.districts)
        and (
            site.status == SiteStatus.EXISTING.value
            or site.action == SiteAction.OPEN.value
        )
    ]


def shown_routes(routes: Iterable[MapRoute], choice: MapChoice) -> list[MapRoute]:
    """Routes of the chosen catchments, not more than `MAX_ROUTES`."""
    chosen = [route for route in routes if route.catchment in choice.catchments]
    return chosen[:MAX_ROUTES]


def build_map(snapshot: Snapshot, choice: MapChoice, figures: Figures) -> Any:
    """Draw districts, routes and sites; no layer asks a server for anything.

    Parameters
    ----------
    snapshot
        What there is.
    choice
        What to show of it.
    figures
        How to write the figures of the tooltips.

    Returns
    -------
    pydeck.Deck
        Layers ``districts``, ``routes`` and one per group of kinds, those with
        nothing on them left out.
    """
    sites = shown_sites(snapshot.sites, choice)
    by_group: dict[str, list[MapSite]] = {group: [] for group in GROUP_KINDS}
    for site in sorted(sites, key=drawing_order):
        by_group[site_group(site.kind)].append(site)
    layers = [
        _district_layer(snapshot, figures),
        _route_layer(shown_routes(snapshot.routes, choice), figures),
        *(
            _site_layer(
                group,
                members,
                snapshot.districts,
                figures,
                is_silent=len(members) > MAX_TOOLTIPS,
            )
            for group, members in by_group.items()
        ),
    ]
    drawn = [layer for layer in layers if layer.data]
    return build_deck(drawn, _view(snapshot.sites, choice.districts))


def _site_layer(
    group: str,
    sites: Sequence[MapSite],
    districts: Iterable[MapDistrict],
    figures: Figures,
    *,
    is_silent: bool,
) -> Any:
    """Draw sites; silent ones have no tooltip, which keeps thousands light."""
    names = {district.code: figures.words.name(district) for district in districts}
    records = [
        {"lon": site.lon, "lat": site.lat, "category": site_category(site)}
        if is_silent
        else {
            "lon": site.lon,
            "lat": site.lat,
            "category": site_category(site),
            "id": site.site_id,
            "tooltip": site_tooltip(site, names.get(site.district, ""), figures),
        }
        for site in sites
    ]
    return point_layer(
        group,
        to_frame(records),
        PALETTE,
        radius_m=_RADIUS_M,
        min_radius_px=_RADIUS_PX[group],
        pickable=not is_silent,
    )


def site_tooltip(site: MapSite, district: str, figures: Figures) -> str:
    """Name, kind, district, capacity and decision of a site."""
    words = figures.words
    lines = [site.name, f"{words.label('SiteKind', site.kind)} · {district}"]
    if site.capacity_kg is not None:
        lines.append(words("map.capacity", mass=figures.tonnes(site.capacity_kg)))
    if site.capacity_units is not None:
        lines.append(words("map.capacity_units", units=f"{site.capacity_units:,}"))
    if site.is_green:
        lines.append(words("map.green"))
    if site.action:
        action = words.label("SiteAction", site.action)
        lines.append(words("map.action", action=action))
    return "\n".join(lines)


def _route_layer(routes: Sequence[MapRoute], figures: Figures) -> Any:
    records = [
        {
            "id": route.route_id,
            "wkt": _line_wkt(route.positions),
            "category": route.route_id,
            "tooltip": route_tooltip(route, figures),
        }
        for route in routes
        if len(set(route.positions)) > 1
    ]
    colours = {route.route_id: route_colour(i) for i, route in enumerate(routes)}
    return path_layer("routes", to_frame(records), colours)


def _line_wkt(positions: Iterable[tuple[float, float]]) -> str:
    pairs = ", ".join(f"{lon} {lat}" for lon, lat in positions)
    return f"LINESTRING ({pairs})"


def route_tooltip(route: MapRoute, figures: Figures) -> str:
    """Vehicle, visits, load and way of a route."""
    return figures.words(
        "map.route",
        vehicle=route.vehicle_id,
        pickups=route.pickups,
        unloads=route.unloads,
        load=figures.tonnes(route.load_kg),
        distance=figures.kilometres(route.distance_m),
    )


def _district_layer(snapshot: Snapshot, figures: Figures) -> Any:
    shapes = district_shapes(snapshot.districts, snapshot.sites)
    records = [
        {
            "id": district.code,
            "wkt": shapes[district.code],
            "category": "district",
            "tooltip": figures.words.name(district),
        }
        for district in snapshot.districts
        if district.code in shapes
    ]
    return polygon_layer("districts", to_frame(records), {"district": _DISTRICT_COLOUR})


class Placed(Protocol):
    """Anything that stands somewhere in a district."""

    @property
    def district(self) -> str:
        """Code of the district."""

    @property
    def lon(self) -> float:
        """Longitude, WGS-84 degrees."""

    @property
    def lat(self) -> float:
        """Latitude, WGS-84 degrees."""


def district_shapes(
    districts: Iterable[MapDistrict], sites: Iterable[Placed]
) -> dict[str, str]:
    """Boundaries as the ground of a map, or hulls of the sites where none is.

    Returns
    -------
    dict
        WKT by code, of districts that have a boundary or a site.
    """
    places: dict[str, list[Placed]] = {}
    for site in sites:
        places.setdefault(site.district, []).append(site)
    return {
        district.code: district.boundary_wkt or _hull(places[district.code])
        for district in districts
        if district.boundary_wkt or district.code in places
    }


def _hull(sites: Collection[Placed]) -> str:
    return convex_hull_wkt([s.lon for s in sites], [s.lat for s in sites])


def _view(sites: Iterable[MapSite], districts: frozenset[str]) -> MapView | None:
    """View of all sites of the districts, so that other filters do not move it."""
    shown = [s for s in sites if not districts or s.district in districts]
    if not shown:
        return None
    lons, lats = [s.lon for s in shown], [s.lat for s in shown]
    return view_of_bounds(min(lons), min(lats), max(lons), max(lats))
