"""The street with bookings in a workspace: what the dispatcher's page is tested on."""

import shutil
from dataclasses import replace
from pathlib import Path

from recycling.config import AccountingSettings
from recycling.domain.orders import Order, OrderSource
from recycling.services.context import Context
from recycling.services.planning import plan_routes
from tests.builders import DAY, micro_network
from tests.workspaces import open_context, street_tables, write_objects

BOOKING = Order("b1", "P1", DAY, "paper", 100, load_l=2_000, source=OrderSource.BOOKING)
FAR = replace(BOOKING, order_id="b2", site_id="P5")
NIGHT = replace(BOOKING, order_id="b3", site_id="P2", window_end_s=60)
"""Nobody drives in the first minute of the day."""

USUAL = AccountingSettings().factor_version
"""Set of emission factors of the app, which has no settings of its own here."""

PLAN = f"routes-{DAY}"


def fill(folder: Path) -> Context:
    """Record the street with its bookings, nothing planned."""
    context = open_context(folder)
    for table, objects in street_tables(micro_network()).items():
        if objects:
            write_objects(context, table, objects)
    factors = [replace(one, version=USUAL) for one in micro_network().emission_factors]
    write_objects(context, "emission_factors", factors)
    write_objects(context, "orders", [BOOKING, FAR])
    return context


def copied(workspace: Path, folder: Path) -> Context:
    """Open a copy of a workspace."""
    return open_context(Path(shutil.copytree(workspace, folder / "workspace")))


def planned(folder: Path) -> Context:
    """Record the street and plan its day: V1 fetches b1, P2 and P3, V3 fetches b2."""
    context = fill(folder)
    plan_routes(context, DAY)
    return context
