"""Transport costs as postings."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace

from recycling.accounting.emissions import haul_posting
from recycling.domain.balance import FlowSum
from recycling.domain.ledger import Account, Posting
from recycling.domain.materials import Stream
from recycling.domain.network import Network
from recycling.domain.plans import Assignment, RoutePlan
from recycling.domain.units import KG_PER_T, M_PER_KM

ROUTES = "routes"
"""Source of postings that stand on a plan."""

TRUNK_RATE = "cost.trunk_road_fen_per_tkm"


def route_cost_postings(network: Network, plan: RoutePlan) -> Iterator[Posting]:
    """Post the cost of each vehicle's day: fixed, distance, duration, overtime.

    The figure is the one the routing check recomputed, without the price of
    carbon, which planning weighs and nobody pays.
    """
    for route in plan.routes:
        yield Posting(
            account=Account.TRANSPORT_COST_FEN,
            day=plan.day,
            amount=route.cost_fen - route.carbon_cost_fen,
            source_table=ROUTES,
            source_id=route.route_id,
            district=network.sites[route.catchment].district,
        )


def haul_distances_m(flows: Iterable[Assignment]) -> dict[tuple[str, str], int]:
    """Road metres of each direct flow, by source and site.

    Household flows are left out: their way starts in the middle of a cell.
    """
    return {
        (flow.source_site_id, flow.site_id): flow.distance_m
        for flow in flows
        if flow.stream != Stream.HOUSEHOLD.value
    }


def haul_cost_postings(
    network: Network,
    hauls: Iterable[FlowSum],
    distance_m: Mapping[tuple[str, str], int],
) -> Iterator[Posting]:
    """Post the cost of full loads of others: tonnes x kilometres x trunk rate.

    Parameters
    ----------
    network
        Parameter ``cost.trunk_road_fen_per_tkm``.
    hauls
        Loads of a month from one site to another; one without a known way is not
        posted.
    distance_m
        Road metres by origin and site.
    """
    rate = network.parameter(TRUNK_RATE)
    for haul in hauls:
        metres = distance_m.get((haul.origin, haul.site))
        if metres is None:
            continue
        tonne_km = haul.net_kg / KG_PER_T * metres / M_PER_KM
        yield replace(
            haul_posting(network, haul, Account.TRANSPORT_COST_FEN),
            amount=round(tonne_km * rate),
            factor_code=TRUNK_RATE,
        )
