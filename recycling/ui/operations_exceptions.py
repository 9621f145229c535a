"""What wants somebody's eye on a day, from every source, the gravest first."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Final

import pandas as pd

from recycling.domain.balance import MonthBalance
from recycling.domain.network import Network
from recycling.domain.reconciliation import Reconciliation
from recycling.domain.running import DayEvent
from recycling.domain.units import KG_PER_T, S_PER_MIN, clock
from recycling.services.day_tickets import DayTickets
from recycling.ui.figures import percent
from recycling.ui.i18n import Words
from recycling.ui.operations_frames import site_name
from recycling.ui.operations_records import (
    FAILED,
    RouteView,
    late_routes,
    latest_s,
)
from recycling.ui.operations_sum_frames import difference_kg
from recycling.ui.operations_ticket_frames import flag_names

KINDS: Final = ("event", "failed", "late", "weighed", "flagged", "stray", "balance")
"""What may be wrong, the most urgent first."""

DISPATCH, LIVE, TICKETS, BALANCE = "dispatch", "live", "tickets", "balance"

FAR_SHARE: Final = 0.2
"""Share of the collected mass from which the weighed one is far from it: crews
estimate loads by eye, and one in five kilograms is beyond what that explains."""

FAR_KG: Final = 100
"""Kilograms below which a difference is nothing to look into."""


@dataclass(frozen=True, slots=True)
class Case:
    """Something to look into, and where.

    Attributes
    ----------
    kind
        One of `KINDS`.
    subject
        Vehicle, order, ticket, site or event.
    place, detail
        Where, and what, in words.
    weight
        How much, for ranking within the kind.
    target, param, value
        View or page that shows it, and what to look at there.
    """

    kind: str
    subject: str
    place: str
    detail: str
    weight: float
    target: str
    param: str = ""
    value: str = ""


def day_cases(
    routes: Iterable[RouteView],
    events: Iterable[DayEvent],
    network: Network,
    words: Words,
) -> Iterator[Case]:
    """Yield what is wrong on the road: events, failed stops, late vehicles."""
    views = list(routes)
    for event in events:
        kind = words.label("DayEventKind", event.kind.value)
        yield Case(
            "event", event.event_id, site_name(network, event.subject),
            f"{clock(event.at_s)} {kind} {event.note}".strip(),
            event.at_s, DISPATCH,
        )  # fmt: skip
    for view in views:
        for stop in (s.stop for s in view.stops if s.state == FAILED):
            yield Case(
                "failed", stop.order_id, site_name(network, stop.site_id),
                words("operations.case.failed", vehicle=view.vehicle_id,
                      kg=f"{stop.planned_kg:,}", note=stop.note or "-"),
                stop.planned_kg, LIVE, "vehicle", view.vehicle_id,
            )  # fmt: skip
    for view in late_routes(views):
        late_s = latest_s(view)
        yield Case(
            "late", view.vehicle_id, site_name(network, view.depot),
            words("operations.case.late", minutes=round(late_s / S_PER_MIN),
                  stops=view.count("late")),
            late_s, LIVE, "vehicle", view.vehicle_id,
        )  # fmt: skip


def load_cases(
    found: Reconciliation, vehicles: frozenset[str], network: Network, words: Words
) -> Iterator[Case]:
    """Yield loads weighed far from collected, and weighings without a plan.

    Parameters
    ----------
    found
        The day's plan against its records.
    vehicles
        Vehicles that are looked at.
    network, words
        Names.
    """
    for load in found.loads:
        if load.weighed_kg is None or load.vehicle_id not in vehicles:
            continue
        base, far_kg = load.collected_kg or load.planned_kg, abs(difference_kg(load))
        if far_kg < FAR_KG or far_kg < FAR_SHARE * base:
            continue
        named = f"{load.weighed_site_ids[0]}|{load.ticket_nos[0]}"
        yield Case(
            "weighed", load.vehicle_id, site_name(network, load.site_id),
            words("operations.case.weighed", trip=load.trip, base=f"{base:,}",
                  weighed=f"{load.weighed_kg:,}"),
            far_kg, TICKETS, "ticket", named,
        )  # fmt: skip
    for ticket in found.stray_tickets:
        yield Case(
            "stray", ticket.ticket_no, site_name(network, ticket.site_id),
            words("operations.case.stray", vehicle=ticket.vehicle_id or "-",
                  kg=f"{ticket.net_kg:,}"),
            ticket.net_kg, TICKETS, "ticket", f"{ticket.site_id}|{ticket.ticket_no}",
        )  # fmt: skip


def ticket_cases(
    found: DayTickets, network: Network, words: Words, district: str = ""
) -> Iterator[Case]:
    """Yield tickets somebody should look at."""
    masses = {
        (e.ticket.site_id, e.ticket.ticket_no): e.ticket.net_kg for e in found.entries
    }
    for (site_id, number), flags in found.flags.items():
        site = network.sites.get(site_id)
        if district and (site is None or site.district != district):
            continue
        facts = "; ".join(f"{flag.value} ({flag.expected})" for flag in flags)
        yield Case(
            "flagged", number, site_name(network, site_id),
            f"{flag_names(flags, words)}: {facts}",
            masses.get((site_id, number), 0), TICKETS, "ticket", f"{site_id}|{number}",
        )  # fmt: skip


def balance_cases(
    balance: MonthBalance, words: Words, district: str = ""
) -> Iterator[Case]:
    """Yield sites whose masses do not add up within the tolerance."""
    for site in balance.flagged:
        if district in {"", site.district}:
            yield Case(
                "balance", site.site_id, site.name,
                words("operations.case.balance", month=f"{balance.month:%Y-%m}",
                      gap=f"{site.gap_kg / KG_PER_T:,.1f}",
                      share=percent(site.gap_share)),
                abs(site.gap_kg), BALANCE, "site", site.site_id,
            )  # fmt: skip


def ranked(cases: Iterable[Case]) -> list[Case]:
    """Cases by kind, the largest first."""
    return sorted(cases, key=lambda c: (KINDS.index(c.kind), -c.weight, c.subject))


def case_frame(cases: Iterable[Case], words: Words) -> pd.DataFrame:
    """Cases as rows, in words."""
    rows = [
        {
            "case": words(f"operations.case.kind.{case.kind}"),
            "subject": case.subject,
            "place": case.place,
            "detail": case.detail,
            "goes_to": words(f"operations.go.{case.target}"),
        }
        for case in cases
    ]
    columns = ["case", "subject", "place", "detail", "goes_to"]
    return pd.DataFrame(rows, columns=columns)
