"""The street as a workspace of the app: depots, vehicles, and a day that is planned."""

from pathlib import Path

from recycling.domain.orders import Order
from recycling.domain.plans import RoutePlan
from recycling.services.context import Context
from recycling.services.planning import plan_routes
from tests.builders import DAY, VERSION, micro_network
from tests.workspaces import open_context, street_tables, write_objects

ORDERS = tuple(
    Order(f"o{n}", f"P{n}", DAY, "paper", 100 * n, load_l=2_000) for n in (1, 2, 3)
)


def make(folder: Path) -> Context:
    """Record the street with three orders."""
    context = open_context(folder)
    settings = f'[accounting]\nfactor_version = "{VERSION}"\n'
    settings += '[dispatch]\nengine = "insertion"\ntime_limit_s = 1.0\n'
    (folder / "recycling.toml").write_text(settings, encoding="utf-8")
    for table, objects in street_tables(micro_network()).items():
        if objects:
            write_objects(context, table, objects)
    write_objects(context, "orders", ORDERS)
    return context


def plan(context: Context) -> RoutePlan:
    """Plan the day of the orders."""
    return plan_routes(context, DAY)
