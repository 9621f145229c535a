"""The street in a database of each kind, and workers on it that can be killed."""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path

from recycling.bootstrap import build_context
from recycling.config import JobSettings, StorageSettings
from recycling.domain.orders import Order, OrderSource
from recycling.services.context import Context
from recycling.worker import work
from tests.builders import DAY, micro_network
from tests.workspaces import SETTINGS, street_tables, write_objects

SILENT_S = 0.1
"""Less than workers beat in: here no two live at a time, and none is waited for."""

BOOKING = Order("b1", "P1", DAY, "paper", 100, load_l=2_000, source=OrderSource.BOOKING)


def street_context(
    workspace: Path, url: str, engine: str = SETTINGS.dispatch.engine
) -> Context:
    """Open a database; parallel work stays in the process."""
    settings = replace(
        SETTINGS,
        dispatch=replace(SETTINGS.dispatch, engine=engine),
        workspace=workspace,
        storage=StorageSettings(url),
        jobs=JobSettings(poll_s=0.05, silent_s=SILENT_S, max_attempts=100),
    )
    context = build_context(settings)
    return replace(context, executor=lambda: ThreadPoolExecutor(1))


def fill_street(context: Context) -> None:
    """Record the street, with a booking at each end of it."""
    for table, objects in street_tables(micro_network()).items():
        if objects:
            write_objects(context, table, objects)
    far = replace(BOOKING, order_id="b2", site_id="P5")
    write_objects(context, "orders", [BOOKING, far])


def work_here(
    workspace: Path, url: str, engine: str = SETTINGS.dispatch.engine
) -> None:
    """Do jobs until killed: the target of a process."""
    work(street_context(workspace, url, engine), lambda _job: None)
