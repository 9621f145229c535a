"""Assignments of sources to sites that are worth considering."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from recycling.domain.network import Network, Travel
from recycling.domain.plans import SiteAction
from recycling.domain.sites import SiteKind
from recycling.domain.units import G_PER_KG, M_PER_KM
from recycling.siting.clients import SupplyGroup
from recycling.siting.facilities import SiteOptions
from recycling.siting.rates import (
    ROAD_COLLECTION,
    ROAD_TRUNK,
    collection_rate,
    emission_kg_per_tkm,
    road_trunk_rate,
)
from recycling.siting.rules import SitingRules
from recycling.siting.ways import reachable_m, road_m
from routing.siting.problem import Arcs

type Bools = NDArray[np.bool_]
type Floats = NDArray[np.float64]
type Ints = NDArray[np.int64]

MAX_HAUL_KM = "siting.max_haul_km"
MAX_DIRECT_HAUL_KM = "siting.max_direct_haul_km"
UNUSABLE = frozenset({SiteAction.SKIP, SiteAction.CLOSE})


def supply_arcs(
    network: Network,
    groups: Sequence[SupplyGroup],
    sites: Sequence[SiteOptions],
    travel: Travel,
    rules: SitingRules,
) -> Arcs:
    """Offer every source the nearest sites of each sort that take its material.

    The sorts are sorting centres and others (parks, bases, dismantlers); of
    each as many as ``rules.nearest_sites``, within the longest way of its kind.
    A site that the rules rule out is offered to nobody. Cost and CO2 of collected
    loads are of the way corrected by routing, where the rules have a correction.

    Parameters
    ----------
    network
        Parameters and districts.
    groups
        Sources.
    sites
        Sites with what may become of them.
    travel
        Travel on roads.
    rules
        Limits, prices and corrections.
    """
    origins = sorted({group.site_id for group in groups})
    row = {site_id: position for position, site_id in enumerate(origins)}
    site_ids = [site.site.site_id for site in sites]
    metres = road_m(travel, origins, site_ids)
    timely_m = metres
    if rules.max_haul_min is not None:
        timely_m = reachable_m(travel, origins, site_ids, rules.max_haul_min)
    factor = _haul_factor(network, origins, rules)
    offered = _Offer(network, sites, rules)
    clients: list[Ints] = []
    facilities: list[Ints] = []
    limits_m = _limits_m(network, rules)
    for client, group in enumerate(groups):
        limit_m = limits_m[group.is_direct]
        ways_m = metres if group.is_direct else timely_m
        near = offered.nearest(ways_m[row[group.site_id]], group.material, limit_m)
        facilities.append(near)
        clients.append(np.full(near.size, client, np.int64))
    none = np.zeros(0, np.int64)
    of_client = np.concatenate([none, *clients])
    of_facility = np.concatenate([none, *facilities])
    rows = np.array([row[group.site_id] for group in groups], np.int64)
    is_direct = np.array([group.is_direct for group in groups], np.bool_)[of_client]
    way_m = metres[rows[of_client], of_facility]
    driven_m = np.where(is_direct, way_m, way_m * factor[rows[of_client]])
    diesel = rules.diesel_factor
    rates = collection_rate(network, diesel), road_trunk_rate(network, diesel)
    grams = (
        emission_kg_per_tkm(network, ROAD_COLLECTION, rules) * G_PER_KG,
        emission_kg_per_tkm(network, ROAD_TRUNK, rules) * G_PER_KG,
    )
    return Arcs(
        client=of_client.astype(np.int32),
        facility=of_facility.astype(np.int32),
        unit_cost_fen_per_t=_per_t(driven_m, is_direct, rates),
        distance_m=np.rint(way_m).astype(np.int32),
        co2_g_per_t=_per_t(driven_m, is_direct, grams) if any(grams) else None,
    )


def _per_t(way_m: Floats, is_direct: Bools, rates: tuple[float, float]) -> Ints:
    per_tkm = np.where(is_direct, rates[1], rates[0])
    whole: Ints = np.rint(per_tkm * way_m / M_PER_KM).astype(np.int64)
    return whole


class _Offer:
    """Which sites take a material, nearest first."""

    def __init__(
        self, network: Network, sites: Sequence[SiteOptions], rules: SitingRules
    ) -> None:
        closed = {s.site_id for s in rules.sites if s.actions <= UNUSABLE}
        usable = [options.site.site_id not in closed for options in sites]
        is_usable = np.array(usable, np.bool_)
        centres = [s.site.kind is SiteKind.SORTING_CENTRE for s in sites]
        self._is_centre = np.array(centres, np.bool_)
        self._number = rules.nearest_sites
        self._accepts = {
            material: is_usable & np.array([_takes(s, material) for s in sites])
            for material in network.materials
        }

    def nearest(self, metres: Floats, material: str, limit_m: float) -> Ints:
        possible = self._accepts[material] & (metres <= limit_m)
        chosen = []
        for sort in (self._is_centre, ~self._is_centre):
            place = np.flatnonzero(possible & sort)
            order = np.argsort(metres[place], kind="stable")[: self._number]
            chosen.append(place[order])
        return np.concatenate(chosen)


def _takes(options: SiteOptions, material: str) -> bool:
    return any(state.accepts(material) for state in options.facility.states)


def _haul_factor(
    network: Network, origins: Sequence[str], rules: SitingRules
) -> Floats:
    """Way over the estimate, by the travel zone of each origin."""
    factors = rules.haul_factors
    zones = {code: d.travel_zone.value for code, d in network.districts.items()}
    here = [zones.get(network.sites[site_id].district, "") for site_id in origins]
    return np.array([factors.get(zone, 1.0) for zone in here], np.float64)


def _limits_m(network: Network, rules: SitingRules) -> tuple[float, float]:
    """Longest ways of collected and of direct loads."""
    collected, direct = rules.max_haul_km, rules.max_direct_haul_km
    if collected is None:
        collected = network.parameter(MAX_HAUL_KM)
    if direct is None:
        direct = network.parameter(MAX_DIRECT_HAUL_KM)
    return collected * M_PER_KM, direct * M_PER_KM
