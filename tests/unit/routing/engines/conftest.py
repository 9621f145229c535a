"""Ways to solve that every test of a feature runs through."""

import pytest

from tests.unit.routing.engines.ortools_solving import Solved, answered, modelled


@pytest.fixture(params=["model", "engine"])
def solved(request: pytest.FixtureRequest) -> Solved:
    """Solve by the bare model, so that nothing is repaired, or by the engine."""
    return modelled if request.param == "model" else answered
