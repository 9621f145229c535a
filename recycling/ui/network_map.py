"""The network on one map: districts, exclusion zones, and sites by what is asked."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any, Final

from maps.deck import MapView, build_deck, view_of_bounds
from maps.frames import to_frame
from maps.layers import point_layer, polygon_layer
from maps.style import Colour
from recycling.domain.compliance import Compliance
from recycling.domain.sites import SiteStatus, ZoneKind
from recycling.reporting.palette import (
    BLUE,
    GREEN,
    GREY,
    GROUND,
    INK,
    ORANGE,
    PINK,
    RED,
    SKY,
    VIOLET,
    rgba,
)
from recycling.services.network_state import NetworkState
from recycling.ui.district_shapes import district_shapes
from recycling.ui.figures import Figures, percent
from recycling.ui.map_records import map_districts
from recycling.ui.network_records import (
    UNKNOWN,
    NetworkSite,
    coverage_band,
    use_band,
)
from recycling.ui.site_groups import (
    CENTRES,
    GROUP_KINDS,
    LOGISTICS,
    POINTS,
    PROCESSORS,
    STATIONS,
    site_group,
)

MODES: Final = ("kind", "use", "status", "compliance", "coverage")
"""What the colours may stand for."""

ONE_MISSED: Final = "one"
"""Category of a site that misses a single rule of its check-list."""

_BLUE: Final[Colour] = rgba(BLUE)
_ORANGE: Final[Colour] = rgba(ORANGE)
_GREEN: Final[Colour] = rgba(GREEN)
_RED: Final[Colour] = rgba(RED)
_PINK: Final[Colour] = rgba(PINK)
_SKY: Final[Colour] = rgba(SKY)
_INK: Final[Colour] = rgba(INK)
_GREY: Final[Colour] = rgba(GREY)
_GROUND: Final[Colour] = rgba(GROUND)
_ZONE: Final[Colour] = rgba(VIOLET)

PALETTES: Final[Mapping[str, Mapping[str, Colour]]] = MappingProxyType(
    {
        "kind": {
            CENTRES: _BLUE,
            PROCESSORS: _PINK,
            STATIONS: _SKY,
            LOGISTICS: _INK,
            POINTS: _GREY,
        },
        "use": {
            "low": _SKY,
            "normal": _GREEN,
            "high": _ORANGE,
            "over": _RED,
            UNKNOWN: _GREY,
        },
        "status": {
            SiteStatus.EXISTING.value: _BLUE,
            SiteStatus.CANDIDATE.value: _ORANGE,
            SiteStatus.CLOSED.value: _GREY,
        },
        "compliance": {
            Compliance.MET.value: _GREEN,
            ONE_MISSED: _ORANGE,
            Compliance.MISSED.value: _RED,
            Compliance.UNKNOWN.value: _GREY,
        },
        "coverage": {
            "most": _BLUE,
            "many": _SKY,
            "half": _ORANGE,
            "few": _RED,
            UNKNOWN: _GREY,
        },
    }
)
"""Colour by category, for everything colours may stand for."""

MAX_TOOLTIPS: Final = 2_000
"""Sites of one layer that still have tooltips; choose a district to see fewer."""

_RADIUS_PX: Final = MappingProxyType(
    {POINTS: 1.2, STATIONS: 2.5, LOGISTICS: 3.0, PROCESSORS: 4.0, CENTRES: 3.5}
)
_RADIUS_M: Final = 60.0
_HALO_PX: Final = 9.0
_FOCUS_ZOOM: Final = 11.5


@dataclass(frozen=True, slots=True)
class MapRequest:
    """What to draw.

    Attributes
    ----------
    sites
        Sites that keep the filters.
    mode
        What colours stand for, one of `MODES`.
    districts
        Chosen districts; the map looks at them.
    site_id
        Site to mark, empty for none.
    focus
        Site to look at, empty for the districts.
    """

    sites: Sequence[NetworkSite]
    mode: str = MODES[0]
    districts: frozenset[str] = frozenset()
    site_id: str = ""
    focus: str = ""


def category(site: NetworkSite, mode: str) -> str:
    """Category that decides a site's colour."""
    match mode:
        case "use":
            return use_band(site.share)
        case "status":
            return site.place.status
        case "compliance":
            if site.missed == 1:
                return ONE_MISSED
            return site.standing.value if site.standing else ""
        case "coverage":
            return ""
        case _:
            return site_group(site.place.kind)


def network_deck(state: NetworkState, wanted: MapRequest, figures: Figures) -> Any:
    """Draw districts, exclusion zones, a halo around the chosen site, and sites.

    Returns
    -------
    pydeck.Deck
        Layers ``districts``, ``exclusions``, ``chosen`` and one per group of
        kinds, those with nothing on them left out.
    """
    by_group: dict[str, list[NetworkSite]] = {group: [] for group in GROUP_KINDS}
    for site in wanted.sites:
        by_group[site_group(site.place.kind)].append(site)
    layers = [
        _district_layer(state, wanted.mode, figures),
        _exclusion_layer(state, figures),
        _halo_layer(wanted),
        *(_site_layer(group, own, wanted.mode, state, figures)
          for group, own in by_group.items()),
    ]  # fmt: skip
    return build_deck([layer for layer in layers if layer.data], _view(state, wanted))


def _district_layer(state: NetworkState, mode: str, figures: Figures) -> Any:
    coverage = {one.district: one for one in state.coverage}
    shapes = district_shapes(map_districts(state.network), state.network.sites.values())
    records = []
    for code, wkt in shapes.items():
        share = coverage[code].share
        name = figures.words.name(state.network.districts[code])
        covered = figures.words("network.covered_tip", share=percent(share))
        records.append(
            {
                "id": code,
                "wkt": wkt,
                "category": coverage_band(share) if mode == "coverage" else "",
                "tooltip": f"{name}\n{covered}",
            }
        )
    colours = PALETTES["coverage"] if mode == "coverage" else {"": _GROUND}
    return polygon_layer("districts", to_frame(records), colours)


def _exclusion_layer(state: NetworkState, figures: Figures) -> Any:
    records = [
        {
            "id": zone.zone_id,
            "wkt": zone.geometry_wkt,
            "category": "zone",
            "tooltip": figures.words(
                "network.zone_tip", name=zone.name, rule=zone.rule, metres=zone.buffer_m
            ),
        }
        for zone in state.network.zones.values()
        if zone.kind is ZoneKind.EXCLUSION and zone.in_force(state.day)
    ]
    return polygon_layer("exclusions", to_frame(records), {"zone": _ZONE})


def _halo_layer(wanted: MapRequest) -> Any:
    places = [one.place for one in wanted.sites if one.place.site_id == wanted.site_id]
    records = [
        {"id": place.site_id, "lon": place.lon, "lat": place.lat, "category": "chosen"}
        for place in places
    ]
    return point_layer(
        "chosen",
        to_frame(records),
        {"chosen": _INK},
        radius_m=_RADIUS_M,
        min_radius_px=_HALO_PX,
        pickable=False,
    )


def _site_layer(
    group: str,
    sites: Sequence[NetworkSite],
    mode: str,
    state: NetworkState,
    figures: Figures,
) -> Any:
    """Draw a group; where it has thousands, without tooltips, to stay light."""
    is_silent = len(sites) > MAX_TOOLTIPS
    records: list[dict[str, Any]] = []
    for site in sites:
        row: dict[str, Any] = {
            "lon": site.place.lon,
            "lat": site.place.lat,
            "category": category(site, mode),
        }
        if not is_silent:
            row["id"] = site.place.site_id
            row["tooltip"] = site_tip(site, state, figures)
        records.append(row)
    return point_layer(
        group,
        to_frame(records),
        PALETTES[mode],
        radius_m=_RADIUS_M,
        min_radius_px=_RADIUS_PX[group],
        pickable=not is_silent,
    )


def site_tip(site: NetworkSite, state: NetworkState, figures: Figures) -> str:
    """Name, kind, district and use of a site."""
    words, place = figures.words, site.place
    district = state.network.districts.get(place.district)
    where = words.name(district) if district else place.district
    lines = [place.name, f"{words.label('SiteKind', place.kind)} · {where}"]
    if place.status != SiteStatus.EXISTING.value:
        lines.append(words.label("SiteStatus", place.status))
    if site.share is not None:
        lines.append(words("network.use_tip", share=percent(site.share)))
    return "\n".join(lines)


def _view(state: NetworkState, wanted: MapRequest) -> MapView | None:
    """Look at the focus, else at the chosen districts, else at everything."""
    focus = state.network.sites.get(wanted.focus)
    if focus is not None:
        return MapView(focus.lon, focus.lat, _FOCUS_ZOOM)
    shown = [
        site
        for site in state.network.sites.values()
        if not wanted.districts or site.district in wanted.districts
    ]
    if not shown:
        return None
    lons, lats = [s.lon for s in shown], [s.lat for s in shown]
    return view_of_bounds(min(lons), min(lats), max(lons), max(lats))


def map_key(
    sites: Iterable[NetworkSite], state: NetworkState, mode: str, figures: Figures
) -> dict[str, str]:
    """CSS colours on the map by what they mean and how often they occur."""
    words, palette = figures.words, PALETTES[mode]
    if mode == "coverage":
        found = Counter(coverage_band(one.share) for one in state.coverage)
    else:
        found = Counter(category(site, mode) for site in sites)
    return {
        f"{words(f'network.key.{mode}.{name}')} {found[name]:,}": css(colour)
        for name, colour in palette.items()
        if found[name]
    }


def css(colour: Colour) -> str:
    """Colour as style sheets write it."""
    return "#{:02x}{:02x}{:02x}".format(*colour[:3])


def zone_key(state: NetworkState, figures: Figures) -> dict[str, str]:
    """Colour of exclusion zones by what it means, where there are any."""
    zones = state.network.zones.values()
    if not any(zone.kind is ZoneKind.EXCLUSION for zone in zones):
        return {}
    return {figures.words("network.key.zone"): css(_ZONE)}
