"""Vehicles that do not come: why orders are left out, and what would serve them."""

from collections.abc import Iterator
from dataclasses import replace
from time import perf_counter

from benchmarks.day_depot import STOPS, VEHICLES, depot_day
from benchmarks.lines import Line, measured
from recycling.dispatch.why_not import Effort, PlannedDay, explain_plan, left_out
from recycling.domain.units import KG_PER_T

MISSING = 4
"""Vehicles that do not come."""

TIME_LIMIT_S = 20.0


def lines() -> Iterator[Line]:
    """Yield how long causes take, that each order has one, and the best fix."""
    day = _short_day()
    began = perf_counter()
    found = list(left_out(day))
    seconds = perf_counter() - began
    facts = {"vehicles": VEHICLES - MISSING, "stops": STOPS, "left_out": len(day.left)}
    yield measured("day_why_causes_s", seconds, "s", None, **facts)
    named = {order.order_id for part in found for order in part.orders}
    unnamed = len(set(day.left) - named)
    yield measured("day_why_orders_without_cause", unnamed, "orders", 0, **facts)
    told = explain_plan(
        day, (), Effort(time_limit_s=TIME_LIMIT_S), None, lambda _done, _total: None
    )
    fixes = [fix for group in told.groups for fix in group.fixes]
    most = max(fixes, key=lambda fix: fix.load_kg, default=None)
    yield measured(
        "day_why_best_fix_t",
        most.load_kg / KG_PER_T if most else 0.0,
        "t",
        None,
        time_limit_s=TIME_LIMIT_S,
        seconds=round(told.seconds, 1),
        tried=sum(group.tried for group in told.groups),
        fixes=len(fixes),
        kind=most.kind.value if most else "",
        orders=len(most.orders) if most else 0,
        cost_fen=most.cost_fen if most else 0,
    )


def _short_day() -> PlannedDay:
    """Return the depot's day without some vehicles: their orders are left out."""
    day = depot_day()
    gone = {route.vehicle_id for route in day.plan.routes[:MISSING]}
    kept = tuple(r for r in day.plan.routes if r.vehicle_id not in gone)
    served = {stop.order_id for route in kept for stop in route.stops}
    network = day.conditions.network
    vehicles = {k: v for k, v in network.vehicles.items() if k not in gone}
    return PlannedDay(
        replace(day.conditions, network=replace(network, vehicles=vehicles)),
        replace(day.plan, routes=kept),
        day.orders,
        tuple(sorted(day.orders.keys() - served)),
    )
