"""The factors the product is shipped with."""

import pytest

from recycling.config import DATA_DIR
from recycling.domain.materials import EmissionFactor
from recycling.sample.files import read_table


@pytest.fixture(scope="session")
def reference_factors() -> tuple[EmissionFactor, ...]:
    path = DATA_DIR / "reference" / "emission_factors.csv"
    return tuple(read_table("emission_factors", path, EmissionFactor))
