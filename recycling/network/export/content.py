"""What is exported of a siting plan, of a day's routes, and of all sites."""

from collections.abc import Sequence
from functools import partial
from zoneinfo import ZoneInfo

from recycling.domain.network import Network, Paths
from recycling.domain.orders import Order
from recycling.domain.plans import RoutePlan, SitingPlan
from recycling.network.export.files import Export
from recycling.network.export.page import sites_page
from recycling.network.export.places import places_of
from recycling.network.export.records import (
    SITES,
    route_tables,
    site_tables,
    siting_tables,
)
from recycling.network.export.routes_page import routes_page
from recycling.network.export.siting_page import siting_page
from recycling.network.export.tracks import Tracks
from recycling.schema.columns import Lang
from recycling.schema.messages import text


def sites_export(network: Network, datum: str, lang: Lang) -> Export:
    """Gather all sites of the network."""
    places = places_of(network.sites.values(), datum)
    tables = site_tables(network, places)
    return Export(
        name="sites",
        title=text("export.title.sites", lang),
        places=places,
        tables=tables,
        members={},
        page=partial(sites_page, network, tables[SITES], lang),
    )


def siting_export(
    network: Network, plan: SitingPlan, datum: str, lang: Lang, *, with_flows: bool
) -> Export:
    """Gather a siting plan, with or without a line for each source of each site."""
    places = places_of(network.sites.values(), datum)
    tables = siting_tables(network, plan, places, with_flows=with_flows)
    return Export(
        name="siting",
        title=text("export.title.siting", lang, year=plan.year),
        places=places,
        tables=tables,
        members={
            "plan_id": plan.plan_id,
            "year": str(plan.year),
            "travel": plan.travel,
        },
        page=partial(siting_page, network, plan, tables, lang),
    )


def routes_export(
    network: Network,
    plan: RoutePlan,
    orders: Sequence[Order],
    datum: str,
    lang: Lang,
    *,
    zone: ZoneInfo,
    paths: Paths | None = None,
) -> Export:
    """Gather a day's routes.

    Parameters
    ----------
    network
        Sites, materials and vehicles.
    plan
        What to export.
    orders
        Orders of its day.
    datum, lang
        System of the positions, and language of names and of the page.
    zone
        Time zone of the city.
    paths
        Ways along roads; lines are straight without it.
    """
    places = places_of(network.sites.values(), datum, paths)
    tables = route_tables(network, plan, orders, places)
    tracks = Tracks(network, orders, places, zone, lang)
    return Export(
        name="routes",
        title=text("export.title.routes", lang, day=plan.day),
        places=places,
        tables=tables,
        members={
            "plan_id": plan.plan_id,
            "day": plan.day.isoformat(),
            "travel": plan.travel,
        },
        page=partial(routes_page, network, plan, tables, places.way, lang),
        journeys=partial(tracks.journeys, plan),
    )
