"""The network as a facility-location problem with sparse assignments."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from recycling.domain.network import Network, Travel
from recycling.domain.sites import SiteKind
from recycling.domain.units import M_PER_KM
from recycling.siting.clients import SupplyGroup
from recycling.siting.facilities import GREEN, SiteOptions
from routing.siting.problem import Arcs, Clients, SitingProblem, TagLimit

UNSERVED_COST = "siting.unserved_cost_fen_per_t"
COLLECTION_RATE = "cost.collection_fen_per_tkm"
TRUNK_RATE = "cost.trunk_road_fen_per_tkm"
MAX_HAUL_KM = "siting.max_haul_km"
MAX_DIRECT_HAUL_KM = "siting.max_direct_haul_km"
FAR = np.iinfo(np.int64).max


@dataclass(frozen=True, slots=True)
class BuiltSiting:
    """A siting problem with the keys that lead back to the network."""

    problem: SitingProblem
    groups: tuple[SupplyGroup, ...]
    sites: tuple[SiteOptions, ...]


def build_siting(
    network: Network,
    groups: Sequence[SupplyGroup],
    sites: Sequence[SiteOptions],
    travel: Travel,
    nearest_sites: int,
    green_minimum: int,
) -> BuiltSiting:
    """State which centres to have as a facility-location problem.

    A client may be assigned to the nearest sorting centres that could take its
    material, and to the nearest other sites (parks, bases, dismantlers), as
    many of each as ``nearest_sites``, within the longest haul of its kind.

    Parameters
    ----------
    network
        Parameters of cost and distance.
    groups
        Clients.
    sites
        Sites with what may become of them.
    travel
        Travel between sites.
    nearest_sites
        Assignments considered per client and group of sites.
    green_minimum
        Green sorting centres the plan must have.
    """
    commodities = tuple(sorted({group.material for group in groups}))
    problem = SitingProblem(
        clients=_clients(network, groups, commodities),
        facilities=tuple(site.facility for site in sites),
        arcs=_arcs(network, groups, sites, travel, nearest_sites),
        commodities=commodities,
        tag_limits={GREEN: TagLimit(minimum=green_minimum)} if green_minimum else {},
    )
    return BuiltSiting(problem, tuple(groups), tuple(sites))


def _clients(
    network: Network, groups: Sequence[SupplyGroup], commodities: tuple[str, ...]
) -> Clients:
    position = {material: g for g, material in enumerate(commodities)}
    unserved = round(network.parameter(UNSERVED_COST))
    return Clients(
        names=tuple(f"{group.site_id}|{group.material}" for group in groups),
        commodity=np.array([position[g.material] for g in groups], np.int32),
        supply_kg=np.array([[g.kg_per_year for g in groups]], np.int64),
        unserved_cost_fen_per_t=np.full(len(groups), unserved, np.int64),
        required=np.zeros(len(groups), np.bool_),
    )


def _arcs(
    network: Network,
    groups: Sequence[SupplyGroup],
    sites: Sequence[SiteOptions],
    travel: Travel,
    nearest_sites: int,
) -> Arcs:
    """Nearest assignments of every client, as parallel arrays."""
    origins = sorted({group.site_id for group in groups})
    row = {site_id: position for position, site_id in enumerate(origins)}
    distance_m = _distances(travel, origins, sites)
    accepts = _acceptance(network, sites)
    is_centre = np.array([s.site.kind is SiteKind.SORTING_CENTRE for s in sites])
    clients: list[NDArray[np.int64]] = []
    facilities: list[NDArray[np.int64]] = []
    for client, group in enumerate(groups):
        limit_m = network.parameter(_limit(group)) * M_PER_KM
        near = _nearest(
            distance_m[row[group.site_id]],
            accepts[group.material],
            is_centre,
            limit_m,
            nearest_sites,
        )
        facilities.append(near)
        clients.append(np.full(near.size, client))
    none = np.zeros(0, dtype=np.int64)
    of_client = np.concatenate([none, *clients])
    of_facility = np.concatenate([none, *facilities])
    rows = np.array([row[group.site_id] for group in groups], dtype=np.int64)
    rates = np.array([network.parameter(_rate(group)) for group in groups])
    metres = distance_m[rows[of_client], of_facility]
    cost_fen = rates[of_client] * metres / M_PER_KM
    return Arcs(
        client=of_client.astype(np.int32),
        facility=of_facility.astype(np.int32),
        unit_cost_fen_per_t=np.rint(cost_fen).astype(np.int64),
        distance_m=metres.astype(np.int32),
    )


def _distances(
    travel: Travel, origins: Sequence[str], sites: Sequence[SiteOptions]
) -> NDArray[np.int64]:
    block = travel.block(origins, [site.site.site_id for site in sites])
    distance_m = np.array(block.distance_m, dtype=np.int64)
    distance_m[distance_m < 0] = FAR
    return distance_m


def _acceptance(
    network: Network, sites: Sequence[SiteOptions]
) -> dict[str, NDArray[np.bool_]]:
    """Per material, which sites take it in at least one state."""
    return {
        material: np.array(
            [
                any(
                    state.capacity_kg > 0
                    and (state.commodities is None or material in state.commodities)
                    for state in site.facility.states
                )
                for site in sites
            ]
        )
        for material in network.materials
    }


def _nearest(
    metres: NDArray[np.int64],
    accepts: NDArray[np.bool_],
    is_centre: NDArray[np.bool_],
    limit_m: float,
    number: int,
) -> NDArray[np.int64]:
    chosen = []
    for group in (is_centre, ~is_centre):
        possible = np.flatnonzero(accepts & group & (metres <= limit_m))
        order = np.argsort(metres[possible], kind="stable")[:number]
        chosen.append(possible[order])
    return np.concatenate(chosen)


def _limit(group: SupplyGroup) -> str:
    return MAX_DIRECT_HAUL_KM if group.is_direct else MAX_HAUL_KM


def _rate(group: SupplyGroup) -> str:
    return TRUNK_RATE if group.is_direct else COLLECTION_RATE
