"""Districts of the city on a map, coloured by how they stand against their plan."""

from collections.abc import Mapping, Sequence
from types import MappingProxyType
from typing import Any, Final

from maps.deck import build_deck
from maps.frames import to_frame
from maps.geometry import convex_hull_wkt
from maps.layers import polygon_layer
from recycling.domain.network import Network
from recycling.domain.sites import ZoneKind
from recycling.reporting.palette import GREY, rgba
from recycling.reporting.part_progress import PartProgress
from recycling.ui.charts import BANDS
from recycling.ui.figures import Figures, percent
from recycling.ui.tables import band

NO_PLAN: Final = "no_plan"
COLOURS: Final = MappingProxyType({**BANDS, NO_PLAN: GREY})
SIZE_PX: Final = (520, 420)
"""Width the map has at least beside the ranking, and its height."""


def district_areas(network: Network) -> dict[str, str]:
    """Areas of the districts as WKT, by code.

    A boundary is a district zone of that code; where none is recorded, it is the
    hull of the district's sites.
    """
    areas = {
        zone.zone_id: zone.geometry_wkt
        for zone in network.zones.values()
        if zone.kind is ZoneKind.DISTRICT and zone.zone_id in network.districts
    }
    places: dict[str, list[tuple[float, float]]] = {}
    for site in network.sites.values():
        if site.district in network.districts and site.district not in areas:
            places.setdefault(site.district, []).append((site.lon, site.lat))
    for code, positions in places.items():
        lons, lats = zip(*positions, strict=True)
        areas[code] = convex_hull_wkt(lons, lats)
    return areas


def district_map(
    areas: Mapping[str, str], parts: Sequence[PartProgress], figures: Figures
) -> Any:
    """Draw the districts; no layer asks a server for anything.

    Parameters
    ----------
    areas
        From `district_areas`.
    parts
        Where each stands.
    figures
        How to write figures.

    Returns
    -------
    pydeck.Deck
        One layer, ``districts``.
    """
    records = [
        {
            "id": part.code,
            "wkt": areas[part.code],
            "category": _category(part),
            "tooltip": district_tooltip(part, figures),
        }
        for part in parts
        if part.code in areas
    ]
    colours = {code: rgba(css) for code, css in COLOURS.items()}
    layer = polygon_layer("districts", to_frame(records), colours)
    return build_deck([layer], size_px=SIZE_PX)


def district_tooltip(part: PartProgress, figures: Figures) -> str:
    """Name, tonnes and achievement of a district."""
    return figures.words(
        "district_map.tooltip",
        name=figures.words.name(part),
        actual=figures.mass(part.actual_kg),
        plan=figures.mass(part.plan_kg),
        share=percent(part.achievement),
    )


def _category(part: PartProgress) -> str:
    return NO_PLAN if part.achievement is None else band(part.achievement)
