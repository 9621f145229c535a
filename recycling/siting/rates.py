"""What a tonne-kilometre costs and emits, from the reference tables."""

from recycling.domain.errors import InputError
from recycling.domain.network import Network
from recycling.schema.said import said
from recycling.siting.rules import SitingRules

COLLECTION_RATE = "cost.collection_fen_per_tkm"
TRUNK_RATE = "cost.trunk_road_fen_per_tkm"
COLLECTION_SHARE = "cost.diesel_share.collection"
TRUNK_SHARE = "cost.diesel_share.trunk"
ROAD_COLLECTION = "road_tkm_light_2t"
ROAD_TRUNK = "road_tkm_heavy_30t"


def collection_rate(network: Network, diesel_factor: float) -> float:
    """Fen for collecting a tonne over a kilometre."""
    rate = network.parameter(COLLECTION_RATE)
    return rate * _with_diesel(network, COLLECTION_SHARE, diesel_factor)


def road_trunk_rate(network: Network, diesel_factor: float) -> float:
    """Fen for a tonne in full loads over a kilometre."""
    rate = network.parameter(TRUNK_RATE)
    return rate * _with_diesel(network, TRUNK_SHARE, diesel_factor)


def _with_diesel(network: Network, share: str, factor: float) -> float:
    """``1 + share of diesel x (its price over today's - 1)``."""
    if factor == 1:
        return 1.0
    return 1 + network.parameter(share) * (factor - 1)


def emission_kg_per_tkm(network: Network, code: str, rules: SitingRules) -> float:
    """Kilograms of CO2 per tonne-kilometre; 0 where no factor is known.

    Raises
    ------
    InputError
        When carbon has a price and the factor is missing.
    """
    for factor in network.emission_factors:
        if factor.code == code and factor.version == rules.factor_version:
            return factor.kg_per_unit
    if rules.carbon_price_fen_per_t:
        msg = said("siting.no_factor", code=code, factor_version=rules.factor_version)
        raise InputError(msg)
    return 0.0
