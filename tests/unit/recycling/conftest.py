"""The street of `tests.builders`, for the tests of the stages and the use cases."""

import shutil
from pathlib import Path

import pytest

from recycling.domain.network import Network
from tests.builders import StreetTravel, micro_network
from tests.workspaces import open_context, street_tables, write_objects


@pytest.fixture
def micro() -> Network:
    return micro_network()


@pytest.fixture
def street() -> StreetTravel:
    return StreetTravel()


@pytest.fixture(scope="session")
def empty_workspace(tmp_path_factory: pytest.TempPathFactory) -> Path:
    workspace = tmp_path_factory.mktemp("empty") / "workspace"
    open_context(workspace)
    return workspace


@pytest.fixture(scope="session")
def street_workspace(empty_workspace: Path) -> Path:
    workspace = empty_workspace.with_name("street")
    shutil.copytree(empty_workspace, workspace)
    context = open_context(workspace)
    for table, objects in street_tables(micro_network()).items():
        if objects:
            write_objects(context, table, objects)
    return workspace
