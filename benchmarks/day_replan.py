"""Noon at a large depot: what it takes to plan its rest anew, and to add an order."""

from collections.abc import Iterator
from dataclasses import replace
from time import perf_counter

from benchmarks.day_depot import DAY, STOPS, VEHICLES, DepotDay, depot_day
from benchmarks.lines import Line, measured
from recycling.config import DispatchSettings
from recycling.dispatch.day_plan import Answer, Made, base_part, plan_of
from recycling.dispatch.disruption import disruption
from recycling.dispatch.editing import draft_of
from recycling.dispatch.replan import eased, inserted, replanned, with_price
from recycling.dispatch.workbench import Workbench, lay_out
from recycling.domain.edits import change_of
from recycling.domain.orders import Order, OrderSource
from recycling.domain.plans import RoutePlan
from recycling.domain.running import DayEvent, DayEventKind
from recycling.domain.units import FEN_PER_CNY, S_PER_H, S_PER_MIN
from routing.vrp.solution import UnservedReason

REPLAN_BAR_S = 10.0
INSERT_BAR_S = 1.0

MOMENTS = {"morning": 8 * S_PER_H, "noon": 12 * S_PER_H + 40 * S_PER_MIN}
"""When a vehicle breaks down: with nearly all of the day left, and at 12:40."""

INSERTS = 10


def lines() -> Iterator[Line]:
    """Yield the figures."""
    day = depot_day()
    facts = {"vehicles": VEHICLES, "stops": STOPS, "unserved": len(day.plan.unserved)}
    for name, at_s in MOMENTS.items():
        yield _replanned(day, name, at_s, facts)
    yield _inserted(day, facts)


def _replanned(day: DepotDay, name: str, at_s: int, facts: dict[str, int]) -> Line:
    """Measure a breakdown, from the recorded day to the checked plan."""
    broken = day.plan.routes[len(day.plan.routes) // 2].vehicle_id
    event = DayEvent("e", DAY, at_s, DayEventKind.VEHICLE_DOWN, broken)
    began = perf_counter()
    situation = replace(day.at(at_s), disruption=disruption([event]))
    bench, late = eased(with_price(lay_out(day.conditions, situation)))
    limit_s = DispatchSettings().replan_time_limit_s
    answer, draft = replanned(draft_of(bench), limit_s, 1, 1)
    made = Made("replanned", answer.solution.engine, planned_from_s=at_s)
    plan = plan_of(draft.bench, answer, made)
    seconds = perf_counter() - began
    change = change_of(base_part(bench), plan)
    return measured(
        f"day_replan_{name}_s",
        seconds,
        "s",
        REPLAN_BAR_S,
        **facts,
        open_stops=len(bench.order_ids),
        moved=len(change.moved),
        added=len(change.added),
        dropped=len(change.dropped),
        late=len(late),
        added_cny=round(change.cost_fen / FEN_PER_CNY),
    )


def _inserted(day: DepotDay, facts: dict[str, int]) -> Line:
    """Measure the slowest of some orders put in, each by itself."""
    at_s = MOMENTS["noon"]
    slowest_s, added_fen, refused = 0.0, 0, 0
    sites = sorted({order.site_id for order in day.orders.values()})
    for site_id in sites[:: len(sites) // INSERTS][:INSERTS]:
        asked = Order(
            f"late-{site_id}", site_id, DAY, "paper", 150, load_l=2_500,
            service_s=600, source=OrderSource.BOOKING,
        )  # fmt: skip
        began = perf_counter()
        bench = lay_out(day.conditions, day.at(at_s, asked))
        draft = draft_of(bench)
        answer = inserted(draft, bench.order_ids.index(asked.order_id))
        if isinstance(answer, UnservedReason):
            refused += 1
        else:
            plan = plan_of(bench, answer, Made("inserted", "insertion"))
            added_fen += _added_fen(bench, answer, plan)
        slowest_s = max(slowest_s, perf_counter() - began)
    return measured(
        "day_insert_s",
        slowest_s,
        "s",
        INSERT_BAR_S,
        **facts,
        orders=INSERTS,
        refused=refused,
        mean_added_cny=round(added_fen / FEN_PER_CNY / max(1, INSERTS - refused), 2),
    )


def _added_fen(bench: Workbench, answer: Answer, plan: RoutePlan) -> int:
    """Return what an order costs more; nothing else may have changed."""
    before = base_part(bench)
    change = change_of(before, plan)
    touched = {t.after for t in change.added}
    kept = {r.vehicle_id: r.stops for r in before.routes}
    for route in plan.routes:
        if route.vehicle_id not in touched and kept[route.vehicle_id] != route.stops:
            msg = f"{route.vehicle_id}: its route was touched"
            raise AssertionError(msg)
    if change.moved or change.dropped or answer.report.violations:
        msg = f"more than one order changed: {change}"
        raise AssertionError(msg)
    return change.cost_fen
