"""Road graphs of the town, built once."""

from pathlib import Path

import pytest

from maps.osrm_provider import OsrmProvider
from maps.roads import RoadGraph, build_roads
from tests.conftest import REPOSITORY
from tests.integration.roads.town import write_town

RULES = REPOSITORY / "data" / "roads"


def silent(step: str, done: int, total: int) -> None:
    """Progress nobody looks at."""


@pytest.fixture(scope="session")
def town(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Extract of the town; a skip where the engine has no wheel."""
    pytest.importorskip("osrm", reason="no wheel of the road engine for this machine")
    return write_town(tmp_path_factory.mktemp("town") / "town.osm")


@pytest.fixture(scope="session")
def truck_graph(town: Path) -> RoadGraph:
    return build_roads(town, town.parent / "roads", "truck", RULES, silent)


@pytest.fixture(scope="session")
def car_graph(town: Path) -> RoadGraph:
    return build_roads(town, town.parent / "roads", "car", RULES, silent)


@pytest.fixture(scope="session")
def truck(truck_graph: RoadGraph) -> OsrmProvider:
    return OsrmProvider(truck_graph)


@pytest.fixture(scope="session")
def car(car_graph: RoadGraph) -> OsrmProvider:
    return OsrmProvider(car_graph)
