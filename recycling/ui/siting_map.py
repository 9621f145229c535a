"""A year of a siting study on a map: catchments, exclusions and decisions."""

from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from types import MappingProxyType
from typing import Any, Final

from maps.deck import MapView, build_deck, view_of_bounds
from maps.frames import to_frame
from maps.geometry import convex_hull_wkt
from maps.layers import point_layer, polygon_layer
from maps.style import Colour
from recycling.domain.plans import SiteAction
from recycling.domain.sites import SiteKind, SiteStatus, ZoneKind
from recycling.domain.studies import SitingStudy, StudySite
from recycling.reporting.palette import (
    BLUE,
    GREEN,
    GREY,
    GROUND,
    ORANGE,
    PINK,
    RED,
    VIOLET,
    rgba,
)
from recycling.reporting.study_words import reason_text
from recycling.services.study_results import StudyMap
from recycling.ui.district_shapes import district_shapes
from recycling.ui.figures import Figures, percent
from recycling.ui.i18n import Words
from recycling.ui.map_records import map_districts
from recycling.ui.network_map import css

ACTIONS: Final = (
    SiteAction.OPEN,
    SiteAction.UPGRADE,
    SiteAction.KEEP,
    SiteAction.CLOSE,
    SiteAction.SKIP,
    SiteAction.FIXED,
)
"""Decisions as the legend lists them."""

PALETTE: Final[Mapping[str, Colour]] = MappingProxyType(
    {
        SiteAction.OPEN.value: rgba(ORANGE),
        SiteAction.UPGRADE.value: rgba(GREEN),
        SiteAction.KEEP.value: rgba(BLUE),
        SiteAction.CLOSE.value: rgba(RED),
        SiteAction.SKIP.value: rgba(GREY),
        SiteAction.FIXED.value: rgba(PINK),
    }
)

_GROUND: Final[Colour] = rgba(GROUND)
_ZONE: Final[Colour] = rgba(VIOLET)
_SMALL: Final = frozenset({SiteAction.SKIP, SiteAction.FIXED, SiteAction.CLOSE})
_RADIUS_M: Final = 60.0


def study_deck(study: SitingStudy, year: int, drawn: StudyMap, figures: Figures) -> Any:
    """Draw a year of a study; no layer asks a server for anything.

    Returns
    -------
    pydeck.Deck
        Layers ``districts``, ``exclusions``, ``catchments``, ``minor`` and
        ``decided`` sites, those with nothing on them left out.
    """
    sites = study.in_year(year)
    minor = [site for site in sites if site.action in _SMALL]
    decided = [site for site in sites if site.action not in _SMALL]
    layers = [
        _ground(drawn, figures.words),
        zone_layer(drawn),
        _catchments(sites, drawn),
        _sites("minor", minor, figures, 2.5),
        _sites("decided", decided, figures, 4.5),
    ]
    return build_deck([layer for layer in layers if layer.data], _view(sites))


def areas_deck(drawn: StudyMap, excluded: Collection[str], words: Words) -> Any:
    """Draw areas nothing may be built in, and the candidates, those inside in red."""
    network = drawn.network
    candidates = network.of_kind(SiteKind.SORTING_CENTRE, SiteStatus.CANDIDATE)
    records = [
        {
            "id": site.site_id,
            "lon": site.lon,
            "lat": site.lat,
            "category": SiteAction.CLOSE.value
            if site.site_id in excluded
            else SiteAction.SKIP.value,
            "tooltip": site.name,
        }
        for site in candidates
    ]
    sites = point_layer("candidates", to_frame(records), PALETTE, min_radius_px=4.0)
    layers = [_ground(drawn, words), zone_layer(drawn), sites]
    return build_deck([layer for layer in layers if layer.data])


def _ground(drawn: StudyMap, words: Words) -> Any:
    network = drawn.network
    shapes = district_shapes(map_districts(network), network.sites.values())
    records = [
        {
            "id": code,
            "wkt": wkt,
            "category": "ground",
            "tooltip": words.name(network.districts[code]),
        }
        for code, wkt in shapes.items()
    ]
    return polygon_layer("districts", to_frame(records), {"ground": _GROUND})


def zone_layer(drawn: StudyMap) -> Any:
    """Draw the exclusion zones of a network."""
    records = [
        {
            "id": zone.zone_id,
            "wkt": zone.geometry_wkt,
            "category": "zone",
            "tooltip": f"{zone.name}\n{zone.rule}",
        }
        for zone in drawn.network.zones.values()
        if zone.kind is ZoneKind.EXCLUSION
    ]
    return polygon_layer("exclusions", to_frame(records), {"zone": _ZONE})


def _catchments(sites: Iterable[StudySite], drawn: StudyMap) -> Any:
    """Draw the hull around each centre that is decided to work, and its sources."""
    records = []
    for site in sites:
        places = drawn.sources.get(site.site_id, ())
        if site.action in _SMALL or len(places) < 2:
            continue
        lons = [site.lon, *(lon for lon, _ in places)]
        lats = [site.lat, *(lat for _, lat in places)]
        records.append(
            {
                "id": site.site_id,
                "wkt": convex_hull_wkt(lons, lats),
                "category": site.action.value,
            }
        )
    return polygon_layer("catchments", to_frame(records), PALETTE, pickable=False)


def _sites(
    layer_id: str, sites: Sequence[StudySite], figures: Figures, radius_px: float
) -> Any:
    records = [
        {
            "id": site.site_id,
            "lon": site.lon,
            "lat": site.lat,
            "category": site.action.value,
            "tooltip": site_tip(site, figures),
        }
        for site in sites
    ]
    return point_layer(
        layer_id,
        to_frame(records),
        PALETTE,
        radius_m=_RADIUS_M,
        min_radius_px=radius_px,
    )


def site_tip(site: StudySite, figures: Figures) -> str:
    """Name, decision, use and reason of a site."""
    words = figures.words
    action = words.label("SiteAction", site.action.value)
    lines = [site.name, action]
    if site.is_open:
        intake = figures.tonnes(site.throughput_kg)
        share = percent(site.utilisation)
        lines.append(words("siting_page.intake_tip", intake=intake, share=share))
    lines.append(reason_text(site.reason, words.lang))
    return "\n".join(lines)


def action_key(sites: Iterable[StudySite], figures: Figures) -> dict[str, str]:
    """CSS colours by the decision they mean and how often it occurs."""
    counts = Counter(site.action for site in sites)
    return {
        f"{figures.words.label('SiteAction', action.value)} {counts[action]:,}": css(
            PALETTE[action.value]
        )
        for action in ACTIONS
        if counts[action]
    }


def _view(sites: Sequence[StudySite]) -> MapView | None:
    if not sites:
        return None
    lons, lats = [s.lon for s in sites], [s.lat for s in sites]
    return view_of_bounds(min(lons), min(lats), max(lons), max(lats))
