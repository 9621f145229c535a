"""The network as a facility-location problem with sparse assignments."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from recycling.domain.network import Network, Travel
from recycling.siting.arcs import supply_arcs
from recycling.siting.clients import SupplyGroup
from recycling.siting.facilities import GREEN, SiteOptions
from recycling.siting.rules import SitingRules
from routing.siting.problem import Clients, SitingProblem, TagLimit

UNSERVED_COST = "siting.unserved_cost_fen_per_t"


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
    rules = SitingRules(years=(0,), nearest_sites=nearest_sites)
    commodities = tuple(sorted({group.material for group in groups}))
    problem = SitingProblem(
        clients=_clients(network, groups, commodities),
        facilities=tuple(site.facility for site in sites),
        arcs=supply_arcs(network, groups, sites, travel, rules),
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
