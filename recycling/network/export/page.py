"""Plans and sites as a stand-alone map page, in both languages."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final, Literal

from maps.geometry import convex_hull_wkt
from maps.html import WebPage
from maps.html_layers import Text, WebLayer
from maps.records import Record
from maps.style import OTHER, Colour, category_colours
from recycling.domain.network import Network
from recycling.domain.sites import SiteKind, SiteStatus, ZoneKind
from recycling.network.export.places import ROAD, STRAIGHT
from recycling.network.export.words import (
    LANGUAGE_NAMES,
    amount,
    both,
    code_column,
    enum_text,
    enum_texts,
    figure_column,
    name_texts,
    page_words,
    plain_column,
    unit,
)
from recycling.schema.columns import Lang

GROUND: Final[Colour] = (96, 125, 114, 150)

type Symbol = Literal["circle", "square", "diamond", "triangle"]


@dataclass(frozen=True, slots=True)
class Look:
    """How a kind of site is drawn."""

    colour: Colour
    symbol: Symbol = "circle"
    size_px: float = 4.5


_BLUE, _RED, _GREEN, _PINK, _ORANGE, _SKY, _BLACK, _ = category_colours(
    map(str, range(8))
).values()

LOOKS: Final[Mapping[SiteKind, Look]] = {
    SiteKind.COLLECTION_POINT: Look(OTHER, size_px=1.5),
    SiteKind.GENERATOR: Look(_SKY, size_px=2.2),
    SiteKind.TRANSFER_STATION: Look(_SKY, "triangle"),
    SiteKind.CHARGER: Look(_GREEN, "triangle", 4.0),
    SiteKind.DISPOSAL: Look(_BLACK, "triangle"),
    SiteKind.PORT: Look(_BLUE, "diamond"),
    SiteKind.RAIL_STATION: Look(_ORANGE, "diamond"),
    SiteKind.DEPOT: Look(_BLACK, "square", 4.0),
    SiteKind.PROCESSING_BASE: Look(_PINK, "square"),
    SiteKind.PARK: Look(_PINK, "diamond"),
    SiteKind.DISMANTLER: Look(_RED, "square", 4.0),
    SiteKind.SORTING_CENTRE: Look(_BLUE, size_px=4.2),
}
"""Look of each kind, the one drawn first at the bottom; colour and symbol differ."""


def page_of(
    network: Network,
    layers: Sequence[WebLayer],
    *,
    name: str,
    lang: Lang,
    title: Text,
    subtitle: Text,
    facts: Sequence[tuple[Text, Text]],
    way: str = "",
) -> WebPage:
    """Put layers on a page with what every page says.

    Parameters
    ----------
    network
        Districts for the ground, and whether anything is synthetic.
    layers
        What stands on the ground.
    name
        What is exported; names the list.
    lang
        Language the page opens in.
    title, subtitle, facts
        Heading and figures.
    way
        How lines run, empty where there are none worth a remark.
    """
    notes = {STRAIGHT: both("note.straight"), ROAD: both("note.road")}
    attribution = both("attribution.roads" if way == ROAD else "attribution.own")
    return WebPage(
        title=title,
        subtitle=subtitle,
        layers=[ground_layer(network), *layers],
        words=page_words(),
        languages=LANGUAGE_NAMES,
        language=lang,
        facts=facts,
        list_title=both(f"list.{name}"),
        badge=both("badge") if network.is_synthetic else {},
        note=notes.get(way, {}),
        attribution=attribution,
    )


def ground_layer(network: Network) -> WebLayer:
    """Districts: their boundaries, or hulls around their sites where none is known."""
    boundaries = {
        zone.zone_id: zone.geometry_wkt
        for zone in network.zones.values()
        if zone.kind is ZoneKind.DISTRICT
    }
    places: dict[str, list[tuple[float, float]]] = {}
    for site in network.sites.values():
        places.setdefault(site.district, []).append((site.lon, site.lat))
    records: list[Record] = [
        {"code": code, "wkt": boundaries.get(code) or _hull(places[code])}
        for code in sorted(network.districts)
        if code in boundaries or code in places
    ]
    names = district_names(network)
    return WebLayer(
        kind="area",
        label=both(
            "layer.hulls" if len(boundaries) < len(records) else "layer.districts"
        ),
        records=records,
        title="code",
        colours=[GROUND],
        names=[names[str(record["code"])] for record in records],
    )


def _hull(positions: Iterable[tuple[float, float]]) -> str:
    lon, lat = zip(*positions, strict=True)
    return convex_hull_wkt(lon, lat)


def district_names(network: Network) -> Mapping[str, Text]:
    """Names of the districts by code."""
    return name_texts(
        (code, district.name_en, district.name_zh)
        for code, district in network.districts.items()
    )


def sites_page(network: Network, records: Sequence[Record], lang: Lang) -> WebPage:
    """All sites by kind; those that do not work are hollow."""
    layers = []
    for kind, look in LOOKS.items():
        for status in (SiteStatus.CLOSED, SiteStatus.CANDIDATE, SiteStatus.EXISTING):
            chosen = [r for r in records if r["kind"] == kind and r["status"] == status]
            if chosen:
                layers.append(_kind_layer(network, kind, status, look, chosen))
    existing = sum(record["status"] == SiteStatus.EXISTING for record in records)
    return page_of(
        network,
        layers,
        name="sites",
        lang=lang,
        title=both("title.sites"),
        subtitle=both("subtitle.sites", districts=len(network.districts)),
        facts=[
            (both("fact.existing"), amount(existing)),
            (both("fact.others"), amount(len(records) - existing)),
        ],
    )


def _kind_layer(
    network: Network,
    kind: SiteKind,
    status: SiteStatus,
    look: Look,
    records: Sequence[Record],
) -> WebLayer:
    label = enum_text("SiteKind", kind)
    state = enum_text("SiteStatus", status)
    is_existing = status is SiteStatus.EXISTING
    return WebLayer(
        kind="point",
        label=label
        if is_existing
        else {lang: f"{label[lang]} · {state[lang]}" for lang in label},
        records=records,
        title="name",
        colours=[look.colour],
        columns=[
            plain_column("site_id"),
            code_column("kind", enum_texts("SiteKind"), is_brief=True),
            code_column("district", district_names(network), is_brief=True),
            code_column("status", enum_texts("SiteStatus")),
            code_column("is_green", {"true": both("yes")}),
            figure_column("capacity_kg_per_year", measure=unit("t"), per=1000),
            figure_column("capacity_units_per_year"),
            figure_column("population_served"),
            plain_column("opens"),
            plain_column("closes"),
            code_column("certainty", enum_texts("Certainty")),
        ],
        symbol=look.symbol,
        size_px=look.size_px,
        is_hollow=not is_existing,
        key="site_id",
    )
