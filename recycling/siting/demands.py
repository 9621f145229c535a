"""What must be recovered or served at least, as floors of the problem."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from recycling.domain.network import Network
from recycling.domain.studies import DemandKind
from recycling.domain.units import M_PER_KM
from recycling.siting.clients import SupplyGroup
from recycling.siting.rules import SitingRules, TargetRule
from routing.siting.floors import equity_floors, serving_floor
from routing.siting.problem import PPM, Arcs, Clients, Floor

COVERAGE_RADIUS_KM = "siting.coverage_radius_km"


@dataclass(frozen=True, slots=True)
class FloorRule:
    """Meaning of a floor.

    Attributes
    ----------
    kind
        What it asks for.
    material, district
        Part it holds for; empty for all.
    """

    kind: DemandKind
    material: str = ""
    district: str = ""

    @property
    def name(self) -> str:
        """Key of the floor in the problem."""
        parts = (self.kind.value, self.material, self.district)
        return "|".join(part for part in parts if part)


def demand_floors(
    network: Network,
    groups: Sequence[SupplyGroup],
    clients: Clients,
    arcs: Arcs,
    rules: SitingRules,
) -> list[tuple[Floor, FloorRule]]:
    """State targets, coverage and equity as floors.

    A tonne counts as recovered where it is first weighed: at the end of its arc.

    Parameters
    ----------
    network
        Districts of the sources.
    groups
        Sources, one per client.
    clients, arcs
        Of the problem.
    rules
        What is asked for.
    """
    districts = [network.sites[group.site_id].district for group in groups]
    floors = list(_targets(groups, districts, arcs, rules))
    if rules.coverage_share:
        floors.append(_coverage(network, groups, clients, arcs, rules))
    if rules.equity_share:
        share_ppm = round(rules.equity_share * PPM)
        for floor in equity_floors(clients, arcs, districts, share_ppm):
            rule = FloorRule(DemandKind.EQUITY, district=floor.name)
            floors.append((_named(floor, rule), rule))
    return floors


def _targets(
    groups: Sequence[SupplyGroup],
    districts: Sequence[str],
    arcs: Arcs,
    rules: SitingRules,
) -> Iterator[tuple[Floor, FloorRule]]:
    for target in rules.targets:
        rule = FloorRule(DemandKind.TARGET, target.material, target.district)
        who = _counted(groups, districts, target)
        yield serving_floor(rule.name, arcs, who, target.kg), rule


def _counted(
    groups: Sequence[SupplyGroup], districts: Sequence[str], target: TargetRule
) -> NDArray[np.bool_]:
    return np.array(
        [
            target.material in {"", group.material}
            and target.district in {"", district}
            for group, district in zip(groups, districts, strict=True)
        ],
        np.bool_,
    )


def _coverage(
    network: Network,
    groups: Sequence[SupplyGroup],
    clients: Clients,
    arcs: Arcs,
    rules: SitingRules,
) -> tuple[Floor, FloorRule]:
    """Ask for a share of the household tonnes within the radius."""
    rule = FloorRule(DemandKind.COVERAGE)
    is_household = np.array([not group.is_direct for group in groups], np.bool_)
    radius_m = network.parameter(COVERAGE_RADIUS_KM) * M_PER_KM
    is_near = is_household[arcs.client] & (arcs.distance_m <= radius_m)
    arc = np.flatnonzero(is_near).astype(np.int64)
    share_ppm = round(rules.coverage_share * PPM)
    supply_kg = clients.supply_kg[:, is_household].sum(axis=1).tolist()
    minimum = tuple(-(-kg * share_ppm // PPM) for kg in supply_kg)
    return Floor(rule.name, minimum, arc, np.full(len(arc), PPM, np.int64)), rule


def _named(floor: Floor, rule: FloorRule) -> Floor:
    return Floor(rule.name, floor.minimum_kg, floor.arc, floor.arc_ppm)
