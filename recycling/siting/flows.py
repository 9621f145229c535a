"""Materials, districts and trunk legs of a study, year by year."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from recycling.domain.network import Network
from recycling.domain.studies import DemandKind, StudyDemand, StudyLeg, StudyPart
from recycling.domain.units import KG_PER_T
from recycling.siting.hauls import household_haul
from recycling.siting.phased import PhasedSiting
from routing.siting.solution import SitingSolution


@dataclass(frozen=True, slots=True)
class StudyParts:
    """Parts of the supply by material and by district."""

    materials: tuple[StudyPart, ...]
    districts: tuple[StudyPart, ...]


def study_parts(
    network: Network,
    built: PhasedSiting,
    solution: SitingSolution,
    demands: Sequence[StudyDemand],
) -> StudyParts:
    """Split supply and recovered tonnes by material and by district.

    Parameters
    ----------
    network
        Districts of the sources.
    built, solution
        Problem and answer.
    demands
        Rules with what they reach and their prices.
    """
    groups = built.groups[0]
    materials = np.array([group.material for group in groups], np.str_)
    district = [network.sites[group.site_id].district for group in groups]
    targets = [demand for demand in demands if demand.kind is DemandKind.TARGET]
    by_material = {
        (d.year, d.material): d for d in targets if d.material and not d.district
    }
    by_district = {
        (d.year, d.district): d for d in demands if d.district and not d.material
    }
    kinds = {c: (m.name_en, m.name_zh) for c, m in network.materials.items()}
    places = {c: (d.name_en, d.name_zh) for c, d in network.districts.items()}
    at = np.array(district, np.str_)
    return StudyParts(
        tuple(_parts(network, built, solution, materials, kinds, by_material)),
        tuple(_parts(network, built, solution, at, places, by_district)),
    )


def _parts(
    network: Network,
    built: PhasedSiting,
    solution: SitingSolution,
    code: NDArray[np.str_],
    names: Mapping[str, tuple[str, str]],
    rules: Mapping[tuple[int, str], StudyDemand],
) -> Iterator[StudyPart]:
    problem = built.problem
    is_household = np.array([not g.is_direct for g in built.groups[0]], np.bool_)
    for t, year in enumerate(built.rules.years):
        supply_kg = problem.clients.supply_kg[t]
        taken_kg = supply_kg - solution.unserved_kg[t]
        for name in np.unique(code).tolist():
            who = code == name
            haul = household_haul(network, built, solution.flow_kg[t], who)
            rule = rules.get((year, name))
            yield StudyPart(
                year=year,
                code=name,
                name_en=names[name][0] if name in names else name,
                name_zh=names[name][1] if name in names else name,
                supply_kg=int(supply_kg[who].sum()),
                recovered_kg=int(taken_kg[who].sum()),
                target_kg=rule.minimum_kg if rule else None,
                price_fen_per_t=rule.price_fen_per_t if rule else None,
                haul_m=haul.mean_m if haul.kg else None,
                covered_kg=haul.covered_kg,
                household_kg=int(supply_kg[who & is_household].sum()),
            )


def study_legs(built: PhasedSiting, solution: SitingSolution) -> tuple[StudyLeg, ...]:
    """List what goes on from site to site, year by year."""
    if solution.trunk_kg is None:
        return ()
    return tuple(
        leg
        for t, year in enumerate(built.rules.years)
        for leg in _legs(built, year, solution.trunk_kg[t])
    )


def _legs(
    built: PhasedSiting, year: int, trunk_kg: NDArray[np.int64]
) -> Iterator[StudyLeg]:
    legs, names = built.problem.trunks, built.problem.commodities
    for k in np.flatnonzero(trunk_kg).tolist():
        kg = int(trunk_kg[k])
        yield StudyLeg(
            year=year,
            origin=built.sites[int(legs.origin[k])].site.site_id,
            destination=built.sites[int(legs.destination[k])].site.site_id,
            commodity=names[int(legs.commodity[k])],
            mode=legs.modes[int(legs.mode[k])],
            kg=kg,
            distance_m=int(legs.distance_m[k]),
            carriage_fen=int(legs.unit_cost_fen_per_t[k]) * kg // KG_PER_T,
            transfer_fen=int(legs.transfer_cost_fen_per_t[k]) * kg // KG_PER_T,
            co2_g=int(legs.co2_g_per_t[k]) * kg // KG_PER_T,
        )
