"""The street's siting problem, stated."""

import pytest

from recycling.demand.generation import estimate_supply
from recycling.domain.network import Network
from recycling.siting.clients import group_supplies
from recycling.siting.facilities import site_options
from recycling.siting.problem import BuiltSiting, build_siting
from tests.builders import StreetTravel
from tests.unit.recycling.siting.second_echelon import with_second_echelon

CELL_KM = 20
"""Squares in which P1, P2, P3 and P4, P5 fall together."""


@pytest.fixture
def built(micro: Network, street: StreetTravel) -> BuiltSiting:
    supplies = estimate_supply(micro, 2026)
    groups = group_supplies(micro, supplies, CELL_KM)
    return build_siting(micro, groups, site_options(micro), street, 2, 1)


@pytest.fixture
def city(micro: Network) -> Network:
    """Give the street with a second echelon."""
    return with_second_echelon(micro)
