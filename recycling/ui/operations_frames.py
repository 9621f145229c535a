"""A day under way as frames: vehicles, and the stops of one."""

from collections.abc import Iterable, Mapping

import pandas as pd

from recycling.domain.network import Network
from recycling.domain.orders import Order
from recycling.domain.units import S_PER_DAY, clock
from recycling.ui.cards import Card
from recycling.ui.figures import Figures, percent
from recycling.ui.i18n import Words
from recycling.ui.operations_records import (
    DONE,
    FAILED,
    LATE,
    OPEN,
    UNDER_WAY,
    DaySums,
    RouteView,
    StopView,
    minutes,
)

_NUMBERS = ("late_min", "expected_kg", "collected_kg", "more_kg")


def live_cards(sums: DaySums, events: int, figures: Figures) -> list[Card]:
    """Headline of a day under way."""
    words = figures.words
    heard = sums.stops[DONE] + sums.stops[FAILED]
    share = heard / sums.total if sums.total else None
    more = sums.collected_kg - sums.expected_kg
    return [
        Card(
            words("operations.card.done"),
            f"{sums.stops[DONE]:,} / {sums.total:,}",
            words("operations.card.heard", share=percent(share)),
            words("operations.card.done_note"),
        ),
        Card(
            words("operations.card.under_way"),
            f"{sums.stops[UNDER_WAY]:,}",
            words("operations.card.open", count=f"{sums.stops[OPEN]:,}"),
            words("operations.card.under_way_note"),
        ),
        Card(
            words("operations.card.late"),
            f"{sums.stops[LATE]:,}",
            words("operations.card.late_vehicles", count=f"{sums.late:,}"),
            words("operations.card.late_note"),
        ),
        Card(
            words("operations.card.failed"),
            f"{sums.stops[FAILED]:,}",
            words("operations.card.events", count=f"{events:,}"),
            words("operations.card.failed_note"),
        ),
        Card(
            words("operations.card.collected"),
            figures.tonnes(sums.collected_kg),
            words("operations.card.more", mass=_signed_t(more, figures)),
            words("operations.card.planned", mass=figures.tonnes(sums.planned_kg)),
        ),
        Card(
            words("operations.card.vehicles"),
            f"{sums.out:,} / {sums.vehicles:,}",
            words("operations.card.silent", count=f"{sums.vehicles - sums.out:,}"),
            words("operations.card.vehicles_note"),
        ),
    ]


def _signed_t(kilograms: int, figures: Figures) -> str:
    sign = "+" if kilograms > 0 else ""
    return sign + figures.tonnes(kilograms)


def route_frame(views: Iterable[RouteView], network: Network) -> pd.DataFrame:
    """Vehicles with their stops by state, the ones with trouble first.

    Returns
    -------
    pandas.DataFrame
        ``vehicle``, ``depot``, counts, lateness in minutes, masses in kg and the
        next stop.
    """
    rows = [_route(view, network) for view in views]
    columns = [
        "vehicle", "depot", "stops", "done", "under_way", "late", "failed", "open",
        "late_min", "expected_kg", "collected_kg", "more_kg", "next",
    ]  # fmt: skip
    frame = pd.DataFrame(rows, columns=columns).astype(
        dict.fromkeys(_NUMBERS, "float64")
    )
    return frame.sort_values(
        ["failed", "late", "late_min", "vehicle"],
        ascending=[False, False, False, True],
        kind="stable",
        ignore_index=True,
    )


def _route(view: RouteView, network: Network) -> dict[str, object]:
    following = view.next_stop
    coming = ""
    if following is not None:
        at_s = following.expected_s or following.stop.planned_s
        coming = f"{clock(at_s)} {site_name(network, following.stop.site_id)}"
    late = [s.late_s for s in view.stops if s.state == LATE and s.late_s is not None]
    late_s = max(late) if late else view.route.late_s
    return {
        "vehicle": view.vehicle_id,
        "depot": site_name(network, view.depot),
        "stops": len(view.stops),
        **{state: view.count(state) for state in (DONE, UNDER_WAY, LATE, FAILED, OPEN)},
        "late_min": minutes(late_s),
        "expected_kg": view.route.expected_kg,
        "collected_kg": view.route.recorded_kg,
        "more_kg": view.route.recorded_kg - view.route.expected_kg,
        "next": coming,
    }


def stop_frame(
    stops: Iterable[StopView],
    orders: Mapping[str, Order],
    network: Network,
    words: Words,
) -> pd.DataFrame:
    """List the stops of one vehicle in the order of the plan.

    Returns
    -------
    pandas.DataFrame
        Plan, record and state of every stop; times as ``HH:MM``.
    """
    rows = []
    for number, view in enumerate(stops, start=1):
        stop, order = view.stop, orders.get(view.stop.order_id)
        rows.append(
            {
                "number": number,
                "state": words(f"operations.state.{view.state}"),
                "site": site_name(network, stop.site_id),
                "material": _material(network, order, words),
                "planned": clock(stop.planned_s),
                "window": window(order) if order else "",
                "arrived": "" if stop.arrived_s is None else clock(stop.arrived_s),
                "late_min": minutes(view.late_s),
                "planned_kg": float(stop.planned_kg),
                "collected_kg": stop.collected_kg,
                "outcome": words.label("VisitOutcome", stop.outcome)
                if stop.outcome
                else "",
                "note": stop.note,
                "order": stop.order_id,
            }
        )
    columns = [
        "number", "state", "site", "material", "planned", "window", "arrived",
        "late_min", "planned_kg", "collected_kg", "outcome", "note", "order",
    ]  # fmt: skip
    frame = pd.DataFrame(rows, columns=columns)
    return frame.astype(
        dict.fromkeys(("late_min", "planned_kg", "collected_kg"), "float64")
    )


def window(order: Order) -> str:
    """Write when a crew may come; nothing where it may at any time."""
    if order.window_start_s <= 0 and order.window_end_s >= S_PER_DAY:
        return ""
    return f"{clock(order.window_start_s)}-{clock(order.window_end_s)}"


def _material(network: Network, order: Order | None, words: Words) -> str:
    if order is None:
        return ""
    material = network.materials.get(order.material)
    return words.name(material) if material else order.material


def site_name(network: Network, site_id: str) -> str:
    """Name of a site, its id where it is not recorded."""
    site = network.sites.get(site_id)
    return site.name if site else site_id
