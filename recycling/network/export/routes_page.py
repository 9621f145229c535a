"""A day's routes as a page: vehicles to choose from, and the stops of the chosen."""

from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Final

from maps.html import WebPage
from maps.html_layers import Text, WebColumn, WebLayer
from maps.records import Record
from maps.style import ROUTE_COLOURS, Colour, category_colours
from recycling.domain.network import Network
from recycling.domain.plans import RoutePlan, StopKind
from recycling.domain.sites import SiteKind
from recycling.domain.units import KG_PER_T, M_PER_KM
from recycling.network.export.page import LOOKS, Look, page_of
from recycling.network.export.records import ROUTES, STOPS, UNSERVED, Tables
from recycling.network.export.words import (
    amount,
    both,
    code_column,
    figure_column,
    name_texts,
    plain_column,
    plan_subtitle,
    unit,
    yuan,
)
from recycling.schema.columns import LANGUAGES, Lang
from recycling.schema.messages import catalogue, text

_DARK: Final[Colour] = (60, 72, 69, 150)
_BLUE, _RED = category_colours("01").values()


def routes_page(
    network: Network, plan: RoutePlan, tables: Tables, way: str, lang: Lang
) -> WebPage:
    """Show a day's routes by vehicle, with the stops of the chosen one."""
    trips = sum(route.trips for route in plan.routes)
    return page_of(
        network,
        [
            _routes_layer(network, tables[ROUTES]),
            _pickups_layer(network, tables[STOPS]),
            _visited_layer(
                StopKind.UNLOAD, LOOKS[SiteKind.SORTING_CENTRE], tables[STOPS]
            ),
            _visited_layer(StopKind.CHARGE, LOOKS[SiteKind.CHARGER], tables[STOPS]),
            _visited_layer(StopKind.DEPOT, LOOKS[SiteKind.DEPOT], tables[STOPS]),
            _unserved_layer(network, tables[UNSERVED]),
            _stops_layer(network, tables[STOPS]),
        ],
        name="routes",
        lang=lang,
        title=both("title.routes", day=plan.day),
        subtitle=plan_subtitle(plan),
        facts=[
            (both("fact.vehicles"), amount(len(plan.routes))),
            (both("fact.trips"), amount(trips)),
            (both("fact.load"), amount(plan.load_kg / KG_PER_T, 1, unit("t"))),
            (both("fact.distance"), amount(plan.distance_m / M_PER_KM, 0, unit("km"))),
            (both("fact.cost"), yuan(plan.cost_fen)),
            (both("fact.unserved"), amount(len(plan.unserved))),
        ],
        way=way,
    )


def _routes_layer(network: Network, records: Sequence[Record]) -> WebLayer:
    types = network.vehicle_types.items()
    type_names = name_texts((code, kind.name_en, kind.name_zh) for code, kind in types)
    return WebLayer(
        kind="line",
        label=both("layer.routes"),
        records=records,
        title="vehicle_id",
        colours=ROUTE_COLOURS,
        columns=[
            code_column("vehicle_type", type_names),
            code_column("depot_id", _site_names(network, records, "depot_id")),
            figure_column("pickups", measure=unit("stops"), is_brief=True),
            figure_column("trips"),
            plain_column("departure"),
            plain_column("arrival"),
            figure_column("distance_km", 1, unit("km"), is_brief=True),
            figure_column("duration_min", measure=unit("min")),
            figure_column("pause_min", measure=unit("min")),
            figure_column("overtime_min", measure=unit("min")),
            figure_column("energy_kwh", measure=unit("kwh")),
            figure_column("emission_kg", measure=unit("kg")),
            figure_column("load_kg", 2, unit("t"), per=KG_PER_T, is_brief=True),
            figure_column("cost_cny", measure=unit("cny")),
        ],
        size_px=1.7,
        key="route_id",
    )


def _site_names(
    network: Network, records: Sequence[Record], attribute: str
) -> Mapping[str, Text]:
    """Names of the sites an attribute refers to; a site has one for all languages."""
    ids = {str(record[attribute]) for record in records}
    return {
        site_id: dict.fromkeys(LANGUAGES, network.sites[site_id].name)
        for site_id in sorted(ids & set(network.sites))
    }


def _pickups_layer(network: Network, stops: Sequence[Record]) -> WebLayer:
    """Every pickup of the day; each leads to its route."""
    return WebLayer(
        kind="point",
        label=both("layer.pickups"),
        records=[stop for stop in stops if stop["kind"] == StopKind.PICKUP],
        title="site_name",
        colours=[_DARK],
        columns=_stop_columns(network),
        size_px=1.8,
        parent="route_id",
        is_part=False,
    )


def _visited_layer(kind: StopKind, look: Look, stops: Sequence[Record]) -> WebLayer:
    """Sites where many vehicles call, each once."""
    there = [stop for stop in stops if stop["kind"] == kind]
    visits = Counter(stop["site_id"] for stop in there)
    once = {stop["site_id"]: stop for stop in there}
    return WebLayer(
        kind="point",
        label=both(f"layer.{kind.value}"),
        records=[{**stop, "visits": visits[key]} for key, stop in once.items()],
        title="site_name",
        colours=[look.colour],
        columns=[plain_column("site_id"), figure_column("visits")],
        symbol=look.symbol,
        size_px=look.size_px,
    )


def _stop_columns(network: Network) -> list[WebColumn]:
    kinds = {kind.value: both(f"stop.{kind.value}") for kind in StopKind}
    return [
        plain_column("vehicle_id"),
        code_column("kind", kinds),
        code_column("material", _material_names(network)),
        figure_column("trip"),
        plain_column("arrival", is_brief=True),
        plain_column("departure"),
        figure_column("load_kg", measure=unit("kg"), is_brief=True),
        figure_column("on_board_kg", measure=unit("kg")),
        plain_column("order_id"),
    ]


def _material_names(network: Network) -> Mapping[str, Text]:
    materials = network.materials.items()
    return name_texts((code, known.name_en, known.name_zh) for code, known in materials)


def _stops_layer(network: Network, records: Sequence[Record]) -> WebLayer:
    """Put the stops on the page, numbered, for the chosen route."""
    return WebLayer(
        kind="point",
        label=both("layer.stops"),
        records=records,
        title="site_name",
        colours=[_BLUE],
        columns=_stop_columns(network),
        is_shown=False,
        is_legend=False,
        parent="route_id",
        number="sequence",
        takes_colour=True,
    )


def _unserved_layer(network: Network, records: Sequence[Record]) -> WebLayer:
    reasons: dict[str, Text] = {
        key.removeprefix("unserved."): {lang: text(key, lang) for lang in LANGUAGES}
        for key in catalogue()
        if key.startswith("unserved.")
    }
    return WebLayer(
        kind="point",
        label=both("layer.unserved"),
        records=records,
        title="site_name",
        colours=[_RED],
        columns=[
            code_column("reason", reasons),
            code_column("material", _material_names(network)),
            figure_column("load_kg", measure=unit("kg")),
            plain_column("order_id"),
        ],
        symbol="diamond",
        size_px=5.0,
    )
