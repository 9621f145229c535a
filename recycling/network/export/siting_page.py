"""A siting plan as a page: sites to choose from, and the sources of the chosen."""

from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Final

from maps.html import WebPage
from maps.html_layers import WebLayer
from maps.records import Record
from maps.style import OTHER, Colour, category_colours
from recycling.domain.network import Network
from recycling.domain.plans import SiteAction, SitingPlan
from recycling.domain.sites import SiteKind
from recycling.domain.units import KG_PER_10KT, KG_PER_T
from recycling.network.export.page import LOOKS, Look, district_names, page_of
from recycling.network.export.records import FLOWS, SITES, Tables
from recycling.network.export.words import (
    amount,
    both,
    code_column,
    enum_text,
    enum_texts,
    figure_column,
    name_texts,
    plain_column,
    plan_subtitle,
    unit,
    yuan,
)
from recycling.schema.columns import Lang

_KEEP, _CLOSE, _UPGRADE, _FIXED, _OPEN = category_colours("01234").values()
_FLOW: Final[Colour] = (*_KEEP[:3], 70)

LOOK_OF: Final[Mapping[SiteAction, Look]] = {
    SiteAction.SKIP: Look(OTHER, "triangle", 4.0),
    SiteAction.FIXED: Look(_FIXED, "square", 4.0),
    SiteAction.CLOSE: Look(_CLOSE, size_px=3.5),
    SiteAction.KEEP: Look(_KEEP, size_px=4.5),
    SiteAction.UPGRADE: Look(_UPGRADE, "diamond", 5.0),
    SiteAction.OPEN: Look(_OPEN, "triangle", 5.5),
}
"""Look of each decision, the one drawn first at the bottom."""

_TOLD: Final = (
    SiteAction.KEEP,
    SiteAction.UPGRADE,
    SiteAction.OPEN,
    SiteAction.CLOSE,
)


def siting_page(
    network: Network, plan: SitingPlan, tables: Tables, lang: Lang
) -> WebPage:
    """Decisions on the sites, with the sources of the chosen one."""
    decided = tables[SITES]
    layers = [
        _action_layer(network, action, look, chosen)
        for action, look in LOOK_OF.items()
        if (chosen := [record for record in decided if record["action"] == action])
    ]
    if FLOWS in tables:
        layers.insert(0, _flows_layer(network, tables[FLOWS]))
    for kind in (SiteKind.GENERATOR, SiteKind.COLLECTION_POINT):
        layers.insert(0, _source_layer(network, kind))
    counts = Counter(decision.action for decision in plan.decisions)
    taken_kg = plan.supply_kg - plan.unserved_kg
    return page_of(
        network,
        layers,
        name="siting",
        lang=lang,
        title=both("title.siting", year=plan.year),
        subtitle=plan_subtitle(plan),
        facts=[
            *((enum_text("SiteAction", each), amount(counts[each])) for each in _TOLD),
            (both("fact.taken"), amount(taken_kg / KG_PER_10KT, 1, unit("10kt"))),
            (both("fact.cost_per_year"), yuan(plan.cost_fen)),
        ],
    )


def _action_layer(
    network: Network, action: SiteAction, look: Look, records: Sequence[Record]
) -> WebLayer:
    classes = network.facility_classes.items()
    class_names = name_texts((c, known.name_en, known.name_zh) for c, known in classes)
    return WebLayer(
        kind="point",
        label=enum_text("SiteAction", action),
        records=records,
        title="name",
        colours=[look.colour],
        columns=[
            code_column("action", enum_texts("SiteAction"), is_brief=True),
            code_column("kind", enum_texts("SiteKind")),
            code_column("district", district_names(network), is_brief=True),
            code_column("facility_class", class_names),
            code_column("is_green", {"true": both("yes"), "false": both("no")}),
            figure_column("capacity_kg_per_year", measure=unit("t"), per=KG_PER_T),
            figure_column("throughput_kg_per_year", measure=unit("t"), per=KG_PER_T),
            figure_column("utilisation", 1, unit("percent"), per=0.01),
            figure_column("fixed_cost_cny_per_year", measure=unit("cny")),
            figure_column("variable_cost_cny_per_year", measure=unit("cny")),
            plain_column("site_id"),
        ],
        symbol=look.symbol,
        size_px=look.size_px,
        is_hollow=action in {SiteAction.CLOSE, SiteAction.SKIP},
        is_shown=action is not SiteAction.SKIP,
        key="site_id",
    )


def _flows_layer(network: Network, records: Sequence[Record]) -> WebLayer:
    """Lines from the sources, the largest first; hidden until a site is chosen."""
    largest_first = sorted(records, key=lambda flow: -float(str(flow["kg_per_year"])))
    names = {site_id: site.name for site_id, site in network.sites.items()}
    return WebLayer(
        kind="line",
        label=both("layer.flows"),
        records=[
            {**flow, "source_name": names.get(str(flow["source_site_id"]), "")}
            for flow in largest_first
        ],
        title="source_name",
        colours=[_FLOW],
        columns=[
            figure_column("kg_per_year", 1, unit("t"), per=KG_PER_T, is_brief=True),
            figure_column("distance_km", 1, unit("km"), is_brief=True),
            plain_column("materials"),
        ],
        size_px=1.0,
        is_shown=False,
        parent="site_id",
        takes_colour=True,
    )


def _source_layer(network: Network, kind: SiteKind) -> WebLayer:
    """Where material arises, faintly."""
    look = LOOKS[kind]
    return WebLayer(
        kind="point",
        label=enum_text("SiteKind", kind),
        records=[
            {
                "name": site.name,
                "site_id": site.site_id,
                "lon": site.lon,
                "lat": site.lat,
            }
            for site in network.of_kind(kind)
        ],
        title="name",
        colours=[look.colour],
        columns=[plain_column("site_id")],
        symbol=look.symbol,
        size_px=look.size_px,
    )
