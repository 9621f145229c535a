"""The street of `tests.builders`, for the tests of the stages."""

import pytest

from recycling.domain.network import Network
from tests.builders import StreetTravel, micro_network


@pytest.fixture
def micro() -> Network:
    return micro_network()


@pytest.fixture
def street() -> StreetTravel:
    return StreetTravel()
