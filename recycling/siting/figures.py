"""Reference figures a study rests on, as rows with source and certainty."""

from collections.abc import Iterator

from recycling.domain.network import Network
from recycling.domain.studies import UsedFigure
from recycling.siting.rates import ROAD_COLLECTION, ROAD_TRUNK
from recycling.siting.rules import SitingRules

PREFIXES = (
    "siting.",
    "demand.",
    "cost.collection_",
    "cost.trunk_",
    "cost.handling_",
    "cost.diesel_",
    "cost.carbon_",
    "travel.detour.",
)
"""Beginnings of the parameters that a siting plan uses."""

FACTORS = (ROAD_COLLECTION, ROAD_TRUNK, "rail_tkm", "water_tkm")


def used_figures(network: Network, rules: SitingRules) -> tuple[UsedFigure, ...]:
    """List parameters, yields, classes and factors that the plan's figures come from.

    Parameters
    ----------
    network
        Reference tables.
    rules
        Set of emission factors.
    """
    return (
        *_parameters(network),
        *_yields(network),
        *_classes(network),
        *_factors(network, rules),
    )


def _parameters(network: Network) -> Iterator[UsedFigure]:
    for code, row in sorted(network.parameters.items()):
        if code.startswith(PREFIXES):
            yield UsedFigure(
                "parameters", code, row.value, row.unit, row.source, row.certainty
            )


def _yields(network: Network) -> Iterator[UsedFigure]:
    for code, row in sorted(network.materials.items()):
        yield UsedFigure(
            "materials",
            f"{code}.yield_share",
            row.yield_share,
            "share",
            row.source,
            row.certainty,
        )


CLASS_UNITS = {
    "capacity_kg_per_year": "kg/yr",
    "min_throughput_kg_per_year": "kg/yr",
    "capital_cost_fen": "fen",
    "upgrade_cost_fen": "fen",
    "lifetime_years": "yr",
    "fixed_cost_fen_per_year": "fen/yr",
    "unit_cost_fen_per_t": "fen/t",
}


def _classes(network: Network) -> Iterator[UsedFigure]:
    for code, row in sorted(network.facility_classes.items()):
        for name, unit in CLASS_UNITS.items():
            yield UsedFigure(
                "facility_classes",
                f"{code}.{name}",
                float(getattr(row, name)),
                unit,
                row.source,
                row.certainty,
            )


def _factors(network: Network, rules: SitingRules) -> Iterator[UsedFigure]:
    for row in network.emission_factors:
        if row.version == rules.factor_version and row.code in FACTORS:
            yield UsedFigure(
                "emission_factors",
                f"{row.code} ({row.version})",
                row.kg_per_unit,
                f"kg/{row.unit}",
                row.source,
                row.certainty,
            )
