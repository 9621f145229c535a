"""One full day of the sample city: its orders, and a plan of them.

``python -m benchmarks.city build WORKSPACE STOPS`` writes the city with as many
orders on its day; ``... plan WORKSPACE --time-limit S`` plans them and prints what
came out as one JSON object.
"""

import argparse
import csv
import json
import shutil
from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path
from time import perf_counter
from typing import Any
from zlib import crc32

from recycling.bootstrap import build_context
from recycling.config import DispatchSettings, Settings, load_settings
from recycling.demand.generation import estimate_supply
from recycling.dispatch.catchments import milk_run_vehicles
from recycling.dispatch.frequency import orders_on, plan_cycle
from recycling.dispatch.visit_patterns import CYCLE_DAYS
from recycling.domain.network import Network
from recycling.domain.orders import Order, OrderSource, OrderStatus
from recycling.domain.plans import RoutePlan, StopKind
from recycling.domain.units import FEN_PER_CNY, L_PER_M3
from recycling.sample.inputs import Scale, read_inputs
from recycling.services.batches import batch_of, log_entry
from recycling.services.context import Context
from recycling.services.importing import ImportRequest, import_files
from recycling.services.planning import checked_network, plan_routes
from recycling.services.sampling import PLAN_DAY, make_sample

FULL: Scale = "full"
DATA = "data"
SAMPLE = Path("chongqing", "sample.csv")
POINTS = "points.count"


def build(workspace: Path, stops: int, scale: Scale = FULL) -> None:
    """Write the city with as many orders on its day, and no fewer points.

    The visiting cycle brings somewhat fewer orders on a day than there are points.
    Points that it leaves out get the order of their next visit; what is too much
    is cancelled.
    """
    settings = load_settings(workspace)
    _copy_data(settings.data_dir, workspace / DATA, stops, scale)
    context = build_context(replace(settings, data_dir=workspace / DATA))
    sample = make_sample(context, scale)
    files = [path for path in sample.files if not path.name.startswith("tickets")]
    import_files(context, ImportRequest(files, sample.crs))
    with context.unit_of_work() as work:
        network, _ = checked_network(work, sample.plan_day)
        orders = _changed_orders(
            network, sample.plan_day, stops, context.settings.dispatch
        )
        if orders:
            import_id = log_entry(work, "benchmark", "orders")
            work.inputs.merge(batch_of("orders", orders), import_id)


def _copy_data(source: Path, target: Path, stops: int, scale: Scale) -> None:
    """Copy the data the sample is made from, with more points where need be."""
    shutil.copytree(source, target)
    path = target / SAMPLE
    with path.open(encoding="utf-8", newline="") as file:
        header, *rows = csv.reader(file)
    for row in rows:
        if row[0] == POINTS:
            column = header.index(scale)
            row[column] = str(max(stops, int(row[column])))
    with path.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file, lineterminator="\n").writerows([header, *rows])


def _changed_orders(
    network: Network, day: date, wanted: int, settings: DispatchSettings
) -> list[Order]:
    """Orders to add to those of the cycle, or to cancel."""
    supplies = estimate_supply(network, day.year)
    cycle = list(plan_cycle(network, supplies, settings))
    orders = orders_on(network, cycle, day)
    surplus = sorted(orders, key=lambda order: crc32(order.order_id.encode()))[wanted:]
    if surplus:
        return [replace(order, status=OrderStatus.CANCELLED) for order in surplus]
    served = {order.site_id for order in orders}
    added: list[Order] = []
    for later in range(1, CYCLE_DAYS):
        visit = day + timedelta(days=later)
        for order in orders_on(network, cycle, visit):
            if len(orders) + len(added) == wanted:
                return added
            if order.site_id not in served:
                served.add(order.site_id)
                added.append(_moved(order, day))
    return added


def _moved(order: Order, day: date) -> Order:
    order_id = f"B-{day:%Y%m%d}-{order.site_id}-{order.material}"
    return replace(order, order_id=order_id, day=day, source=OrderSource.BOOKING)


def plan(settings: Settings, scale: Scale = FULL) -> dict[str, Any]:
    """Plan the city's day and return what came out."""
    context = build_context(settings)
    inputs = read_inputs(settings.data_dir, scale, settings.seed)
    day = inputs.knobs.day(PLAN_DAY)
    started = perf_counter()
    routes = plan_routes(context, day)
    seconds = perf_counter() - started
    return {**_figures(context, day, routes), "seconds": round(seconds, 2)}


def settings_of(
    workspace: Path, time_limit_s: float, workers: int, seed: int
) -> Settings:
    """Return the settings of a workspace that ``build`` made, with other limits."""
    settings = load_settings(workspace)
    dispatch = replace(settings.dispatch, time_limit_s=time_limit_s, workers=workers)
    return replace(settings, data_dir=workspace / DATA, seed=seed, dispatch=dispatch)


def _figures(context: Context, day: date, routes: RoutePlan) -> dict[str, Any]:
    with context.unit_of_work() as work:
        network, _ = checked_network(work, day)
        recorded = work.inputs.orders(day)
    orders = [order for order in recorded if order.status is not OrderStatus.CANCELLED]
    picked = [
        stop.order_id
        for route in routes.routes
        for stop in route.stops
        if stop.kind is StopKind.PICKUP
    ]
    left = [unserved for unserved in routes.unserved if unserved.reason]
    served = set(picked)
    explained = {unserved.order_id for unserved in left}
    return {
        "orders": len(orders),
        "served": len(served),
        "explained": len(explained),
        "lost": len({o.order_id for o in orders} - served - explained),
        "twice": len(picked) - len(served) + len(served & explained),
        "reasons": dict(Counter(unserved.reason for unserved in left)),
        "districts": len(_districts(network, orders)),
        "vehicles": len(routes.routes),
        "distance_km": round(
            sum(route.distance_m for route in routes.routes) / 1000, 1
        ),
        "cost_cny": sum(route.cost_fen for route in routes.routes) / FEN_PER_CNY,
        "gap_to_bound_pct": None if routes.gap is None else round(100 * routes.gap, 1),
        "load_m3": sum(order.load_l for order in orders) // L_PER_M3,
        "fleet_m3_per_trip": _fleet_l(network) // L_PER_M3,
        "trips": sum(route.trips for route in routes.routes),
        "engine": routes.engine,
    }


def _fleet_l(network: Network) -> int:
    """Loose litres that the milk-run fleet takes at once."""
    fleet = milk_run_vehicles(network).values()
    kinds = (network.vehicle_types[v.vehicle_type] for own in fleet for v in own)
    return sum(kind.loose_volume_l() for kind in kinds)


def _districts(network: Network, orders: Sequence[Order]) -> set[str]:
    sites = network.sites
    return {sites[o.site_id].district for o in orders if o.site_id in sites}


def main() -> None:
    """Build the city, or plan its day."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.city")
    commands = parser.add_subparsers(dest="command", required=True)
    builder = commands.add_parser("build")
    builder.add_argument("workspace", type=Path)
    builder.add_argument("stops", type=int)
    planner = commands.add_parser("plan")
    planner.add_argument("workspace", type=Path)
    planner.add_argument("--time-limit", type=float, required=True)
    planner.add_argument("--workers", type=int, default=2)
    planner.add_argument("--seed", type=int, default=1)
    arguments = parser.parse_args()
    if arguments.command == "build":
        build(arguments.workspace, arguments.stops)
        return
    limits = arguments.time_limit, arguments.workers, arguments.seed
    figures = plan(settings_of(arguments.workspace, *limits))
    print(json.dumps(figures, ensure_ascii=False))


if __name__ == "__main__":
    main()
