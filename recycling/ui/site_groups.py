"""How sites are told apart on the map: groups of kinds, colours, and their key."""

from collections import Counter
from collections.abc import Iterable, Mapping
from types import MappingProxyType
from typing import Final

from maps.style import OTHER, Colour, category_colours
from recycling.domain.plans import SiteAction
from recycling.domain.sites import SiteKind
from recycling.ui.i18n import Words
from recycling.ui.map_records import MapSite

POINTS, STATIONS, CENTRES, PROCESSORS, LOGISTICS = (
    "points",
    "stations",
    "centres",
    "processors",
    "logistics",
)

GROUP_KINDS: Final[Mapping[str, tuple[SiteKind, ...]]] = MappingProxyType(
    {
        POINTS: (SiteKind.COLLECTION_POINT, SiteKind.GENERATOR, SiteKind.ADDRESS),
        STATIONS: (SiteKind.TRANSFER_STATION,),
        LOGISTICS: (
            SiteKind.DEPOT,
            SiteKind.CHARGER,
            SiteKind.PORT,
            SiteKind.RAIL_STATION,
        ),
        PROCESSORS: (
            SiteKind.DISMANTLER,
            SiteKind.PARK,
            SiteKind.PROCESSING_BASE,
            SiteKind.DISPOSAL,
        ),
        CENTRES: (SiteKind.SORTING_CENTRE,),
    }
)
"""Kinds drawn in one layer, the bottom layer first."""

NO_DECISION: Final = "no_decision"
"""Category of a sorting centre no siting plan has decided on."""

CATEGORIES: Final = (
    SiteAction.KEEP.value,
    SiteAction.CLOSE.value,
    SiteAction.UPGRADE.value,
    PROCESSORS,
    SiteAction.OPEN.value,
    STATIONS,
    LOGISTICS,
)
"""What has a colour of its own, in the order of the palette; the rest is grey."""

LEGEND_ORDER: Final = (
    SiteAction.KEEP.value,
    SiteAction.UPGRADE.value,
    SiteAction.OPEN.value,
    SiteAction.CLOSE.value,
    NO_DECISION,
    PROCESSORS,
    LOGISTICS,
    STATIONS,
    POINTS,
)
"""Categories as the legend lists them."""

_ON_TOP: Final = (
    SiteAction.KEEP.value,
    SiteAction.UPGRADE.value,
    SiteAction.OPEN.value,
)

PALETTE: Final[Mapping[str, Colour]] = MappingProxyType(
    category_colours(CATEGORIES)
    | {NO_DECISION: category_colours(CATEGORIES)[SiteAction.KEEP.value]}
)


def site_group(kind: str) -> str:
    """Layer a kind of site is drawn in."""
    return next(group for group, kinds in GROUP_KINDS.items() if kind in kinds)


def site_category(site: MapSite) -> str:
    """Tell what decides a site's colour: its group, or a centre's decision."""
    group = site_group(site.kind)
    if group != CENTRES:
        return group
    return site.action or NO_DECISION


def drawing_order(site: MapSite) -> int:
    """Place of a site within its layer: what changes lies above what goes."""
    return _ON_TOP.index(site.action) if site.action in _ON_TOP else -1


def legend(sites: Iterable[MapSite], words: Words) -> dict[str, str]:
    """CSS colours on the map by what they mean and how often they occur."""
    counts = Counter(site_category(site) for site in sites)
    return {
        f"{words(f'legend.{category}')} {counts[category]:,}": _css(category)
        for category in LEGEND_ORDER
        if category in counts
    }


def _css(category: str) -> str:
    red, green, blue, _ = PALETTE.get(category, OTHER)
    return f"#{red:02x}{green:02x}{blue:02x}"
