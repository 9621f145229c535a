"""Transport costs as postings."""

from collections.abc import Iterable, Iterator

from recycling.domain.ledger import Account, Posting
from recycling.domain.materials import Stream
from recycling.domain.network import Network
from recycling.domain.plans import Assignment, RoutePlan
from recycling.domain.tickets import Ticket
from recycling.domain.units import KG_PER_T, M_PER_KM

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
            source_table="routes",
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
    network: Network, tickets: Iterable[Ticket], distance_m: dict[tuple[str, str], int]
) -> Iterator[Posting]:
    """Post the cost of direct full loads: tonnes x kilometres x trunk rate.

    Parameters
    ----------
    network
        Parameter ``cost.trunk_road_fen_per_tkm``.
    tickets
        Tickets of direct loads; one without a known way is not posted.
    distance_m
        Road metres by source and site.
    """
    rate = network.parameter(TRUNK_RATE)
    for ticket in tickets:
        metres = distance_m.get((ticket.origin_site_id, ticket.site_id))
        if metres is None:
            continue
        tonne_km = ticket.net_kg / KG_PER_T * metres / M_PER_KM
        yield Posting(
            account=Account.TRANSPORT_COST_FEN,
            day=ticket.weighed_at.date(),
            amount=round(tonne_km * rate),
            source_table="tickets",
            source_id=f"{ticket.site_id}|{ticket.ticket_no}",
            district=network.sites[ticket.site_id].district,
            material=ticket.material,
            stream=ticket.stream.value,
            factor_code=TRUNK_RATE,
        )
