"""The street with what the second echelon needs, and problems made from it."""

from collections.abc import Mapping
from dataclasses import replace

from recycling.demand.generation import estimate_supply
from recycling.domain.materials import EmissionFactor, Parameter
from recycling.domain.network import Network
from recycling.domain.sites import SiteKind
from recycling.siting.phased import PhasedSiting, build_phased
from recycling.siting.rules import SitingRules
from recycling.siting.whole import StudyInputs
from tests.builders import VERSION, StreetTravel

YEARS = (2025, 2027, 2030)

MORE: Mapping[str, float] = {
    "siting.unserved_with_target_fen_per_t": 0,
    "siting.coverage_radius_km": 5,
    "siting.gateway_km": 80,
    "siting.detour.rail": 1.4,
    "siting.detour.water": 1.6,
    "siting.outside_km": 300,
    "siting.residue_disposal_fen_per_t": 20_000,
    "siting.hazardous_disposal_fen_per_t": 300_000,
    "siting.elv_output.steel": 0.7,
    "siting.elv_output.hazardous": 0.02,
    "siting.elv_output.residue": 0.28,
    "cost.trunk_rail_fen_per_tkm": 15,
    "cost.trunk_water_fen_per_tkm": 4.5,
    "cost.handling_fen_per_t": 2_000,
    "cost.diesel_share.collection": 0.3,
    "cost.diesel_share.trunk": 0.4,
}


def with_second_echelon(micro: Network) -> Network:
    """Give the street the second echelon's figures and a disposal site."""
    figures = {code: Parameter(code, value, "") for code, value in MORE.items()}
    disposal = replace(micro.sites["K1"], site_id="W1", kind=SiteKind.DISPOSAL)
    return replace(
        micro,
        sites={**micro.sites, "W1": replace(disposal, capacity_kg_per_year=None)},
        parameters={**micro.parameters, **figures},
        emission_factors=(
            *micro.emission_factors,
            EmissionFactor("road_tkm_light_2t", VERSION, 0.3, "tkm"),
            EmissionFactor("rail_tkm", VERSION, 0.01, "tkm"),
            EmissionFactor("water_tkm", VERSION, 0.015, "tkm"),
        ),
    )


class Travel(StreetTravel):
    """Travel of the street, with the disposal site at the park, and stations."""

    def block(self, origins, destinations):
        where = {"W1": "K1", "RC1": "C1", "RK1": "K1"}
        return super().block(
            [where.get(s, s) for s in origins], [where.get(s, s) for s in destinations]
        )


def built(network: Network, **rules: object) -> PhasedSiting:
    asked = rules_for(**rules)
    supplies = [estimate_supply(network, year) for year in asked.years]
    return build_phased(network, supplies, Travel(), asked)


def inputs_of(network: Network, years: tuple[int, ...] = YEARS) -> StudyInputs:
    supplies = [estimate_supply(network, year) for year in years]
    return StudyInputs(network, supplies, Travel())


def rules_for(**rules: object) -> SitingRules:
    return replace(SitingRules(years=YEARS, cell_km=20, nearest_sites=2), **rules)
