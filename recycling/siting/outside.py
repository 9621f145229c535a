"""Buyers outside the planned area: a last resort for what parks and bases cannot take.

A city's sorted material does not all stay in it. Without a way out, full parks would
stop collection, in a part of a city above all.
"""

from collections.abc import Sequence

import numpy as np

from recycling.domain.network import Network
from recycling.domain.plans import SiteAction
from recycling.domain.sites import Site, SiteKind
from recycling.domain.units import G_PER_KG, M_PER_KM
from recycling.siting.facilities import SiteOption, SiteOptions
from recycling.siting.outputs import sorted_name
from recycling.siting.rates import ROAD_TRUNK, emission_kg_per_tkm, road_trunk_rate
from recycling.siting.rules import SitingRules
from routing.siting.facility import Facility, FacilityState
from routing.siting.problem import Trunks

OUTSIDE = "outside"
"""Key of the buyers in place of a site."""

OUTSIDE_KM = "siting.outside_km"


def outside_options(network: Network, most_kg: int) -> SiteOptions:
    """Offer buyers outside as a site that takes every sorted material.

    Parameters
    ----------
    network
        Materials, and sites to put the mark of the buyers between.
    most_kg
        Most there can be.
    """
    sites = network.sites.values()
    site = Site(
        site_id=OUTSIDE,
        name=OUTSIDE,
        kind=SiteKind.PROCESSING_BASE,
        district="",
        lon=sum(each.lon for each in sites) / len(sites),
        lat=sum(each.lat for each in sites) / len(sites),
    )
    state = FacilityState(
        name=SiteAction.FIXED.value,
        capacity_kg=most_kg,
        commodities=frozenset(map(sorted_name, network.materials)),
    )
    option = SiteOption(SiteAction.FIXED, "")
    return SiteOptions(site, Facility(OUTSIDE, (state,)), (option,))


def with_outside(
    network: Network,
    sites: Sequence[SiteOptions],
    commodities: Sequence[str],
    trunks: Trunks,
    rules: SitingRules,
) -> Trunks:
    """Add a leg by road from everything that is sorted to the buyers outside.

    Parameters
    ----------
    network
        The way's length, rates and factors.
    sites, commodities
        Of the problem; the buyers are the last site.
    trunks
        Legs there are.
    rules
        Diesel price and set of factors.
    """
    position = {name: g for g, name in enumerate(commodities)}
    taken = sites[-1].facility.states[0].commodities or frozenset()
    made = [
        (f, position[output])
        for f, site in enumerate(sites[:-1])
        for output in sorted(
            {y.output for s in site.facility.states for y in s.yields} & taken
        )
    ]
    origin, commodity = np.array(made, np.int32).reshape(-1, 2).T
    kilometres = network.parameter(OUTSIDE_KM)
    fen_per_t = round(road_trunk_rate(network, rules.diesel_factor) * kilometres)
    grams = emission_kg_per_tkm(network, ROAD_TRUNK, rules) * G_PER_KG * kilometres
    number = len(made)
    more = Trunks(
        origin=origin,
        destination=np.full(number, len(sites) - 1, np.int32),
        commodity=commodity,
        mode=np.zeros(number, np.int32),
        unit_cost_fen_per_t=np.full(number, fen_per_t, np.int64),
        transfer_cost_fen_per_t=np.zeros(number, np.int64),
        distance_m=np.full(number, round(kilometres * M_PER_KM), np.int32),
        co2_g_per_t=np.full(number, round(grams), np.int64),
        modes=trunks.modes,
    )
    if not len(trunks):
        return more
    return Trunks(
        origin=np.concatenate([trunks.origin, more.origin]),
        destination=np.concatenate([trunks.destination, more.destination]),
        commodity=np.concatenate([trunks.commodity, more.commodity]),
        mode=np.concatenate([trunks.mode, more.mode]),
        unit_cost_fen_per_t=np.concatenate(
            [trunks.unit_cost_fen_per_t, more.unit_cost_fen_per_t]
        ),
        transfer_cost_fen_per_t=np.concatenate(
            [trunks.transfer_cost_fen_per_t, more.transfer_cost_fen_per_t]
        ),
        distance_m=np.concatenate([trunks.distance_m, more.distance_m]),
        co2_g_per_t=np.concatenate([trunks.co2_g_per_t, more.co2_g_per_t]),
        modes=trunks.modes,
    )
