"""The street in a database: how it gets there, and how it is opened."""

from collections.abc import Iterable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path
from typing import Any

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
from tests.builders import VERSION

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


def street_tables(network: Network) -> dict[str, list[Any]]:
    """List the objects of every input table, referenced tables first."""
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


def open_context(workspace: Path) -> Context:
    """Open a workspace; parallel work stays in this process."""
    context = build_context(replace(SETTINGS, workspace=workspace))
    return replace(context, executor=lambda: ThreadPoolExecutor(1))


def write_objects(context: Context, table: str, objects: Iterable[Any]) -> None:
    """Record domain objects in a table, as an import would."""
    with context.unit_of_work() as work:
        batch = batch_of(table, list(objects))
        work.inputs.merge(batch, log_entry(work, "test", table))
