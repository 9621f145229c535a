"""Tables of the dispatcher's page: orders, plans, routes, stops, what edits break."""

from collections import Counter
from collections.abc import Iterable, Sequence

import pandas as pd

from recycling.domain.edits import BrokenRule, PlanChange
from recycling.domain.orders import Order, OrderStatus
from recycling.domain.plans import PlannedRoute
from recycling.domain.running import PlanVersion
from recycling.domain.units import FEN_PER_CNY, KG_PER_T, M_PER_KM, S_PER_H, clock
from recycling.schema.messages import text
from recycling.ui.cards import Card
from recycling.ui.dispatch_records import NOT_IN_PLAN, DayFigures, Desk, pickups
from recycling.ui.figures import NONE, Figures, percent
from recycling.ui.i18n import Words

MAX_ROWS = 1_000
"""Rows of a table; filters show the others."""


def plan_cards(desk: Desk, sums: DayFigures, figures: Figures) -> list[Card]:
    """Tell a day's routes in figures."""
    words, plan = figures.words, desk.plan
    per_t = sums.cost_fen * KG_PER_T // sums.load_kg if sums.load_kg else None
    gap = plan.gap if plan is not None and not desk.shown else None

    def card(name: str, value: str, delta: str, note: str) -> Card:
        return Card(words(f"dispatch.card.{name}"), value, delta, note)

    per_stop_m = sums.distance_m // sums.served if sums.served else 0
    return [
        card(
            "served",
            f"{sums.served:,}",
            words("dispatch.card.left", count=f"{sums.left_out:,}"),
            words("dispatch.card.served_note", share=percent(sums.served_share)),
        ),
        card(
            "routes",
            f"{sums.routes:,}",
            words("dispatch.card.trips", count=f"{sums.trips:,}"),
            words("dispatch.card.hours", hours=figures.hours(sums.duration_s)),
        ),
        card(
            "distance",
            figures.kilometres(sums.distance_m),
            words("dispatch.card.per_stop", way=figures.kilometres(per_stop_m)),
            words("dispatch.card.distance_note"),
        ),
        card(
            "load",
            figures.tonnes(sums.load_kg),
            words("dispatch.card.factor", share=percent(sums.load_factor)),
            words("dispatch.card.load_note"),
        ),
        card(
            "cost",
            figures.money(sums.cost_fen),
            words("dispatch.card.per_t", money=figures.money(per_t)),
            words("dispatch.card.gap", gap=percent(gap)),
        ),
        card(
            "carbon",
            figures.carbon(sums.emission_g),
            words("dispatch.card.carbon_per_t", mass=f"{sums.carbon_kg_per_t:,.1f}"),
            words("dispatch.card.carbon_note"),
        ),
    ]


def status_counts(orders: Iterable[Order]) -> dict[OrderStatus, tuple[int, int]]:
    """Count and weigh orders by state, in the order of their course."""
    counts: Counter[OrderStatus] = Counter()
    masses: Counter[OrderStatus] = Counter()
    for order in orders:
        counts[order.status] += 1
        masses[order.status] += order.load_kg
    return {
        state: (counts[state], masses[state]) for state in OrderStatus if counts[state]
    }


def order_frame(orders: Sequence[Order], desk: Desk, words: Words) -> pd.DataFrame:
    """Lay orders out, at most `MAX_ROWS`.

    Returns
    -------
    pandas.DataFrame
        ``order``, ``site``, ``district``, ``material``, ``kg``, ``hours``, ``state``,
        ``source`` and ``vehicle``.
    """
    network = desk.network
    rows = []
    for order in orders[:MAX_ROWS]:
        site = network.sites.get(order.site_id)
        district = network.districts.get(site.district) if site else None
        material = network.materials.get(order.material)
        rows.append(
            {
                "order": order.order_id,
                "site": desk.site_name(order.site_id),
                "district": words.name(district) if district else "",
                "material": words.name(material) if material else order.material,
                "kg": order.load_kg,
                "hours": f"{clock(order.window_start_s)}-{clock(order.window_end_s)}",
                "state": words.label("OrderStatus", order.status.value),
                "source": words.label("OrderSource", order.source.value),
                "vehicle": desk.vehicles.get(order.order_id, ""),
            }
        )
    columns = ("order", "site", "district", "material", "kg", "hours", "state",
               "source", "vehicle")  # fmt: skip
    return pd.DataFrame(rows, columns=list(columns))


def version_frame(
    versions: Sequence[PlanVersion], desk: Desk, words: Words
) -> pd.DataFrame:
    """Lay the plans of a day out, the newest first.

    Returns
    -------
    pandas.DataFrame
        ``plan``, ``state``, ``depots``, ``routes``, ``left``, ``km``, ``tonnes``,
        ``cost``, ``from``, ``by`` and ``based``.
    """
    columns = ("plan", "state", "depots", "routes", "left", "km", "tonnes", "cost",
               "from", "by", "based")  # fmt: skip
    rows = [
        (
            one.plan_id,
            words.label("PlanState", one.state.value),
            words.join([desk.site_name(key) for key in one.depots])
            or words("dispatch.city"),
            one.routes,
            one.unserved,
            one.distance_m / M_PER_KM,
            one.load_kg / KG_PER_T,
            one.cost_fen / FEN_PER_CNY,
            clock(one.planned_from_s) if one.planned_from_s else "",
            one.made_by,
            one.based_on,
        )
        for one in reversed(versions)
    ]
    return pd.DataFrame(rows, columns=list(columns))


def route_frame(routes: Sequence[PlannedRoute], desk: Desk) -> pd.DataFrame:
    """Lay routes out.

    Returns
    -------
    pandas.DataFrame
        ``vehicle``, ``depot``, ``stops``, ``trips``, ``tonnes``, ``km``, ``duration``,
        ``begin``, ``end`` and ``cost``.
    """
    columns = ("vehicle", "depot", "stops", "trips", "tonnes", "km", "duration",
               "begin", "end", "cost")  # fmt: skip
    rows = [
        (
            route.vehicle_id,
            desk.site_name(route.catchment),
            len(pickups(route)),
            route.trips,
            route.load_kg / KG_PER_T,
            route.distance_m / M_PER_KM,
            route.duration_s / S_PER_H,
            clock(route.stops[0].departure_s),
            clock(route.stops[-1].arrival_s),
            route.cost_fen / FEN_PER_CNY,
        )
        for route in routes
        if route.stops
    ]
    return pd.DataFrame(rows, columns=list(columns))


def left_frame(desk: Desk, words: Words) -> pd.DataFrame:
    """Lay the orders out that the plan leaves out, with the planner's reason.

    Returns
    -------
    pandas.DataFrame
        ``order``, ``site``, ``district``, ``material``, ``kg``, ``hours``, ``reason``.
    """
    known = [desk.orders[key] for key in desk.left_out if key in desk.orders]
    frame = order_frame(known, desk, words)
    kept = frame[["order", "site", "district", "material", "kg", "hours"]]
    unknown = [key for key in desk.left_out if key not in desk.orders]
    if unknown:
        kept = pd.concat([kept, pd.DataFrame({"order": unknown})], ignore_index=True)
    reasons = [reason_text(desk.left_out[key], words) for key in kept["order"]]
    return kept.assign(reason=reasons)


def reason_text(code: str, words: Words) -> str:
    """Say why a plan leaves an order out."""
    if code == NOT_IN_PLAN:
        return words("dispatch.not_in_plan")
    return text(f"unserved.{code}", words.lang)


def broken_frame(
    broken: Iterable[BrokenRule], desk: Desk, words: Words
) -> pd.DataFrame:
    """Lay broken rules out, each with its place, value, limit and way out.

    Returns
    -------
    pandas.DataFrame
        ``rule``, ``vehicle``, ``order``, ``site``, ``value``, ``limit``, ``way_out``.
    """
    columns = ("rule", "vehicle", "order", "site", "value", "limit", "way_out")
    rows = [
        (
            text(f"broken.{one.rule}", words.lang),
            one.vehicle_id,
            one.order_id,
            desk.site_name(one.site_id) if one.site_id else "",
            one.value,
            one.limit,
            text(f"way_out.{one.rule}", words.lang),
        )
        for one in broken
    ]
    return pd.DataFrame(rows, columns=list(columns))


def change_frame(change: PlanChange, words: Words) -> pd.DataFrame:
    """Lay out which orders change vehicle, come in, or fall out.

    Returns
    -------
    pandas.DataFrame
        ``what``, ``order``, ``before`` and ``after``.
    """
    rows = [
        (
            words(f"dispatch.change.{kind}"),
            t.order_id,
            t.before or NONE,
            t.after or NONE,
        )
        for kind, all_ in (
            ("moved", change.moved),
            ("added", change.added),
            ("dropped", change.dropped),
        )
        for t in all_
    ]
    return pd.DataFrame(rows, columns=["what", "order", "before", "after"])


def difference(change: PlanChange, words: Words) -> str:
    """Say what a plan costs, drives and takes more than another."""
    return words(
        "dispatch.change.difference",
        cost=f"{change.cost_fen / FEN_PER_CNY:+,.2f}",
        km=f"{change.distance_m / M_PER_KM:+,.1f}",
        minutes=f"{change.duration_s / 60:+,.0f}",
    )
