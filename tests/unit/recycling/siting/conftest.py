"""The street's siting problem, stated."""

import pytest

from recycling.demand.generation import estimate_supply
from recycling.domain.network import Network
from recycling.siting.phased import PhasedSiting, build_phased
from recycling.siting.rules import SitingRules
from tests.builders import StreetTravel
from tests.unit.recycling.siting.second_echelon import with_second_echelon

RULES = SitingRules(
    years=(2026,),
    green_minimum=(1,),
    nearest_sites=2,
    # Squares in which P1, P2, P3 and P4, P5 fall together.
    cell_km=20,
)


@pytest.fixture
def rules() -> SitingRules:
    return RULES


@pytest.fixture
def built(micro: Network, street: StreetTravel) -> PhasedSiting:
    return build_phased(micro, [estimate_supply(micro, 2026)], street, RULES)


@pytest.fixture
def city(micro: Network) -> Network:
    """Give the street with a second echelon."""
    return with_second_echelon(micro)
