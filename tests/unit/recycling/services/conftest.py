"""The street in a SQLite database of its own, and what every use case works with."""

import shutil
from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from recycling.bootstrap import build_context
from recycling.config import (
    AccountingSettings,
    DispatchSettings,
    Settings,
    SitingSettings,
)
from recycling.domain.network import Network
from recycling.domain.targets import Indicator, Target
from recycling.services.batches import batch_of, log_entry
from recycling.services.context import Context
from tests.builders import VERSION, micro_network

SETTINGS = Settings(
    siting=SitingSettings(time_limit_s=1.0, workers=1),
    dispatch=DispatchSettings(engine="insertion", time_limit_s=1.0, workers=1),
    accounting=AccountingSettings(factor_version=VERSION),
)
TARGETS = [
    Target("t23", Indicator.RECOVERED, 2023, 1_000_000),
    Target("t27", Indicator.RECOVERED, 2027, 2_000_000),
    Target("g27", Indicator.GREEN_CENTRES, 2027, 1),
    Target("g27-A", Indicator.GREEN_CENTRES, 2027, 99, district="A"),
]


def _tables(network: Network) -> dict[str, list[Any]]:
    return {
        "districts": [*network.districts.values()],
        "materials": [*network.materials.values()],
        "facility_classes": [*network.facility_classes.values()],
        "vehicle_types": [*network.vehicle_types.values()],
        "parameters": [*network.parameters.values()],
        "emission_factors": [*network.emission_factors],
        "sites": [*network.sites.values()],
        "zones": [*network.zones.values()],
        "vehicles": [*network.vehicles.values()],
        "supplies": [*network.supplies],
        "targets": TARGETS,
    }


def _context(workspace: Path) -> Context:
    """Open a workspace; parallel work stays in this process."""
    context = build_context(replace(SETTINGS, workspace=workspace))
    return replace(context, executor=lambda: ThreadPoolExecutor(1))


def _write(context: Context, table: str, objects: Iterable[Any]) -> None:
    with context.unit_of_work() as work:
        batch = batch_of(table, list(objects))
        work.inputs.merge(batch, log_entry(work, "test", table))


@pytest.fixture(scope="session")
def empty_workspace(tmp_path_factory: pytest.TempPathFactory) -> Path:
    workspace = tmp_path_factory.mktemp("empty") / "workspace"
    _context(workspace)
    return workspace


@pytest.fixture(scope="session")
def street_workspace(empty_workspace: Path) -> Path:
    workspace = empty_workspace.with_name("street")
    shutil.copytree(empty_workspace, workspace)
    context = _context(workspace)
    for table, objects in _tables(micro_network()).items():
        if objects:
            _write(context, table, objects)
    return workspace


@pytest.fixture
def empty(tmp_path: Path, empty_workspace: Path) -> Context:
    """Give a new database."""
    return _context(shutil.copytree(empty_workspace, tmp_path / "workspace"))


@pytest.fixture
def context(tmp_path: Path, street_workspace: Path) -> Context:
    """Give a database with the street in it."""
    return _context(shutil.copytree(street_workspace, tmp_path / "workspace"))


@pytest.fixture
def write(tmp_path: Path) -> Callable[[str, Iterable[Any]], None]:
    """Record domain objects in a table of the test's database, as an import would."""
    return lambda table, objects: _write(
        _context(tmp_path / "workspace"), table, objects
    )
